package event

import (
	"context"
	"encoding/json"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Bucket is the unit in which events are compared: those of a type that were recorded on a day (UTC).
type Bucket struct {
	Type string
	Day  cal.Date
}

// Total is what is compared of a bucket of events, or of a day or a document of a room: exact decimal texts, alike in both stores.
type Total struct {
	Rows string
	A, B string // two sums; of events the hash, and nothing
}

// Totals sums up the events of transactions below the watermark. The hash is md5 over a text that the warehouse makes alike.
func (s *Stream) Totals(ctx context.Context, watermark uint64) (map[Bucket]Total, error) {
	totals := map[Bucket]Total{}
	err := s.DB.View(ctx, func(tx *pg.Tx) error {
		rows, err := tx.Query(ctx, `select type, (recorded at time zone 'UTC')::date, count(*)::text, sum(('x' || substr(md5(concat_ws('|', id, doc, version,
				kind, seq, xid, (extract(epoch from recorded) * 1000000)::bigint, (extract(epoch from at) * 1000000)::bigint,
				coalesce(actor::text, ''), coalesce(cause::text, ''), coalesce(day::text, ''), array_to_string(coalesce(gone, '{}'), ','), schema, body)),
				1, 15))::bit(60)::bigint)::text
			from core.event where xid < $1 group by 1, 2`, watermark)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var b Bucket
			var t Total
			if err := rows.Scan(&b.Type, &b.Day, &t.Rows, &t.A); err != nil {
				return err
			}
			totals[b] = t
		}
		return rows.Err()
	})
	return totals, err
}

// Known gives those of the ids that are events of a bucket.
func (s *Stream) Known(ctx context.Context, b Bucket) (map[id.ID]bool, error) {
	rows, err := s.DB.Pool.Query(ctx, "select id from core.event where type = $1 and recorded >= $2 and recorded < $3",
		b.Type, b.Day.Time(), b.Day.Add(1).Time())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	known := map[id.ID]bool{}
	for rows.Next() {
		var one id.ID
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		known[one] = true
	}
	return known, rows.Err()
}

// Days sums up a query over a room's tables (doc, day, a, b) by day; nothing if the table does not exist.
func (s *Stream) Days(ctx context.Context, table, query string) (map[cal.Date]Total, bool, error) {
	var exists bool
	if err := s.DB.Pool.QueryRow(ctx, "select to_regclass($1) is not null", quoted(table)).Scan(&exists); err != nil || !exists {
		return nil, false, err
	}
	rows, err := s.DB.Pool.Query(ctx, `select day, count(*)::text, trim_scale(sum(a))::text, trim_scale(sum(b))::text from (`+query+`) r
		where day is not null group by day`)
	if err != nil {
		return nil, false, err
	}
	defer rows.Close()
	totals := map[cal.Date]Total{}
	for rows.Next() {
		var day cal.Date
		var t Total
		if err := rows.Scan(&day, &t.Rows, &t.A, &t.B); err != nil {
			return nil, false, err
		}
		totals[day] = t
	}
	return totals, true, rows.Err()
}

// Docs sums up the documents of one day.
func (s *Stream) Docs(ctx context.Context, query string, day cal.Date) (map[id.ID]Total, error) {
	rows, err := s.DB.Pool.Query(ctx, `select doc, count(*)::text, trim_scale(sum(a))::text, trim_scale(sum(b))::text from (`+query+`) r
		where day = $1 group by doc`, day)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	totals := map[id.ID]Total{}
	for rows.Next() {
		var doc id.ID
		var t Total
		if err := rows.Scan(&doc, &t.Rows, &t.A, &t.B); err != nil {
			return nil, err
		}
		totals[doc] = t
	}
	return totals, rows.Err()
}

// quoted makes a table's name safe where it is a word of SQL, such as sales.order.
func quoted(table string) string {
	for i := range table {
		if table[i] == '.' {
			return table[:i] + `."` + table[i+1:] + `"`
		}
	}
	return table
}

// Reconciled is a comparison of Postgres with the warehouse.
type Reconciled struct {
	At          time.Time
	Differences uint64 // that are left
	Repaired    uint64
	Watermark   uint64
	Report      any
}

// SaveReconciled keeps the result of a comparison.
func (s *Stream) SaveReconciled(ctx context.Context, r Reconciled) error {
	report, err := json.Marshal(r.Report)
	if err != nil {
		return err
	}
	_, err = s.DB.Pool.Exec(ctx, "insert into core.reconcile (at, differences, repaired, watermark, report) values ($1, $2, $3, $4, $5)",
		r.At, r.Differences, r.Repaired, r.Watermark, string(report))
	return err
}
