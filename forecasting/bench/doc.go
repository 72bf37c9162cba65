// Package bench measures the forecasts on public data sets with known answers, beside published figures. The data are read from a
// folder as docs/accuracy.md describes it; none of them are in the tree.
//
// A set is a list of [Item]: a training part, which the engine sees, and a test part, which it does not. [Holdout] cuts the end off the
// training parts instead: everything in the engine that is a choice was made there and on no test part.
package bench
