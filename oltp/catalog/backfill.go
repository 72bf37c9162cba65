package catalog

import (
	"context"

	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// Batch is master data that an import or a demo brings, complete: categories stamped, parents before children.
type Batch struct {
	Categories []*Category
	Brands     []*Brand
	Products   []*Product
	SKUs       []*SKU
	PriceLists []*PriceList
	Channels   []*Channel
}

// Backfill writes a batch by COPY, each row with the event that creating it would have written.
func (r *Room) Backfill(ctx context.Context, tx *pg.Tx, b Batch) error {
	if err := create(ctx, tx, r.Categories, b.Categories); err != nil {
		return err
	}
	if err := create(ctx, tx, r.Brands, b.Brands); err != nil {
		return err
	}
	if err := create(ctx, tx, r.Products, b.Products); err != nil {
		return err
	}
	if err := create(ctx, tx, r.SKUs, b.SKUs); err != nil {
		return err
	}
	if err := create(ctx, tx, r.PriceLists, b.PriceLists); err != nil {
		return err
	}
	return create(ctx, tx, r.Channels, b.Channels)
}

func create[T any](ctx context.Context, tx *pg.Tx, def *resource.Def[T], rows []*T) error {
	if len(rows) == 0 {
		return nil
	}
	lives := make([][]resource.Told[T], len(rows))
	for i, row := range rows {
		lives[i] = []resource.Told[T]{{Step: "create", Row: row}}
	}
	return def.Backfill(ctx, tx, lives...)
}
