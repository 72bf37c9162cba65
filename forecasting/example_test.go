package forecasting_test

import (
	"fmt"
	"math"
	"time"

	"hesuan/forecasting"
	"hesuan/forecasting/stock"
)

// Ten weeks of daily demand with busy weekends; on two days the shelf was empty.
func Example() {
	s := forecasting.Series{Freq: forecasting.Daily, Start: time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC), Censored: make([]bool, 70)}
	for t := range 70 {
		s.Values = append(s.Values, []float64{10, 11, 9, 10, 12, 20, 22}[t%7])
	}
	s.Values[30], s.Censored[30] = 0, true
	s.Values[31], s.Censored[31] = 0, true

	f, err := forecasting.Run(s, forecasting.Options{Horizon: 14})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("Monday %.0f, Sunday %.0f, the week %.0f\n", f.Mean[0], f.Mean[6], math.Round(f.Sum(0, 7).Mean()))

	terms := stock.Plan(f, stock.Lead{Mean: 5}, stock.Policy{Review: 2, Service: 0.95, Pack: 12}, stock.Position{OnHand: 40})
	fmt.Println("order a whole number of packs:", math.Mod(terms.Quantity, 12) == 0, "and its terms sum to it:", terms.Sum() == terms.Quantity)
	// Output:
	// Monday 10, Sunday 22, the week 94
	// order a whole number of packs: true and its terms sum to it: true
}
