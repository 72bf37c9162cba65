package finance

import (
	"context"

	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Goods tells what of an order has left for its customer.
type Goods interface {
	// Delivered is what the customer was asked for what has left, with VAT and freight, less what cases of it took back.
	Delivered(ctx context.Context, tx *pg.Tx, order id.ID) (fixed.Amount, error)
}

// The source types that decide where the money of customers is booked.
const (
	ofOrder  = "sales.order"
	ofReturn = "sales.return"
)

// advance is the part of a payment that is for goods that have not left 预收账款; the rest settles a receivable. Of each order
// receivable and advance are never both open: advances = max(0, money kept − delivered). The money of a return meets the
// revenue that its case took back in the receivables.
func (r *Room) advance(ctx context.Context, tx *pg.Tx, p *Payment) (fixed.Amount, error) {
	order, kind := p.Source, p.SourceType
	if p.Kind == "refund" && kind != ofReturn {
		original, err := r.Payments.Def.Get(ctx, tx, id.ID(p.Original))
		if err != nil {
			return 0, err
		}
		order, kind = original.Source, original.SourceType
	}
	if p.Kind == "pay" || kind != ofOrder || r.Goods == nil {
		return 0, nil
	}
	received, refunded, err := r.Paid(ctx, tx, order)
	if err != nil {
		return 0, err
	}
	delivered, err := r.Goods.Delivered(ctx, tx, order)
	with := received - refunded - delivered // the payment itself is in it
	if p.Kind == "refund" {
		return max(with+p.Amount, 0) - max(with, 0), err
	}
	return max(with, 0) - max(with-p.Amount, 0), err
}
