package dashboards

import (
	"testing"

	"hesuan/olap"
)

// What the sieves offer is asked once for many viewers, and never shown to one who may see less.
func TestOffersAreRemembered(t *testing.T) {
	s := open(t)
	s.trade()
	q := olap.Query{Metrics: []string{"gmv"}, By: []string{"channel"}, From: today.Add(-30), To: today, Limit: 40, Lang: "zh"}
	ask := func(q olap.Query) *olap.Result {
		t.Helper()
		result, err := s.offers.ask(t.Context(), s.Warehouse, q)
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	first := ask(q)
	if len(first.Rows) != 2 || ask(q) != first {
		t.Errorf("two channels, asked once: %+v", first.Rows)
	}
	q.Scope.Channels = []string{}
	if other := ask(q); len(other.Rows) != 0 {
		t.Errorf("who may see no channel is offered %+v", other.Rows)
	}
}
