package stock

import (
	"math"

	"hesuan/forecasting"
)

// Line is a candidate of a joint order at one supplier.
type Line struct {
	Demand    forecasting.Sample // demand of the protection interval
	Have      float64            // position: on hand − reserved + on order
	Cost      float64            // of a piece
	Margin    float64            // lost with a piece that is asked for and not there
	MOQ, Pack float64
}

// Budgeted spreads a budget over the lines of a joint order: pack by pack to the line where the next yuan saves the most expected
// margin, until the budget or the gain is used up. The first pack of a line is its MOQ. The saving of a pack falls with each one
// before it, so the greedy way is optimal up to the last pack (Everett 1963), MOQs aside.
func Budgeted(lines []Line, budget float64) (quantities []float64, spent float64) {
	quantities = make([]float64, len(lines))
	for {
		best, most := -1, 0.0
		for i, l := range lines {
			q := l.next(quantities[i])
			if cost := q * l.Cost; cost > 0 && spent+cost <= budget {
				if gain := l.saves(quantities[i], q) / cost; gain > most {
					best, most = i, gain
				}
			}
		}
		if best < 0 || most < 1e-9 {
			return quantities, spent
		}
		q := lines[best].next(quantities[best])
		quantities[best] += q
		spent += q * lines[best].Cost
	}
}

// next is the size of the next step of an order: MOQ in whole packs, then packs.
func (l Line) next(ordered float64) float64 {
	if ordered == 0 {
		return Rounded(1, l.MOQ, l.Pack)
	}
	return math.Max(1, l.Pack)
}

// saves is the expected margin that q more pieces save.
func (l Line) saves(ordered, q float64) float64 {
	return l.Margin * (l.Demand.Shortfall(l.Have+ordered) - l.Demand.Shortfall(l.Have+ordered+q))
}
