package bench

import (
	"slices"
	"time"
)

// Spread is a set of times.
type Spread []time.Duration

// At is the quantile q of the times by nearest rank; 0 of none. It sorts them.
func (s Spread) At(q float64) time.Duration {
	if len(s) == 0 {
		return 0
	}
	if !slices.IsSorted(s) {
		slices.Sort(s)
	}
	return s[min(int(q*float64(len(s))), len(s)-1)]
}

// Millis is a quantile in milliseconds.
func (s Spread) Millis(q float64) float64 { return float64(s.At(q).Microseconds()) / 1000 }

// Time adds how long fn takes, unless it fails.
func (s *Spread) Time(fn func() error) error {
	began := time.Now()
	err := fn()
	if err == nil {
		*s = append(*s, time.Since(began))
	}
	return err
}
