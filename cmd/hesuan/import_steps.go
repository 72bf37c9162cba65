package main

import (
	"context"
	"fmt"

	"hesuan/ingest/history"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/oltp/finance"
	"hesuan/oltp/inventory"
	"hesuan/oltp/sales"
)

// pastWriter collects a block of documents and what follows from them, and writes it.
type pastWriter struct {
	*house
	ctx     context.Context
	tx      *pg.Tx
	masters *history.Masters

	stock       *inventory.Past
	sales       *sales.Past
	adjustments [][]resource.Told[inventory.Adjustment]
	payments    [][]resource.Told[finance.Payment]
	vouchers    []finance.Past
	journals    []*history.Import
}

// recall brings back the cost of goods that were sold in a block before this one and come back in it, when another run wrote that
// block. In the run that did, the returns know.
func (w *pastWriter) recall(steps []history.Step) error {
	orders := map[ref.Order]*history.Order{}
	for _, s := range steps {
		if s.Return != nil && s.Return.Order != nil {
			orders[s.Return.Order.ID] = s.Return.Order
		}
	}
	var keys []ref.Order
	for key := range orders {
		keys = append(keys, key)
	}
	costs, err := w.house.sales.PastCosts(w.ctx, w.tx, keys)
	if err != nil {
		return err
	}
	for key, lines := range costs {
		for _, l := range orders[key].Lines {
			sold := &sales.OrderLine{Qty: l.Qty, Cost: lines[l.No]}
			takeBack(sold, l)
		}
	}
	return nil
}

// takeBack counts on a line of an order what came back of it later, and tells the returns their cost.
func takeBack(sold *sales.OrderLine, l *history.OrderLine) (refunded fixed.Amount) {
	for _, back := range l.Back {
		back.Cost = sold.TakeBack(back.Qty)
		refunded += back.Amount()
	}
	return refunded
}

func (w *pastWriter) tell(s history.Step) error {
	switch {
	case s.Order != nil:
		return w.order(s.Order)
	case s.Return != nil:
		return w.giveBack(s.Return)
	case s.Adjustment != nil:
		return w.adjust(s.Adjustment)
	}
	return w.journal(s.Journal)
}

func (w *pastWriter) order(past *history.Order) error {
	o := &sales.Order{Channel: w.masters.Channel, Customer: past.Customer.ID, Warehouse: w.masters.Warehouse, Region: past.Country,
		External: past.Invoice, Currency: w.company.Currency, TaxIncluded: true, Lines: make([]sales.OrderLine, len(past.Lines))}
	o.ID, o.Number, o.At = past.ID, past.Number, past.At
	event, source := id.New[any](), ref.Doc{Type: "sales.order", ID: id.ID(o.ID), Number: o.Number}
	var moves []inventory.Move
	for i, l := range past.Lines {
		o.Lines[i] = sales.OrderLine{Line: resource.Line{No: l.No}, SKU: l.SKU.ID, Code: l.SKU.Code, Name: l.SKU.Name, Category: l.SKU.Category,
			Qty: l.Qty, Price: l.Price}
		if !l.SKU.Charge {
			moves = append(moves, w.move(l.No, l.SKU, w.masters.Warehouse, inventory.Customer, l.Qty, 0))
		}
	}
	if err := w.post("shipment", source, event, past.Head, moves); err != nil {
		return err
	}
	cost := map[int32]fixed.Amount{}
	for _, m := range moves {
		cost[m.No] = m.Value
	}
	for i, l := range past.Lines {
		o.Lines[i].Cost = cost[l.No]
		o.Refunded += takeBack(&o.Lines[i], l)
	}
	if err := w.sales.Order(w.tx, o, event); err != nil {
		return err
	}
	w.bookSale(past, o, event)
	if o.Total == 0 {
		return nil
	}
	return w.pay(event, &finance.Payment{Kind: "receive", Customer: o.Customer, Channel: o.Channel, Amount: o.Total, Refunded: o.Refunded,
		SourceType: source.Type, Source: source.ID, SourceNumber: source.Number}, past.Head)
}

// bookSale books revenue and cost of an order, and the fees among its charges.
func (w *pastWriter) bookSale(past *history.Order, o *sales.Order, event id.ID) {
	sale := recordEntry(o)
	fee := finance.Fee{Head: sale.Head, Customer: o.Customer, Channel: o.Channel}
	for i, l := range past.Lines {
		if l.SKU.Fee {
			fee.Amount -= o.Lines[i].Amount
			sale.Net -= o.Lines[i].Amount
		}
	}
	w.book(event, sale, fee)
}

func (w *pastWriter) giveBack(past *history.Return) error {
	r := &sales.Return{Channel: w.masters.Channel, Customer: past.Customer.ID, Warehouse: w.masters.Warehouse, Region: past.Country,
		Currency: w.company.Currency, Kind: "refund_only"}
	r.ID, r.Number, r.At = past.ID, past.Number, past.At
	if past.Order != nil {
		r.Order, r.OrderNumber = past.Order.ID, past.Order.Number
	}
	var moves []inventory.Move
	var fees fixed.Amount
	for _, l := range past.Lines {
		line := sales.ReturnLine{Line: resource.Line{No: l.No}, SKU: l.SKU.ID, Code: l.SKU.Code, Name: l.SKU.Name, Category: l.SKU.Category,
			Qty: l.Qty, Amount: l.Amount(), Cost: l.Cost}
		switch {
		case l.Of != nil:
			line.OrderLine = l.Of.No
		case past.Goods:
			line.Cost = worth(l.SKU, l.Qty)
		case l.SKU.Fee:
			fees += line.Amount
		}
		if past.Goods {
			moves = append(moves, w.move(l.No, l.SKU, inventory.Customer, w.masters.Warehouse, l.Qty, line.Cost))
		}
		r.Lines = append(r.Lines, line)
	}
	event, source := id.New[any](), ref.Doc{Type: "sales.return", ID: id.ID(r.ID), Number: r.Number}
	if past.Goods {
		r.Kind = "return"
		if err := w.post("return", source, event, past.Head, moves); err != nil {
			return err
		}
	}
	w.sales.Return(w.tx, r, event)
	return w.bookReturn(past, r, fees, event)
}

// bookReturn books the goods and the money of a return. Money whose order is not known goes back without a payment to take it from.
func (w *pastWriter) bookReturn(past *history.Return, r *sales.Return, fees fixed.Amount, event id.ID) error {
	head := finance.Head{Source: ref.Doc{Type: "sales.return", ID: id.ID(r.ID), Number: r.Number}, At: r.At}
	w.book(event, finance.Return{Head: head, Channel: r.Channel, Cost: r.Cost},
		finance.Refund{Head: head, Customer: r.Customer, Channel: r.Channel, Net: r.Amount - fees},
		finance.Fee{Head: head, Customer: r.Customer, Channel: r.Channel, Amount: fees})
	switch {
	case past.Order == nil:
		w.book(event, finance.Money{Head: head, Kind: "refund", Account: wallet, Customer: r.Customer, Channel: r.Channel, Amount: r.Amount})
		return nil
	case r.Amount == 0:
		return nil
	}
	return w.pay(event, &finance.Payment{Kind: "refund", Customer: r.Customer, Channel: r.Channel, Amount: r.Amount,
		Original:   finance.PaymentID(paymentOf(past.Order.Number)),
		SourceType: head.Source.Type, Source: head.Source.ID, SourceNumber: head.Source.Number}, past.Head)
}

// wallet is the code of the account that payments of the past went through.
const wallet = "1012"

// paymentOf is the identifier of the payment of an order or a return of the past.
func paymentOf(number string) id.ID { return id.Derive[any]("online-retail/payment", number) }

// pay tells of a payment and books it.
func (w *pastWriter) pay(cause id.ID, p *finance.Payment, head history.Head) error {
	p.ID, p.Number, p.State, p.At = finance.PaymentID(paymentOf(head.Number)), "PY-"+head.Number, "posted", head.At
	p.Account = finance.Wallet
	resource.Freeze(w.tx, p)
	event := id.New[any]()
	w.payments = append(w.payments, []resource.Told[finance.Payment]{{Step: "post", Row: p, Event: event, Cause: ref.Event(cause)}})
	w.book(event, finance.Money{Head: finance.Head{Source: ref.Doc{Type: "finance.payment", ID: id.ID(p.ID), Number: p.Number}, At: p.At},
		Kind: p.Kind, Account: wallet, Customer: p.Customer, Channel: p.Channel, Amount: p.Amount})
	return nil
}

func (w *pastWriter) adjust(past *history.Adjustment) error {
	a := &inventory.Adjustment{Warehouse: w.masters.Warehouse, Reason: past.Reason}
	a.ID, a.Number, a.State, a.At, a.Note = past.ID, past.Number, "draft", past.At, past.Note
	for _, l := range past.Lines {
		line := inventory.AdjustmentLine{Line: resource.Line{No: l.No}, SKU: l.SKU.ID, Category: l.SKU.Category, Qty: l.Qty}
		if l.Qty > 0 {
			line.Cost = l.SKU.Cost
		}
		a.Lines = append(a.Lines, line)
	}
	def := w.inventory.Adjustments.Def
	def.NumberLines(a)
	draft := def.Clone(a)
	event, source := id.New[any](), ref.Doc{Type: "inventory.adjustment", ID: id.ID(a.ID), Number: a.Number}
	moves := make([]inventory.Move, len(a.Lines))
	kind, from := "adjust", inventory.Found
	if a.Reason == "opening" {
		kind, from = "opening", inventory.Opening
	}
	for i, l := range a.Lines {
		moves[i] = w.move(l.No, past.Lines[i].SKU, from, a.Warehouse, l.Qty, worth(past.Lines[i].SKU, l.Qty))
		if l.Qty < 0 {
			moves[i] = w.move(l.No, past.Lines[i].SKU, a.Warehouse, inventory.Loss, -l.Qty, 0)
		}
	}
	if err := w.post(kind, source, event, past.Head, moves); err != nil {
		return err
	}
	for i, m := range moves {
		a.Lines[i].Value = m.Value
		if m.ToPlace == inventory.Loss {
			a.Lines[i].Value = -m.Value
		}
	}
	a.State = "posted"
	resource.Freeze(w.tx, a)
	w.adjustments = append(w.adjustments, []resource.Told[inventory.Adjustment]{{Step: "draft", Row: draft}, {Step: "post", Row: a, Event: event}})
	w.book(event, adjustmentEntry(a))
	return nil
}

func (w *pastWriter) journal(j *history.Import) error {
	w.journals = append(w.journals, j)
	w.house.journals.NumberLines(j)
	for _, l := range j.Lines {
		if l.Kind == string(history.BadDebt) {
			head := finance.Head{Source: ref.Doc{Type: "history.import", ID: id.ID(j.ID), Number: j.Number}, At: *l.Moment}
			w.book(id.ID{}, finance.BadDebt{Head: head, Amount: -l.Amount})
		}
	}
	return nil
}

func (w *pastWriter) move(no int32, sku *history.SKU, from, to ref.Warehouse, qty fixed.Qty, value fixed.Amount) inventory.Move {
	return inventory.Move{Line: resource.Line{No: no}, SKU: sku.ID, Category: sku.Category, FromPlace: from, ToPlace: to, Qty: qty, Value: value}
}

// worth is what goods of a SKU cost when nobody knows better, in whole cents.
func worth(sku *history.SKU, qty fixed.Qty) fixed.Amount {
	value, _ := sku.Cost.Times(qty) // the plan has seen greater amounts
	return value.Round(2)
}

// post moves goods; moves get their values.
func (w *pastWriter) post(kind string, source ref.Doc, cause id.ID, head history.Head, moves []inventory.Move) error {
	if len(moves) == 0 {
		return nil
	}
	if err := w.stock.Tell(w.tx, kind, source, ref.Event(cause), head.At, moves); err != nil {
		return fmt.Errorf("%s: %w", source.Number, err)
	}
	return nil
}

func (w *pastWriter) book(cause id.ID, entries ...finance.Entry) {
	for _, e := range entries {
		w.vouchers = append(w.vouchers, finance.Past{Entry: e, Cause: ref.Event(cause)})
	}
}

// flush writes the block.
func (w *pastWriter) flush() error {
	if err := w.sales.Flush(w.ctx, w.tx); err != nil {
		return err
	}
	if err := backfill(w, w.inventory.Adjustments.Def, w.adjustments); err != nil {
		return err
	}
	if err := w.stock.Flush(w.ctx, w.tx); err != nil {
		return err
	}
	if err := backfill(w, w.finance.Payments.Def, w.payments); err != nil {
		return err
	}
	if err := history.Write(w.ctx, w.tx, w.house.journals, w.journals); err != nil {
		return err
	}
	return w.finance.Backfill(w.ctx, w.tx, w.vouchers)
}

func backfill[T any](w *pastWriter, def *resource.Def[T], lives [][]resource.Told[T]) error {
	if len(lives) == 0 {
		return nil
	}
	return def.Backfill(w.ctx, w.tx, lives...)
}
