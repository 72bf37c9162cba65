package purchasing

import (
	"context"
	"fmt"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"

	"hesuan/internal/ref"
)

// Arrival is what the step receive asks for; without lines everything that is open has come.
type Arrival struct {
	WithInvoice bool          `json:"with_invoice"`
	Delivery    string        `json:"delivery"` // the supplier's delivery note 送货单号
	Note        string        `json:"note"`
	Lines       []ArrivalLine `json:"lines"`
}

// ArrivalLine is goods of an order line, or, as a scanner tells it, of a SKU.
type ArrivalLine struct {
	resource.Line
	OrderLine int32     `json:"order_line"`
	SKU       ref.SKU   `json:"sku"`
	Qty       fixed.Qty `json:"qty"`
	Rejected  fixed.Qty `json:"rejected"` // refused at inspection 拒收: never enters stock, and is still to come
}

// take is what one order line receives.
type take struct {
	line          *OrderLine
	qty, rejected fixed.Qty
}

// receive makes a receipt of the order, whole or in part (PUR-08).
func (r *Room) receive(ctx context.Context, tx *pg.Tx, o *Order, in *Arrival) error {
	supplier, err := r.Suppliers.Get(ctx, tx, id.ID(o.Supplier))
	if err != nil {
		return err
	}
	takes, err := r.takes(ctx, tx, o, in)
	if err != nil {
		return err
	}
	for _, t := range takes {
		if err := t.within(supplier.Over); err != nil {
			return err
		}
	}
	receipt, err := r.receipt(o, in, takes)
	if err != nil {
		return err
	}
	if err := r.Receipts.Begin(ctx, tx, "post", receipt); err != nil {
		return err
	}
	o.apply(receipt)
	return nil
}

// takes finds the order lines that the goods belong to, in the order of the lines.
func (r *Room) takes(ctx context.Context, tx *pg.Tx, o *Order, in *Arrival) ([]take, error) {
	byLine := map[int32]*take{}
	at := func(l *OrderLine) *take {
		if byLine[l.No] == nil {
			byLine[l.No] = &take{line: l}
		}
		return byLine[l.No]
	}
	for i := range o.Lines {
		if l := &o.Lines[i]; len(in.Lines) == 0 && l.Open() > 0 {
			at(l).qty = l.Open()
		}
	}
	for i, a := range in.Lines {
		if a.Qty < 0 || a.Rejected < 0 || a.Qty+a.Rejected == 0 {
			return nil, fault.New(fault.Invalid, "purchasing.receipt.qty_positive", nil).At(fmt.Sprintf("lines.%d.qty", i))
		}
		lines := o.ordered(a)
		if len(lines) == 0 {
			return nil, r.wrongSKU(ctx, tx, o, a, i)
		}
		left := a.Qty
		for _, l := range lines[:len(lines)-1] {
			part := min(left, max(l.Open()-at(l).qty, 0))
			at(l).qty += part
			left -= part
		}
		last := at(lines[len(lines)-1])
		last.qty += left
		last.rejected += a.Rejected
	}
	var takes []take
	for _, l := range o.Lines {
		if t := byLine[l.No]; t != nil && t.qty+t.rejected > 0 {
			takes = append(takes, *t)
		}
	}
	if len(takes) == 0 {
		return nil, fault.New(fault.Conflict, "purchasing.receipt.nothing_open", nil)
	}
	return takes, nil
}

// ordered are the lines that goods may belong to: the one that is named, if the SKU fits, or all of the SKU.
func (o *Order) ordered(a ArrivalLine) (lines []*OrderLine) {
	for i := range o.Lines {
		l := &o.Lines[i]
		if (a.OrderLine == 0 || a.OrderLine == l.No) && (a.SKU.IsZero() || a.SKU == l.SKU) && (a.OrderLine != 0 || !a.SKU.IsZero()) {
			lines = append(lines, l)
		}
	}
	return lines
}

// wrongSKU says what came and what was ordered instead.
func (r *Room) wrongSKU(ctx context.Context, tx *pg.Tx, o *Order, a ArrivalLine, i int) error {
	args := fault.Args{"sku": "–", "expected": ""}
	if l := o.Line(a.OrderLine); l != nil {
		args["expected"] = l.Code
	} else {
		for n, l := range o.Lines {
			if n > 0 {
				args["expected"] = args["expected"].(string) + ", "
			}
			args["expected"] = args["expected"].(string) + l.Code
		}
	}
	offers, err := r.catalog.Offers(ctx, tx, ref.Channel{}, tx.Today(), []ref.SKU{a.SKU})
	if err != nil {
		return err
	}
	if offer, known := offers[a.SKU]; known {
		args["sku"] = offer.Code
	}
	return fault.New(fault.Invalid, "purchasing.receipt.wrong_sku", args).At(fmt.Sprintf("lines.%d.sku", i))
}

// within refuses what is more than the order and the supplier's tolerance.
func (t *take) within(over fixed.Amount) error {
	most := t.line.most(over)
	if t.line.Received+t.qty <= most {
		return nil
	}
	return fault.New(fault.Conflict, "purchasing.receipt.over", fault.Args{
		"sku": t.line.Code, "ordered": t.line.Qty, "received": t.line.Received, "now": t.qty, "most": most - t.line.Received,
	}).At("lines")
}

// most is what a line may receive in all; a share of a piece does not count.
func (l *OrderLine) most(over fixed.Amount) fixed.Qty {
	extra, _ := fixed.Amount(l.Qty).Part(int64(over), fixed.Scale) // over ≤ 1: never out of range
	whole := fixed.Qty(extra)
	if l.Qty%fixed.Scale == 0 {
		whole -= whole % fixed.Scale
	}
	return l.Qty + whole
}

// apply adds a receipt to the order.
func (o *Order) apply(receipt *Receipt) {
	for _, rl := range receipt.Lines {
		o.Line(rl.OrderLine).Received += rl.Qty
	}
	o.State = Received
	for i := range o.Lines {
		if o.Lines[i].Open() > 0 {
			o.State = Receiving
		}
	}
}

// Why is what closing and cancelling ask for.
type Why struct {
	Reason string `json:"reason"`
}

// closeShort ends an order of which not everything came; beyond the supplier's tolerance it wants a reason.
func (r *Room) closeShort(ctx context.Context, tx *pg.Tx, o *Order, in *Why) error {
	supplier, err := r.Suppliers.Get(ctx, tx, id.ID(o.Supplier))
	if err != nil {
		return err
	}
	o.Reason = in.Reason
	for i := range o.Lines {
		l := &o.Lines[i]
		slack, _ := fixed.Amount(l.Qty).Part(int64(supplier.Under), fixed.Scale) // under ≤ 1
		if l.Open() > fixed.Qty(slack) && in.Reason == "" {
			return fault.New(fault.Invalid, "purchasing.order.short_reason", fault.Args{"sku": l.Code, "open": l.Open()}).At("reason")
		}
	}
	return nil
}

func cancel(_ context.Context, _ *pg.Tx, o *Order, in *Why) error {
	o.Reason = in.Reason
	return nil
}
