package cash

import (
	"math"
	"reflect"
	"testing"
)

func TestCashIsOpeningAndFlows(t *testing.T) { // FIN-15
	sure := Delay{Days: []float64{2}, Share: 1}
	p := Plan{Opening: 100, Receivables: []Receivable{{Amount: 50, Due: 1, Curve: sure}}, Payments: []Payment{{-120, 2}},
		Sales: [][]float64{{10, 0, 0}}, Terms: 1, Curve: sure}
	got := Forecast(p, 5, 20, []float64{0.1, 0.9}, 1)
	if want := []float64{100, 100, -20, 40, 40}; !reflect.DeepEqual(got.Mean, want) {
		for i := range want {
			if math.Abs(got.Mean[i]-want[i]) > 1e-9 {
				t.Fatalf("%v, want %v", got.Mean, want)
			}
		}
	}
	if got.Below[1] != 0 || math.Abs(got.Below[2]-1) > 1e-9 {
		t.Fatalf("below zero: %v", got.Below)
	}
}

func TestUncertainReceiptsSpread(t *testing.T) {
	curve := Delay{Days: []float64{0, 5, 10, 20, 40}, Share: 0.9}
	p := Plan{}
	for range 50 {
		p.Receivables = append(p.Receivables, Receivable{Amount: 10, Curve: curve})
	}
	got := Forecast(p, 45, 400, []float64{0.1, 0.5, 0.9}, 1)
	last := got.Quantiles[44]
	if last[0] >= last[1] || last[1] >= last[2] || math.Abs(got.Mean[44]-450) > 10 || got.Mean[1] > 120 {
		t.Fatalf("day 1 %v, day 44 %v %v", got.Mean[1], got.Mean[44], last)
	}
	if again := Forecast(p, 45, 400, []float64{0.1, 0.5, 0.9}, 1); !reflect.DeepEqual(got, again) {
		t.Fatal("same seed, other answer")
	}
}

func TestLongOverdueIsDoubtful(t *testing.T) {
	curve := Delay{Days: []float64{0, 5, 10}, Share: 0.9}
	fresh := Forecast(Plan{Receivables: []Receivable{{Amount: 1, Curve: curve}}}, 60, 2000, nil, 1).Mean[59]
	old := Forecast(Plan{Receivables: []Receivable{{Amount: 1, Due: -200, Curve: curve}}}, 60, 2000, nil, 1).Mean[59]
	if fresh < 0.85 || old > 0.7 || old == 0 {
		t.Fatalf("fresh %v, long overdue %v", fresh, old)
	}
}
