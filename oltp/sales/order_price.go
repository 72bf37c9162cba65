package sales

import (
	"context"
	"fmt"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/money"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// price stamps what lines are called and cost and computes every amount anew: the client's
// arithmetic is never believed (ORD-01). A price left at zero is the channel's.
func (r *Room) price(ctx context.Context, tx *pg.Tx, o *Order) error {
	if err := r.stamp(ctx, tx, o); err != nil {
		return err
	}
	faults, err := r.offer(ctx, tx, o)
	if err == nil {
		err = faults.Err()
	}
	if err != nil {
		return err
	}
	if err := o.Compute(money.Decimals(o.Currency)); err != nil {
		return err
	}
	if o.Quoted != nil && *o.Quoted != o.Total {
		return fault.New(fault.Invalid, "sales.order.total_differs", fault.Args{"quoted": *o.Quoted, "total": o.Total}).At("quoted")
	}
	return nil
}

// offer gives the lines what their SKUs are called and cost in the order's channel on its day, and tells which lines cannot be had.
func (r *Room) offer(ctx context.Context, tx *pg.Tx, o *Order) (faults fault.List, err error) {
	skus := make([]ref.SKU, len(o.Lines))
	for i, l := range o.Lines {
		skus[i] = l.SKU
	}
	day := cal.On(o.At, tx.Zone)
	if day > tx.Today() {
		return nil, fault.New(fault.Invalid, "sales.order.future", fault.Args{"day": day}).At("at")
	}
	offers, err := r.catalog.Offers(ctx, tx, o.Channel, day, skus)
	if err != nil {
		return nil, err
	}
	for i := range o.Lines {
		faults.Add(o.Lines[i].offer(offers, i))
	}
	return faults, nil
}

// priceDraft keeps the amounts of a draft that people change in step with its lines.
func (r *Room) priceDraft(ctx context.Context, tx *pg.Tx, o, old *Order) error {
	if old == nil || o.State != Draft {
		return nil
	}
	return r.price(ctx, tx, o)
}

func (r *Room) stamp(ctx context.Context, tx *pg.Tx, o *Order) error {
	party, err := r.customers.Party(ctx, tx, o.Customer)
	if err != nil {
		return err
	}
	if o.Region == "" {
		o.Region = party.Region
	}
	o.Currency, o.TaxIncluded = r.currency, true
	return nil
}

func (l *OrderLine) offer(offers map[ref.SKU]ref.Offer, i int) *fault.Fault {
	at := fmt.Sprintf("lines.%d.sku", i)
	offer, known := offers[l.SKU]
	switch {
	case !known:
		return fault.New(fault.Invalid, "sales.order.sku_unknown", fault.Args{"line": i + 1}).At(at)
	case !offer.Active:
		return fault.New(fault.Conflict, "sales.order.sku_inactive", fault.Args{"sku": offer.Code}).At(at)
	case l.Qty <= 0:
		return fault.New(fault.Invalid, "sales.order.qty_positive", nil).At(fmt.Sprintf("lines.%d.qty", i))
	case l.Price < 0:
		return fault.New(fault.Invalid, "sales.order.price_negative", nil).At(fmt.Sprintf("lines.%d.price", i))
	}
	l.Code, l.Name, l.Category, l.Rate = offer.Code, offer.Name, offer.Category, offer.Rate
	if l.Price == 0 {
		l.Price = offer.Price
	}
	return nil
}

// Compute derives all amounts from quantities, prices, discounts and rates, rounded to the
// given decimals.
func (o *Order) Compute(decimals int) error {
	o.Goods = 0
	weights := make([]fixed.Amount, len(o.Lines))
	for i := range o.Lines {
		l := &o.Lines[i]
		gross, err := l.Price.Times(l.Qty)
		if err != nil {
			return fault.New(fault.Conflict, "core.field.range", fault.Args{"field": "amount"}).At(fmt.Sprintf("lines.%d.qty", i))
		}
		l.Amount = gross.Round(decimals) - l.Discount
		if l.Discount < 0 || l.Amount < 0 {
			return fault.New(fault.Invalid, "sales.order.discount_wrong", nil).At(fmt.Sprintf("lines.%d.discount", i))
		}
		o.Goods += l.Amount
		weights[i] = l.Amount
	}
	if o.Discount < 0 || o.Discount > o.Goods {
		return fault.New(fault.Invalid, "sales.order.discount_wrong", nil).At("discount")
	}
	return o.split(money.Allocate(o.Discount, weights, decimals), decimals)
}

// split shares the discount and parts net from VAT, line by line.
func (o *Order) split(shares []fixed.Amount, decimals int) (err error) {
	var vat, top fixed.Amount
	for i := range o.Lines {
		l := &o.Lines[i]
		l.Share = shares[i]
		if l.Net, l.VAT, err = o.part(l.Amount-l.Share, l.Rate, decimals); err != nil {
			return err
		}
		vat += l.VAT
		top = max(top, l.Rate)
	}
	if _, o.FreightVAT, err = o.part(o.Freight, top, decimals); err != nil {
		return err
	}
	o.Tax = 0
	if !o.TaxIncluded {
		o.Tax = vat + o.FreightVAT
	}
	o.Total = o.Goods - o.Discount + o.Freight + o.Tax
	return nil
}

// part gives the net amount and the VAT of a price; freight is taxed at the highest rate of the goods it comes with.
func (o *Order) part(price, rate fixed.Amount, decimals int) (net, vat fixed.Amount, err error) {
	if o.TaxIncluded {
		return money.Split(price, rate, decimals)
	}
	vat, err = money.Tax(price, rate, decimals)
	return price, vat, err
}
