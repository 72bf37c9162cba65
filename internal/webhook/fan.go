package webhook

import (
	"context"
	"strconv"
	"strings"
	"time"

	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// fanBatch is how many events are looked at in one transaction.
const fanBatch = 2000

// told is an event as deliveries need it.
type told struct {
	id, doc  id.ID
	kind     string
	recorded time.Time
	xid      uint64
	seq      int64
}

// Fan makes deliveries out of the events that were committed since the last time, and says how many events there were. Deliveries and the
// position are written in one transaction under the position's lock: killed at any moment, it goes on where it was.
func (r *Room) Fan(ctx context.Context) (seen int, err error) {
	err = r.db.Do(ctx, func(tx *pg.Tx) error {
		var xid uint64
		var seq int64
		if err := tx.QueryRow(ctx, "select xid::text::bigint, seq from webhook.position for update").Scan(&xid, &seq); err != nil {
			return err
		}
		events, err := newEvents(ctx, tx, xid, seq)
		if seen = len(events); err != nil || seen == 0 {
			return err
		}
		if err := r.makeOut(ctx, tx, events); err != nil {
			return err
		}
		last := events[seen-1]
		_, err = tx.Exec(ctx, "update webhook.position set xid = $1::text::xid8, seq = $2", xidText(last.xid), last.seq)
		return err
	})
	return seen, err
}

// newEvents are those after a position whose transactions are final: no earlier one can appear any more.
func newEvents(ctx context.Context, tx *pg.Tx, xid uint64, seq int64) (events []told, err error) {
	found, err := tx.Query(ctx, `select id, doc, kind, recorded, xid::text::bigint, seq from core.event
		where (xid, seq) > ($1::text::xid8, $2) and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, seq limit $3`, xidText(xid), seq, fanBatch)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var e told
		if err := found.Scan(&e.id, &e.doc, &e.kind, &e.recorded, &e.xid, &e.seq); err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, found.Err()
}

// makeOut writes a delivery for each event and endpoint that asked for it.
func (r *Room) makeOut(ctx context.Context, tx *pg.Tx, events []told) error {
	endpoints, err := r.Endpoints.Select(ctx, tx, "where t.active and not t.archived order by t.id")
	if err != nil || len(endpoints) == 0 {
		return err
	}
	var rows [][]any
	for _, e := range events {
		for _, to := range endpoints {
			if wants(to.Kinds, e.kind) && !strings.HasPrefix(e.kind, "webhook.") { // what becomes of deliveries is not news
				rows = append(rows, delivery(id.ID(to.ID), e, tx.Now))
			}
		}
	}
	return copyDeliveries(ctx, tx, rows)
}

func delivery(to id.ID, e told, now time.Time) []any {
	return []any{to, e.id, e.kind, e.doc, e.recorded, "waiting", now, now}
}

func copyDeliveries(ctx context.Context, tx *pg.Tx, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	return tx.CopyRows(ctx, "webhook.delivery", []string{"endpoint", "event", "kind", "doc", "recorded", "state", "next", "made"}, rows)
}

// xidText is a transaction id as Postgres reads it.
func xidText(xid uint64) string { return strconv.FormatUint(xid, 10) }
