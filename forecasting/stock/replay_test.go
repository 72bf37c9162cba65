package stock

import (
	"math"
	"testing"

	"hesuan/forecasting"
)

func TestReplayCountsEveryPiece(t *testing.T) {
	demand := []float64{4, 4, 4, 4, 4, 4}
	o := Replay(demand, 12, 0, func(int) int { return 2 }, MinMax(11, 12))
	// Every step sells 4 and orders 4, which are there after two full steps: 8, 4, 0 + 4, …
	if o.Lost != 0 || o.Fill != 1 || o.Orders == 0 {
		t.Fatalf("%+v", o)
	}
	o = Replay(demand, 4, 0, func(int) int { return 99 }, MinMax(0, 10))
	if o.Lost != 20 || math.Abs(o.Fill-1.0/6) > 1e-12 || o.Orders != 1 {
		t.Fatalf("nothing ever arrives: %+v", o)
	}
	if o = Replay(nil, 0, 0, nil, nil); o.Fill != 1 {
		t.Fatal("no demand is all served")
	}
}

func TestForecastRuleReachesItsService(t *testing.T) {
	s := demand(260, 10, 4, 5)
	rule := func(step int, seen []float64, at Position) float64 {
		if step%7 != 0 {
			return 0
		}
		f, err := forecasting.Run(forecasting.Series{Values: seen, Freq: forecasting.Daily},
			forecasting.Options{Horizon: 14, Origins: 1, Paths: 200})
		if err != nil {
			return 0
		}
		return Plan(f, Lead{Mean: 4, SD: 1}, Policy{Review: 7, Service: 0.95}, at).Quantity
	}
	o := Replay(s.Values, 120, 100, func(t int) int { return 3 + t%3 }, rule)
	if o.Fill < 0.97 || o.Stock > 90 {
		t.Fatalf("%+v", o)
	}
}

func TestBudgetGoesWhereItSavesMost(t *testing.T) {
	sure := func(v float64) forecasting.Sample { return forecasting.Sample{v} }
	lines := []Line{{Demand: sure(10), Cost: 1, Margin: 5, Pack: 5}, {Demand: sure(10), Cost: 1, Margin: 1},
		{Demand: sure(10), Have: 10, Cost: 1, Margin: 9}}
	q, spent := Budgeted(lines, 14)
	if q[0] != 10 || q[1] != 4 || q[2] != 0 || spent != 14 {
		t.Fatalf("%v for %v", q, spent)
	}
	if q, spent = Budgeted(lines, 1000); q[0] != 10 || q[1] != 10 || spent != 20 {
		t.Fatalf("no more than is asked for: %v", q)
	}
}

func TestTransferBeforeBuy(t *testing.T) { // SCM-06
	inf := math.Inf(1)
	moves, buy := Transfers([]float64{10, 0, 4}, []float64{0, 12, 0}, [][]float64{{inf, 2, inf}, {inf, inf, inf}, {inf, 1, inf}}, 5)
	if len(moves) != 2 || moves[0] != (Move{2, 1, 4}) || moves[1] != (Move{0, 1, 8}) || buy[1] != 0 {
		t.Fatalf("%v, buy %v", moves, buy)
	}
	if moves, buy = Transfers([]float64{10}, []float64{3}, [][]float64{{0}}, 5); moves != nil || buy[0] != 3 {
		t.Fatal("a warehouse does not send to itself")
	}
}
