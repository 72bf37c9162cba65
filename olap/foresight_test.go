package olap_test

import (
	"testing"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/olap"
)

// What two runs said of the same days, beside what was sold on them, worked out by hand; what is not over does not count. SAL-04.
func TestForesight(t *testing.T) {
	t.Parallel()
	h := open(t)
	channel, series, whole := id.New[any](), id.New[any](), id.New[any]()
	for day, net := range map[string]string{"2026-03-01": "80", "2026-03-07": "60", "2026-03-08": "100", "2026-03-09": "50", "2026-03-10": "999"} {
		h.apply(h.record("sales.order", id.New[any](), 1, day, nil, object{"number": "SO", "state": "placed", "channel": channel,
			"lines": []object{{"no": 1, "qty": "1", "net": net, "vat": "0"}}}))
	}
	run := func(doc id.ID, version uint64, scope string, key id.ID, since string, expected, p10, p90 []float64) {
		h.apply(h.record("sales.forecast", doc, version, "", nil, object{"scope": scope, "key": key, "since": since, "expected": expected, "p10": p10, "p90": p90}))
	}
	run(whole, 1, "all", id.ID{}, "2026-03-08", []float64{110, 20, 10}, []float64{90, 10, 0}, []float64{120, 30, 20})
	run(whole, 2, "all", id.ID{}, "2026-03-10", []float64{500}, []float64{400}, []float64{600})
	run(series, 1, "channel", channel, "2026-03-08", []float64{100, 50}, []float64{90, 45}, []float64{120, 55})
	q := olap.Query{Metrics: []string{"forecast_error", "forecast_bias", "forecast_held", "forecast_gain"}, From: cal.Of(2026, 3, 1), To: cal.Of(2026, 3, 31)}
	// 110 and 20 for 100 and 50: 40 of 150 missed, 20 too low; the first within its band. The Sunday before sold 80, the Monday nothing.
	want(t, h.run(q).Rows[0].Values, "0.26666666666666666", "-0.13333333333333333", "0.5", "0.4285714285714286")
	q.By = []string{"channel"}
	want(t, h.run(q).Rows[0].Values, "0", "0", "1", "1")
	q.By, q.Order, q.Up = []string{"ahead"}, "ahead", true
	rows := h.run(q).Rows
	if len(rows) != 2 || rows[0].By[0].Key != "01" || rows[1].By[0].Key != "02-07" {
		t.Fatalf("%+v", rows)
	}
	want(t, rows[1].Values, "0.6", "-0.6", "0", "0.4")
	// A forecast tells of other days than its event: the warehouse still agrees with its own recomputation.
	if findings, err := h.CheckFacts(t.Context(), false); err != nil || len(findings) > 0 {
		t.Errorf("%+v %v", findings, err)
	}
}

// An answer that would be cut off in the middle of its groups is refused: a forecast of what is missing would be zero.
func TestACutAnswerIsRefused(t *testing.T) {
	t.Parallel()
	h := open(t)
	for range 3 {
		h.apply(h.record("sales.order", id.New[any](), 1, "2026-01-01", nil, object{"number": "SO", "state": "placed", "channel": id.New[any](),
			"lines": []object{{"no": 1, "qty": "1", "net": "1", "vat": "0"}}}))
	}
	q := olap.Query{Metrics: []string{"gmv"}, By: []string{"channel"}, Grain: olap.Day, From: cal.Of(2016, 1, 1), To: cal.Of(2026, 1, 1)}
	if _, err := h.Run(t.Context(), q); fault.All(err) == nil || fault.All(err)[0].Key != "olap.too_long" {
		t.Errorf("ten years of three channels by day: %v", err)
	}
}
