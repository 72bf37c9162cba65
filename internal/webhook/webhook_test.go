package webhook

import (
	"net/netip"
	"strings"
	"testing"
	"time"
)

// The example of the Standard Webhooks specification.
func TestSignaturesAreTheStandards(t *testing.T) {
	const secret, message = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
	got := Sign(secret, message, time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("signed %s", got)
	}
}

// SEC-06: only addresses of the open network are called, in whichever form they are written.
func TestAddressesInsideAreKnown(t *testing.T) {
	for address, want := range map[string]bool{
		"93.184.216.34": true, "2606:2800:220:1::1": true, "127.0.0.1": false, "10.1.2.3": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "0.0.0.0": false, "::1": false, "fd00::1": false, "fe80::1": false, "::ffff:127.0.0.1": false, "224.0.0.1": false,
	} {
		if got := outside(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: outside %t", address, got)
		}
	}
}

// Pauses grow to eight hours, and all attempts together take about two days.
func TestAttemptsTakeTwoDays(t *testing.T) {
	var all, last time.Duration
	for attempts := 1; attempts < maxAttempts; attempts++ {
		wait := pause(attempts)
		if wait < last/2 || wait > longPause*6/5 {
			t.Errorf("after attempt %d: %s", attempts, wait)
		}
		all, last = all+wait, wait
	}
	if all < 40*time.Hour || all > 60*time.Hour {
		t.Errorf("%s altogether", all)
	}
}

// What is made out and what is sent again are chosen by the same kinds.
func TestPatternsMatchWhatIsWanted(t *testing.T) {
	for kinds, x := range map[string]struct{ pattern, wanted, other string }{
		"*":                    {"%", "sales.order.place", ""},
		"sales.*":              {"sales.%", "sales.order.place", "crm.customer.edit"},
		"catalog.price_list.*": {`catalog.price\_list.%`, "catalog.price_list.edit", "catalog.price.edit"},
		"sales.order.place":    {"sales.order.place", "sales.order.place", "sales.order.pay"},
	} {
		if got := strings.Join(patterns(kinds), " "); got != x.pattern {
			t.Errorf("%s: %s", kinds, got)
		}
		if !wants(kinds, x.wanted) || x.other != "" && wants(kinds, x.other) {
			t.Errorf("%s does not want %s, or wants %s", kinds, x.wanted, x.other)
		}
	}
}
