package model

import (
	"slices"
	"testing"
)

func TestCombineIsNotCutShortByFewErrors(t *testing.T) {
	known := Fit{Mean: []float64{1}, Psi: []float64{1}, Err: make([]float64, 30)}
	for i := range known.Err {
		known.Err[i] = float64(i%3 - 1)
	}
	hardly := Fit{Mean: []float64{3}, Psi: []float64{1}, Err: []float64{50, -50, 50}}
	half := Fit{Mean: []float64{2}, Psi: []float64{1}, Err: known.Err[:20]}
	f := Combine([]Fit{known, hardly}, []float64{3, 1})
	if f.Mean[0] != 1.5 || !slices.Equal(f.Err, known.Err) {
		t.Errorf("mean %v, errors %v", f.Mean, f.Err)
	}
	if f = Combine([]Fit{known, half}, []float64{3, 1}); f.Mean[0] != 1.25 || len(f.Err) != 20 || f.Err[18] != (3*known.Err[28]+half.Err[18])/4 {
		t.Errorf("mean %v, errors %v", f.Mean, f.Err)
	}
}
