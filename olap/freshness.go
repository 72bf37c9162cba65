package olap

import (
	"context"
	"time"
)

// Freshness says how far the warehouse is complete, and whether it agrees with Postgres.
type Freshness struct {
	// Complete: every event committed before this instant is in every table. Zero while nothing is known, as in a rebuild.
	Complete time.Time
	// LagMedian and LagWorst are the time from commit to queryable over the last five minutes of traffic.
	LagMedian, LagWorst time.Duration
	// Poison counts the messages that could not be read and were put aside, in the last two weeks.
	Poison uint64
	Epoch  uint64
	// Reconciled is when the warehouse was last compared with Postgres; Differences is what was found, after repair.
	Reconciled  time.Time
	Differences uint64
	Repaired    uint64
}

// Freshness asks how fresh the numbers are.
func (w *Warehouse) Freshness(ctx context.Context) (Freshness, error) {
	var f Freshness
	var median, worst float64
	row := w.DB.QueryRow(ctx, `with (select max(epoch) from origin) as current
		select current, (select max(at) from heartbeat where epoch = current),
			ifNotFinite((select quantileExact(0.5)(arrayJoin(lags)) from flush where at > now() - interval 5 minute), 0)::Float64,
			(select max(arrayMax(lags)) from flush where at > now() - interval 5 minute and notEmpty(lags))::Float64,
			(select sum(poison) from flush final)`)
	if err := row.Scan(&f.Epoch, &f.Complete, &median, &worst, &f.Poison); err != nil {
		return f, away(err)
	}
	f.LagMedian, f.LagWorst = seconds(median), seconds(worst)
	if f.Complete.Unix() <= 0 {
		f.Complete = time.Time{}
	}
	row = w.DB.QueryRow(ctx, `select max(at), argMax(differences, at), argMax(repaired, at) from reconciled`)
	if err := row.Scan(&f.Reconciled, &f.Differences, &f.Repaired); err != nil {
		return f, away(err)
	}
	if f.Reconciled.Unix() <= 0 {
		f.Reconciled = time.Time{}
	}
	return f, nil
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// Beat notes that the warehouse holds all that was committed before an instant.
func (w *Warehouse) Beat(ctx context.Context, epoch uint64, at time.Time, lsn uint64) error {
	batch, err := w.DB.Batch(ctx, "insert into heartbeat (epoch, at, lsn)")
	if err != nil {
		return err
	}
	if err := batch.Append(epoch, at, lsn); err != nil {
		return err
	}
	return batch.Send()
}

// Reached is the place in Postgres' log up to which the warehouse is complete.
func (w *Warehouse) Reached(ctx context.Context, epoch uint64) (lsn uint64, err error) {
	err = w.DB.QueryRow(ctx, "select argMax(lsn, at) from heartbeat where epoch = $1", epoch).Scan(&lsn)
	return lsn, err
}

// Flush is what the batches of a sink cost within a second or so.
type Flush struct {
	At     time.Time
	Sink   string
	Events uint32
	Lags   []float32 // seconds
	Poison uint32
}

// Note keeps a flush for the boards.
func (w *Warehouse) Note(ctx context.Context, f Flush) error {
	batch, err := w.DB.Batch(ctx, "insert into flush (at, sink, events, lags, poison)")
	if err != nil {
		return err
	}
	if err := batch.Append(f.At, f.Sink, f.Events, f.Lags, f.Poison); err != nil {
		return err
	}
	return batch.Send()
}
