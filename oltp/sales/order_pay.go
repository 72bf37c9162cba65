package sales

import (
	"context"
	"slices"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Receipt is money that came for an order, as the step pay is told of it 收款.
type Receipt struct {
	Amount   fixed.Amount `json:"amount"`   // 0 is all that is owed
	External string       `json:"external"` // the provider's own number: booked once
}

// Receipt is what the step pay was told just now; wire.go books it.
func (o *Order) Receipt() Receipt { return o.receipt }

// pay takes money for the order, at most what is still owed for it.
func (r *Room) pay(_ context.Context, _ *pg.Tx, o *Order, in *Receipt) error {
	owed := o.Total - o.Paid
	if in.Amount == 0 {
		in.Amount = owed
	}
	if in.Amount <= 0 || in.Amount > owed {
		return fault.New(fault.Invalid, "sales.order.over_paid", fault.Args{"owed": owed}).At("amount")
	}
	o.Paid += in.Amount
	o.receipt = *in
	return nil
}

// Delivered is what the customer of an order was asked for what has left, with VAT and freight, less what refunded cases took back.
func (r *Room) Delivered(ctx context.Context, tx *pg.Tx, order id.ID) (fixed.Amount, error) {
	o, err := r.Orders.Def.Get(ctx, tx, order)
	if err != nil {
		return 0, err
	}
	return r.delivered(ctx, tx, o)
}

func (r *Room) delivered(ctx context.Context, tx *pg.Tx, o *Order) (amount fixed.Amount, err error) {
	if !slices.Contains([]string{Shipping, Shipped, Completed}, o.State) {
		return 0, nil // as most orders are when they are paid, and when they leave
	}
	err = tx.QueryRow(ctx, `select coalesce(sum(amount), 0) from sales.return where "order" = $1 and state = 'refunded'`, o.ID).Scan(&amount)
	return o.Total - o.Unshipped() - amount, err
}
