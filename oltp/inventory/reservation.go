package inventory

import (
	"context"

	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// reserveSQL promises goods in one round trip: it locks the rows of stock in the order of SKUs and, only if all have enough, takes from
// them and writes the reservations. It gives what was free under the lock. Its arrays are subqueries so that Postgres, which cannot see
// into them, keeps one plan instead of planning each order anew.
const reserveSQL = `
	with goods as materialized (
		select * from unnest((select $2::int[]), (select $3::uuid[]), (select $4::numeric[])) as g (line, sku, qty)
	), wanted as materialized (
		select sku, sum(qty) as qty from goods group by sku
	), held as materialized (
		select s.sku, s.on_hand - s.reserved as free from inventory.stock s
		where s.warehouse = $1 and s.sku = any((select $3::uuid[])::uuid[]) order by s.sku for update
	), verdict as materialized (
		select not exists (select from wanted w left join held h using (sku) where coalesce(h.free, 0) < w.qty) as enough
	), taken as (
		update inventory.stock s set reserved = s.reserved + w.qty, moved = $5 from wanted w
		where s.warehouse = $1 and s.sku = w.sku and (select enough from verdict)
	), promised as (
		insert into inventory.reservation (holder, line, holder_type, holder_number, sku, warehouse, qty, at)
		select $6, g.line, $7, $8, g.sku, $1, g.qty, $5 from goods g where (select enough from verdict)
	)
	select sku, free from held`

// Reserve promises goods of a warehouse to a holder, all lines or none. The same SKU on
// two lines counts twice. Too few free pieces are a Conflict that tells how many there were.
func (r *Room) Reserve(ctx context.Context, tx *pg.Tx, holder ref.Doc, warehouse ref.Warehouse, goods []ref.Goods) error {
	lines, skus, qtys := make([]int32, len(goods)), make([]ref.SKU, len(goods)), make([]fixed.Qty, len(goods))
	for i, g := range goods {
		lines[i], skus[i], qtys[i] = g.Line, g.SKU, g.Qty
	}
	found, err := tx.Query(ctx, reserveSQL, warehouse, lines, skus, qtys, tx.Now, holder.ID, holder.Type, holder.Number)
	if err != nil {
		return err
	}
	defer found.Close()
	free := make(map[ref.SKU]fixed.Qty, len(goods))
	for found.Next() {
		var sku ref.SKU
		var left fixed.Qty
		if err := found.Scan(&sku, &left); err != nil {
			return err
		}
		free[sku] = left
	}
	if err := found.Err(); err != nil {
		return err
	}
	for _, g := range goods {
		if free[g.SKU] < g.Qty {
			return short(g.SKU, g.Qty, free[g.SKU])
		}
		free[g.SKU] -= g.Qty
	}
	return nil
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
