// Package score measures forecasts against what came. Each measure is defined where it is computed, as the M competitions define it
// where they do. Inputs of different lengths are measured over the shorter; a step whose actual is NaN does not count.
//
// Intermittent demand is never to be ranked by MAE or MASE alone: the forecast of nothing wins. Use RMSSE, bias, pinball loss at the
// service level, and the fill rate of a simulated stock.
package score
