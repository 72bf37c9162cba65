package status

import (
	"context"
	"time"
)

// Limits from which somebody should look.
const (
	walKept    = 2 << 30  // bytes of log that the relay's slot holds back
	relayFar   = 64 << 20 // bytes of log that the relay has not sent
	backlogFar = 100_000  // messages that no sink has applied
	lagFar     = 60 * time.Second
)

// postgres asks the exact base.
func (h *House) postgres(ctx context.Context) []Part {
	p := Part{Name: "postgres", State: Up}
	var size, connections, limit, kept float64
	var status string
	err := h.DB.Pool.QueryRow(ctx, `select pg_postmaster_start_time(), split_part(current_setting('server_version'), ' ', 1), pg_database_size(current_database()),
			(select count(*) from pg_stat_activity where backend_type = 'client backend'), current_setting('max_connections')::int,
			coalesce((select pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) from pg_replication_slots where slot_name = $1), 0)::float8,
			coalesce((select wal_status from pg_replication_slots where slot_name = $1), '')`, h.Slot).
		Scan(&p.Since, &p.Version, &size, &connections, &limit, &kept, &status)
	if err != nil {
		p.fail(err)
		return []Part{p}
	}
	p.add("size", "bytes", size)
	p.add("wal", "bytes", kept)
	p.add("connections", "count", connections)
	p.add("connections_limit", "count", limit)
	h.growth(ctx, &p)
	switch {
	case status == "lost":
		p.worsen(Slow, "lost")
	case kept > walKept:
		p.worsen(Slow, "wal")
	case connections > limit*0.8:
		p.worsen(Slow, "connections")
	}
	return []Part{p}
}

// growth adds what a part's space grew by a day, from the sizes noted hourly in the last week.
func (h *House) growth(ctx context.Context, p *Part) {
	var daily *float64
	err := h.DB.Pool.QueryRow(ctx, `select (max_by - min_by) / nullif(extract(epoch from until - since), 0) * 86400 from (
		select min(at) since, max(at) until, (array_agg(bytes order by at))[1] min_by, (array_agg(bytes order by at desc))[1] max_by
		from core.size where what = $1 and at > now() - interval '7 days') s where until - since >= interval '1 hour'`, p.Name).Scan(&daily)
	if err == nil && daily != nil {
		p.add("growth", "bytes", *daily)
	}
}

// kafka asks the cluster and how far the sinks have come in it.
func (h *House) kafka(ctx context.Context) []Part {
	p := Part{Name: "kafka", State: Up}
	health, err := h.Kafka.Health(ctx)
	if err != nil {
		p.fail(err)
		return []Part{p}
	}
	p.add("brokers", "count", float64(health.Brokers))
	p.add("topics", "count", float64(health.Topics))
	p.add("partitions", "count", float64(health.Partitions))
	p.add("replicas", "count", float64(health.Replicas))
	p.add("thin", "count", float64(health.Thin))
	p.add("leaderless", "count", float64(health.Leaderless))
	switch {
	case health.Leaderless > 0:
		p.worsen(Down, "leaderless")
	case health.Thin > 0:
		p.worsen(Slow, "thin")
	case h.Kafka.Replicas > 0 && health.Topics > 0 && health.Replicas < h.Kafka.Replicas:
		p.worsen(Slow, "replicas")
	}
	return []Part{p}
}

// clickhouse asks the warehouse.
func (h *House) clickhouse(ctx context.Context) []Part {
	p := Part{Name: "clickhouse", State: Up}
	var up uint32
	var size, free uint64
	row := h.Warehouse.DB.QueryRow(ctx, `select version(), toUInt32(uptime()),
		(select sum(bytes_on_disk) from system.parts where active and database = currentDatabase()), (select max(free_space) from system.disks)`)
	if err := row.Scan(&p.Version, &up, &size, &free); err != nil {
		p.fail(err)
		return []Part{p}
	}
	p.Since = time.Now().Add(-time.Duration(up) * time.Second)
	p.add("size", "bytes", float64(size))
	p.add("free", "bytes", float64(free))
	h.growth(ctx, &p)
	if free < 5<<30 && free < size*2 {
		p.worsen(Slow, "disk")
	}
	return []Part{p}
}
