package olap_test

import (
	"reflect"
	"testing"
	"time"

	"hesuan/internal/cal"
	"hesuan/olap"
)

// Read together, every metric is answered as it is alone: over each grain, beside another period, within a scope; and nothing is read
// again for it. ANA-04.
func TestMetricsReadTogetherAreAnsweredAsAlone(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.sample()
	other, err := olap.Dial(h.DSN())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	scope := olap.Scope{Warehouses: []string{h.warehouse.String()}, Channels: []string{h.channel.String()}}
	var asked []olap.Query
	for _, m := range olap.Metrics() {
		for _, grain := range []olap.Grain{olap.None, olap.Week, olap.Month} {
			q := olap.Query{Metrics: []string{m.Name}, Grain: grain, From: cal.Of(2026, 1, 28), To: cal.Of(2026, 3, 3), Compare: olap.PeriodBefore, Lang: "zh"}
			asked = append(asked, q)
			if m.Knows("warehouse", "channel") {
				q.Scope = scope
				asked = append(asked, q)
			}
		}
	}
	for deadline := time.Now().Add(time.Minute); ; { // merges change the state for a while
		if err := other.Together(t.Context(), asked...); err != nil {
			t.Fatal(err)
		}
		ready := other.Remembered()
		for _, q := range asked {
			together, err := other.Run(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if alone := h.run(q); !reflect.DeepEqual(together.Rows, alone.Rows) || together.SQL != alone.SQL {
				t.Fatalf("%v by %q, alone:\n%+v\ntogether:\n%+v", q.Metrics, q.Grain, alone.Rows, together.Rows)
			}
		}
		if other.Remembered() == ready {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d answers were ready, and %d are remembered", ready, other.Remembered())
		}
	}
}
