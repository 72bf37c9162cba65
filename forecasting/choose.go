package forecasting

import (
	"math"

	"hesuan/forecasting/model"
)

// choose takes the recipe for the final forecast. The mean of the models that suit the class of the history is the first choice,
// weighted by their backtests but drawn to equal weights: on few origins the best single model of the past is mostly luck, the mean is
// not. Where the mean lost to a naive forecast, the mean of both is tried, then the naive forecast itself stands: nothing is taken
// that its backtest shows to lose. All recipes and their records are returned, best first.
func (r *replay) choose(naives int, core []int) (recipe, []Trial) {
	singles := r.singles()
	full := len(r.ends)
	bar, best := math.Inf(1), 0
	scale := meanScore(singles, core, full)
	for i := range naives {
		if s := r.judged(singles[i], r.pool[i].name, scale); singles[i].Origins == full && s < bar && full > 0 {
			bar, best = s, i
		}
	}
	mean := r.combination(singles, core)
	if full == 0 {
		return mean, singles
	}
	for _, c := range ladder(mean, best, r.pool[best].name) {
		t := r.trial(c)
		if t.Origins == full && r.judged(t, combinationName, scale) <= bar {
			t.Taken = true
			return c, ranked(append(singles, t))
		}
		singles = append(singles, t)
	}
	singles[best].Taken = true
	return recipe{name: r.pool[best].name, members: []int{best}}, ranked(singles)
}

// combination of the core. Where years of dates are known, the members that see the calendar, those that do not, and all of them are
// tried apart: on demand with weeks, seasons and holidays the blind ones only disturb, on a random walk the calendar does.
func (r *replay) combination(singles []Trial, core []int) recipe {
	full := len(r.ends)
	made := func(members []int) recipe {
		return recipe{name: combinationName, members: members, weights: r.weights(singles, members, full)}
	}
	groups := [][]int{r.without(core, blind), r.without(core, calendar), core}
	if len(r.h.y) < twoYears || len(groups[1]) == len(core) || full == 0 {
		return made(core)
	}
	best, low := recipe{}, math.Inf(1)
	for _, g := range groups {
		c := made(g)
		if s := r.trial(c).score(); s < low {
			best, low = c, s
		}
	}
	return best
}

// without leaves out the members of a view.
func (r *replay) without(core []int, v view) []int {
	var out []int
	for _, i := range core {
		if r.pool[i].view != v {
			out = append(out, i)
		}
	}
	return out
}

// singles are the records of the candidates alone.
func (r *replay) singles() []Trial {
	out := make([]Trial, len(r.pool))
	for i, m := range r.pool {
		out[i] = r.trial(recipe{name: m.name, members: []int{i}})
	}
	return out
}

// ladder is the combination, then the combination with more and more of the naive forecast in it.
func ladder(mean recipe, naive int, name string) []recipe {
	out := []recipe{mean}
	for _, share := range []float64{0.25, 0.5, 0.75} {
		c := recipe{name: combinationName + "/" + name, members: append([]int{naive}, mean.members...)}
		c.weights = append([]float64{share / (1 - share)}, normalised(mean.weights)...)
		out = append(out, c)
	}
	return out
}

func ranked(trials []Trial) []Trial {
	rank(trials)
	return trials
}

// judged is the score of a trial, drawn to what is usual of it on such series as if shrink steps (shrinkRare, where one step says
// little) had said so: what a short backtest shows is mostly luck.
func (r *replay) judged(t Trial, name string, mean float64) float64 {
	ratio, ok := r.usual.ratio[name]
	if !ok || !(mean > 0) {
		return t.score()
	}
	seen, prior := r.evidence()
	return (seen*t.score() + prior*ratio*mean) / (seen + prior)
}

// evidence is the number of steps that the backtest has seen, and of those that what is usual counts for.
func (r *replay) evidence() (seen, prior float64) {
	seen, prior = float64(len(r.ends)*r.horizon), shrink
	if rare(r.h) && r.usual.weights != nil {
		prior = shrinkRare
	}
	return seen, prior
}

// weights of the members: what is usual of them, or equal ones, times inverse powers of their own scores, drawn to the usual scores.
func (r *replay) weights(trials []Trial, members []int, full int) []float64 {
	mean := meanScore(trials, members, full)
	seen, prior := r.evidence()
	out := make([]float64, len(members))
	for k, i := range members {
		name := r.pool[i].name
		ratio, ok := r.usual.ratio[name]
		if !ok {
			ratio = 1
		}
		if out[k] = math.Pow(ratio, -trust); r.usual.weights != nil {
			out[k] = r.usual.weights[name]
		}
		if mean > 0 && trials[i].Origins == full {
			s := (seen*trials[i].score()/mean + prior*ratio) / (seen + prior)
			out[k] *= math.Pow(math.Max(s/ratio, 1e-9), -trust)
		}
	}
	return out
}

// meanScore of the core, 0 if there is none.
func meanScore(trials []Trial, core []int, full int) float64 {
	var sum, n float64
	for _, i := range core {
		if trials[i].Origins == full && full > 0 {
			sum, n = sum+trials[i].score(), n+1
		}
	}
	return sum / math.Max(n, 1)
}

// trust is the power of the inverse scores; shrink is the number of backtest steps that the usual score weighs, shrinkRare the same where
// demand is rare. They were chosen on training parts.
const trust, shrink, shrinkRare = 3.0, 20.0, 200.0

const combinationName = "Combination"

func normalised(w []float64) []float64 {
	var sum float64
	for _, v := range w {
		sum += v
	}
	out := make([]float64, len(w))
	for i, v := range w {
		out[i] = v / sum
	}
	return out
}

// final fits the recipe on the whole history; the naive forecast stands in where no member applies.
func (r *replay) final(c recipe, o Options) model.Fit {
	in := r.h.input(len(r.h.y), o.Horizon)
	fits := make([]model.Fit, len(r.pool))
	for _, i := range c.members {
		fit := r.pool[i].fit
		if r.pool[i].last != nil {
			fit = r.pool[i].last
		}
		if f, ok := fit(in); ok && f.Finite() {
			fits[i] = f
		}
	}
	f, ok := c.cook(fits)
	if !ok {
		f, _ = model.Naive(in)
	}
	return f
}
