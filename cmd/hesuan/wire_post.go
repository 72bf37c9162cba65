package main

import (
	"context"

	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/oltp/finance"
	"hesuan/oltp/inventory"
	"hesuan/oltp/purchasing"
	"hesuan/oltp/sales"
)

// hook makes the books and the orders follow what happens in other rooms, each in the transaction of the step.
func (h *house) hook() {
	h.sales.Shipments.After("post", h.bookShipment)
	h.sales.Orders.After("record", h.bookRecord)
	h.sales.Orders.After("pay", h.bookReceived)
	h.sales.Orders.After("cancel", h.giveBackAll)
	h.sales.Orders.After("close", h.giveBackRest)
	h.sales.Returns.After("receive", h.bookGoodsBack)
	h.sales.Returns.After("refund", h.bookRefund)
	h.inventory.Adjustments.After("post", h.bookAdjustment)
	h.purchasing.Receipts.After("post", h.bookReceipt)
	h.purchasing.Receipts.After("invoice", h.bookInvoice)
	h.finance.Payments.After("post", h.settleOrder)
}

func (h *house) post(ctx context.Context, tx *pg.Tx, entry finance.Entry) error {
	_, err := h.finance.Post(ctx, tx, entry)
	return err
}

func shipmentEntry(s *sales.Shipment) finance.Sale {
	return finance.Sale{
		Head:     finance.Head{Source: ref.Doc{Type: "sales.shipment", ID: id.ID(s.ID), Number: s.Number}, At: s.At},
		Customer: s.Customer, Channel: s.Channel, Freight: s.Freight, FreightVAT: s.FreightVAT, Prepaid: s.Prepaid(),
		Net:  sum(s.Lines, func(l sales.ShipmentLine) fixed.Amount { return l.Net }),
		VAT:  sum(s.Lines, func(l sales.ShipmentLine) fixed.Amount { return l.VAT }),
		Cost: sum(s.Lines, func(l sales.ShipmentLine) fixed.Amount { return l.Cost }),
	}
}

func (h *house) bookShipment(ctx context.Context, tx *pg.Tx, s *sales.Shipment) error {
	return h.post(ctx, tx, shipmentEntry(s))
}

func recordEntry(o *sales.Order) finance.Sale {
	freight := o.Freight
	if o.TaxIncluded {
		freight -= o.FreightVAT
	}
	return finance.Sale{
		Head:     finance.Head{Source: ref.Doc{Type: "sales.order", ID: id.ID(o.ID), Number: o.Number}, At: o.At},
		Customer: o.Customer, Channel: o.Channel, Freight: freight, FreightVAT: o.FreightVAT,
		Net:  sum(o.Lines, func(l sales.OrderLine) fixed.Amount { return l.Net }),
		VAT:  sum(o.Lines, func(l sales.OrderLine) fixed.Amount { return l.VAT }),
		Cost: sum(o.Lines, func(l sales.OrderLine) fixed.Amount { return l.Cost }),
	}
}

// bookRecord books a sale over the counter and the money that came with it.
func (h *house) bookRecord(ctx context.Context, tx *pg.Tx, o *sales.Order) error {
	if err := h.post(ctx, tx, recordEntry(o)); err != nil || o.Total == 0 {
		return err
	}
	return h.received(ctx, tx, o, sales.Receipt{Amount: o.Total})
}

// bookReceived books the money that somebody took for an order.
func (h *house) bookReceived(ctx context.Context, tx *pg.Tx, o *sales.Order) error {
	return h.received(ctx, tx, o, o.Receipt())
}

// received books money for an order as a new payment: a provider's number that was booked before is refused.
func (h *house) received(ctx context.Context, tx *pg.Tx, o *sales.Order, in sales.Receipt) error {
	return h.finance.Payments.Begin(ctx, tx, "post", &finance.Payment{Kind: "receive", Customer: o.Customer, Channel: o.Channel,
		Account: finance.Wallet, Amount: in.Amount, External: in.External, SourceType: "sales.order", Source: id.ID(o.ID), SourceNumber: o.Number})
}

// giveBackAll gives back what was paid for an order that is cancelled.
func (h *house) giveBackAll(ctx context.Context, tx *pg.Tx, o *sales.Order) error {
	return h.giveBack(ctx, tx, id.ID(o.ID), o.Paid-o.Refunded, finance.Payment{SourceType: "sales.order", Source: id.ID(o.ID), SourceNumber: o.Number})
}

// giveBackRest gives back what was paid for the part of an order that will not be shipped; freight stays with what was.
func (h *house) giveBackRest(ctx context.Context, tx *pg.Tx, o *sales.Order) error {
	owed := o.Total - o.Paid
	return h.giveBack(ctx, tx, id.ID(o.ID), o.Unshipped()-owed, finance.Payment{SourceType: "sales.order", Source: id.ID(o.ID), SourceNumber: o.Number})
}

// giveBack gives back up to an amount of what was paid for an order and not yet refunded; nobody gets back what they never paid.
func (h *house) giveBack(ctx context.Context, tx *pg.Tx, order id.ID, amount fixed.Amount, payment finance.Payment) error {
	paid, refunded, err := h.finance.Paid(ctx, tx, order)
	if err != nil {
		return err
	}
	payment.Amount = min(amount, paid-refunded)
	if payment.Amount <= 0 {
		return nil
	}
	_, err = h.finance.Refund(ctx, tx, order, payment)
	return err
}

func returnSource(r *sales.Return) finance.Head {
	return finance.Head{Source: ref.Doc{Type: "sales.return", ID: id.ID(r.ID), Number: r.Number}}
}

// bookGoodsBack books returned goods, and writes off what came back broken and had no place to go.
func (h *house) bookGoodsBack(ctx context.Context, tx *pg.Tx, r *sales.Return) error {
	if err := h.post(ctx, tx, finance.Return{Head: returnSource(r), Channel: r.Channel, Cost: r.Cost}); err != nil {
		return err
	}
	return h.post(ctx, tx, finance.Stock{Head: returnSource(r), Reason: "damage", Out: r.Lost})
}

// bookRefund takes the revenue back and gives the money back; the payment tells the order. What was not paid yet is no longer owed.
func (h *house) bookRefund(ctx context.Context, tx *pg.Tx, r *sales.Return) error {
	entry := finance.Refund{Head: returnSource(r), Customer: r.Customer, Channel: r.Channel, Net: r.Amount - r.VAT, VAT: r.VAT}
	if err := h.post(ctx, tx, entry); err != nil {
		return err
	}
	return h.giveBack(ctx, tx, id.ID(r.Order), r.Amount, finance.Payment{SourceType: "sales.return", Source: id.ID(r.ID), SourceNumber: r.Number})
}

func adjustmentEntry(a *inventory.Adjustment) finance.Stock {
	entry := finance.Stock{Head: finance.Head{Source: ref.Doc{Type: "inventory.adjustment", ID: id.ID(a.ID), Number: a.Number}, At: a.At}, Reason: a.Reason}
	for _, l := range a.Lines {
		if l.Value > 0 {
			entry.In += l.Value
		} else {
			entry.Out -= l.Value
		}
	}
	return entry
}

func (h *house) bookAdjustment(ctx context.Context, tx *pg.Tx, a *inventory.Adjustment) error {
	entry := adjustmentEntry(a)
	entry.At = tx.Now // when its goods move: the draft may be of a month that is closed by now
	return h.post(ctx, tx, entry)
}

func receiptHead(r *purchasing.Receipt) finance.Head {
	return finance.Head{Source: ref.Doc{Type: "purchasing.receipt", ID: id.ID(r.ID), Number: r.Number}}
}

func (h *house) bookReceipt(ctx context.Context, tx *pg.Tx, r *purchasing.Receipt) error {
	return h.post(ctx, tx, finance.Receipt{Head: receiptHead(r), Supplier: r.Supplier, Value: r.Cost, VAT: r.VAT, Invoiced: r.WithInvoice})
}

// bookInvoice books the invoice of goods that came before it, at the order's price as the receipt took them.
func (h *house) bookInvoice(ctx context.Context, tx *pg.Tx, r *purchasing.Receipt) error {
	return h.post(ctx, tx, finance.Invoice{Head: receiptHead(r), Supplier: r.Supplier, Estimate: r.Cost, Net: r.Cost, VAT: r.VAT})
}

// settleOrder tells an order what was paid for it when money for it came or went.
func (h *house) settleOrder(ctx context.Context, tx *pg.Tx, p *finance.Payment) error {
	order, kind := p.Source, p.SourceType
	if p.Kind == "refund" {
		original, err := h.finance.Payments.Def.Get(ctx, tx, id.ID(p.Original))
		if err != nil {
			return err
		}
		order, kind = original.Source, original.SourceType
	}
	if kind != "sales.order" {
		return nil
	}
	paid, refunded, err := h.finance.Paid(ctx, tx, order)
	if err != nil {
		return err
	}
	return h.sales.Settle(ctx, tx, order, sales.Settlement{Paid: paid, Refunded: refunded})
}
