package olap

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"hesuan/internal/cal"
	"hesuan/internal/ch"
	"hesuan/internal/event"
	"hesuan/internal/id"
)

// Origin is the Postgres that the warehouse is a picture of.
type Origin struct {
	Epoch    uint64
	System   string
	Timeline uint32
}

// Origin gives the last one; its epoch is 0 when the warehouse was never filled to the end.
func (w *Warehouse) Origin(ctx context.Context) (o Origin, err error) {
	row := w.DB.QueryRow(ctx, "select max(epoch), argMax(system, epoch), argMax(timeline, epoch) from origin")
	err = row.Scan(&o.Epoch, &o.System, &o.Timeline)
	if ch.Code(err) == codeUnknownTable {
		return Origin{}, nil
	}
	return o, err
}

const codeUnknownTable = 60

// SetOrigin notes that the warehouse is a full picture.
func (w *Warehouse) SetOrigin(ctx context.Context, o Origin) error {
	batch, err := w.DB.Batch(ctx, "insert into origin (epoch, system, timeline, at)")
	if err != nil {
		return err
	}
	if err := batch.Append(o.Epoch, o.System, o.Timeline, time.Now().UTC()); err != nil {
		return err
	}
	return batch.Send()
}

// Newest are the events that were recorded last.
func (w *Warehouse) Newest(ctx context.Context, limit int) ([]event.Record, error) {
	rows, err := w.DB.Query(ctx, `select id, doc, version from event where recorded >= (select max(recorded) from event) - interval 1 day
		order by recorded desc limit $1`, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var newest []event.Record
	for rows.Next() {
		var one, doc uuid.UUID
		var version uint64
		if err := rows.Scan(&one, &doc, &version); err != nil {
			return nil, err
		}
		newest = append(newest, event.Record{ID: id.ID(one), Doc: id.ID(doc), Version: version})
	}
	return newest, rows.Err()
}

// Purge removes what was written under an older epoch by a sink that did not yet know of the new one, and gives the days to
// compute anew.
func (w *Warehouse) Purge(ctx context.Context, epoch uint64) (Touched, error) {
	touched, err := w.older(ctx, epoch)
	if err != nil || len(touched) == 0 {
		return touched, err
	}
	ctx = ch.With(ctx, ch.Settings{"mutations_sync": 1})
	errs := []error{w.DB.Exec(ctx, fmt.Sprintf("alter table event delete where epoch < %d", epoch))}
	for _, f := range facts {
		errs = append(errs, w.DB.Exec(ctx, fmt.Sprintf("alter table %s delete where rank < %d", f.Name, epoch<<32)))
	}
	return touched, errors.Join(errs...)
}

// older finds the days that rows of older epochs lie on. It asks the facts, too: they may be there when the event is not.
func (w *Warehouse) older(ctx context.Context, epoch uint64) (Touched, error) {
	touched := Touched{}
	for _, f := range facts {
		if f.Name == "name" {
			continue
		}
		days, err := w.days(ctx, fmt.Sprintf("select distinct day from %s where rank < %d", f.Name, epoch<<32))
		if err != nil {
			return nil, err
		}
		for _, day := range days {
			touched.Add(f.Types[0], day)
		}
	}
	var stale uint64
	if err := w.DB.QueryRow(ctx, fmt.Sprintf("select count() from event where epoch < %d", epoch)).Scan(&stale); err != nil {
		return nil, err
	}
	if stale > 0 && len(touched) == 0 {
		touched[""] = map[cal.Date]bool{}
	}
	return touched, nil
}

// Merge adds the days of other.
func (t Touched) Merge(other Touched) {
	for kind, days := range other {
		if t[kind] == nil {
			t[kind] = map[cal.Date]bool{}
		}
		maps.Copy(t[kind], days)
	}
}

// Types are the touched types.
func (t Touched) Types() []string { return slices.Sorted(maps.Keys(t)) }
