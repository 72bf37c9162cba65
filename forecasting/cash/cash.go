// Package cash forecasts the cash position with its uncertainty: what customers owe comes in by their own delay curves, what is owed
// goes out on its day, planned sales bring money in turn (现金流预测).
package cash

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Delay is the distribution of the days between the due day and the payment, from past invoices; early payment is negative. Share is
// the part of invoices that was ever paid.
type Delay struct {
	Days  []float64
	Share float64
}

// Receivable is money a customer owes, due in Due days (negative: overdue since), and the curve it pays by.
type Receivable struct {
	Amount float64
	Due    int
	Curve  Delay
}

// Payment is money that goes out (or comes in, when positive) on a day that is known.
type Payment struct {
	Amount float64
	Day    int
}

// Plan is what the cash forecast knows.
type Plan struct {
	Opening     float64
	Receivables []Receivable
	Payments    []Payment
	// Sales are drawn futures of daily invoiced sales (paths of a forecast), each due after Terms days and paid by Curve.
	Sales [][]float64
	Terms int
	Curve Delay
}

// Position is the cash at the end of each day at several probabilities: Quantiles[day][i] belongs to the i-th level. Below is the
// probability of being below zero on that day.
type Position struct {
	Mean      []float64
	Quantiles [][]float64
	Below     []float64
}

// Forecast draws paths of the cash position of the next days. An overdue receivable pays by what is left of its curve.
func Forecast(p Plan, days, paths int, levels []float64, seed uint64) Position {
	rng := rand.New(rand.NewPCG(seed, 77))
	drawn := make([][]float64, paths)
	for i := range drawn {
		drawn[i] = p.path(days, i, rng)
	}
	out := Position{Mean: make([]float64, days), Quantiles: make([][]float64, days), Below: make([]float64, days)}
	at := make([]float64, paths)
	for d := range days {
		for i, path := range drawn {
			at[i] = path[d]
			out.Mean[d] += path[d] / float64(paths)
			if path[d] < 0 {
				out.Below[d] += 1 / float64(paths)
			}
		}
		sorted := slices.Sorted(slices.Values(at))
		for _, l := range levels {
			out.Quantiles[d] = append(out.Quantiles[d], sorted[min(paths-1, int(l*float64(paths)))])
		}
	}
	return out
}

// path is one drawn future of the position.
func (p Plan) path(days, i int, rng *rand.Rand) []float64 {
	flow := make([]float64, days)
	put := func(day int, amount float64) {
		if day < days {
			flow[max(0, day)] += amount
		}
	}
	for _, r := range p.Receivables {
		if day, paid := r.Curve.draw(-r.Due, rng); paid {
			put(r.Due+day, r.Amount)
		}
	}
	for _, v := range p.Payments {
		put(v.Day, v.Amount)
	}
	if len(p.Sales) > 0 {
		for d, amount := range p.Sales[i%len(p.Sales)] {
			if day, paid := p.Curve.draw(math.MinInt, rng); paid {
				put(d+p.Terms+day, amount)
			}
		}
	}
	cash := p.Opening
	for d := range flow {
		cash += flow[d]
		flow[d] = cash
	}
	return flow
}

// draw is a delay of at least what has already passed. Where all past payments came earlier, it comes within the longest delay again.
// An invoice that has waited is less likely to be paid at all, by Bayes' rule.
func (c Delay) draw(passed int, rng *rand.Rand) (day int, paid bool) {
	var late []float64
	for _, d := range c.Days {
		if d >= float64(passed) {
			late = append(late, d)
		}
	}
	share := c.Share
	if n := len(c.Days); n > 0 && passed > math.MinInt {
		open := share * math.Max(float64(len(late)), 0.5) / float64(n)
		share = open / (open + 1 - c.Share)
	}
	if c.Share >= 1 {
		share = 1
	}
	u := rng.Float64()
	switch {
	case u >= share:
		return 0, false
	case len(late) > 0:
		return int(late[rng.IntN(len(late))]), true
	case len(c.Days) > 0:
		return max(passed, 0) + 1 + rng.IntN(1+int(math.Abs(slices.Max(c.Days)))), true
	}
	return max(passed, 0), true
}
