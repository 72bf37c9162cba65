package main

import (
	"time"

	"hesuan/demo"
	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/oltp/finance"
	"hesuan/oltp/inventory"
	"hesuan/oltp/purchasing"
)

// purchases writes orders and what has come of them, and lets their goods, invoices and payments happen at their times.
func (t *demoTeller) purchases(list []demo.Purchase) error {
	var batch purchasing.Batch
	var arrivals []demo.Arrival // of all orders, in their order
	for i := range list {
		if list[i].Approved.After(t.asOf) {
			continue
		}
		past, came, err := t.purchase(&list[i])
		if err != nil {
			return err
		}
		batch.Orders, arrivals = append(batch.Orders, past), append(arrivals, came...)
	}
	if err := t.purchasing.Backfill(t.ctx, t.tx, batch); err != nil {
		return err
	}
	n := 0
	for _, o := range batch.Orders {
		for _, a := range o.Arrivals {
			t.arrival(a, arrivals[n])
			n++
		}
	}
	return nil
}

// purchase is an order as the room's past wants it, with the arrivals that have happened.
func (t *demoTeller) purchase(p *demo.Purchase) (past purchasing.Past, came []demo.Arrival, err error) {
	o := &purchasing.Order{Supplier: demoSupplier(p.Supplier), Warehouse: demoWarehouse(p.Warehouse), Approved: &p.Approved, Due: &p.Due}
	o.At = p.Approved
	if o.Number, err = t.number("purchasing.order", "PO", p.Approved); err != nil {
		return past, nil, err
	}
	for _, l := range p.Lines {
		sku := &t.world.SKUs[l.SKU]
		line := purchasing.OrderLine{SKU: demoSKU(l.SKU), Code: sku.Code, Name: demoTitle(sku), Category: demoCategory(sku.Category),
			Qty: fixed.Units(int64(l.Pieces)), Price: l.Price, Rate: sku.VAT, Due: &p.Due}
		if t.world.Suppliers[p.Supplier].Ordinary {
			line.Rate = 0
		}
		o.Lines = append(o.Lines, line)
	}
	past.Order = o
	if !p.Closed.IsZero() && !p.Closed.After(t.asOf) {
		past.Closed, o.Reason = p.Closed, p.Reason
	}
	for _, a := range p.Arrivals {
		if a.At.After(t.asOf) {
			continue
		}
		arrived, err := t.arrived(&a)
		if err != nil {
			return past, nil, err
		}
		past.Arrivals, came = append(past.Arrivals, arrived), append(came, a)
	}
	return past, came, nil
}

func (t *demoTeller) arrived(a *demo.Arrival) (arrived purchasing.Arrived, err error) {
	r := &purchasing.Receipt{Delivery: a.Delivery, WithInvoice: a.Invoiced.Equal(a.At)}
	r.At = a.At
	if r.WithInvoice {
		r.Invoice = a.Invoice
	}
	if r.Number, err = t.number("purchasing.receipt", "GR", a.At); err != nil {
		return arrived, err
	}
	for i, n := range a.Lines {
		r.Lines = append(r.Lines, purchasing.ReceiptLine{Line: resource.Line{No: int32(i + 1)}, OrderLine: int32(n + 1),
			Qty: fixed.Units(int64(a.Pieces[i])), Rejected: fixed.Units(int64(a.Rejections[i]))})
	}
	arrived = purchasing.Arrived{Receipt: r, Event: id.New[any]()}
	if !r.WithInvoice && !a.Invoiced.After(t.asOf) {
		arrived.Billed, arrived.Bill, arrived.Invoice = a.Invoiced, id.New[any](), a.Invoice
	}
	return arrived, nil
}

// arrival lets goods enter stock, and their invoice and payment follow.
func (t *demoTeller) arrival(a purchasing.Arrived, past demo.Arrival) {
	r := a.Receipt
	head := receiptHead(r)
	t.on(past.At, func() error {
		moves := make([]inventory.Move, len(r.Lines))
		for i, l := range r.Lines {
			moves[i] = inventory.Move{SKU: l.SKU, Category: l.Category, FromPlace: inventory.Supplier, ToPlace: r.Warehouse, Qty: l.Qty, Value: l.Cost}
		}
		head := finance.Head{Source: head.Source, At: past.At}
		t.book(a.Event, finance.Receipt{Head: head, Supplier: r.Supplier, Value: r.Cost, VAT: r.VAT, Invoiced: r.WithInvoice})
		return t.stock.Tell(t.tx, "receipt", head.Source, ref.Event(a.Event), past.At, moves)
	})
	t.on(a.Billed, func() error {
		head := finance.Head{Source: head.Source, At: a.Billed}
		t.book(a.Bill, finance.Invoice{Head: head, Supplier: r.Supplier, Estimate: r.Cost, Net: r.Cost, VAT: r.VAT})
		return nil
	})
	t.on(past.Paid, func() error {
		_, _, err := t.pay(&finance.Payment{Kind: "pay", Supplier: r.Supplier, Account: finance.Bank, Amount: r.Total, SourceType: head.Source.Type,
			Source: head.Source.ID, SourceNumber: head.Source.Number}, 0, past.Paid, id.ID{})
		return err
	})
}

// count posts an adjustment: pieces that are found come in at today's cost, missing ones leave at the average.
func (t *demoTeller) count(n demo.Count) (err error) {
	a := &inventory.Adjustment{Warehouse: demoWarehouse(n.Warehouse), Reason: n.Reason}
	a.ID, a.State, a.At = ref.Adjustment(id.New[any]()), "draft", n.At
	if n.Warehouse == demo.Apart {
		a.Note = "残次品报废"
	}
	for _, l := range n.Lines {
		line := inventory.AdjustmentLine{SKU: demoSKU(l.SKU), Category: demoCategory(t.world.SKUs[l.SKU].Category), Qty: fixed.Units(int64(l.Pieces))}
		if l.Pieces > 0 {
			line.Cost = t.world.CostOn(l.SKU, max(t.world.From, cal.On(n.At, t.tx.Zone)))
		} else if t.stock.Free(line.SKU, a.Warehouse) < -line.Qty {
			continue
		}
		a.Lines = append(a.Lines, line)
	}
	if len(a.Lines) == 0 {
		return nil
	}
	if a.Number, err = t.number("inventory.adjustment", "SA", n.At); err != nil {
		return err
	}
	def := t.inventory.Adjustments.Def
	def.NumberLines(a)
	life := []resource.Told[inventory.Adjustment]{
		{Step: "draft", Row: def.Clone(a), When: n.At}, {Step: "post", Row: a, Event: id.New[any](), When: n.At},
	}
	if err := t.adjust(a, life[1].Event, n.At); err != nil {
		return err
	}
	t.adjustments = append(t.adjustments, life)
	t.book(life[1].Event, adjustmentEntry(a))
	t.differ(n, a)
	return nil
}

// adjust moves the goods of an adjustment: gains and losses are postings of their own, as the room has it.
func (t *demoTeller) adjust(a *inventory.Adjustment, event id.ID, at time.Time) error {
	kind, from := "adjust", inventory.Found
	if a.Reason == "opening" {
		kind, from = "opening", inventory.Opening
	}
	var gains, losses []inventory.Move
	for _, l := range a.Lines {
		move := inventory.Move{Line: resource.Line{No: l.No}, SKU: l.SKU, Category: l.Category, FromPlace: from, ToPlace: a.Warehouse, Qty: l.Qty}
		if l.Qty < 0 {
			move.FromPlace, move.ToPlace, move.Qty = a.Warehouse, inventory.Loss, -l.Qty
			losses = append(losses, move)
			continue
		}
		value, err := l.Cost.Times(l.Qty)
		if err != nil {
			return err
		}
		move.Value = value.Round(2)
		gains = append(gains, move)
	}
	source := ref.Doc{Type: "inventory.adjustment", ID: id.ID(a.ID), Number: a.Number}
	for i, moves := range [][]inventory.Move{gains, losses} {
		if len(moves) == 0 {
			continue
		}
		if err := t.stock.Tell(t.tx, []string{kind, "adjust"}[i], source, ref.Event(event), at, moves); err != nil {
			return err
		}
		for _, m := range moves {
			a.Lines[m.No-1].Value = []fixed.Amount{m.Value, -m.Value}[i]
		}
	}
	a.State = "posted"
	resource.Freeze(t.tx, a)
	return nil
}
