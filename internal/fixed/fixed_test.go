package fixed

import (
	"encoding/json"
	"errors"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "1": 10000, "-1.5": -15000, "+0.0001": 1, ".5": 5000, "5.": 50000, " 7 ": 70000,
		"12.340000": 123400, "99999999999999.9999": limit - 1,
	} {
		if got, err := ParseAmount(text); err != nil || int64(got) != want {
			t.Errorf("%q: got %d, %v, want %d", text, got, err, want)
		}
	}
	for text, want := range map[string]error{
		"": ErrSyntax, "-": ErrSyntax, ".": ErrSyntax, "1e5": ErrSyntax, "1,000": ErrSyntax, "abc": ErrSyntax, "--1": ErrSyntax,
		"0.00001": ErrDigits, "100000000000000": ErrRange, "1e18": ErrSyntax, "1000000000000000000": ErrRange, "1.x2345": ErrSyntax,
	} {
		if _, err := ParseQty(text); !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", text, err, want)
		}
	}
}

func TestTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Amount(rapid.Int64Range(-limit+1, limit-1).Draw(t, "a"))
		raw, _ := json.Marshal(a)
		var back Amount
		if err := json.Unmarshal(raw, &back); err != nil || back != a {
			t.Fatalf("%d wrote %s and read %d, %v", a, raw, back, err)
		}
	})
	for n, want := range map[Amount]string{0: "0", 1: "0.0001", -1: "-0.0001", 10: "0.001", 10000: "1", 105000: "10.5", 1000000: "100", -123: "-0.0123"} {
		if got := n.String(); got != want {
			t.Errorf("%d: got %s, want %s", int64(n), got, want)
		}
	}
}

// The machine-word path and the exact rational agree, half away from zero.
func TestTimesIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Int64Range(-1<<33, 1<<33).Draw(t, "price")
		q := rapid.Int64Range(-1<<33, 1<<33).Draw(t, "qty")
		got, err := Amount(a).Times(Qty(q))
		exact := new(big.Rat).Mul(big.NewRat(a, Scale), big.NewRat(q, Scale))
		want, perr := ParseAmount(exact.FloatString(4))
		if errors.Is(perr, ErrRange) != errors.Is(err, ErrRange) || err == nil && got != want {
			t.Fatalf("%d × %d: got %s, %v, want %s", a, q, got, err, exact.FloatString(4))
		}
	})
}

func TestRound(t *testing.T) {
	for in, want := range map[string]string{"0.885": "0.89", "-0.885": "-0.89", "1.2349": "1.23", "0.0049": "0"} {
		a, _ := ParseAmount(in)
		if got := a.Round(2).String(); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}
