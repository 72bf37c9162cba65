package sales

import (
	"context"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
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
