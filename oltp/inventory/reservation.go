package inventory

import (
	"context"

	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// Reserve promises goods of a warehouse to a holder, all lines or none. The same SKU on
// two lines counts twice. Too few free pieces are a Conflict that tells how many there were.
func (r *Room) Reserve(ctx context.Context, tx *pg.Tx, holder ref.Doc, warehouse ref.Warehouse, goods []ref.Goods) error {
	keys := make([]key, len(goods))
	for i, g := range goods {
		keys[i] = key{g.SKU, warehouse}
	}
	stock, err := lock(ctx, tx, keys)
	if err != nil {
		return err
	}
	for _, g := range goods {
		row := stock.rows[key{g.SKU, warehouse}]
		if row.onHand-row.reserved < g.Qty {
			return short(g.SKU, g.Qty, row.onHand-row.reserved)
		}
		row.reserved += g.Qty
	}
	if err := stock.save(ctx, tx); err != nil {
		return err
	}
	return insertReservations(ctx, tx, holder, warehouse, goods)
}

func insertReservations(ctx context.Context, tx *pg.Tx, holder ref.Doc, warehouse ref.Warehouse, goods []ref.Goods) error {
	lines, skus, qtys := make([]int32, len(goods)), make([]ref.SKU, len(goods)), make([]fixed.Qty, len(goods))
	for i, g := range goods {
		lines[i], skus[i], qtys[i] = g.Line, g.SKU, g.Qty
	}
	_, err := tx.Exec(ctx, `insert into inventory.reservation (holder, line, holder_type, holder_number, sku, warehouse, qty, at)
		select $1, d.line, $2, $3, d.sku, $4, d.qty, $5 from unnest($6::int[], $7::uuid[], $8::numeric[]) d (line, sku, qty)`,
		holder.ID, holder.Type, holder.Number, warehouse, tx.Now, lines, skus, qtys)
	return err
}

// promise is one reservation row.
type promise struct {
	holder id.ID
	line   int32
	key    key
	qty    fixed.Qty
}

// Release lets go of all that a holder still holds.
func (r *Room) Release(ctx context.Context, tx *pg.Tx, holder id.ID) error {
	held, err := promises(ctx, tx, "where holder = $1 order by line", holder)
	if err != nil || len(held) == 0 {
		return err
	}
	stock, err := lock(ctx, tx, promisedKeys(held))
	if err != nil {
		return err
	}
	// A loss may have taken a promise while we waited for the rows: only what is still there counts.
	if held, err = promises(ctx, tx, "where holder = $1", holder); err != nil {
		return err
	}
	for _, p := range held {
		stock.rows[p.key].reserved -= p.qty
	}
	if err := stock.save(ctx, tx); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "delete from inventory.reservation where holder = $1", holder)
	return err
}

// Fulfil turns promised goods into shipped ones: each line's reservation shrinks by what
// ships and the goods leave for the customer at cost. Whoever ships more than was promised is refused.
func (r *Room) Fulfil(ctx context.Context, tx *pg.Tx, holder id.ID, source ref.Doc, warehouse ref.Warehouse, goods []ref.Goods) ([]ref.Goods, error) {
	keys := make([]key, len(goods))
	for i, g := range goods {
		keys[i] = key{g.SKU, warehouse}
	}
	stock, err := lock(ctx, tx, keys)
	if err != nil {
		return nil, err
	}
	held, err := promises(ctx, tx, "where holder = $1", holder)
	if err != nil {
		return nil, err
	}
	byLine := make(map[int32]promise, len(held))
	for _, p := range held {
		byLine[p.line] = p
	}
	batch := &pg.Batch{}
	for _, g := range goods {
		p := byLine[g.Line]
		if p.qty < g.Qty || p.key != (key{g.SKU, warehouse}) {
			return nil, short(g.SKU, g.Qty, p.qty)
		}
		stock.rows[p.key].reserved -= g.Qty
		if p.qty == g.Qty {
			batch.Queue("delete from inventory.reservation where holder = $1 and line = $2", holder, g.Line)
		} else {
			batch.Queue("update inventory.reservation set qty = qty - $3 where holder = $1 and line = $2", holder, g.Line, g.Qty)
		}
	}
	if err := stock.save(ctx, tx); err != nil {
		return nil, err
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, err
	}
	return r.Issue(ctx, tx, "shipment", source, warehouse, Customer, goods)
}

func promises(ctx context.Context, tx *pg.Tx, tail string, args ...any) ([]promise, error) {
	found, err := tx.Query(ctx, "select holder, line, sku, warehouse, qty from inventory.reservation "+tail, args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var held []promise
	for found.Next() {
		var p promise
		if err := found.Scan(&p.holder, &p.line, &p.key.sku, &p.key.warehouse, &p.qty); err != nil {
			return nil, err
		}
		held = append(held, p)
	}
	return held, found.Err()
}

func promisedKeys(held []promise) []key {
	keys := make([]key, len(held))
	for i, p := range held {
		keys[i] = p.key
	}
	return keys
}
