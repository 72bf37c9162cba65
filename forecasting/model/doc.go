// Package model holds the forecasting models, one a file, each from its paper.
//
// A model is a function from an [Input] (a complete, equally spaced history, its season length and a horizon) to a [Fit]: the point
// forecast of every step ahead, the one-step errors it made on the way, and how an error of today spreads into the steps to come (Psi).
// From these three everything else follows: the spread of one step, of a sum of steps, a simulated path. A model that cannot say anything
// sensible about an input (too short, negative where it must be positive) answers false, and the caller asks another.
//
// The models know nothing of calendars, gaps or stock-outs; package forecasting prepares the input and chooses among the answers.
package model
