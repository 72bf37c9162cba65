package model

import (
	"math"
	"math/rand/v2"
	"testing"
)

// gap is the mean distance of indices from others.
func gap(a, b []float64) (sum float64) {
	for k := range a {
		sum += math.Abs(a[k]-b[k]) / float64(len(a))
	}
	return sum
}

// SAL-04
func TestShrunkIndicesBelieveSeasonsNotChance(t *testing.T) {
	shrunk := func(y []float64) []float64 {
		s, _ := ShrunkIndices(y, 12, true)
		return s
	}
	none, true12 := constant(12, 1), make([]float64, 12)
	for k := range true12 {
		true12[k] = 1 + 0.3*math.Sin(float64(k)*math.Pi/6)
	}
	var chance, chanceClassical, off, offClassical, long float64
	const draws = 40
	for seed := range uint64(draws) {
		rng := rand.New(rand.NewPCG(seed, 5))
		noise, season, many := make([]float64, 48), make([]float64, 30), make([]float64, 240)
		for i := range noise {
			noise[i] = 100 + 10*rng.NormFloat64()
		}
		for i := range season {
			season[i] = (100 + float64(i) + 10*rng.NormFloat64()) * true12[i%12]
		}
		for i := range many {
			many[i] = (100 + float64(i) + 5*rng.NormFloat64()) * true12[i%12]
		}
		chance += gap(shrunk(noise), none) / draws
		chanceClassical += gap(Indices(noise, 12, true), none) / draws
		off += gap(shrunk(season), true12) / draws
		offClassical += gap(Indices(season, 12, true), true12) / draws
		long += gap(shrunk(many), Indices(many, 12, true)) / draws
	}
	if chance > chanceClassical/2 {
		t.Errorf("of chance alone %.3f is left, of %.3f", chance, chanceClassical)
	}
	if off > offClassical || off > 0.08 {
		t.Errorf("a season seen for two years and a half is missed by %.3f, by classical indices by %.3f", off, offClassical)
	}
	if long > 0.005 {
		t.Errorf("a season seen for twenty years is changed by %.4f", long)
	}
}

func TestShrunkIndicesOfAlmostNothing(t *testing.T) {
	for _, y := range [][]float64{{}, {1}, {1, 2, 3, 4}, {1, 2, 3, 4, 5}, {5, 5, 5, 5, 5, 5, 5, 5, 5}, {0, 0, 0, 0, 0, 0, 0, 0, 0}} {
		for _, multiplicative := range []bool{false, true} {
			s, more := ShrunkIndices(y, 4, multiplicative)
			for k, v := range s {
				if neutral := map[bool]float64{true: 1}[multiplicative]; math.Abs(v-neutral) > 1e-12 || more != 1 {
					t.Errorf("%v: index %d is %v", y, k, v)
				}
			}
		}
	}
}
