package forecasting

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// madeDaily is a daily demand of two years at most: a level that wanders by walk a day, a week, a year and noise, all in shares.
func madeDaily(rng *rand.Rand, n int, walk, year, noise float64) []float64 {
	var week [7]float64
	for i := range week {
		week[i] = 0.25 * rng.NormFloat64()
	}
	phase, level := 2*math.Pi*rng.Float64(), math.Log(200)
	y := make([]float64, n)
	for t := range y {
		level += walk * rng.NormFloat64()
		y[t] = math.Exp(level + year*math.Sin(phase+2*math.Pi*float64(t)/365.25) + week[t%7] + noise*rng.NormFloat64())
	}
	return y
}

// Each series alone, as in a file of one: nothing but its own backtest can correct its bands.
func TestBandsOfSingleDailySeriesKeepTheirPromise(t *testing.T) {
	const h, each = 28, 25
	var in80, in95, steps float64
	for k, c := range []struct {
		n                 int
		walk, year, noise float64
	}{{60, 0, 0, 0.15}, {120, 0.02, 0, 0.1}, {120, 0.01, 0.3, 0.1}, {400, 0.005, 0.3, 0.1}, {400, 0.02, 0, 0.1}, {400, 0, 0, 0.15}} {
		for i := range each {
			rng := rand.New(rand.NewPCG(uint64(k), uint64(i)))
			y := madeDaily(rng, c.n+h, c.walk, c.year, c.noise)
			s := Series{Values: y[:c.n:c.n], Freq: Daily, Start: time.Date(2024, 1, 1+rng.IntN(300), 0, 0, 0, 0, time.UTC)}
			f, err := Run(s, Options{Horizon: h, Levels: []float64{0.025, 0.1, 0.9, 0.975}, Paths: 300})
			if err != nil {
				t.Fatal(err)
			}
			for j, v := range y[c.n:] {
				q := f.Quantiles[j]
				in80, in95, steps = in80+share(q[1] <= v && v <= q[2]), in95+share(q[0] <= v && v <= q[3]), steps+1
			}
		}
	}
	if a, b := in80/steps, in95/steps; math.Abs(a-0.8) > 0.025 || math.Abs(b-0.95) > 0.02 {
		t.Errorf("%.1f %% within 80 %%, %.1f %% within 95 %%", 100*a, 100*b)
	}
}

func share(in bool) float64 {
	if in {
		return 1
	}
	return 0
}

// A file of one hourly series has errors enough, but they are all of one time and one series.
func TestFewSeriesDoNotCalibrateEachOther(t *testing.T) {
	wide := func(n int) Calibration {
		series := make([][][]float64, n)
		for i := range series {
			for range 6 {
				rng := rand.New(rand.NewPCG(uint64(i), uint64(len(series[i]))))
				zs := make([]float64, 48)
				for j := range zs {
					zs[j] = 3 * rng.NormFloat64()
				}
				series[i] = append(series[i], zs)
			}
		}
		return calibrate(series, 48)
	}
	one, many := wide(1), wide(200)
	if one.at(20) > 1.25 || one.Tail != 0 {
		t.Errorf("one series has calibrated itself by %.2f, tail %v", one.at(20), one.Tail)
	}
	if many.at(20) < 2.4 || many.at(20) > 3 || many.Tail == 0 {
		t.Errorf("two hundred series have been calibrated by %.2f, tail %v", many.at(20), many.Tail)
	}
}

// The errors of a random walk's backtest hang together, and say little of how wide its bands should be.
func TestErrorsThatHangTogetherCountForLess(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	apart, together := residue{z: make([]float64, 28)}, residue{z: make([]float64, 28)}
	for j := range apart.z {
		apart.z[j], together.z[j] = 3*rng.NormFloat64(), 3+0.1*rng.NormFloat64()
	}
	if a, b := ownScale([]residue{apart}), ownScale([]residue{together}); a < 2 || b > 1.5 {
		t.Errorf("scales of %.2f by errors apart, %.2f by errors that follow each other", a, b)
	}
	if s := ownScale(nil); s != 1 {
		t.Errorf("nothing seen corrects by %v", s)
	}
}

func TestAFileOfOneIsCalibratedAsAlone(t *testing.T) {
	s := weekly(200, 3)
	o := Options{Horizon: 28, Paths: 100}
	alone, err := Run(s, o)
	if err != nil {
		t.Fatal(err)
	}
	err = RunAll(context.Background(), []Series{s}, o, 2, func(_ int, f Forecast, err error) {
		if err != nil || f.Quantiles[5][0] != alone.Quantiles[5][0] {
			t.Errorf("%v, %v alone; %v", f.Quantiles[5], alone.Quantiles[5], err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What a series corrects by itself, a file must not correct once more: origins that overlap, all of an odd number of steps, still tell of
// each other.
func TestWhatIsHeldIsOverTheScaleOfOtherTimes(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	const steps = 15
	errors := make([]float64, 2*steps)
	for t := range errors {
		errors[t] = 0.4 * rng.NormFloat64()
	}
	var rs []residue
	for k := range 3 {
		end := 100 - k*(steps/2)
		rs = append(rs, residue{end, errors[end-86 : end-86+steps]})
	}
	for k, zs := range held(rs) {
		at := rs[max(0, k-1)] // the latest comes twice
		if s := at.z[3] / zs[3]; s < 0.4 || s > 0.8 {
			t.Errorf("errors of origin %d are over a scale of %.2f", at.end, s)
		}
	}
}
