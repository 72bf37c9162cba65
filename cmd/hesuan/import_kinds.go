package main

import (
	"context"
	"fmt"

	"hesuan/ingest/history"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/olap"
)

// The table of kinds is computed from the documents, not kept. A line of the file is known by its invoice, which is in the
// document's number, and by its number on it; documents of the past have no number of the house's own form, SO-20261122-000001.

// kindsInPostgres computes the table of kinds from the tables of the rooms. $1 charges, $2 channel, $3 warehouse, $4 file.
func (h *house) kindsInPostgres(ctx context.Context, p *history.Plan) (history.Totals, error) {
	totals := history.Totals{}
	err := h.db.View(ctx, func(tx *pg.Tx) error {
		found, err := tx.Query(ctx, `
			with line as (
				select case when l.category = $1 then 'charge' when l.price = 0 then 'found' else 'sale' end as kind,
					o.external as invoice, l.no, l.qty, l.amount
				from sales.order o join sales.order_line l on l.doc = o.id
				where o.channel = $2 and o.number !~ '-[0-9]{8}-[0-9]{6,}$'
				union all
				select case when l.category = $1 then 'charge' else 'return' end, regexp_replace(r.number, '^RT-(.*)-[0-9]+$', '\1'), l.no, -l.qty, -l.amount
				from sales.return r join sales.return_line l on l.doc = r.id
				where r.channel = $2 and r.number !~ '-[0-9]{8}-[0-9]{6,}$'
				union all
				select case when a.reason = 'loss' then 'write_off' else 'found' end, a.number, l.no, l.qty, 0
				from inventory.adjustment a join inventory.adjustment_line l on l.doc = a.id
				where a.warehouse = $3 and a.reason in ('loss', 'found') and a.number !~ '-[0-9]{8}-[0-9]{6,}$'
				union all
				select l.kind, j.number, l.no, l.qty, l.amount from history.import j join history.import_line l on l.doc = j.id where j.hash = $4
			)
			select kind, count(distinct (invoice, no)), sum(qty), sum(amount) from line group by kind`,
			p.Masters.Categories[0].ID, p.Masters.Channel, p.Masters.Warehouse, p.File.Hash)
		if err != nil {
			return err
		}
		defer found.Close()
		for found.Next() {
			var kind string
			var t history.Total
			if err := found.Scan(&kind, &t.Lines, &t.Qty, &t.Amount); err != nil {
				return err
			}
			totals[history.Kind(kind)] = t
		}
		return found.Err()
	})
	return totals, err
}

// kindsInClickHouse computes the table of kinds from the facts, and from the journals' events.
func kindsInClickHouse(ctx context.Context, w *olap.Warehouse, hash string) (history.Totals, error) {
	places := history.Places()
	var rows []struct {
		Kind   string `ch:"kind"`
		Lines  uint64 `ch:"lines"`
		Qty    string `ch:"total_qty"`
		Amount string `ch:"total_amount"`
	}
	const past = `not match(number, '-[0-9]{8}-[0-9]{6,}$')`
	sql := fmt.Sprintf(`
		select kind, uniqExact(invoice, line) as lines, toString(sum(qty)) as total_qty, toString(sum(amount)) as total_amount from (
			select multiIf(category = '%[1]s', 'charge', price = 0, 'found', 'sale') as kind, number as invoice, line, qty, amount
			from order_line final where channel = '%[2]s' and line > 0 and `+past+`
			union all
			select if(category = '%[1]s', 'charge', 'return'), replaceRegexpOne(number, '^RT-(.*)-[0-9]+$', '\\1'), line, -qty, -amount
			from return_line final where channel = '%[2]s' and line > 0 and `+past+`
			union all
			select if(qty < 0, 'write_off', 'found'), source_number, line, qty, toDecimal64(0, 4)
			from stock_move final where place = '%[3]s' and kind = 'adjust' and source_type = 'inventory.adjustment'
				and not match(source_number, '-[0-9]{8}-[0-9]{6,}$')
			union all
			select l.kind, o.number, l.no, l.qty, l.amount from (
				select o, arrayJoin(o.lines) as l from (
					select JSONExtract(body, 'Tuple(number String, hash String, lines Array(Tuple(no Int32, kind String, qty Decimal(18, 4), amount Decimal(18, 4))))') as o
					from event final where type = 'history.import')
				where o.hash = '%[4]s')
		) group by kind`, places.Categories[0].ID, places.Channel, places.Warehouse, hash)
	if err := w.DB.Select(ctx, &rows, sql); err != nil {
		return nil, err
	}
	totals := history.Totals{}
	for _, row := range rows {
		qty, errQty := fixed.ParseQty(row.Qty)
		amount, errAmount := fixed.ParseAmount(row.Amount)
		if errQty != nil || errAmount != nil {
			return nil, fmt.Errorf("kind %s: %s, %s", row.Kind, row.Qty, row.Amount)
		}
		totals[history.Kind(row.Kind)] = history.Total{Lines: int64(row.Lines), Qty: qty, Amount: amount}
	}
	return totals, nil
}
