package model

import (
	"math"
	"testing"
)

func TestGammaQuantile(t *testing.T) {
	for _, c := range [][3]float64{{1, 0.5, math.Ln2}, {1, 0.95, -math.Log(0.05)}, {2, 0.5, 1.6783469900166605 / 2}, {100, 0.95, 1.16997}} {
		if got := GammaQuantile(c[0], c[1]); math.Abs(got-c[2]) > 2e-5 {
			t.Errorf("shape %v, p %v: %v, want %v", c[0], c[1], got, c[2])
		}
	}
	for _, shape := range []float64{1e-9, 0.02, 49.9, 6.5e12, math.Inf(1)} {
		last := 0.0
		for p := 0.01; p < 1; p += 0.01 {
			q := GammaQuantile(shape, p)
			if math.IsNaN(q) || q < last {
				t.Fatalf("shape %v, p %v: %v after %v", shape, p, q, last)
			}
			last = q
		}
	}
}
