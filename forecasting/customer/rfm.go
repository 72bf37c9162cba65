package customer

import "sort"

// Purchases sums up one customer.
type Purchases struct {
	Recency   float64 // time since the last purchase; small is good
	Frequency float64 // number of purchases
	Monetary  float64 // money spent
}

// Score is the quintile of a customer in each respect, 1 to 5, 5 the best (RFM 模型, Hughes 1994).
type Score struct{ R, F, M int }

// RFM gives each customer the quintiles of its place among all. Equal values get equal scores: that of the lowest of their places.
func RFM(all []Purchases) []Score {
	out := make([]Score, len(all))
	quintiles(len(all), func(i int) float64 { return -all[i].Recency }, func(i, q int) { out[i].R = q })
	quintiles(len(all), func(i int) float64 { return all[i].Frequency }, func(i, q int) { out[i].F = q })
	quintiles(len(all), func(i int) float64 { return all[i].Monetary }, func(i, q int) { out[i].M = q })
	return out
}

func quintiles(n int, value func(int) float64, set func(i, q int)) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return value(order[a]) < value(order[b]) })
	q := 1
	for place, i := range order {
		if place == 0 || value(i) != value(order[place-1]) {
			q = 1 + 5*place/n
		}
		set(i, q)
	}
}
