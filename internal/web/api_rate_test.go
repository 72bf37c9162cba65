package web

import (
	"errors"
	"testing"
	"time"
)

func TestRatesRefill(t *testing.T) {
	now := time.Unix(0, 0)
	r := newRates(Rate{Burst: 3, PerSecond: 2}, func() time.Time { return now })
	took := func() (n int) {
		for {
			if _, err := r.take("token"); err != nil {
				return n
			}
			n++
		}
	}
	if n := took(); n != 3 {
		t.Errorf("burst of %d", n)
	}
	var refused *refusal
	left, err := r.take("token")
	if told := r.header(left); told["RateLimit"] != `"token";r=0;t=2` || told["RateLimit-Policy"] != `"token";q=3;w=2` {
		t.Errorf("told %v", told)
	}
	if !errors.As(err, &refused) || refused.status != 429 || refused.header["Retry-After"] != "1" {
		t.Errorf("refused with %v", err)
	}
	if other, err := r.take("other"); err != nil || other.left != 2 {
		t.Errorf("one token's rate counts for another: %v, %v", other, err)
	}
	if nobody, err := r.take(""); err != nil || nobody != nil {
		t.Errorf("who is not limited: %v, %v", nobody, err)
	}
	now = now.Add(time.Second)
	if n := took(); n != 2 {
		t.Errorf("a second gives %d", n)
	}
	now = now.Add(time.Hour)
	if n := took(); n != 3 {
		t.Errorf("an hour gives %d", n)
	}
}
