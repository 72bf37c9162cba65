package hierarchy

import (
	"math"
	"math/rand/v2"
	"testing"
)

// tree of four bottom series: total, two categories, four SKUs.
var tree = Tree{Bottom: 4, Nodes: [][]int{{0, 1, 2, 3}, {0, 1}, {2, 3}, {0}, {1}, {2}, {3}}}

func TestReconciledForecastsAddUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	errs := make([][]float64, 7)
	for i := range errs {
		for range 40 {
			errs[i] = append(errs[i], rng.NormFloat64()*float64(7-i))
		}
	}
	base := []float64{105, 48, 61, 20, 30, 25, 33}
	got, err := tree.MinT(base, errs, true)
	if err != nil {
		t.Fatal(err)
	}
	want := tree.Sum(got[3:])
	for i := range got {
		if math.Abs(got[i]-want[i]) > 1e-9 {
			t.Fatalf("node %d: %v, its parts sum to %v", i, got[i], want[i])
		}
	}
	if got[0] < 100 || got[0] > 112 {
		t.Fatalf("total %v lies outside of what was forecast", got[0])
	}
	same, _ := tree.MinT(want, errs, true)
	for i := range same {
		if math.Abs(same[i]-want[i]) > 1e-6 {
			t.Fatalf("coherent forecasts must stay: %v became %v", want, same)
		}
	}
}

func TestTopDown(t *testing.T) {
	got := tree.TopDown(100, []float64{1, 1, 2, 0})
	if got[0] != 100 || got[1] != 50 || got[5] != 50 || got[6] != 0 {
		t.Fatal(got)
	}
	if got = tree.TopDown(100, make([]float64, 4)); got[3] != 25 {
		t.Fatal("no past: equal shares", got)
	}
}

func TestShape(t *testing.T) {
	if _, err := tree.MinT([]float64{1}, nil, false); err != ErrShape {
		t.Fatal(err)
	}
}
