package status

import (
	"context"
	"strconv"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// collector gives the report to Prometheus.
type collector struct {
	h      *House
	state  *prometheus.Desc
	since  *prometheus.Desc
	figure *prometheus.Desc
	lag    *prometheus.Desc
	pool   *prometheus.Desc
}

// NewCollector makes the collector; register it once.
func NewCollector(h *House) prometheus.Collector {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("hesuan_"+name, help, labels, nil)
	}
	return &collector{h,
		desc("part_state", "Engines, roles and upkeep: 1 in the state that it is in (up, off, slow, down).", "part", "state"),
		desc("part_since_seconds", "Unix time since which a part runs, or when it was last done.", "part"),
		desc("part_figure", "Figures of the status page: bytes, seconds, counts or unix times, by name.", "part", "figure"),
		desc("kafka_backlog_messages", "Messages that no sink has applied yet.", "topic", "partition"),
		desc("postgres_pool_connections", "Connections of this process to Postgres, by what they do.", "use"),
	}
}

// Describe implements prometheus.Collector.
func (c *collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.state, c.since, c.figure, c.lag, c.pool} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (c *collector) Collect(out chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	for _, p := range c.h.Report(context.Background()).Parts {
		for _, s := range []State{Up, Off, Slow, Down} {
			is := 0.0
			if p.State == s {
				is = 1
			}
			gauge(c.state, is, p.Name, string(s))
		}
		gauge(c.since, unix(p.Since), p.Name)
		for _, f := range p.Figures {
			gauge(c.figure, f.Value, p.Name, f.Name)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), askLimit)
	defer cancel()
	if backlog, err := c.h.Kafka.Backlog(ctx, "sink"); err == nil {
		for p, n := range backlog {
			gauge(c.lag, float64(n), p.Topic, strconv.Itoa(p.ID))
		}
	}
	pool := c.h.DB.Pool.Stat()
	gauge(c.pool, float64(pool.AcquiredConns()), "busy")
	gauge(c.pool, float64(pool.IdleConns()), "idle")
	gauge(c.pool, float64(pool.MaxConns()), "limit")
}

// Others gathers the metrics that other processes handed along with their signs of life, each with its role and process.
func (h *House) Others() prometheus.Gatherer { return prometheus.GathererFunc(h.others) }

func (h *House) others() ([]*dto.MetricFamily, error) {
	ctx, cancel := context.WithTimeout(context.Background(), askLimit)
	defer cancel()
	rows, err := h.DB.Pool.Query(ctx, `select role, left(id::text, 8) || '-' || pid, metrics from core.process
		where metrics <> '' and seen > now() - make_interval(secs => $1) order by id`, silence.Seconds())
	if err != nil {
		return nil, nil // Postgres is away: the report says so
	}
	defer rows.Close()
	merged := map[string]*dto.MetricFamily{}
	for rows.Next() {
		var role, process, text string
		if err := rows.Scan(&role, &process, &text); err != nil {
			return nil, err
		}
		parser := expfmt.NewTextParser(model.UTF8Validation)
		families, err := parser.TextToMetricFamilies(strings.NewReader(text))
		if err != nil {
			return nil, err
		}
		for name, family := range families {
			merge(merged, name, family, role, process)
		}
	}
	list := make([]*dto.MetricFamily, 0, len(merged))
	for _, family := range merged {
		list = append(list, family)
	}
	return list, rows.Err()
}

func merge(into map[string]*dto.MetricFamily, name string, family *dto.MetricFamily, role, process string) {
	roleLabel, processLabel := "role", "process"
	for _, m := range family.Metric {
		m.Label = append(m.Label, &dto.LabelPair{Name: &processLabel, Value: &process}, &dto.LabelPair{Name: &roleLabel, Value: &role})
	}
	if into[name] == nil {
		into[name] = family
		return
	}
	into[name].Metric = append(into[name].Metric, family.Metric...)
}
