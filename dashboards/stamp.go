package dashboards

import (
	"context"
	"encoding/json"
	"strconv"
	"sync"
	"time"

	"hesuan/internal/web"
	"hesuan/olap"
)

// stamps keep the last answer of the engine for all who look at a board, so that a hundred viewers cost what one costs.
type stamps struct {
	mu    sync.Mutex
	at    time.Time
	rooms map[string]uint64
	fresh olap.Freshness
	err   error
}

// stampLife is how old a shared answer may be: people want an order on the board within two seconds of its placing.
const stampLife = 300 * time.Millisecond

// stampLimit ends the wait for an engine that does not answer.
const stampLimit = 3 * time.Second

func (w *Wall) stamp() (map[string]uint64, olap.Freshness, error) {
	s := &w.stamps
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.at) < stampLife {
		return s.rooms, s.fresh, s.err
	}
	ctx, cancel := context.WithTimeout(context.Background(), stampLimit) // for all viewers, not for the one who came first
	defer cancel()
	if s.rooms, s.err = w.Warehouse.Stamp(ctx); s.err == nil {
		s.fresh, s.err = w.Warehouse.Freshness(ctx)
	}
	s.at = time.Now()
	return s.rooms, s.fresh, s.err
}

// late is how far behind the warehouse may be before the board says so.
const late = 15 * time.Second

// freshness is what stands at the top of every board: up to when all is told, and whether it agrees with the books (ANA-05).
type freshness struct {
	Complete   string            `json:"complete"`
	Late       bool              `json:"late"`
	Away       bool              `json:"away"`
	Difference string            `json:"difference"`
	Differs    bool              `json:"differs"`
	Reconciled string            `json:"reconciled"`
	Detail     string            `json:"detail"`
	Stamps     map[string]string `json:"stamps"`
}

func (w *Wall) freshness(p pen) freshness {
	rooms, f, err := w.stamp()
	if err != nil {
		return freshness{Away: true, Complete: p.text("board.away")}
	}
	out := freshness{Stamps: map[string]string{}, Differs: f.Differences > 0, Late: w.Clock().Sub(f.Complete) > late}
	for room, stamp := range rooms {
		out.Stamps[room] = strconv.FormatUint(stamp, 36)
	}
	switch complete := f.Complete.In(w.Zone); {
	case f.Complete.IsZero():
		out.Complete, out.Late = p.text("board.filling"), true
	case complete.Format(time.DateOnly) == w.Clock().In(w.Zone).Format(time.DateOnly):
		out.Complete = p.text("board.complete", "at", complete.Format(time.TimeOnly))
	default:
		out.Complete = p.text("board.complete", "at", complete.Format(time.DateTime))
	}
	out.Difference = p.text("board.difference", "n", grouped(strconv.FormatUint(f.Differences, 10), 0))
	if f.Reconciled.IsZero() {
		out.Difference = p.text("board.unreconciled")
	} else {
		out.Reconciled = p.text("board.reconciled", "at", f.Reconciled.In(w.Zone).Format("01-02 15:04:05"))
	}
	out.Detail = p.text("board.lag", "median", decimals(f.LagMedian.Seconds(), 2), "worst", decimals(f.LagWorst.Seconds(), 2))
	return out
}

func (w *Wall) stampPage(_ context.Context, r *web.Request) (web.Answer, error) {
	return web.JSON(w.freshness(w.pen(r))), nil
}

// JSON is the stamps as the script begins with them; none while the engine is away.
func (f freshness) JSON() (string, error) {
	raw, err := json.Marshal(f.Stamps)
	return string(raw), err
}
