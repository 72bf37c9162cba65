package bench

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"hesuan/forecasting"
	"hesuan/forecasting/stock"
)

// Policy is the outcome of one policy over all series of a replay.
type Policy struct {
	Name  string  `json:"name"`
	Fill  float64 `json:"fill"`  // share of all pieces asked for that were there
	Stock float64 `json:"stock"` // mean pieces on hand, summed over the series
}

// Replayed compares policies on the same demand and the same lead times of 7 ± 3 days, reviewed every day: the engine at several
// service levels, and the fixed minimum and maximum of each series that would have been best in its training part. Saved is how much
// less stock the engine needs than the fixed levels for the same fill rate, between its service levels by straight lines.
type Replayed struct {
	Policies []Policy `json:"policies"`
	Saved    float64  `json:"saved"`
}

const (
	replayTest  = 140 // days replayed that count
	replayEvery = 7   // days between two forecasts; the position is looked at every day
	leadMean    = 7.0
	leadSpread  = 3.0
	sameAs      = 0.95 // fill rate that the fixed levels are to reach in training
)

var replayServices = []float64{0.6, 0.7, 0.8, 0.9, 0.95}

// Replay runs the comparison, each series by itself: it measures the forecasts, where package desk/replay measures the
// suggestions that the desk makes of them. Series with less than four months before the days that count are left out.
func Replay(items []Item, cores int) Replayed {
	items = slices.DeleteFunc(slices.Clone(items), func(it Item) bool { return len(it.Series.Values)+len(it.Test) < replayTest+120 })
	outcomes := make([][]stock.Outcome, len(items))
	asked := make([]float64, len(items))
	var wg sync.WaitGroup
	for c := range cores {
		wg.Go(func() {
			for i := c; i < len(items); i += cores {
				outcomes[i], asked[i] = replayOne(items[i], uint64(i))
			}
		})
	}
	wg.Wait()
	names := []string{"fixed levels, best in training"}
	for _, s := range replayServices {
		names = append(names, "engine at service "+percent(s))
	}
	var r Replayed
	for k, name := range names {
		p := Policy{Name: name}
		var lost, all float64
		for i := range items {
			lost, all = lost+outcomes[i][k].Lost, all+asked[i]
			p.Stock += outcomes[i][k].Stock
		}
		p.Fill = 1 - lost/all
		r.Policies = append(r.Policies, p)
	}
	r.Saved = 1 - stockAt(r.Policies[1:], r.Policies[0].Fill)/r.Policies[0].Stock
	return r
}

func percent(p float64) string {
	return string([]byte{'0' + byte(p*10), '0' + byte(math.Round(p*100))%10}) + " %"
}

// stockAt is the stock of the engine at a fill rate.
func stockAt(ps []Policy, fill float64) float64 {
	for k := 1; k < len(ps); k++ {
		if a, b := ps[k-1], ps[k]; fill <= b.Fill || k == len(ps)-1 {
			return a.Stock + (fill-a.Fill)/math.Max(b.Fill-a.Fill, 1e-9)*(b.Stock-a.Stock)
		}
	}
	return math.NaN()
}

// replayOne gives the outcome of the fixed levels, then those of the engine.
func replayOne(it Item, seed uint64) (out []stock.Outcome, asked float64) {
	y := append(append([]float64(nil), it.Series.Values...), it.Test...)
	train := len(y) - replayTest
	rng := rand.New(rand.NewPCG(seed, 3))
	leads := make([]int, len(y))
	for t := range leads {
		leads[t] = max(1, int(math.Round(leadMean+leadSpread*rng.NormFloat64())))
	}
	lead := func(t int) int { return leads[t] }
	low, high := bestLevels(y[:train], lead)
	start := high
	out = append(out, stock.Replay(y, start, train, lead, stock.MinMax(low, high)))
	for _, v := range y[train:] {
		asked += v
	}
	var forecasts []*forecasting.Forecast
	for t := train - 30; t < len(y); t += replayEvery {
		s := it.Series
		s.Values = y[: t+1 : t+1]
		f, err := forecasting.Run(s, forecasting.Options{Horizon: 20, Origins: 2, Paths: 200})
		if err != nil {
			f = forecasting.Forecast{}
		}
		forecasts = append(forecasts, &f)
	}
	for _, service := range replayServices {
		out = append(out, stock.Replay(y, start, train, lead, engine(forecasts, train-30, service, low, high)))
	}
	return out, asked
}

// engine orders up to the service quantile of the latest forecast; before the first one it keeps the fixed levels.
func engine(forecasts []*forecasting.Forecast, from int, service, low, high float64) stock.Rule {
	targets := map[int]float64{}
	before := stock.MinMax(low, high)
	return func(t int, seen []float64, at stock.Position) float64 {
		if t < from {
			return before(t, seen, at)
		}
		k := (t - from) / replayEvery
		target, ok := targets[k]
		if !ok && forecasts[k].Mean != nil {
			l, p := stock.Lead{Mean: leadMean, SD: leadSpread}, stock.Policy{Review: 1, Service: service}
			target = stock.Plan(*forecasts[k], l, p, stock.Position{}).Target
			targets[k] = target
		}
		return math.Max(0, target-at.OnHand-at.OnOrder)
	}
}

// bestLevels are the minimum and maximum with the least stock among those that reach the fill rate in training.
func bestLevels(y []float64, lead func(int) int) (low, high float64) {
	var mu float64
	for _, v := range y {
		mu += v / float64(len(y))
	}
	best := math.Inf(1)
	for days := 2.0; days <= 60; days += 1 {
		for _, above := range []float64{0, 2, 5, 10} {
			a := math.Round(days * mu)
			b := math.Max(a+1, math.Round((days+above)*mu))
			o := stock.Replay(y, b, 30, lead, stock.MinMax(a, b))
			if o.Fill >= sameAs && o.Stock < best {
				low, high, best = a, b, o.Stock
			}
		}
	}
	if math.IsInf(best, 1) {
		return math.Round(60 * mu), math.Round(70*mu) + 1
	}
	return low, high
}
