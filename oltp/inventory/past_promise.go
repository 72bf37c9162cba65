package inventory

import (
	"bytes"
	"context"
	"slices"
	"time"

	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// Reserve promises goods of a warehouse to a holder at a time of the past, as the room's Reserve does. A holder reserves once.
func (p *Past) Reserve(holder ref.Doc, warehouse ref.Warehouse, at time.Time, goods []ref.Goods) error {
	for _, g := range goods {
		row := p.row(key{g.SKU, warehouse})
		if row.onHand-row.reserved < g.Qty {
			return short(g.SKU, g.Qty, row.onHand-row.reserved)
		}
		row.reserved += g.Qty
	}
	p.held[holder.ID] = &held{holder, warehouse, at, slices.Clone(goods)}
	return nil
}

// Release lets go of what a holder was promised on a line, and of all it was promised with line 0: because its goods leave, or are
// not wanted any more.
func (p *Past) Release(holder id.ID, line int32) {
	h := p.held[holder]
	if h == nil {
		return
	}
	h.goods = slices.DeleteFunc(h.goods, func(g ref.Goods) bool {
		if line != 0 && g.Line != line {
			return false
		}
		p.row(key{g.SKU, h.warehouse}).reserved -= g.Qty
		return true
	})
	if len(h.goods) == 0 {
		delete(p.held, holder)
	}
}

// promise writes the promises that still stand.
func (p *Past) promise(ctx context.Context, tx *pg.Tx) error {
	var rows [][]any
	for _, h := range p.held {
		for _, g := range h.goods {
			rows = append(rows, []any{h.holder.ID, g.Line, h.holder.Type, h.holder.Number, g.SKU, h.warehouse, g.Qty, h.at})
		}
	}
	slices.SortFunc(rows, func(a, b []any) int {
		left, right := a[0].(id.ID), b[0].(id.ID)
		return bytes.Compare(left[:], right[:])
	})
	p.held = map[id.ID]*held{}
	if len(rows) == 0 {
		return nil
	}
	columns := []string{"holder", "line", "holder_type", "holder_number", "sku", "warehouse", "qty", "at"}
	return tx.CopyRows(ctx, "inventory.reservation", columns, rows)
}

// Value is what a quantity costs on average at this point of the past.
func (p *Past) Value(sku ref.SKU, warehouse ref.Warehouse, qty fixed.Qty) fixed.Amount {
	row := p.row(key{sku, warehouse})
	if row.onHand == 0 {
		return 0
	}
	part, _ := row.value.Part(int64(qty), int64(row.onHand)) // what is there has been valued
	return part.Round(2)
}
