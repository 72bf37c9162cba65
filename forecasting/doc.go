// Package forecasting turns a history into a forecast one can act on: a point and quantiles for every step ahead and for sums over any
// window of steps, the record of every method that was tried, and the reason one was taken.
//
//	s := forecasting.Series{Values: sold, Censored: stockedOut, Freq: forecasting.Daily, Start: day}
//	f, err := forecasting.Run(s, forecasting.Options{Horizon: 28})
//	f.Mean[0]                  // expected demand of the first day
//	f.Quantile(0, 0.9)         // its P90
//	f.Sum(0, 10).Quantile(0.9) // P90 of the demand of the next ten days together, the number a reorder point needs
//
// How it works. [Run] fills gaps and takes out-of-stock days for what they are, unknown rather than zero; replays the last part of the
// history as if it were the future ([Trial]), with every candidate model of package model; takes the combination or the single model
// with the least error, never one that loses to the naive or the seasonal naive forecast; and draws sample paths of the future, from
// which all quantiles come. The same input and seed give the same answer on any number of cores.
//
// Everything here is plain numbers: no database, no clock, no goroutines of its own except in [RunAll].
package forecasting
