package finance

import (
	"context"
	"fmt"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Pay books a payment that a provider or another room reports. With an External number it happens once: told again, it
// gives the payment that is there; told again with another kind or amount, it is a conflict (ORD-16).
func (r *Room) Pay(ctx context.Context, tx *pg.Tx, p *Payment) (*Payment, error) {
	if p.External == "" {
		return p, r.Payments.Begin(ctx, tx, "post", p)
	}
	known, err := r.external(ctx, tx, p.External)
	if err != nil {
		return nil, err
	}
	if known == nil {
		return p, r.Payments.Begin(ctx, tx, "post", p)
	}
	if known.Kind != p.Kind || known.Amount != p.Amount {
		return nil, fault.New(fault.Conflict, "finance.payment.external_other", fault.Args{"external": p.External, "number": known.Number})
	}
	return known, nil
}

// external finds the payment of a provider's number, after those who book the same number just now.
func (r *Room) external(ctx context.Context, tx *pg.Tx, number string) (*Payment, error) {
	if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock(hashtextextended('finance.payment ' || $1, 0))", number); err != nil {
		return nil, err
	}
	found, err := r.Payments.Def.Select(ctx, tx, "where t.external = $1", number)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// Refund gives back what was received for a source (an order), the oldest payment first, and books one refund for each payment
// that it draws on. back brings Amount, External and the Source that asks for it (the return). More than was received and not yet
// refunded is a conflict. Told again with the same External it changes nothing.
func (r *Room) Refund(ctx context.Context, tx *pg.Tx, order id.ID, back Payment) ([]*Payment, error) {
	left, err := r.Payments.Def.Select(ctx, tx,
		"where t.source = $1 and t.kind = 'receive' and t.state = 'posted' order by t.at, t.id for no key update", order)
	if err != nil {
		return nil, err
	}
	if done, err := r.refunded(ctx, tx, back); err != nil || done != nil {
		return done, err
	}
	var refunds []*Payment
	rest := back.Amount
	for _, from := range left {
		part := min(rest, from.Amount-from.Refunded)
		if part <= 0 {
			continue
		}
		refund := back
		refund.Kind, refund.Original, refund.Amount = "refund", from.ID, part
		refund.External = nth(back.External, len(refunds))
		if err := r.Payments.Begin(ctx, tx, "post", &refund); err != nil {
			return nil, err
		}
		refunds = append(refunds, &refund)
		rest -= part
	}
	if rest > 0 {
		return nil, fault.New(fault.Conflict, "finance.payment.over_received", fault.Args{"amount": back.Amount, "left": back.Amount - rest})
	}
	return refunds, nil
}

// refunded are the refunds that an External number has made before; nil for none.
func (r *Room) refunded(ctx context.Context, tx *pg.Tx, back Payment) ([]*Payment, error) {
	if back.External == "" {
		return nil, nil
	}
	first, err := r.external(ctx, tx, back.External)
	if err != nil || first == nil {
		return nil, err
	}
	done, err := r.Payments.Def.Select(ctx, tx, "where t.external = $1 or starts_with(t.external, $1 || '/') order by t.id", back.External)
	var sum fixed.Amount
	for _, p := range done {
		sum += p.Amount
	}
	if err == nil && (first.Kind != "refund" || sum != back.Amount) {
		err = fault.New(fault.Conflict, "finance.payment.external_other", fault.Args{"external": back.External, "number": first.Number})
	}
	return done, err
}

// nth is the External number of the n-th payment, from 0, that one report makes.
func nth(external string, n int) string {
	if external == "" || n == 0 {
		return external
	}
	return fmt.Sprintf("%s/%d", external, n+1)
}

// Paid is what was received for a source (an order), and what of it was given back.
func (r *Room) Paid(ctx context.Context, tx *pg.Tx, source id.ID) (received, refunded fixed.Amount, err error) {
	err = tx.QueryRow(ctx, `select coalesce(sum(amount), 0), coalesce(sum(refunded), 0) from finance.payment
		where source = $1 and kind = 'receive' and state = 'posted'`, source).Scan(&received, &refunded)
	return received, refunded, err
}
