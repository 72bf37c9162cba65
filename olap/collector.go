package olap

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// collector gives the warehouse's freshness to /metrics.
type collector struct {
	w    *Warehouse
	desc map[string]*prometheus.Desc
}

// NewCollector makes the collector; register it once.
func NewCollector(w *Warehouse) prometheus.Collector {
	desc := map[string]*prometheus.Desc{}
	for name, help := range map[string]string{
		"lag_median_seconds": "Median time from commit to queryable, of the last five minutes.",
		"lag_worst_seconds":  "Longest time from commit to queryable, of the last five minutes.",
		"complete_seconds":   "Unix time before which every commit is in the warehouse.",
		"poison":             "Messages put aside in the last two weeks.",
		"differences":        "Differences that the last reconcile left.",
		"reconciled_seconds": "Unix time of the last reconcile.",
	} {
		desc[name] = prometheus.NewDesc("hesuan_warehouse_"+name, help, nil, nil)
	}
	return &collector{w, desc}
}

// Describe implements prometheus.Collector.
func (c *collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range c.desc {
		out <- d
	}
}

// Collect implements prometheus.Collector. While the engine is away there is nothing to say, which is what an alarm looks for.
func (c *collector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	f, err := c.w.Freshness(ctx)
	if err != nil {
		return
	}
	for name, value := range map[string]float64{
		"lag_median_seconds": f.LagMedian.Seconds(), "lag_worst_seconds": f.LagWorst.Seconds(), "complete_seconds": unix(f.Complete),
		"poison": float64(f.Poison), "differences": float64(f.Differences), "reconciled_seconds": unix(f.Reconciled),
	} {
		out <- prometheus.MustNewConstMetric(c.desc[name], prometheus.GaugeValue, value)
	}
}

func unix(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}
