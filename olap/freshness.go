package olap

import "time"

// Freshness says how far the warehouse is complete, and whether it agrees with Postgres.
type Freshness struct {
	// Complete: every event committed before this instant is in every table. Zero when nothing is known yet.
	Complete time.Time
	// Lag is the time from commit to queryable over the last five minutes.
	LagMedian, LagWorst time.Duration
	// Poison counts the messages that could not be read and were put aside.
	Poison uint64
	Epoch  uint64
}
