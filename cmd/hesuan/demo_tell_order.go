package main

import (
	"fmt"
	"time"

	"hesuan/demo"
	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/oltp/finance"
	"hesuan/oltp/inventory"
	"hesuan/oltp/sales"
)

// demoOrderTeller tells the life of one order.
type demoOrderTeller struct {
	*demoTeller
	past    *demo.Order
	life    *sales.Life
	payment *demoPayment
	back    *sales.ReturnLife
}

func demoBuyerCode(n int) string { return fmt.Sprintf("K%06d", n+1) }

// masked is after how many days the platforms no longer tell who received an order.
const masked = 30

func (t *demoTeller) order(past *demo.Order) {
	o := &demoOrderTeller{demoTeller: t, past: past}
	t.on(past.Placed, o.place)
	t.on(past.Paid, o.pay)
	t.on(past.Approved, func() error { o.life.Approve(past.Approved); return nil })
	t.on(past.Cancelled, o.cancel)
	for i := range past.Parcels {
		t.on(past.Parcels[i].At, func() error { return o.ship(&past.Parcels[i]) })
	}
	t.on(past.Completed, func() error { o.life.Complete(past.Completed); return nil })
	if r := past.Return; r != nil {
		t.on(r.Requested, func() error { return o.request(r) })
		t.on(r.Rejected, func() error { o.back.Reject(r.Rejected); return nil })
		t.on(r.Received, func() error { return o.receive(r) })
		t.on(r.Refunded, func() error { return o.refundReturn(r.Refunded) })
	}
}

func (o *demoOrderTeller) place() (err error) {
	past := o.past
	doc := &sales.Order{Channel: demoChannel(past.Channel), Customer: demoBuyer(past.Buyer), Warehouse: demoWarehouse(past.Warehouse), Region: past.Region,
		External: past.External, Currency: o.company.Currency, TaxIncluded: true, Discount: past.Discount, Freight: past.Freight}
	doc.At = past.Placed
	if cal.On(past.Placed, o.tx.Zone) > cal.On(o.asOf, o.tx.Zone).Add(-masked) {
		doc.Receiver, doc.Phone, doc.Address = past.Receiver.Name, past.Receiver.Phone, past.Receiver.City+past.Receiver.Address
	}
	if doc.Number, err = o.number("sales.order", "SO", past.Placed); err != nil {
		return err
	}
	for _, l := range past.Lines {
		sku := &o.world.SKUs[l.SKU]
		doc.Lines = append(doc.Lines, sales.OrderLine{SKU: demoSKU(l.SKU), Code: sku.Code, Name: demoTitle(sku), Category: demoCategory(sku.Category),
			Qty: fixed.Units(int64(l.Pieces)), Price: l.Price, Discount: l.Discount, Rate: sku.VAT})
	}
	if o.life, err = o.sales.Place(o.tx, doc); err != nil {
		return fmt.Errorf("%s: %w", doc.Number, err)
	}
	return o.reserve(doc)
}

func (o *demoOrderTeller) self() ref.Doc {
	return ref.Doc{Type: "sales.order", ID: id.ID(o.life.Order.ID), Number: o.life.Order.Number}
}

// reserve takes the goods. Somebody may have sold some of them while the company was loading: as many are found again.
func (o *demoOrderTeller) reserve(doc *sales.Order) error {
	goods := make([]ref.Goods, len(doc.Lines))
	for i, l := range doc.Lines {
		goods[i] = ref.Goods{Line: l.No, SKU: l.SKU, Category: l.Category, Qty: l.Qty}
		if free := o.stock.Free(l.SKU, doc.Warehouse); free < l.Qty {
			found := demo.Want{SKU: o.past.Lines[i].SKU, Pieces: int((l.Qty - free) / fixed.Units(1))}
			err := o.count(demo.Count{Warehouse: o.past.Warehouse, Reason: "found", At: doc.At, Lines: []demo.Want{found}})
			if err != nil {
				return err
			}
		}
	}
	return o.stock.Reserve(o.self(), doc.Warehouse, doc.At, goods)
}

func (o *demoOrderTeller) pay() (err error) {
	event, doc := o.life.Pay(o.past.Paid), o.life.Order
	money, advance := &finance.Payment{Kind: "receive", Customer: doc.Customer, Channel: doc.Channel, Amount: doc.Total,
		SourceType: "sales.order", Source: id.ID(doc.ID), SourceNumber: doc.Number}, doc.Total
	if o.past.OnAccount {
		money.Account, advance = finance.Bank, 0
	}
	o.payment, _, err = o.demoTeller.pay(money, advance, o.past.Paid, event)
	return err
}

func (o *demoOrderTeller) cancel() error {
	event := o.life.Cancel(o.past.Reason, o.past.Cancelled)
	o.stock.Release(id.ID(o.life.Order.ID), 0)
	if o.payment == nil {
		return nil
	}
	return o.giveBack(o.payment.Amount, o.self(), o.past.Cancelled, event)
}

func (o *demoOrderTeller) giveBack(amount fixed.Amount, source ref.Doc, at time.Time, cause id.ID) error {
	amount = min(amount, o.payment.Amount-o.payment.Refunded)
	if amount <= 0 {
		return nil
	}
	event, err := o.refund(o.payment, amount, source, at, cause)
	o.life.Settle(amount, event, at)
	return err
}

func (o *demoOrderTeller) ship(parcel *demo.Parcel) (err error) {
	s := &sales.Shipment{Carrier: parcel.Carrier, Waybill: parcel.Waybill}
	s.ID = ref.Shipment(id.New[any]())
	if s.Number, err = o.number("sales.shipment", "SH", parcel.At); err != nil {
		return err
	}
	lines := make([]int32, len(parcel.Lines))
	for i, n := range parcel.Lines {
		lines[i] = o.life.Order.Lines[n].No
	}
	return o.life.Ship(o.tx, s, lines, parcel.At, func(event id.ID) error {
		moves := make([]inventory.Move, len(s.Lines))
		for i, l := range s.Lines {
			o.stock.Release(id.ID(o.life.Order.ID), l.OrderLine)
			moves[i] = inventory.Move{SKU: l.SKU, Category: l.Category, FromPlace: s.Warehouse, ToPlace: inventory.Customer, Qty: l.Qty}
		}
		source := ref.Doc{Type: "sales.shipment", ID: id.ID(s.ID), Number: s.Number}
		if err := o.stock.Tell(o.tx, "shipment", source, ref.Event(event), parcel.At, moves); err != nil {
			return fmt.Errorf("%s: %w", s.Number, err)
		}
		for i, m := range moves {
			s.Lines[i].Cost = m.Value
		}
		o.book(event, shipmentEntry(s))
		return nil
	})
}

func (o *demoOrderTeller) request(past *demo.Return) (err error) {
	r := &sales.Return{Kind: past.Kind, Reason: past.Reason}
	r.ID = ref.Return(id.New[any]())
	if r.Number, err = o.number("sales.return", "RT", past.Requested); err != nil {
		return err
	}
	r.Lines = []sales.ReturnLine{{OrderLine: o.life.Order.Lines[past.Line].No, Qty: fixed.Units(int64(past.Pieces))}}
	o.back = o.life.Request(o.tx, r, past.Requested)
	return nil
}

func (o *demoOrderTeller) backHead(at time.Time) finance.Head {
	head := returnSource(o.back.Return)
	head.At = at
	return head
}

func (o *demoOrderTeller) receive(past *demo.Return) error {
	r := o.back.Return
	event, err := o.back.Receive(fixed.Units(int64(past.Defective)), past.Received, func(good, bad ref.Goods, event id.ID) error {
		for place, g := range map[ref.Warehouse]ref.Goods{r.Warehouse: good, demoWarehouse(demoDefective): bad} {
			if g.Qty == 0 {
				continue
			}
			moves := []inventory.Move{{Line: resource.Line{No: 1}, SKU: g.SKU, Category: g.Category, FromPlace: inventory.Customer, ToPlace: place,
				Qty: g.Qty, Value: g.Value}}
			if err := o.stock.Tell(o.tx, "return", o.backHead(past.Received).Source, ref.Event(event), past.Received, moves); err != nil {
				return err
			}
		}
		return nil
	})
	o.book(event, finance.Return{Head: o.backHead(past.Received), Channel: r.Channel, Cost: r.Cost})
	return err
}

func (o *demoOrderTeller) refundReturn(at time.Time) error {
	r := o.back.Return
	event := o.back.Refund(at)
	o.book(event, finance.Refund{Head: o.backHead(at), Customer: r.Customer, Channel: r.Channel, Net: r.Amount - r.VAT, VAT: r.VAT})
	return o.giveBack(r.Amount, o.backHead(at).Source, at, event)
}
