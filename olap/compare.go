package olap

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"hesuan/internal/cal"
	"hesuan/internal/ch"
	"hesuan/internal/event"
	"hesuan/internal/id"
)

// eventHash is md5 over the same text that package event makes of a row in Postgres.
const eventHash = `toUInt128(bitShiftRight(reinterpretAsUInt64(reverse(substring(MD5(concat(toString(id), '|', toString(doc), '|', toString(version), '|',
	kind, '|', toString(seq), '|', toString(xid), '|', toString(toUnixTimestamp64Micro(recorded)), '|', toString(toUnixTimestamp64Micro(at)), '|',
	if(actor = toUUID('00000000-0000-0000-0000-000000000000'), '', toString(actor)), '|',
	if(cause = toUUID('00000000-0000-0000-0000-000000000000'), '', toString(cause)), '|', ifNull(toString(day), ''), '|',
	arrayStringConcat(arrayMap(n -> toString(n), gone), ','), '|', toString(schema), '|', body)), 1, 8))), 4))`

// Events sums up the events of transactions below the watermark.
func (w *Warehouse) Events(ctx context.Context, watermark uint64) (map[event.Bucket]event.Total, error) {
	rows, err := w.DB.Query(ctx, `select type, toDate(recorded) as written, toString(count()), toString(sum(`+eventHash+`))
		from event final where xid < $1 group by type, written`, watermark)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	totals := map[event.Bucket]event.Total{}
	for rows.Next() {
		var b event.Bucket
		var t event.Total
		if err := rows.Scan(&b.Type, &b.Day, &t.Rows, &t.A); err != nil {
			return nil, err
		}
		totals[b] = t
	}
	return totals, rows.Err()
}

// IDs are the events of a bucket below the watermark.
func (w *Warehouse) IDs(ctx context.Context, b event.Bucket, watermark uint64) ([]id.ID, error) {
	rows, err := w.DB.Query(ctx, "select id from event final where type = $1 and recorded >= $2 and recorded < $3 and xid < $4",
		b.Type, b.Day.Time(), b.Day.Add(1).Time(), watermark)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []id.ID
	for rows.Next() {
		var one uuid.UUID
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		all = append(all, id.ID(one))
	}
	return all, rows.Err()
}

// DeleteEvents removes events that Postgres does not have; what facts made of them is found by CheckFacts.
func (w *Warehouse) DeleteEvents(ctx context.Context, b event.Bucket, ids []id.ID) error {
	texts := make([]string, len(ids))
	for i, one := range ids {
		texts[i] = one.String()
	}
	ctx = ch.With(ctx, ch.Settings{"mutations_sync": 1})
	return w.DB.Exec(ctx, "alter table event delete where type = '"+escaper.Replace(b.Type)+"' and id in ('"+strings.Join(texts, "','")+"')")
}

// Days sums up a fact by day, as the room's own tables are summed up.
func (w *Warehouse) Days(ctx context.Context, f *Fact) (map[cal.Date]event.Total, error) {
	rows, err := w.DB.Query(ctx, fmt.Sprintf("select day, %s from %s final where %s group by day", f.sums(), f.Name, f.only()))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	totals := map[cal.Date]event.Total{}
	for rows.Next() {
		var day cal.Date
		var t event.Total
		if err := rows.Scan(&day, &t.Rows, &t.A, &t.B); err != nil {
			return nil, err
		}
		totals[day] = t
	}
	return totals, rows.Err()
}

// Docs sums up the documents of one day of a fact.
func (w *Warehouse) Docs(ctx context.Context, f *Fact, day cal.Date) (map[id.ID]event.Total, error) {
	sql := fmt.Sprintf("select doc, %s from %s final where day = $1 and %s group by doc", f.sums(), f.Name, f.only())
	rows, err := w.DB.Query(ctx, sql, day.Time())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	totals := map[id.ID]event.Total{}
	for rows.Next() {
		var doc uuid.UUID
		var t event.Total
		if err := rows.Scan(&doc, &t.Rows, &t.A, &t.B); err != nil {
			return nil, err
		}
		totals[id.ID(doc)] = t
	}
	return totals, rows.Err()
}

// sums are the compared expressions as texts.
func (f *Fact) sums() string {
	return fmt.Sprintf("toString(count()), toString(sum(%s)), toString(sum(%s))", f.Sums[0], f.Sums[1])
}

// only picks the rows that stand for one row of the room: of a stock move one of its two sides.
func (f *Fact) only() string {
	if f.Name == "stock_move" {
		return "side = 1"
	}
	return "true"
}

// Facts are the facts that a room's tables can be compared with.
func Facts() []*Fact {
	var of []*Fact
	for _, f := range facts {
		if f.Room != "" {
			of = append(of, f)
		}
	}
	return of
}

// NoteReconcile keeps the result for the boards.
func (w *Warehouse) NoteReconcile(ctx context.Context, at time.Time, differences, repaired uint64) error {
	batch, err := w.DB.Batch(ctx, "insert into reconciled (at, differences, repaired)")
	if err != nil {
		return err
	}
	if err := batch.Append(at, differences, repaired); err != nil {
		return err
	}
	return batch.Send()
}
