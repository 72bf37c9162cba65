package event

import (
	"context"
	"time"

	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Stream is what the way to the warehouse needs of Postgres, beside the log itself.
type Stream struct{ DB *pg.DB }

// Epoch counts the times that the warehouse had to be made anew. What was sent under an older epoch is void.
func (s *Stream) Epoch(ctx context.Context) (epoch uint64, err error) {
	err = s.DB.Pool.QueryRow(ctx, "select epoch from core.stream").Scan(&epoch)
	return epoch, err
}

// Ticket gives a number greater than all before it, and the epoch at this moment.
func (s *Stream) Ticket(ctx context.Context) (ticket, epoch uint64, err error) {
	err = s.DB.Pool.QueryRow(ctx, "select nextval('core.ticket'), epoch from core.stream").Scan(&ticket, &epoch)
	return ticket, epoch, err
}

// NextEpoch begins a new epoch, greater than any that Postgres or the warehouse (seen) ever had: the clock sees to it that not
// even an epoch which a restore has made both forget comes again.
func (s *Stream) NextEpoch(ctx context.Context, seen uint64) (epoch uint64, err error) {
	err = s.DB.Pool.QueryRow(ctx, `update core.stream set epoch = greatest(epoch + 1, $1::bigint + 1, extract(epoch from clock_timestamp())::bigint)
		returning epoch`, int64(seen)).Scan(&epoch)
	return epoch, err
}

// Mark is a moment: every transaction below Xmin, and every one committed before At, lies before LSN in the log.
type Mark struct {
	At   time.Time
	LSN  uint64
	Xmin uint64
}

// Mark takes a mark.
func (s *Stream) Mark(ctx context.Context) (m Mark, err error) {
	err = s.DB.Pool.QueryRow(ctx, `select clock_timestamp(), pg_snapshot_xmin(pg_current_snapshot()), pg_current_wal_insert_lsn() - '0/0'::pg_lsn`).
		Scan(&m.At, &m.Xmin, &m.LSN)
	return m, err
}

// Delivered remembers that everything before the mark is in Kafka.
func (s *Stream) Delivered(ctx context.Context, m Mark) error {
	_, err := s.DB.Pool.Exec(ctx, "update core.stream set lsn = '0/0'::pg_lsn + $1, since = $2", m.LSN, m.Xmin)
	return err
}

// Lost remembers that a replication slot is made anew and that a refill is due.
func (s *Stream) Lost(ctx context.Context) error {
	_, err := s.DB.Pool.Exec(ctx, "update core.stream set lsn = null")
	return err
}

// Missing gives the oldest transaction that may not be in Kafka, and whether a refill from there is due: when the slot was made
// anew and no refill has come to its end since.
func (s *Stream) Missing(ctx context.Context) (xmin uint64, due bool, err error) {
	err = s.DB.Pool.QueryRow(ctx, "select coalesce(since, '0'), lsn is null from core.stream").Scan(&xmin, &due)
	return xmin, due, err
}

// Origin tells which Postgres this is: a restored or promoted one differs.
func (s *Stream) Origin(ctx context.Context) (system string, timeline uint32, err error) {
	err = s.DB.Pool.QueryRow(ctx, `select system_identifier::text, timeline_id from pg_control_system(), pg_control_checkpoint()`).Scan(&system, &timeline)
	return system, timeline, err
}

// Range says which events to read.
type Range struct {
	Since    uint64 // xid; 0: from the first
	Before   uint64 // xid; 0: to the last
	Type     string // empty: all
	From, To time.Time
	Snapshot string // as exported by a replication slot; empty: now
	Ordered  bool   // by transaction, which for the versions of one document is their order; a sort, if the range is wide
}

// Each gives the events of a range in batches of up to size, in no order unless asked: the warehouse needs none. A batch is valid until fn returns.
func (s *Stream) Each(ctx context.Context, r Range, size int, fn func([]*Record) error) error {
	return s.DB.View(ctx, func(tx *pg.Tx) error {
		if r.Snapshot != "" {
			if _, err := tx.Exec(ctx, "set transaction snapshot '"+r.Snapshot+"'"); err != nil {
				return err
			}
		}
		where, args := r.where()
		if r.Ordered {
			where += " order by xid, seq"
		}
		rows, err := tx.Query(ctx, `select seq, xid, id, recorded, at, actor, kind, type, doc, version, cause, day, gone, schema, body::text, coalesce(trace, '')
			from core.event where `+where, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		batch := make([]*Record, 0, size)
		bytes := 0
		for rows.Next() {
			e := &Record{}
			err := rows.Scan(&e.Seq, &e.Xid, &e.ID, &e.Recorded, &e.At, &e.Actor, &e.Kind, &e.Type, &e.Doc, &e.Version, &e.Cause, &e.Day,
				&e.Gone, &e.Schema, &e.Body, &e.Trace)
			if err != nil {
				return err
			}
			batch, bytes = append(batch, e), bytes+len(e.Body)
			if len(batch) == size || bytes > batchBytes {
				if err := fn(batch); err != nil {
					return err
				}
				batch, bytes = batch[:0], 0
			}
		}
		if err := rows.Err(); err != nil || len(batch) == 0 {
			return err
		}
		return fn(batch)
	})
}

// batchBytes bounds the bodies of a batch.
const batchBytes = 64 << 20

func (r Range) where() (string, []any) {
	where, args := "xid >= $1", []any{r.Since}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where += " and " + condition + "$" + string(rune('0'+len(args)))
	}
	if r.Before > 0 {
		add("xid < ", r.Before)
	}
	if r.Type != "" {
		add("type = ", r.Type)
	}
	if !r.From.IsZero() {
		add("recorded >= ", r.From)
	}
	if !r.To.IsZero() {
		add("recorded < ", r.To)
	}
	return where, args
}

// Absent gives those of the events that Postgres does not have.
func (s *Stream) Absent(ctx context.Context, events []Record) ([]id.ID, error) {
	docs, versions, ids := make([]id.ID, len(events)), make([]int64, len(events)), make([]id.ID, len(events))
	for i, e := range events {
		docs[i], versions[i], ids[i] = e.Doc, int64(e.Version), e.ID
	}
	rows, err := s.DB.Pool.Query(ctx, `select a.id from unnest($1::uuid[], $2::bigint[], $3::uuid[]) a (doc, version, id)
		where not exists (select from core.event e where e.doc = a.doc and e.version = a.version and e.id = a.id)`, docs, versions, ids)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var absent []id.ID
	for rows.Next() {
		var one id.ID
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		absent = append(absent, one)
	}
	return absent, rows.Err()
}

// Count is the number of events.
func (s *Stream) Count(ctx context.Context) (n uint64, err error) {
	err = s.DB.Pool.QueryRow(ctx, "select count(*) from core.event").Scan(&n)
	return n, err
}

// alone is the advisory lock of whoever makes or changes the warehouse's tables.
const alone = 0x68657375616f

// Alone runs fn while no other process does so.
func (s *Stream) Alone(ctx context.Context, fn func() error) error {
	conn, err := s.DB.Pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "select pg_advisory_lock($1)", alone); err != nil {
		return err
	}
	err = fn()
	if _, unlock := conn.Exec(context.WithoutCancel(ctx), "select pg_advisory_unlock($1)", alone); unlock != nil {
		_ = conn.Conn().Close(context.WithoutCancel(ctx)) // and with it the lock
	}
	return err
}
