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

// The errors that shrunk indices leave behind are smaller than those they will make, by as much as they say.
func TestShrunkIndicesKnowWhatTheyHide(t *testing.T) {
	const m, draws = 12, 1500
	for _, c := range []struct {
		n      int
		season float64
	}{{36, 0}, {36, 10}, {48, 10}, {96, 20}} {
		rng := rand.New(rand.NewPCG(uint64(c.n), uint64(c.season)))
		var past, future, said float64
		for range draws {
			season, y := make([]float64, m), make([]float64, c.n)
			for k := range season {
				season[k] = c.season * rng.NormFloat64()
			}
			for i := range y {
				y[i] = season[i%m] + 10*rng.NormFloat64()
			}
			s, more := ShrunkIndices(y, m, false)
			for i, v := range y {
				past += (v - s[i%m]) * (v - s[i%m]) / float64(c.n) / draws
			}
			for k := range season {
				v := season[k] + 10*rng.NormFloat64()
				future += (v - s[k]) * (v - s[k]) / m / draws
			}
			said += more / draws
		}
		if real := math.Sqrt(future / past); math.Abs(real-said) > 0.07 {
			t.Errorf("%d steps, season of %v: errors grow by %.3f, said were %.3f", c.n, c.season, real, said)
		}
	}
}

// SAL-04
func TestThetaSeesTheSecondNovember(t *testing.T) {
	var peak, rest float64
	const draws = 20
	for seed := range uint64(draws) {
		rng := rand.New(rand.NewPCG(seed, 9))
		y := make([]float64, 26)
		for i := range y {
			y[i] = 100 + 8*rng.NormFloat64()
			if i%12 == 10 {
				y[i] += 80
			}
		}
		f, _ := Theta(Input{Y: y, Period: 12, H: 12})
		for j, v := range f.Mean {
			if (26+j)%12 == 10 {
				peak += v / draws
			} else {
				rest += v / 11 / draws
			}
		}
	}
	if peak < 145 || peak > 185 || math.Abs(rest-100) > 10 {
		t.Errorf("after two Novembers of 180 among months of 100 the next one is said to be %.0f among %.0f", peak, rest)
	}
}
