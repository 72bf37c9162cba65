package model

import (
	"math"
	"sort"
)

// Boost is a sum of regression trees over binned features, grown one after the other on the gradient of the Poisson deviance
// (Friedman 2001; histograms and second-order leaves as in Chen and Guestrin 2016). Its value F is the logarithm of a factor: the
// expected ratio of a demand to its base rate. It is the same on any machine: rows are taken in their order, ties go to the
// first feature and the lowest cut.
type Boost struct {
	cuts  [][]float64 // by feature, ascending; bin k holds values up to cuts[k]
	trees []tree
}

// tree is a full binary tree of depth boostDepth in the order of levels; a node of feature −1 sends all to the left.
type tree struct {
	feature [1<<boostDepth - 1]int8
	bin     [1<<boostDepth - 1]uint8
	leaf    [1 << boostDepth]float64
}

// The size of the model. The trees are few and shallow, the leaves drawn to 0: demand is mostly noise.
const (
	boostDepth  = 4
	boostTrees  = 80
	boostRate   = 0.1
	boostBins   = 32
	boostShrink = 20.0 // weight of the evidence that speaks for a leaf of 0
	boostLeast  = 40.0 // rows of a leaf
)

// LearnBoost grows trees for rows of features, row by row in x with k features each, ratios y ≥ 0 and weights w.
func LearnBoost(x []float64, k int, y, w []float64) *Boost {
	n := len(y)
	b := &Boost{cuts: make([][]float64, k)}
	binned := make([]uint8, n*k) // by feature, so that a histogram reads memory in order
	for f := range k {
		b.cuts[f] = cutsOf(x, k, f, n)
		for i := range n {
			binned[f*n+i] = binOf(b.cuts[f], x[i*k+f])
		}
	}
	g := grower{boost: b, binned: binned, n: n, k: k, node: make([]uint8, n), grad: make([]float64, n), hess: make([]float64, n)}
	value := make([]float64, n)
	for range boostTrees {
		for i := range value {
			e := math.Exp(value[i])
			g.grad[i], g.hess[i] = w[i]*(y[i]-e), w[i]*e
		}
		t := g.grow()
		for i := range value {
			value[i] += t.leaf[g.node[i]]
		}
		b.trees = append(b.trees, t)
	}
	return b
}

// cutsOf are up to boostBins − 1 evenly filled cuts of one feature, from a selection of rows.
func cutsOf(x []float64, k, f, n int) []float64 {
	step := max(1, n/5000)
	var vs []float64
	for i := 0; i < n; i += step {
		vs = append(vs, x[i*k+f])
	}
	sort.Float64s(vs)
	var cuts []float64
	for b := 1; b < boostBins; b++ {
		if v := vs[b*len(vs)/boostBins]; (len(cuts) == 0 || v > cuts[len(cuts)-1]) && v < vs[len(vs)-1] {
			cuts = append(cuts, v)
		}
	}
	return cuts
}

func binOf(cuts []float64, v float64) uint8 { return uint8(sort.SearchFloat64s(cuts, v)) }

// grower holds what the trees share while they grow.
type grower struct {
	boost      *Boost
	binned     []uint8
	n, k       int
	node       []uint8 // of each row: its place within the level
	grad, hess []float64
}

// cell sums what falls into one bin of one node.
type cell struct{ grad, hess, rows float64 }

// grow makes one tree, level by level, and leaves each row's leaf in node.
func (g *grower) grow() tree {
	var t tree
	clear(g.node)
	for depth := range boostDepth {
		nodes := 1 << depth
		best := g.splits(nodes)
		for v := range nodes {
			t.feature[nodes-1+v], t.bin[nodes-1+v] = best[v].feature, best[v].bin
		}
		for i := range g.n {
			s := best[g.node[i]]
			g.node[i] *= 2
			if s.feature >= 0 && g.binned[int(s.feature)*g.n+i] > s.bin {
				g.node[i]++
			}
		}
	}
	sums := make([]cell, len(t.leaf))
	for i, v := range g.node {
		sums[v].grad, sums[v].hess = sums[v].grad+g.grad[i], sums[v].hess+g.hess[i]
	}
	for v, s := range sums {
		t.leaf[v] = boostRate * math.Min(math.Max(s.grad/(s.hess+boostShrink), -2), 2)
	}
	return t
}

type split struct {
	feature int8
	bin     uint8
	gain    float64
}

// splits finds the best split of every node of a level.
func (g *grower) splits(nodes int) []split {
	best := make([]split, nodes)
	for v := range best {
		best[v].feature = -1
	}
	hist := make([]cell, nodes*boostBins)
	for f := range g.k {
		clear(hist)
		for i, b := range g.binned[f*g.n : (f+1)*g.n] {
			c := &hist[int(g.node[i])*boostBins+int(b)]
			c.grad, c.hess, c.rows = c.grad+g.grad[i], c.hess+g.hess[i], c.rows+1
		}
		for v := range nodes {
			if s := bestCut(hist[v*boostBins:(v+1)*boostBins], len(g.boost.cuts[f])); s.gain > best[v].gain+1e-12 {
				s.feature = int8(f)
				best[v] = s
			}
		}
	}
	return best
}

func bestCut(hist []cell, cuts int) (best split) {
	var all, left cell
	for _, c := range hist {
		all.grad, all.hess, all.rows = all.grad+c.grad, all.hess+c.hess, all.rows+c.rows
	}
	worth := func(grad, hess float64) float64 { return grad * grad / (hess + boostShrink) }
	whole := worth(all.grad, all.hess)
	for b := range cuts {
		left.grad, left.hess, left.rows = left.grad+hist[b].grad, left.hess+hist[b].hess, left.rows+hist[b].rows
		if left.rows < boostLeast || all.rows-left.rows < boostLeast {
			continue
		}
		if gain := worth(left.grad, left.hess) + worth(all.grad-left.grad, all.hess-left.hess) - whole; gain > best.gain {
			best = split{bin: uint8(b), gain: gain}
		}
	}
	return best
}

// Factor is the expected ratio for one row of features.
func (b *Boost) Factor(x []float64) float64 {
	var bins [64]uint8
	for f, v := range x {
		bins[f] = binOf(b.cuts[f], v)
	}
	var sum float64
	for i := range b.trees {
		t, v := &b.trees[i], 0
		for range boostDepth {
			f := t.feature[v]
			if v = 2*v + 1; f >= 0 && bins[f] > t.bin[(v-1)/2] {
				v++
			}
		}
		sum += t.leaf[v-len(t.feature)]
	}
	return math.Exp(sum)
}
