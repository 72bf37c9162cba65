package status

import (
	"context"
	"errors"
	"time"

	"hesuan/internal/embedded/folder"
	"hesuan/internal/pg"
)

// upkeep asks what the house does for itself: reconcile, forecasts, space, backups.
func (h *House) upkeep(ctx context.Context) []Part {
	return []Part{h.reconciled(ctx), h.forecast(ctx), h.disk(ctx), h.backup(ctx)}
}

func (h *House) reconciled(ctx context.Context) Part {
	p := Part{Name: "reconcile", State: Up}
	var at time.Time
	var differences, repaired float64
	err := h.DB.Pool.QueryRow(ctx, "select at, differences, repaired from core.reconcile order by at desc limit 1").Scan(&at, &differences, &repaired)
	switch {
	case errors.Is(err, pg.ErrNoRows):
		p.State, p.Why = Off, "never"
		return p
	case err != nil:
		p.State, p.Why = Off, "unknown"
		return p
	}
	p.Since = at
	p.add("differences", "count", differences)
	p.add("repaired", "count", repaired)
	switch {
	case differences > 0:
		p.worsen(Down, "differs")
	case time.Since(at) > 3*time.Hour:
		p.worsen(Slow, "old")
	}
	return p
}

func (h *House) forecast(ctx context.Context) Part {
	p := Part{Name: "forecast", State: Off, Why: "never"}
	at, err := h.Forecast(ctx)
	if err != nil || at.IsZero() {
		return p
	}
	p.State, p.Why, p.Since = Up, "", at
	if time.Since(at) > 36*time.Hour {
		p.worsen(Slow, "old")
	}
	return p
}

// disk looks at the disk of the data folder, where there is one.
func (h *House) disk(context.Context) Part {
	p := Part{Name: "disk", State: Off, Why: "elsewhere"}
	if !h.Embedded {
		return p
	}
	free, err := folder.Free(h.Data)
	if err != nil {
		p.fail(err)
		return p
	}
	p.State, p.Why = Up, ""
	p.add("free", "bytes", float64(free))
	switch {
	case free < folder.Scarce:
		p.worsen(Down, "full")
	case free < folder.Low:
		p.worsen(Slow, "low")
	}
	return p
}

func (h *House) backup(ctx context.Context) Part {
	p := Part{Name: "backup", State: Slow, Why: "never"}
	var at time.Time
	var size float64
	err := h.DB.Pool.QueryRow(ctx, "select at, bytes from core.backup order by at desc limit 1").Scan(&at, &size)
	switch {
	case errors.Is(err, pg.ErrNoRows):
		return p
	case err != nil:
		p.State, p.Why = Off, "unknown"
		return p
	}
	p.State, p.Why, p.Since = Up, "", at
	p.add("size", "bytes", size)
	if time.Since(at) > 48*time.Hour {
		p.worsen(Slow, "old")
	}
	return p
}

// Measure notes how large the engines' data are, for what they grow by; a job does it hourly.
func (h *House) Measure(ctx context.Context) error {
	for _, p := range append(h.postgres(ctx), h.clickhouse(ctx)...) {
		for _, f := range p.Figures {
			if f.Name != "size" {
				continue
			}
			if _, err := h.DB.Pool.Exec(ctx, "insert into core.size (at, what, bytes) values (now(), $1, $2)", p.Name, int64(f.Value)); err != nil {
				return err
			}
		}
	}
	_, err := h.DB.Pool.Exec(ctx, "delete from core.size where at < now() - interval '60 days'")
	return err
}
