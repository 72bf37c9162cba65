package forecasting

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"sort"
	"sync"

	"gonum.org/v1/gonum/stat/distuv"

	"hesuan/forecasting/model"
)

// countBelow is the mean demand under which whole demand is drawn as a count: above, the errors themselves tell the spread better.
const countBelow = 30

// draw makes the sample paths of a fit. Each path lets shocks arrive one by one: drawn from the past errors (smoothed and stratified,
// so that few paths already cover the tails), or from the negative binomial distribution for small whole demand; and every shock
// spreads into the following steps by the fit's weights. So sums over steps have the right spread, not only single steps. Of small whole
// demand a share of the paths repeats the past.
func draw(fit model.Fit, h history, whole bool, o Options) [][]float64 {
	rng := rand.New(rand.NewPCG(o.Seed, fingerprint(h.y)))
	paths := make([][]float64, o.Paths)
	buf := make([]float64, o.Paths*o.Horizon)
	for i := range paths {
		paths[i], buf = buf[:o.Horizon:o.Horizon], buf[o.Horizon:]
	}
	if whole && fit.Count != nil && fit.Count.Mean < countBelow {
		drawCounts(paths, fit, rng)
	} else {
		drawErrors(paths, fit, o, rng)
	}
	if whole && fit.Mean[0] < countBelow {
		analogues(paths, h.y)
	}
	return paths
}

// fingerprint makes the draws of different series independent of each other, and of the order they are worked in.
func fingerprint(y []float64) uint64 {
	f := fnv.New64a()
	var b [8]byte
	for _, v := range y {
		u := math.Float64bits(v)
		for k := range b {
			b[k] = byte(u >> (8 * k))
		}
		f.Write(b[:])
	}
	return f.Sum64()
}

// drawErrors shocks the paths with the fit's own errors, half-way between their empirical and the normal distribution: few errors say
// little about tails, many about skewness.
func drawErrors(paths [][]float64, fit model.Fit, o Options, rng *rand.Rand) {
	pool, sizes := shockPool(fit, len(paths)), scatter(o.Calibration.tail(), len(paths), rng)
	order := make([]int, len(paths))
	shocks := make([][]float64, len(paths))
	h := len(fit.Mean)
	buf := make([]float64, h*len(paths))
	for i := range order {
		order[i] = i
		shocks[i], buf = buf[:h:h], buf[h:]
	}
	for j := range h {
		rng.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		factor := 1.0
		if fit.Factor != nil {
			factor = fit.Factor[j]
		}
		for i, k := range order {
			shocks[i][j] = pool[k]
			paths[i][j] = fit.Mean[j] + sizes[i]*factor*carried(shocks[i], fit.Psi, j)
		}
	}
}

// scatter is one size of error a path: how large errors are was itself only estimated, which gives the paths the tails of a t
// distribution with nu degrees of freedom.
func scatter(nu float64, n int, rng *rand.Rand) []float64 {
	out := append([]float64(nil), inverseRoots(nu, n)...)
	rng.Shuffle(n, func(a, b int) { out[a], out[b] = out[b], out[a] })
	return out
}

// roots keeps inverseRoots, of which a program needs one or two.
var roots sync.Map

// inverseRoots are n evenly spread quantiles of 1/√(χ²/nu).
func inverseRoots(nu float64, n int) []float64 {
	key := [2]float64{nu, float64(n)}
	if v, ok := roots.Load(key); ok {
		return v.([]float64)
	}
	out := make([]float64, n)
	for i := range out {
		out[i] = 1 / math.Sqrt(model.GammaQuantile(nu/2, (float64(i)+0.5)/float64(n)))
	}
	roots.Store(key, out)
	return out
}

// carried is the error of step j: its own shock and what remains of the earlier ones.
func carried(shocks, psi []float64, j int) float64 {
	var e float64
	for k := 0; k <= j; k++ {
		e += psi[j-k] * shocks[k]
	}
	return e
}

// shockPool is one shock a path, mean 0: quantiles of the errors mixed with those of the normal distribution, and
// brought to its width between P10 and P90, which is what calibrations are learned for; rare great errors are left to scatter.
func shockPool(fit model.Fit, n int) []float64 {
	sigma := fit.Sigma(1)
	if sigma == 0 {
		return make([]float64, n)
	}
	errs := append([]float64(nil), fit.Err...)
	sort.Float64s(errs)
	trust := math.Min(0.75, float64(len(errs))/100)
	pool := make([]float64, n)
	var mu float64
	for i := range pool {
		p := (float64(i) + 0.5) / float64(n)
		pool[i] = trust*Sample(errs).Quantile(p)/sigma + (1-trust)*distuv.UnitNormal.Quantile(p)
		mu += pool[i] / float64(n)
	}
	if reach := Sample(pool).Quantile(0.9) - Sample(pool).Quantile(0.1); reach > 0.1 {
		sigma *= 2 * distuv.UnitNormal.Quantile(0.9) / reach
	}
	for i := range pool {
		pool[i] = (pool[i] - mu) * sigma
	}
	return pool
}

// mostLearned is the largest share of a surprise that a rate of rare demand keeps: more makes the paths of a sparse series explode.
const mostLearned = 0.1

// drawCounts lets pieces arrive: step by step a negative binomial demand around a rate that itself learns from what was drawn, and
// that was never known exactly (Shared).
func drawCounts(paths [][]float64, fit model.Fit, rng *rand.Rand) {
	size := 1 / math.Max(1/fit.Count.Size-fit.Count.Shared, 1e-9)
	shocks := make([]float64, len(fit.Mean))
	psi := make([]float64, len(fit.Psi))
	for j, v := range fit.Psi {
		psi[j] = math.Min(math.Max(v, 0), mostLearned)
	}
	for i, path := range paths {
		level := 1.0
		if fit.Count.Shared > 0 {
			shape := 1 / fit.Count.Shared
			level = model.GammaQuantile(shape, (float64(i)+rng.Float64())/float64(len(paths)))
		}
		for j := range path {
			shocks[j] = 0 // psi[0] must not count the shock of this step, which is yet to come
			rate := math.Max(fit.Mean[j]*level+carried(shocks, psi, j), 0.02*fit.Mean[j])
			path[j] = drawCount(rate, size, rng)
			shocks[j] = path[j] - rate
		}
	}
}

func drawCount(rate, size float64, rng *rand.Rand) float64 {
	if rate <= 0 {
		return 0
	}
	if size < 1e7 {
		rate = distuv.Gamma{Alpha: size, Beta: size / rate, Src: rng}.Rand()
	}
	if rate <= 0 {
		return 0
	}
	return distuv.Poisson{Lambda: rate, Src: rng}.Rand()
}
