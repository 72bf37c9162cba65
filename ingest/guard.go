package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"hesuan/internal/event"
	"hesuan/olap"
)

// Guard keeps the warehouse a picture of this Postgres: it makes the tables, brings them up to date, and starts a rebuild when
// Postgres is not the one that the warehouse was filled from.
type Guard struct {
	Stream    *event.Stream
	Warehouse *olap.Warehouse
	Log       *slog.Logger
	kick      chan struct{}
}

// NewGuard makes a guard.
func NewGuard(stream *event.Stream, warehouse *olap.Warehouse, log *slog.Logger) *Guard {
	return &Guard{stream, warehouse, log, make(chan struct{}, 1)}
}

// Kick asks for a look: the relay calls it whenever it has connected to Postgres.
func (g *Guard) Kick() {
	select {
	case g.kick <- struct{}{}:
	default:
	}
}

// Run looks at each kick until ctx ends.
func (g *Guard) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-g.kick:
			if err := g.Until(ctx); err != nil {
				return nil
			}
		}
	}
}

// Until looks until it has succeeded, waiting for the engines; it fails only when ctx ends.
func (g *Guard) Until(ctx context.Context) error {
	for pause := 200 * time.Millisecond; ; pause = min(2*pause, 5*time.Second) {
		err := g.Look(ctx)
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		g.Log.Warn("the warehouse is not ready", "err", err)
		sleep(ctx, pause)
	}
}

// Look makes the warehouse fit for this Postgres. One process at a time does so, the others wait.
func (g *Guard) Look(ctx context.Context) error {
	if err := g.Warehouse.Ready(ctx); err != nil {
		return err
	}
	return g.Stream.Alone(ctx, func() error {
		err := g.Warehouse.Migrate(ctx, tickets(g.Stream))
		reason := ""
		switch {
		case err == olap.ErrRebuild:
			reason = "the event table has changed"
		case err != nil:
			return err
		default:
			if reason, err = g.foreign(ctx); err != nil || reason == "" {
				return err
			}
		}
		g.Log.Info("the warehouse is rebuilt", "reason", reason)
		return (&Rebuild{Stream: g.Stream, Warehouse: g.Warehouse, Log: g.Log}).Run(ctx)
	})
}

// newest is the number of events that are looked up: those recorded last are the first to vanish in a restore.
const newest = 1000

// foreign gives the reason why the warehouse is not a picture of this Postgres, if there is one.
func (g *Guard) foreign(ctx context.Context) (string, error) {
	origin, err := g.Warehouse.Origin(ctx)
	if err != nil || origin.Epoch == 0 {
		return "it was never filled", err
	}
	system, timeline, err := g.Stream.Origin(ctx)
	if err != nil {
		return "", err
	}
	if system != origin.System || timeline != origin.Timeline {
		return fmt.Sprintf("it was filled from Postgres %s, timeline %d; this is %s, timeline %d",
			origin.System, origin.Timeline, system, timeline), nil
	}
	epoch, err := g.Stream.Epoch(ctx)
	if err != nil {
		return "", err
	}
	if epoch != origin.Epoch {
		return fmt.Sprintf("it is of epoch %d, Postgres of epoch %d", origin.Epoch, epoch), nil
	}
	events, err := g.Warehouse.Newest(ctx, newest)
	if err != nil {
		return "", err
	}
	absent, err := g.Stream.Absent(ctx, events)
	if err != nil || len(absent) == 0 {
		return "", err
	}
	return fmt.Sprintf("Postgres does not have its event %s: was it restored?", absent[0]), nil
}
