package web

import (
	"fmt"
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

// rated is what is left to a caller.
type rated struct {
	left  int // calls that may be made at once
	reset int // seconds until all may be again
}

// header tells the policy and what is left of it, as draft-ietf-httpapi-ratelimit-headers has it.
func (r *rates) header(now *rated) map[string]string {
	return map[string]string{
		"RateLimit-Policy": fmt.Sprintf(`"token";q=%.0f;w=%.0f`, r.Burst, math.Ceil(r.Burst/r.PerSecond)),
		"RateLimit":        fmt.Sprintf(`"token";r=%d;t=%d`, now.left, now.reset),
	}
}

// take takes one call and tells what is left, or when the next is due. Who is not limited is told nothing.
func (r *rates) take(name string) (*rated, error) {
	if name == "" {
		return nil, nil
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
	var err error
	if b.left < 1 {
		wait := math.Ceil((1 - b.left) / r.PerSecond)
		err = refuse(http.StatusTooManyRequests, "core.api.rate", map[string]any{"per": r.PerSecond}).with("Retry-After", strconv.Itoa(int(wait)))
	} else {
		b.left--
	}
	return &rated{left: int(b.left), reset: int(math.Ceil((r.Burst - b.left) / r.PerSecond))}, err
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
