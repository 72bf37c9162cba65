package forecasting

import (
	"cmp"
	"math"
	"slices"
)

// What came after weeks like the last one is a forecast of its own (method of analogues; Lorenz 1969). The models know the rate of small
// whole demand, but their counts fall where they may: bulk orders, empty weeks and the demand that comes back after them hang together in
// ways that only the past shows, and a lead time feels it. So a share of the paths is taken from there.
const (
	analogueShare = 0.4  // of the paths
	analoguePart  = 0.25 // of the stretches of the history: those whose week before is most like the last one
	analogueWeek  = 7    // steps that are compared
	analogueFar   = 1.0  // difference of the logarithms of two weeks, one piece added, beyond which they are not alike
	analogueLeast = 10   // stretches below which nothing is taken from them
)

// analogues puts stretches of the history in place of an even selection of the paths, where they can begin within three horizons at least and
// enough of them follow a week like the last one. What a product sold once does not follow from its silence.
func analogues(paths [][]float64, y []float64) {
	horizon := len(paths[0])
	last := len(y) - horizon // the latest beginning of a stretch
	if last+1 < 3*horizon || last < analogueWeek {
		return
	}
	begins := likest(y, last)
	if len(begins) < analogueLeast {
		return
	}
	take := int(math.Round(analogueShare * float64(len(paths))))
	for k := range take {
		middle := (float64(k) + 0.5) / float64(take)
		at := begins[int(middle*float64(len(begins)))]
		copy(paths[int(middle*float64(len(paths)))], y[at:at+horizon])
	}
}

// likest are the beginnings up to last with the likest week before them, the likest first and of equals the latest.
func likest(y []float64, last int) []int {
	week := func(end int) (total float64) {
		for _, v := range y[end-analogueWeek : end] {
			total += v
		}
		return total
	}
	now := week(len(y))
	var begins []int
	off := make([]float64, last+1)
	for at := last; at >= analogueWeek; at-- {
		if off[at] = math.Abs(math.Log((week(at) + 1) / (now + 1))); off[at] <= analogueFar {
			begins = append(begins, at)
		}
	}
	slices.SortStableFunc(begins, func(a, b int) int { return cmp.Compare(off[a], off[b]) })
	return begins[:min(len(begins), int(analoguePart*float64(last)))]
}
