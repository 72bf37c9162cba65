package web

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Rate is how often a token may call: so many times at once, and so many a second in the long run. It is counted in the memory of each
// serving process; with n of them a token has n times the rate.
type Rate struct {
	Burst     float64
	PerSecond float64
}

// APIRate is the rate of a token. Sessions of people are not limited by it.
var APIRate = Rate{Burst: 400, PerSecond: 200}

// rates counts calls by token bucket: each call takes one, time gives them back.
type rates struct {
	Rate
	now     func() time.Time
	mu      sync.Mutex
	buckets map[string]*bucket
}

type bucket struct {
	left float64
	at   time.Time
}

// bucketsKept bounds the memory: beyond it, buckets that are full again are forgotten.
const bucketsKept = 10_000

func newRates(rate Rate, now func() time.Time) *rates {
	return &rates{Rate: rate, now: now, buckets: map[string]*bucket{}}
}

// take takes one call, or tells when the next is due.
func (r *rates) take(name string) error {
	if name == "" {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	b := r.buckets[name]
	if b == nil {
		r.forget(now)
		b = &bucket{left: r.Burst, at: now}
		r.buckets[name] = b
	}
	b.left = min(r.Burst, b.left+now.Sub(b.at).Seconds()*r.PerSecond)
	b.at = now
	if b.left < 1 {
		wait := math.Ceil((1 - b.left) / r.PerSecond)
		return refuse(http.StatusTooManyRequests, "core.api.rate", map[string]any{"per": r.PerSecond}).with("Retry-After", strconv.Itoa(int(wait)))
	}
	b.left--
	return nil
}

func (r *rates) forget(now time.Time) {
	if len(r.buckets) < bucketsKept {
		return
	}
	for name, b := range r.buckets {
		if b.left+now.Sub(b.at).Seconds()*r.PerSecond >= r.Burst {
			delete(r.buckets, name)
		}
	}
}
