package web

import (
	"context"
	"slices"

	"hesuan/internal/pg"
)

// longList is the number of rows from which a list sorts only by what an index serves: below it any order is a matter of milliseconds,
// above it one that no index knows reads the whole table for each page.
const longList = 50_000

// sortedBy are the columns whose order an index holds: it begins with the column and goes on with the key, or the column is unique.
const sortedBy = `
	select c.reltuples, coalesce((select array_agg(a.attname::text)
		from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
		where i.indrelid = c.oid and i.indpred is null and (i.indisunique and i.indnkeyatts = 1
			or i.indkey[1] = (select k.attnum from pg_attribute k where k.attrelid = c.oid and k.attname = 'id'))), '{}')
	from pg_class c where c.oid = $1::text::regclass`

// sorts tells whether headings offer an order. A list that is narrowed offers all: what is left is short, or finds its end soon.
func (s *shelf) sorts(ctx context.Context, tx *pg.Tx, narrowed bool) (func(column string) bool, error) {
	var rows float64
	var columns []string
	if err := tx.QueryRow(ctx, sortedBy, s.m.Name).Scan(&rows, &columns); err != nil {
		return nil, err
	}
	return func(column string) bool { return narrowed || rows < longList || slices.Contains(columns, column) }, nil
}
