package stock

import "math"

// Move is a transfer of stock between warehouses, by their places in the input.
type Move struct {
	From, To int
	Quantity float64
}

// Transfers fills needs from surplus before anything is bought (先调拨后采购): spare is what a warehouse has above its own target, need what
// it lacks; the cheapest ways first. cost[i][j] is the cost of moving a piece from i to j; +Inf forbids it, and so does a cost that is
// not below limit, what buying a piece would cost. The rest of each need is to be bought.
func Transfers(spare, need []float64, cost [][]float64, limit float64) (moves []Move, buy []float64) {
	spare, buy = append([]float64(nil), spare...), append([]float64(nil), need...)
	for {
		from, to, best := -1, -1, limit
		for i := range spare {
			for j := range buy {
				if i != j && spare[i] >= 1 && buy[j] > 0 && cost[i][j] < best {
					from, to, best = i, j, cost[i][j]
				}
			}
		}
		if from < 0 {
			return moves, buy
		}
		q := math.Min(math.Floor(spare[from]), math.Ceil(buy[to]))
		moves = append(moves, Move{from, to, q})
		spare[from] -= q
		buy[to] = math.Max(0, buy[to]-q)
	}
}
