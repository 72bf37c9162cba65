package demo

import (
	"math/rand/v2"
	"slices"

	"hesuan/internal/cal"
)

// Basket is an order that somebody wants to place.
type Basket struct {
	Channel, Warehouse int
	Minute             int // of the day
	Lines              []Want
}

// Want is a line of it.
type Want struct{ SKU, Pieces int }

// hours are how buyers come over a day.
var hours = []float64{5, 2, 1, 0.6, 0.5, 0.7, 1.6, 3, 5, 7.5, 9, 8.5, 8, 7, 6.5, 6.5, 6.5, 6, 6, 7, 9.5, 11, 10, 8}

// Baskets are the pieces of Demand as orders, in the order of their times.
func (w *World) Baskets(day cal.Date) (baskets []Basket) {
	r := w.draws("baskets", int(day))
	byPlace := make([][]Want, len(w.Warehouses))
	for _, d := range w.Demand(day) {
		for _, pieces := range d.Buyers {
			byPlace[d.Warehouse] = append(byPlace[d.Warehouse], Want{d.SKU, pieces})
		}
	}
	for place, wants := range byPlace {
		r.Shuffle(len(wants), func(i, j int) { wants[i], wants[j] = wants[j], wants[i] })
		for len(wants) > 0 {
			n := 1 + min(geometric(r, linesPerOrder-1), 5)
			baskets = append(baskets, Basket{Channel: w.channel(r, day), Warehouse: place, Minute: minute(r), Lines: fill(wants, n)})
			wants = wants[len(baskets[len(baskets)-1].Lines):]
		}
	}
	slices.SortStableFunc(baskets, func(a, b Basket) int { return a.Minute - b.Minute })
	return baskets
}

// fill takes up to n wants from the front; the same SKU never twice.
func fill(wants []Want, n int) []Want {
	for i := 1; i < min(n, len(wants)); i++ {
		if slices.ContainsFunc(wants[:i], func(x Want) bool { return x.SKU == wants[i].SKU }) {
			return wants[:i]
		}
	}
	return wants[:min(n, len(wants))]
}

func minute(r *rand.Rand) int { return pick(r, hours)*60 + r.IntN(60) }

// channel draws where a buyer comes from: over the years the shops' shares change.
func (w *World) channel(r *rand.Rand, day cal.Date) int {
	gone := min(max(float64(w.age(day))/float64(max(w.age(w.Today), 1)), 0), 1)
	weights := make([]float64, len(w.Channels))
	for i, c := range w.Channels {
		weights[i] = c.first + (c.last-c.first)*gone
	}
	return pick(r, weights)
}
