package stock

import (
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
		t.Errorf("%s is %.15g, want %.15g", what, got, want)
	}
}

// The golden values are those of stockpyl, which takes them from Snyder and Shen, "Fundamentals of Supply Chain Theory" (2019).
func TestGolden(t *testing.T) {
	q, c := NewsvendorNormal(.18, .70, 50, 8)
	near(t, "newsvendor quantity", q, 56.60395592743389)
	near(t, "newsvendor cost", c, 1.9976051931766445)
	q, c = NewsvendorPoisson(.18, .70, 50)
	near(t, "Poisson newsvendor quantity", q, 56)
	near(t, "Poisson newsvendor cost", c, 1.797235211809178)
	near(t, "G(1.3)", Loss(1.3), 0.04552796208651397)
	q, c = EOQ(8, .225, 1300)
	near(t, "EOQ", q, 304.0467800264368)
	near(t, "EOQ cost", c, 68.41052550594829)
	q, x, c := EOQBackorders(8, .225, 1300, 5)
	near(t, "EOQ with backorders", q, 310.81255515896464)
	near(t, "share backordered", x, 0.0430622009569378)
	near(t, "cost with backorders", c, 66.92136355097325)
	q, _ = EPQ(8, .225, 1300, 1700)
	near(t, "EPQ", q, 626.8084945889684)
	r, lot, c := ExactRQ(20, 150, 100, 1.5, 2)
	near(t, "(r,Q) cost", c, 107.92358063314975)
	if r != 3 || lot != 5 {
		t.Errorf("(r,Q) is (%d,%d), want (3,5)", r, lot)
	}
	low, high, c := ExactSS(1, 4, 5, 6)
	near(t, "(s,S) cost", c, 8.034111561471642)
	if low != 4 || high != 10 {
		t.Errorf("(s,S) is (%d,%d), want (4,10)", low, high)
	}
	s, S := PowerSS(.18, .70, 2.5, 50, 8)
	near(t, "power approximation s", s, 40.19461695647407)
	near(t, "power approximation S", S, 74.29017010980579)
}

func TestWagnerWhitin(t *testing.T) {
	lots, cost := WagnerWhitin(500, 2, []float64{90, 120, 80, 70})
	for i, want := range []float64{210, 0, 150, 0} {
		near(t, "lot", lots[i], want)
	}
	near(t, "cost", cost, 1380)
}

func TestFillFactorInvertsFillRate(t *testing.T) {
	for _, fill := range []float64{0.9, 0.95, 0.99, 0.999} {
		near(t, "fill rate", FillRate(FillFactor(fill, 40, 120), 40, 120), fill)
	}
	near(t, "spread", Spread(100, 20, 9, 2), math.Sqrt(9*400+10000*4))
}
