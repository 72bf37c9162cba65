package status

import (
	"context"
	"time"

	"hesuan/internal/kafka"
)

// names are the roles, in the order of the stream.
var names = []string{"serve", "relay", "sink", "work"}

// roles asks which processes there are, and how far relay and sinks have come.
func (h *House) roles(ctx context.Context) []Part {
	parts := map[string]*Part{}
	list := make([]Part, len(names))
	for i, name := range names {
		list[i] = Part{Name: name, State: Down, Why: "away"}
		parts[name] = &list[i]
	}
	if err := h.living(ctx, parts); err != nil {
		for i := range list {
			list[i].State, list[i].Why, list[i].Error = Off, "unknown", err.Error()
		}
		return list
	}
	h.relayed(ctx, parts["relay"])
	h.sunk(ctx, parts["sink"])
	h.worked(ctx, parts["work"])
	return list
}

// living counts the processes of each role that gave a sign of life; a role without one is down since its last.
func (h *House) living(ctx context.Context, parts map[string]*Part) error {
	rows, err := h.DB.Pool.Query(ctx, `select role, count(*) filter (where lives), coalesce(min(started) filter (where lives), max(seen)),
			coalesce(string_agg(distinct version, ', ') filter (where lives), ''), count(*) filter (where not lives and seen > now() - interval '10 minutes')
		from (select *, seen > now() - make_interval(secs => $1) lives from core.process) p group by role`, silence.Seconds())
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var role, version string
		var alive, gone int
		var since time.Time
		if err := rows.Scan(&role, &alive, &since, &version, &gone); err != nil {
			return err
		}
		p := parts[role]
		if p == nil {
			continue
		}
		p.Since, p.Version, p.Count = since, version, alive
		if alive == 0 {
			continue
		}
		p.State, p.Why = Up, ""
		p.add("processes", "count", float64(alive))
		if gone > 0 {
			p.add("gone", "count", float64(gone))
			p.worsen(Slow, "gone")
		}
	}
	return rows.Err()
}

// relayed adds how far the relay is behind in the log.
func (h *House) relayed(ctx context.Context, p *Part) {
	var active bool
	var lag float64
	err := h.DB.Pool.QueryRow(ctx, `select active, coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn), 0)::float8
		from pg_replication_slots where slot_name = $1`, h.Slot).Scan(&active, &lag)
	if err != nil {
		p.worsen(Slow, "slot")
		return
	}
	p.add("lag", "bytes", lag)
	switch {
	case !active:
		p.worsen(Slow, "idle")
	case lag > relayFar:
		p.worsen(Slow, "behind")
	}
}

// sunk adds how far the sinks are behind, in messages and in time.
func (h *House) sunk(ctx context.Context, p *Part) {
	if backlog, err := h.Kafka.Backlog(ctx, "sink"); err == nil {
		total := total(backlog)
		p.add("backlog", "count", total)
		if total > backlogFar {
			p.worsen(Slow, "behind")
		}
	}
	fresh, err := h.Warehouse.Freshness(ctx)
	if err != nil {
		p.worsen(Slow, "waits")
		return
	}
	p.add("lag_median", "seconds", fresh.LagMedian.Seconds())
	p.add("lag_worst", "seconds", fresh.LagWorst.Seconds())
	p.add("complete", "time", unix(fresh.Complete))
	p.add("poison", "count", float64(fresh.Poison))
	switch {
	case fresh.Poison > 0:
		p.worsen(Slow, "poison")
	case !fresh.Complete.IsZero() && time.Since(fresh.Complete) > lagFar:
		p.worsen(Slow, "behind")
	}
}

func total(backlog map[kafka.Partition]int64) (sum float64) {
	for _, n := range backlog {
		sum += float64(n)
	}
	return sum
}

// worked adds the jobs of the last day.
func (h *House) worked(ctx context.Context, p *Part) {
	var running, waiting, failed float64
	err := h.DB.Pool.QueryRow(ctx, `select count(*) filter (where state = 'running'),
			count(*) filter (where state = 'available' and scheduled_at < now() - interval '2 minutes'),
			count(*) filter (where cardinality(errors) > 0 and (attempted_at > now() - interval '1 day'))
		from river_job`).Scan(&running, &waiting, &failed)
	if err != nil {
		return
	}
	p.add("running", "count", running)
	p.add("waiting", "count", waiting)
	p.add("failed", "count", failed)
	switch {
	case waiting > 0:
		p.worsen(Slow, "waiting")
	case failed > 0:
		p.worsen(Slow, "failed")
	}
}

func unix(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.Unix())
}
