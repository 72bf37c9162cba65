package olap_test

import (
	"testing"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/id"
	"hesuan/olap"
)

// What is asked again is answered from memory only while nothing has changed, and nobody can change what is remembered. ANA-05.
func TestAnAnswerIsRememberedUntilTheDataChanges(t *testing.T) {
	t.Parallel()
	h := open(t)
	channel := id.New[any]()
	order := func() {
		h.apply(h.record("catalog.channel", channel, 1, "", nil, object{"code": "T", "name": "天猫"}),
			h.record("sales.order", id.New[any](), 1, "2026-03-01", nil, object{"number": "SO", "state": "placed", "channel": channel,
				"lines": []object{{"no": 1, "qty": "1", "net": "80", "vat": "0"}}}))
	}
	order()
	q := olap.Query{Metrics: []string{"orders", "gmv"}, By: []string{"channel"}, Lang: "zh", From: cal.Of(2026, 3, 1), To: cal.Of(2026, 3, 2)}
	first := h.run(q)
	first.Rows[0].By[0].Label = "spoiled"
	again := h.run(q)
	if again.Rows[0].By[0].Label != "天猫" {
		t.Errorf("the label has become %q", again.Rows[0].By[0].Label)
	}
	for deadline, known := time.Now().Add(time.Minute), 0; h.Remembered() != known; h.run(q) { // merges change the state for a while
		if known = h.Remembered(); time.Now().After(deadline) {
			t.Fatal("an answer is never remembered")
		}
	}
	order()
	want(t, h.run(q).Rows[0].Values, "2", "160")
	q.Filters = []olap.Filter{{Dim: "channel", In: []string{id.New[any]().String()}}}
	if rows := h.run(q).Rows; len(rows) != 0 {
		t.Errorf("another question is answered with %+v", rows)
	}
}
