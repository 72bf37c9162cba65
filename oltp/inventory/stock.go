package inventory

import (
	"bytes"
	"context"
	"slices"

	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// key names a row of stock.
type key struct {
	sku       ref.SKU
	warehouse ref.Warehouse
}

func (k key) compare(other key) int {
	if c := bytes.Compare(k.sku[:], other.sku[:]); c != 0 {
		return c
	}
	return bytes.Compare(k.warehouse[:], other.warehouse[:])
}

// level is what is there of a SKU in a warehouse.
type level struct {
	onHand, reserved fixed.Qty
	value            fixed.Amount
}

// take removes a quantity at the average cost, in whole cents; the last piece takes all the value.
func (l *level) take(qty fixed.Qty) (fixed.Amount, error) {
	value := l.value
	if qty < l.onHand {
		part, err := l.value.Part(int64(qty), int64(l.onHand))
		if err != nil {
			return 0, err
		}
		value = min(part.Round(2), l.value)
	}
	l.onHand -= qty
	l.value -= value
	return value, nil
}

// shelf is the rows of stock that a transaction holds under lock.
type shelf struct {
	keys []key
	rows map[key]*level
}

// lock makes missing rows and locks all, in the order of SKU and warehouse: two transactions
// that need the same rows meet at the first and never wait for each other in a circle.
func lock(ctx context.Context, tx *pg.Tx, keys []key) (*shelf, error) {
	slices.SortFunc(keys, key.compare)
	keys = slices.Compact(keys)
	skus, warehouses := make([]ref.SKU, len(keys)), make([]ref.Warehouse, len(keys))
	for i, k := range keys {
		skus[i], warehouses[i] = k.sku, k.warehouse
	}
	s := &shelf{keys: keys, rows: make(map[key]*level, len(keys))}
	if err := s.read(ctx, tx, skus, warehouses); err != nil || len(s.rows) == len(keys) {
		return s, err
	}
	if err := s.make(ctx, tx); err != nil {
		return nil, err
	}
	return s, s.read(ctx, tx, skus, warehouses)
}

// make adds the rows that are not there yet.
func (s *shelf) make(ctx context.Context, tx *pg.Tx) error {
	skus, warehouses := make([]ref.SKU, len(s.keys)), make([]ref.Warehouse, len(s.keys))
	for i, k := range s.keys {
		skus[i], warehouses[i] = k.sku, k.warehouse
	}
	_, err := tx.Exec(ctx, `insert into inventory.stock (sku, warehouse)
		select * from unnest($1::uuid[], $2::uuid[]) on conflict do nothing`, skus, warehouses)
	return err
}

func (s *shelf) read(ctx context.Context, tx *pg.Tx, skus []ref.SKU, warehouses []ref.Warehouse) error {
	found, err := tx.Query(ctx, `select s.sku, s.warehouse, s.on_hand, s.reserved, s.value
		from inventory.stock s where (s.sku, s.warehouse) in (select * from unnest($1::uuid[], $2::uuid[]))
		order by s.sku, s.warehouse for update`, skus, warehouses)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		var k key
		var l level
		if err := found.Scan(&k.sku, &k.warehouse, &l.onHand, &l.reserved, &l.value); err != nil {
			return err
		}
		s.rows[k] = &l
	}
	return found.Err()
}

// save writes the rows back, all in one statement.
func (s *shelf) save(ctx context.Context, tx *pg.Tx) error {
	n := len(s.keys)
	skus, warehouses := make([]ref.SKU, n), make([]ref.Warehouse, n)
	onHand, reserved, value := make([]fixed.Qty, n), make([]fixed.Qty, n), make([]fixed.Amount, n)
	for i, k := range s.keys {
		l := s.rows[k]
		skus[i], warehouses[i], onHand[i], reserved[i], value[i] = k.sku, k.warehouse, l.onHand, l.reserved, l.value
	}
	_, err := tx.Exec(ctx, `update inventory.stock s set on_hand = d.on_hand, reserved = d.reserved, value = d.value, moved = $6
		from unnest($1::uuid[], $2::uuid[], $3::numeric[], $4::numeric[], $5::numeric[]) d (sku, warehouse, on_hand, reserved, value)
		where s.sku = d.sku and s.warehouse = d.warehouse`, skus, warehouses, onHand, reserved, value, tx.Now)
	return err
}

// Level is what is there of a SKU in a warehouse, for other rooms and pages (INV-01).
type Level struct {
	SKU       ref.SKU       `json:"sku"`
	Warehouse ref.Warehouse `json:"warehouse"`
	OnHand    fixed.Qty     `json:"on_hand"`
	Reserved  fixed.Qty     `json:"reserved"`
	Value     fixed.Amount  `json:"value"`
}

// Free is what may still be promised.
func (l Level) Free() fixed.Qty { return l.OnHand - l.Reserved }

// Levels reads what is there of some SKUs in every warehouse; of all SKUs when none are named.
func (r *Room) Levels(ctx context.Context, tx *pg.Tx, skus ...ref.SKU) ([]Level, error) {
	found, err := tx.Query(ctx, `select sku, warehouse, on_hand, reserved, value from inventory.stock
		where coalesce(cardinality($1::uuid[]), 0) = 0 or sku = any($1) order by sku, warehouse`, skus)
	if err != nil {
		return nil, err
	}
	return levelsOf(found)
}

func levelsOf(found pg.Rows) (levels []Level, err error) {
	defer found.Close()
	for found.Next() {
		var l Level
		if err := found.Scan(&l.SKU, &l.Warehouse, &l.OnHand, &l.Reserved, &l.Value); err != nil {
			return nil, err
		}
		levels = append(levels, l)
	}
	return levels, found.Err()
}
