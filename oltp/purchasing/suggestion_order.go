package purchasing

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Pick is a suggestion that a buyer chose. Qty 0 takes what the suggestion says.
type Pick struct {
	Suggestion SuggestionID `json:"suggestion"`
	Qty        fixed.Qty    `json:"qty"`
	Reason     string       `json:"reason"`
}

// Outcome is what ordering suggestions made. Taken are those among the picks that were ordered before, or put aside, and
// were left alone: pressing twice makes one order.
type Outcome struct {
	Orders []*Order
	Taken  []*Suggestion
}

// Preview tells the orders that Order would make of the picks: one for each supplier, warehouse and currency.
func (r *Room) Preview(ctx context.Context, tx *pg.Tx, picks []Pick) (Outcome, error) {
	rows, err := r.picked(ctx, tx, picks, "")
	if err != nil {
		return Outcome{}, err
	}
	out, groups, err := r.group(rows, picks)
	if err != nil {
		return out, err
	}
	for _, g := range groups {
		g.order.At, g.order.State = tx.Now, Draft
		if _, err := r.price(ctx, tx, g.order); err != nil {
			return out, err
		}
		out.Orders = append(out.Orders, g.order)
	}
	return out, nil
}

// Order turns picks into purchase orders per supplier, warehouse and currency, in this transaction (PUR-06). Two at once wait
// for each other at the first suggestion that both picked, and the second finds it taken. The orders are approved where
// approve is asked for and the actor may, else they are drafts.
func (r *Room) Order(ctx context.Context, tx *pg.Tx, picks []Pick, approve bool) (Outcome, error) {
	if err := resource.Allow(tx, r.Suggestions.Def.Right("order")); err != nil {
		return Outcome{}, err
	}
	step := "draft"
	if approve && tx.Actor.Can(r.Orders.Def.Right("approve")) {
		step = "approve"
	}
	rows, err := r.picked(ctx, tx, picks, " for no key update")
	if err != nil {
		return Outcome{}, err
	}
	out, groups, err := r.group(rows, picks)
	if err != nil {
		return out, err
	}
	for _, g := range groups {
		if err := r.Orders.Begin(ctx, tx, step, g.order); err != nil {
			return out, err
		}
		out.Orders = append(out.Orders, g.order)
		for _, s := range g.from {
			done := &done{qty: s.Wanted(), reason: s.Reason, purchase: g.order.ID, number: g.order.Number}
			if _, err := r.Suggestions.Go(ctx, tx, id.ID(s.ID), "order", done); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

// picked reads the chosen suggestions in the order of their ids, each once.
func (r *Room) picked(ctx context.Context, tx *pg.Tx, picks []Pick, how string) ([]*Suggestion, error) {
	keys := make([]SuggestionID, len(picks))
	for i, p := range picks {
		keys[i] = p.Suggestion
	}
	rows, err := r.Suggestions.Def.SelectSeen(ctx, tx, "where t.id = any($1) order by t.id"+how, keys)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fault.New(fault.Invalid, "purchasing.suggestion.none_picked", nil)
	}
	return rows, nil
}

// batch is one order to be made and the suggestions it comes from.
type batch struct {
	order *Order
	from  []*Suggestion
}

// group sorts open suggestions by supplier, warehouse and currency; the others are taken.
func (r *Room) group(rows []*Suggestion, picks []Pick) (out Outcome, groups []*batch, err error) {
	type key struct {
		supplier  ref.Supplier
		warehouse ref.Warehouse
		currency  string
	}
	byKey := map[key]*batch{}
	for _, s := range rows {
		if s.State != Open {
			out.Taken = append(out.Taken, s)
			continue
		}
		if s.Supplier.IsZero() {
			return out, nil, fault.New(fault.Invalid, "purchasing.suggestion.no_supplier", fault.Args{"sku": s.Code})
		}
		if err := s.pick(picks); err != nil {
			return out, nil, err
		}
		k := key{s.Supplier, s.Warehouse, s.Currency}
		g := byKey[k]
		if g == nil {
			g = &batch{order: &Order{Supplier: s.Supplier, Warehouse: s.Warehouse}}
			byKey[k], groups = g, append(groups, g)
		}
		g.from = append(g.from, s)
		g.order.Lines = append(g.order.Lines, OrderLine{SKU: s.SKU, Qty: s.Wanted(), Price: s.Price})
	}
	slices.SortStableFunc(groups, func(a, b *batch) int {
		return cmp.Or(bytes.Compare(a.order.Supplier[:], b.order.Supplier[:]), bytes.Compare(a.order.Warehouse[:], b.order.Warehouse[:]))
	})
	return out, groups, nil
}

// pick takes the quantity and the reason that came with the choice.
func (s *Suggestion) pick(picks []Pick) error {
	i := slices.IndexFunc(picks, func(p Pick) bool { return p.Suggestion == s.ID })
	p := picks[i]
	if p.Qty < 0 {
		return fault.New(fault.Invalid, "purchasing.order.qty_positive", nil).At("qty")
	}
	if p.Reason == "" {
		p.Reason = s.Reason
	}
	if p.Qty == 0 || p.Qty == s.Wanted() {
		s.Reason = p.Reason
		return nil
	}
	return s.want(p.Qty, p.Reason)
}

// done is what ordering tells a suggestion.
type done struct {
	qty      fixed.Qty
	reason   string
	purchase ref.Purchase
	number   string
}

func ordered(_ context.Context, _ *pg.Tx, s *Suggestion, in *done) error {
	if err := s.want(in.qty, in.reason); err != nil {
		return err
	}
	s.Purchase, s.PurchaseNumber = in.purchase, in.number
	return nil
}

// gone says why a suggestion can no longer be changed.
func gone(s *Suggestion) error {
	return fault.New(fault.Conflict, "purchasing.suggestion.taken", fault.Args{
		"sku": s.Code, "state": s.State, "type": "purchasing.suggestion", "order": s.PurchaseNumber,
	})
}
