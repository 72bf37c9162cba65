package olap_test

import (
	"testing"

	"hesuan/internal/cal"
	"hesuan/olap"
)

// Every metric can be asked alone, by each of its dims, over each grain, beside another period and within a scope, and its
// documents can be listed. ANA-04.
func TestEveryMetricAnswers(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.sample()
	scope := olap.Scope{Warehouses: []string{h.warehouse.String()}, Channels: []string{h.channel.String()}}
	for _, m := range olap.Metrics() {
		t.Run(m.Name, func(t *testing.T) {
			h := h.in(t)
			q := olap.Query{Metrics: []string{m.Name}, From: cal.Of(2026, 1, 28), To: cal.Of(2026, 3, 3), Compare: olap.PeriodBefore}
			h.run(q)
			for _, grain := range []olap.Grain{olap.Day, olap.Week, olap.Month, olap.Year} {
				q.Grain = grain
				if rows := h.run(q).Rows; len(rows) == 0 {
					t.Errorf("by %s: no rows", grain)
				}
			}
			for _, d := range olap.Dims() {
				if !m.Knows(d.Name) {
					continue
				}
				q.By, q.Grain, q.Limit = []string{d.Name}, olap.Month, 3
				h.run(q)
				q.Grain, q.Filters = olap.None, []olap.Filter{{Dim: d.Name, In: []string{"x", h.channel.String()}}}
				h.run(q)
				q.Filters = nil
			}
			if m.Knows("warehouse", "channel") {
				h.run(olap.Query{Metrics: []string{m.Name}, From: q.From, To: q.To, Scope: scope})
			}
		})
	}
}
