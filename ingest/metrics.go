package ingest

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics are the stream's figures for /metrics.
type Metrics struct {
	Relayed       prometheus.Counter
	RelayLag      prometheus.Histogram // commit → acknowledged by Kafka
	RelayComplete prometheus.Gauge     // unix time: everything committed before it is in Kafka
	Sunk          prometheus.Counter
	SinkLag       prometheus.Histogram // commit → queryable
	Batch         prometheus.Histogram // events of a sink's batch
	BatchTime     prometheus.Histogram // of a sink
	Poison        prometheus.Counter
	Stale         prometheus.Counter // messages of an older epoch
}

// NewMetrics makes the figures and registers them; a nil registry keeps them to themselves.
func NewMetrics(registry prometheus.Registerer) *Metrics {
	seconds := []float64{.01, .025, .05, .1, .2, .3, .5, .75, 1, 2, 5, 10, 60, 600}
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "hesuan", Subsystem: "stream", Name: name, Help: help})
	}
	histogram := func(name, help string, buckets []float64) prometheus.Histogram {
		return prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: "hesuan", Subsystem: "stream", Name: name, Help: help, Buckets: buckets,
		})
	}
	m := &Metrics{
		Relayed:  counter("relayed_total", "Events acknowledged by Kafka."),
		RelayLag: histogram("relay_lag_seconds", "Time from commit to acknowledged by Kafka.", seconds),
		RelayComplete: prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "hesuan", Subsystem: "stream", Name: "relay_complete_seconds",
			Help: "Unix time before which every commit is in Kafka."}),
		Sunk:      counter("sunk_total", "Events applied to the warehouse."),
		SinkLag:   histogram("lag_seconds", "Time from commit to queryable.", seconds),
		Batch:     histogram("batch_events", "Events of a sink's batch.", prometheus.ExponentialBuckets(1, 4, 9)),
		BatchTime: histogram("batch_seconds", "Time to apply a sink's batch.", seconds),
		Poison:    counter("poison_total", "Messages put aside because they cannot be read."),
		Stale:     counter("stale_total", "Messages of an older epoch, dropped."),
	}
	if registry != nil {
		registry.MustRegister(m.Relayed, m.RelayLag, m.RelayComplete, m.Sunk, m.SinkLag, m.Batch, m.BatchTime, m.Poison, m.Stale)
	}
	return m
}

func (m *Metrics) relayed(batch []message) {
	now := time.Now()
	m.Relayed.Add(float64(len(batch)))
	for _, one := range batch {
		m.RelayLag.Observe(now.Sub(one.Committed).Seconds())
	}
}
