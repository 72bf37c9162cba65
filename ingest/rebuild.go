package ingest

import (
	"context"
	"log/slog"
	"time"

	"hesuan/internal/ch"
	"hesuan/internal/event"
	"hesuan/olap"
)

// Rebuild makes the warehouse anew from Postgres, while the stream may go on beside it. Its epoch begins before anything is read:
// what is committed later comes by the stream, under the new epoch; what was committed before is read here. The alone lock must be held.
type Rebuild struct {
	Stream    *event.Stream
	Warehouse *olap.Warehouse
	Log       *slog.Logger
	Progress  func(done, total uint64) // may be nil
}

// rebuildBatch is the number of events in one insert.
const rebuildBatch = 50_000

// Run rebuilds.
func (b *Rebuild) Run(ctx context.Context) error {
	began := time.Now()
	origin, err := b.Warehouse.Origin(ctx)
	if err != nil {
		return err
	}
	epoch, err := b.Stream.NextEpoch(ctx, origin.Epoch)
	if err != nil {
		return err
	}
	if err := b.Warehouse.Drop(ctx); err != nil {
		return err
	}
	if err := b.Warehouse.Migrate(ctx, tickets(b.Stream)); err != nil {
		return err
	}
	count, err := b.copy(ctx, epoch)
	if err != nil {
		return err
	}
	if err := b.Warehouse.RefreshAll(ctx, tickets(b.Stream)); err != nil {
		return err
	}
	system, timeline, err := b.Stream.Origin(ctx)
	if err != nil {
		return err
	}
	b.Log.Info("the warehouse was rebuilt", "epoch", epoch, "events", count, "took", time.Since(began).Round(time.Millisecond))
	return b.Warehouse.SetOrigin(ctx, olap.Origin{Epoch: epoch, System: system, Timeline: timeline})
}

func (b *Rebuild) copy(ctx context.Context, epoch uint64) (done uint64, err error) {
	total, err := b.Stream.Count(ctx)
	if err != nil {
		return 0, err
	}
	return done, b.Stream.Each(ctx, event.Range{}, rebuildBatch, func(records []*event.Record) error {
		if err := b.insert(ctx, epoch, records); err != nil {
			return err
		}
		done += uint64(len(records))
		if b.Progress != nil {
			b.Progress(done, max(done, total))
		}
		return nil
	})
}

// insert tries again when the engine was away for a moment.
func (b *Rebuild) insert(ctx context.Context, epoch uint64, records []*event.Record) error {
	for attempt := 1; ; attempt++ {
		_, err := insertFit(ctx, b.Warehouse, epoch, records, b.aside)
		if err == nil || !ch.Retryable(err) || attempt == 5 {
			return err
		}
		if err := b.Warehouse.DB.Wait(ctx); err != nil {
			return err
		}
	}
}

// aside leaves out an event that the warehouse cannot take; reconcile will go on to say that it is missing.
func (b *Rebuild) aside(r *event.Record, reason error) error {
	b.Log.Error("event left out", "type", r.Type, "doc", r.Doc, "version", r.Version, "reason", reason)
	return nil
}

// tickets adapts the stream's tickets for the warehouse.
func tickets(stream *event.Stream) olap.Tickets {
	return func(ctx context.Context) (uint64, error) {
		ticket, _, err := stream.Ticket(ctx)
		return ticket, err
	}
}
