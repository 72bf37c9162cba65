package main

import (
	"context"
	"regexp"
	"slices"

	"hesuan/internal/cal"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/oltp/crm"
	"hesuan/oltp/sales"
)

// counter lets the pages of sales ask catalog, stock and customers.
type counter struct{ *house }

func (c counter) Goods(ctx context.Context, tx *pg.Tx, text string, limit int) ([]sales.Goods, bool, error) {
	if text == "" {
		return nil, false, nil
	}
	skus, exact, err := c.catalog.Seek(ctx, tx, text, limit)
	found := make([]sales.Goods, len(skus))
	for i, s := range skus {
		name := s.Name
		if s.Spec != "" {
			name += " " + s.Spec
		}
		found[i] = sales.Goods{SKU: s.ID, Code: s.Code, Name: name, Barcode: s.Barcode, Unit: s.Unit}
	}
	return found, exact, err
}

func (c counter) Levels(ctx context.Context, tx *pg.Tx, skus []ref.SKU) ([]sales.Level, error) {
	levels, err := c.inventory.Levels(ctx, tx, skus...)
	var there []sales.Level
	own, limited := tx.Actor.Scope.Limits("warehouse")
	for _, l := range levels {
		if limited && !slices.Contains(own, l.Warehouse.Any()) {
			continue
		}
		there = append(there, sales.Level{SKU: l.SKU, Warehouse: l.Warehouse, OnHand: l.OnHand, Free: l.Free(), Value: l.Value})
	}
	return there, err
}

func (c counter) Lists(ctx context.Context, tx *pg.Tx, channel ref.Channel, skus []ref.SKU) (map[ref.SKU]string, error) {
	prices, err := c.catalog.PricesOn(ctx, tx, channel, skus, cal.On(tx.Now, tx.Zone))
	if err != nil {
		return nil, err
	}
	var lists []id.ID
	for _, p := range prices {
		if !p.List.IsZero() {
			lists = append(lists, id.ID(p.List))
		}
	}
	names, err := c.catalog.PriceLists.Titles(ctx, tx, lists)
	from := make(map[ref.SKU]string, len(prices))
	for sku, p := range prices {
		if !p.List.IsZero() {
			from[sku] = names[id.ID(p.List)]
		}
	}
	return from, err
}

// tail is the end of a phone number, as callers say it.
var tail = regexp.MustCompile(`^\d{3,13}$`)

func (c counter) Buyers(ctx context.Context, tx *pg.Tx, text string, limit int) ([]sales.Buyer, error) {
	var found []*crm.Customer
	var err error
	if tail.MatchString(text) {
		found, err = c.crm.ByPhoneTail(ctx, tx, text, limit)
	}
	if err == nil && len(found) == 0 {
		var page resource.Page[crm.Customer]
		page, err = c.crm.Customers.List(ctx, tx, resource.Query{Search: text, Limit: limit})
		found = page.Rows
	}
	buyers := make([]sales.Buyer, len(found))
	for i, b := range found {
		buyers[i] = buyer(b)
	}
	return buyers, err
}

func buyer(c *crm.Customer) sales.Buyer {
	return sales.Buyer{ID: c.ID, Name: c.Name, Phone: c.Phone, Province: c.Province, City: c.City, Address: c.Address, Level: c.Level, Blocked: c.Blocked}
}

func (c counter) Admit(ctx context.Context, tx *pg.Tx, b sales.Buyer) (sales.Buyer, error) {
	seen := crm.Customer{Name: b.Name, Phone: b.Phone, Province: b.Province, City: b.City, Address: b.Address}
	admitted, err := c.crm.Ensure(ctx, tx, seen)
	if err != nil {
		return b, err
	}
	return buyer(admitted), nil
}

func (c counter) Barcodes(ctx context.Context, tx *pg.Tx, skus []ref.SKU) (map[ref.SKU]string, error) {
	return c.catalog.Barcodes(ctx, tx, skus)
}

func (c counter) Channels(ctx context.Context, tx *pg.Tx) ([]resource.Option, error) {
	return c.catalog.Channels.Suggest(ctx, tx, "", 100)
}

func (c counter) Warehouses(ctx context.Context, tx *pg.Tx) ([]resource.Option, error) {
	sound := []resource.Cond{{Field: "kind", Op: "ne", Value: "defective"}}
	own, err := c.inventory.Warehouses.List(ctx, tx, resource.Query{Sort: "code", Limit: 100, Where: sound})
	options := make([]resource.Option, len(own.Rows))
	for i, w := range own.Rows {
		options[i] = resource.Option{ID: id.ID(w.ID), Title: w.Code + " " + w.Name}
	}
	return options, err
}
