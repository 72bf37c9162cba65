package bench

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"hesuan/forecasting"
)

// Load of a company: daily demand of SKU × warehouse, two years, four weeks ahead.
const (
	manyDays    = 730
	manyHorizon = 28
)

// Burden is what forecasting many series takes.
type Burden struct {
	Series  int     `json:"series"`
	Seconds float64 `json:"seconds"`
	Millis  float64 `json:"cpu_ms_a_series"` // processor time
	PeakMiB float64 `json:"peak_mib"`        // largest resident memory of the process
}

// Many forecasts n made-up series of mixed demand: half of them rare, the others with weeks, seasons and trends of every strength.
func Many(ctx context.Context, n, cores int, progress func(int)) (Burden, error) {
	series := make([]forecasting.Series, n)
	for i := range series {
		series[i] = madeUp(i)
	}
	before, start := processorTime(), time.Now()
	err := forecasting.RunAll(ctx, series, forecasting.Options{Horizon: manyHorizon}, cores, func(int, forecasting.Forecast, error) {
		progress(1)
	})
	b := Burden{Series: n, Seconds: time.Since(start).Seconds(), PeakMiB: peakMemory()}
	b.Millis = (processorTime() - before).Seconds() * 1000 / float64(n)
	return b, err
}

// madeUp is the i-th series.
func madeUp(i int) forecasting.Series {
	rng := rand.New(rand.NewPCG(uint64(i), 7))
	level := math.Exp(3*rng.Float64() - 3) // rare
	if i%2 == 1 {
		level = math.Exp(4 * rng.Float64())
	}
	week, year, trend := rng.Float64(), 0.5*rng.Float64(), 0.001*(rng.Float64()-0.5)
	s := forecasting.Series{Freq: forecasting.Daily, Start: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), Values: make([]float64, manyDays)}
	for t := range s.Values {
		mu := level * math.Exp(trend*float64(t)+year*math.Sin(2*math.Pi*float64(t)/365))
		if t%7 >= 5 {
			mu *= 1 + week
		}
		s.Values[t] = math.Max(0, math.Floor(mu*rng.ExpFloat64()*0.4+0.6*mu+math.Sqrt(mu)*rng.NormFloat64()*0.7+rng.Float64()))
		if level < 1 && rng.Float64() > level {
			s.Values[t] = 0
		}
	}
	return s
}

// processorTime of this process so far.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakMemory is the largest resident memory so far, in MiB; 0 where the system does not tell.
func peakMemory() float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kib, _ := strconv.ParseFloat(fields[0], 64)
	return kib / 1024
}
