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
		for r.take("token") == nil {
			n++
		}
		return n
	}
	if n := took(); n != 3 {
		t.Errorf("burst of %d", n)
	}
	var refused *refusal
	if err := r.take("token"); !errors.As(err, &refused) || refused.status != 429 || refused.header["Retry-After"] != "1" {
		t.Errorf("refused with %v", err)
	}
	if r.take("other") != nil || r.take("") != nil {
		t.Error("one token's rate counts for another")
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
