// Package replay lives through a year with the suggestions of package desk, and again with fixed levels, and says what each would have
// earned (回放): the share of the demand served, the stock it took, the sales lost.
//
// The loop is closed. A rule sees what a shop sees: what was sold, which days ended with an empty shelf, when goods came. What buyers
// wanted and did not find it never learns; lost sales are lost. The truth comes from a World that knows the demand of every day and when an
// order placed on a day arrives; both are the same for every rule, so rules differ by their decisions alone.
//
// A day goes: demand is served as far as the shelf goes; goods that arrive today are put up; on review days the rule orders. That is the
// order of package stock's Replay, with many items and the suggestions of the real desk in place of a rule of one series.
package replay
