package bench

import (
	"context"
	"hash/fnv"
	"io"
	"math"
	"math/rand/v2"
	"slices"

	"hesuan/forecasting"
	"hesuan/forecasting/stock"
)

// Policy is the outcome of one policy over all series of a replay.
type Policy struct {
	Name  string  `json:"name"`
	Fill  float64 `json:"fill"`  // share of all pieces asked for that were there
	Stock float64 `json:"stock"` // mean pieces on hand, summed over the series, mean of the worlds
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

	replayWorlds = 10  // draws of the lead times: one alone moves the outcome by some percent
	ahead        = 112 // days before those that count, from which on the engine orders, so that its own old mistakes lie on the shelf
	leastHistory = 60  // days before the engine's first order
)

var replayServices = []float64{0.7, 0.8, 0.85, 0.9, 0.92, 0.95}

// Replay runs the comparison: it measures the forecasts, where package desk/replay measures the suggestions that the desk makes of them.
// Each week all series are forecast together, as the desk does. With back above 0 the days that count are as many times 140 days earlier,
// for choices. Series with too little before them are left out. The error is the end of ctx.
func Replay(ctx context.Context, items []Item, cores, back int) (Replayed, error) {
	var shelves []*shelf
	for _, it := range items {
		if s := newShelf(it, back); s != nil {
			shelves = append(shelves, s)
		}
	}
	if err := foretell(ctx, shelves, cores); err != nil {
		return Replayed{}, err
	}
	var r Replayed
	r.add(shelves, "fixed levels, best in training", 0)
	for _, service := range replayServices {
		r.add(shelves, "engine at service "+percent(service), service)
	}
	r.Saved = 1 - stockAt(r.Policies[1:], r.Policies[0].Fill)/r.Policies[0].Stock
	return r, nil
}

// add plays the engine at a service level in all worlds, or the fixed levels at 0.
func (r *Replayed) add(shelves []*shelf, name string, service float64) {
	p := Policy{Name: name}
	var lost, asked float64
	for _, s := range shelves {
		targets := s.targets(service)
		for _, w := range s.worlds {
			o := w.play(targets)
			lost, asked, p.Stock = lost+o.Lost, asked+s.asked(), p.Stock+o.Stock/replayWorlds
		}
	}
	p.Fill = 1 - lost/asked
	r.Policies = append(r.Policies, p)
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

// shelf is one series of a replay.
type shelf struct {
	series    forecasting.Series
	demand    []float64
	train     int // the day from which on days count
	worlds    []*world
	forecasts []forecasting.Forecast // of each week, from ahead days before train on; without a mean where there was no history
}

// world is one draw of the lead times of a shelf, and the fixed levels that are best in it.
type world struct {
	*shelf
	leads     []int // of an order placed on a day
	low, high float64
}

// newShelf is nil if the history is too short.
func newShelf(it Item, back int) *shelf {
	s := &shelf{series: it.Series, demand: slices.Concat(it.Series.Values, it.Test)}
	s.train = len(s.demand) - replayTest*(1+back)
	if s.train < ahead+leastHistory {
		return nil
	}
	s.demand = s.demand[:s.train+replayTest]
	for k := range replayWorlds {
		w := &world{shelf: s}
		hash := fnv.New64a()
		io.WriteString(hash, it.ID)
		rng := rand.New(rand.NewPCG(hash.Sum64(), uint64(k)))
		for range s.demand {
			w.leads = append(w.leads, max(1, int(math.Round(leadMean+leadSpread*rng.NormFloat64()))))
		}
		w.low, w.high = bestLevels(s.demand[:s.train], w.lead)
		s.worlds = append(s.worlds, w)
	}
	return s
}

func (s *shelf) asked() (sum float64) {
	for _, v := range s.demand[s.train:] {
		sum += v
	}
	return sum
}

func (w *world) lead(day int) int { return w.leads[day] }

// play lets the engine order up to the target of each week, or without any keeps the fixed levels. Each comes to the days that count with its
// own stock, the fixed levels since the history began, the engine since it orders.
func (w *world) play(targets []float64) stock.Outcome {
	if targets == nil {
		return stock.Replay(w.demand, w.high, w.train, w.lead, stock.MinMax(w.low, w.high))
	}
	begin := w.train - ahead
	lead := func(day int) int { return w.lead(begin + day) }
	return stock.Replay(w.demand[begin:], targets[0], ahead, lead, func(day int, _ []float64, at stock.Position) float64 {
		return math.Max(0, targets[day/replayEvery]-at.OnHand-at.OnOrder)
	})
}

// targets are the service quantiles of each week; nil at a service of 0.
func (s *shelf) targets(service float64) []float64 {
	if service == 0 {
		return nil
	}
	out := make([]float64, len(s.forecasts))
	for k, f := range s.forecasts {
		if f.Mean != nil {
			l, p := stock.Lead{Mean: leadMean, SD: leadSpread}, stock.Policy{Review: 1, Service: service}
			out[k] = stock.Plan(f, l, p, stock.Position{}).Target
		}
	}
	return out
}

// foretell forecasts all shelves together, week by week, each time with what has been seen by then.
func foretell(ctx context.Context, shelves []*shelf, cores int) error {
	for day := -ahead; day < replayTest; day += replayEvery {
		series := make([]forecasting.Series, len(shelves))
		for i, s := range shelves {
			series[i] = s.series
			series[i].Values = s.demand[: s.train+day+1 : s.train+day+1]
		}
		err := forecasting.RunAll(ctx, series, forecasting.Options{Horizon: 20}, cores, func(i int, f forecasting.Forecast, err error) {
			if err != nil {
				f = forecasting.Forecast{}
			}
			shelves[i].forecasts = append(shelves[i].forecasts, f)
		})
		if err != nil {
			return err
		}
	}
	return nil
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
