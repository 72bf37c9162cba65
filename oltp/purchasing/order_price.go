package purchasing

import (
	"context"
	"fmt"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/money"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// priceDraft computes an order anew whenever it is saved as a draft, so that a draft, too, never shows a client's arithmetic.
func (r *Room) priceDraft(ctx context.Context, tx *pg.Tx, o, _ *Order) error {
	if o.State != Draft {
		return nil
	}
	_, err := r.price(ctx, tx, o)
	return err
}

// approve fixes prices and due dates; from here the order binds.
func (r *Room) approve(ctx context.Context, tx *pg.Tx, o *Order) error {
	sources, err := r.price(ctx, tx, o)
	if err != nil {
		return err
	}
	now := tx.Now
	o.Approved = &now
	var last cal.Date
	var faults fault.List
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.Price == 0 {
			faults.Add(fault.New(fault.Invalid, "purchasing.order.price_missing", fault.Args{"sku": l.Code}).At(fmt.Sprintf("lines.%d.price", i)))
		}
		if l.Due == nil {
			due := o.arrival(tx.Today(), sources[l.SKU])
			l.Due = &due
		}
		last = max(last, *l.Due)
	}
	if o.Due == nil {
		o.Due = &last
	}
	return faults.Err()
}

// arrival is when a line is expected: the order's own date, else the supplier's lead time from today.
func (o *Order) arrival(today cal.Date, s Source) cal.Date {
	if o.Due != nil {
		return *o.Due
	}
	return today.Add(int(s.LeadDays))
}

// price stamps what lines are called, takes prices left at zero from the supplier's items and computes every amount.
// It returns the supplier's items of the order's SKUs; one for SKUs without an item carries the supplier's lead time.
func (r *Room) price(ctx context.Context, tx *pg.Tx, o *Order) (map[ref.SKU]Source, error) {
	supplier, err := r.Suppliers.Get(ctx, tx, id.ID(o.Supplier))
	if err != nil {
		return nil, err
	}
	if supplier.Blocked || supplier.Archived {
		return nil, fault.New(fault.Conflict, "purchasing.order.supplier_blocked", fault.Args{"supplier": supplier.Name}).At("supplier")
	}
	if err := r.exchange(o, supplier); err != nil {
		return nil, err
	}
	skus := o.skus()
	offers, err := r.catalog.Offers(ctx, tx, ref.Channel{}, cal.On(o.At, tx.Zone), skus)
	if err != nil {
		return nil, err
	}
	sources, err := r.sourcesOf(ctx, tx, supplier, skus)
	if err != nil {
		return nil, err
	}
	var faults fault.List
	for i := range o.Lines {
		faults.Add(o.Lines[i].stamp(offers, sources, supplier, i))
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return sources, o.Compute()
}

// exchange takes the supplier's currency; the company's own is worth 1, another needs a rate.
func (r *Room) exchange(o *Order, s *Supplier) error {
	o.Currency = s.Currency
	if o.Currency == r.currency {
		o.Exchange = fixed.Yuan(1)
	}
	if o.Exchange <= 0 {
		return fault.New(fault.Invalid, "purchasing.order.exchange_missing", fault.Args{"currency": o.Currency}).At("exchange")
	}
	return nil
}

func (o *Order) skus() []ref.SKU {
	skus := make([]ref.SKU, len(o.Lines))
	for i, l := range o.Lines {
		skus[i] = l.SKU
	}
	return skus
}

func (r *Room) sourcesOf(ctx context.Context, tx *pg.Tx, s *Supplier, skus []ref.SKU) (map[ref.SKU]Source, error) {
	all, err := r.Sources(ctx, tx, skus)
	own := make(map[ref.SKU]Source, len(skus))
	for _, sku := range skus {
		own[sku] = Source{Item: Item{LeadDays: s.LeadDays}}
		for _, source := range all[sku] {
			if source.Supplier == s.ID {
				own[sku] = source
			}
		}
	}
	return own, err
}

func (l *OrderLine) stamp(offers map[ref.SKU]ref.Offer, sources map[ref.SKU]Source, s *Supplier, i int) *fault.Fault {
	offer, known := offers[l.SKU]
	at := func(field string) string { return fmt.Sprintf("lines.%d.%s", i, field) }
	switch {
	case !known:
		return fault.New(fault.Invalid, "purchasing.order.sku_unknown", fault.Args{"line": i + 1}).At(at("sku"))
	case l.Qty <= 0:
		return fault.New(fault.Invalid, "purchasing.order.qty_positive", nil).At(at("qty"))
	case l.Price < 0:
		return fault.New(fault.Invalid, "purchasing.order.price_negative", nil).At(at("price"))
	case l.Rate < 0 || l.Rate >= fixed.Yuan(1):
		return fault.New(fault.Invalid, "purchasing.order.rate_range", nil).At(at("rate"))
	}
	l.Code, l.Name, l.Category = offer.Code, offer.Name, offer.Category
	if l.Price == 0 {
		l.Price = sources[l.SKU].Price
	}
	switch {
	case s.Invoice == Ordinary:
		l.Rate = 0
	case l.Rate == 0:
		l.Rate = offer.Rate
	}
	return nil
}

// Compute derives every amount from quantities, prices and rates, in the decimals of the order's currency.
func (o *Order) Compute() error {
	o.Total = 0
	decimals := money.Decimals(o.Currency)
	for i := range o.Lines {
		l := &o.Lines[i]
		gross, err := l.Price.Times(l.Qty)
		if err != nil {
			return fault.New(fault.Conflict, "core.field.range", fault.Args{"field": "amount"}).At(fmt.Sprintf("lines.%d.qty", i))
		}
		l.Amount = gross.Round(decimals)
		if l.Net, l.VAT, err = money.Split(l.Amount, l.Rate, decimals); err != nil {
			return err
		}
		o.Total += l.Amount
	}
	return nil
}
