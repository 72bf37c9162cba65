package stock

import "math"

// EOQ is the economic order quantity (Harris 1913) for fixed cost k an order, holding cost h a piece and period, demand d a period,
// and the cost of a period under it.
func EOQ(k, h, d float64) (quantity, cost float64) {
	return math.Sqrt(2 * k * d / h), math.Sqrt(2 * k * d * h)
}

// EOQBackorders allows backorders at cost p a piece and period: quantity, the share of demand backordered, and the cost.
func EOQBackorders(k, h, d, p float64) (quantity, share, cost float64) {
	return math.Sqrt(2 * k * d * (h + p) / (h * p)), h / (h + p), math.Sqrt(2 * k * d * h * p / (h + p))
}

// EPQ is the economic production quantity (Taft 1918): the lot arrives at a finite rate above d.
func EPQ(k, h, d, rate float64) (quantity, cost float64) { return EOQ(k, h*(1-d/rate), d) }

// WagnerWhitin is the cheapest plan of lots (Wagner and Whitin 1958) for a known demand: fixed cost k a lot, holding cost h a piece and
// period for what is kept to the next. The lot of a period covers whole following periods.
func WagnerWhitin(k, h float64, demand []float64) (lots []float64, cost float64) {
	n := len(demand)
	best, next := make([]float64, n+1), make([]int, n)
	for t := n - 1; t >= 0; t-- {
		best[t] = math.Inf(1)
		var hold float64
		for s := t; s < n; s++ {
			hold += h * float64(s-t) * demand[s]
			if c := k + hold + best[s+1]; c < best[t] {
				best[t], next[t] = c, s+1
			}
		}
	}
	lots = make([]float64, n)
	for t := 0; t < n; t = next[t] {
		for s := t; s < next[t]; s++ {
			lots[t] += demand[s]
		}
	}
	return lots, best[0]
}
