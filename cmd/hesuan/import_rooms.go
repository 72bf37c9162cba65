package main

import (
	"context"

	"hesuan/ingest/history"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/oltp/catalog"
	"hesuan/oltp/crm"
	"hesuan/oltp/inventory"
)

// pastRooms writes a company's past through the rooms' set-based ways.
type pastRooms struct{ *house }

// Empty tells whether there is neither an order nor anything in stock, and no master data either: those would get in the way.
func (p pastRooms) Empty(ctx context.Context, tx *pg.Tx) (empty bool, err error) {
	err = tx.QueryRow(ctx, `select not exists (select from sales.order) and not exists (select from inventory.posting)
		and not exists (select from catalog.sku) and not exists (select from crm.customer)`).Scan(&empty)
	return empty, err
}

// Masters writes what must be there before the first document.
func (p pastRooms) Masters(ctx context.Context, tx *pg.Tx, m *history.Masters) error {
	if err := p.finance.LoadChart(ctx, tx); err != nil {
		return err
	}
	if err := p.catalog.Backfill(ctx, tx, pastCatalog(m)); err != nil {
		return err
	}
	warehouse := &inventory.Warehouse{Code: "UK", Name: "UK warehouse", Kind: "own", Region: m.Country}
	warehouse.ID = m.Warehouse
	if err := create(ctx, tx, p.inventory.Warehouses, warehouse); err != nil {
		return err
	}
	customers := make([]*crm.Customer, len(m.Customers))
	for i, c := range m.Customers {
		customers[i] = &crm.Customer{Code: c.Code, Name: c.Name, Province: c.Country, Level: "normal", Channel: m.Channel, WalkIn: c.WalkIn}
		customers[i].ID = c.ID
	}
	return create(ctx, tx, p.crm.Customers, customers...)
}

func pastCatalog(m *history.Masters) catalog.Batch {
	channel := &catalog.Channel{Code: "online-retail", Name: "Online Retail", Kind: "wholesale"}
	channel.ID = m.Channel
	batch := catalog.Batch{Channels: []*catalog.Channel{channel}}
	for _, c := range m.Categories {
		row := &catalog.Category{Code: c.Code, Name: c.Name}
		row.ID = c.ID
		batch.Categories = append(batch.Categories, row)
	}
	for _, s := range m.SKUs {
		row := &catalog.SKU{Code: s.Code, Name: s.Name, Category: s.Category, Unit: "pc", Price: s.Price, Active: true}
		row.ID = s.ID
		batch.SKUs = append(batch.SKUs, row)
	}
	return batch
}

func create[T any](ctx context.Context, tx *pg.Tx, def *resource.Def[T], rows ...*T) error {
	lives := make([][]resource.Told[T], len(rows))
	for i, row := range rows {
		lives[i] = []resource.Told[T]{{Step: "create", Row: row}}
	}
	return def.Backfill(ctx, tx, lives...)
}

// Steps writes documents and all that follows from them.
func (p pastRooms) Steps(ctx context.Context, tx *pg.Tx, m *history.Masters, steps []history.Step) error {
	stock, err := p.inventory.Past(ctx, tx)
	if err != nil {
		return err
	}
	w := &pastWriter{house: p.house, ctx: ctx, tx: tx, masters: m, stock: stock, sales: p.house.sales.Past()}
	if err := w.recall(steps); err != nil {
		return err
	}
	for _, s := range steps {
		if err := w.tell(s); err != nil {
			return err
		}
	}
	return w.flush()
}
