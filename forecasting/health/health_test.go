package health

import (
	"math"
	"testing"
)

var before = Year{Sales: 1000, CostOfSales: 700, SellingAndAdmin: 150, Depreciation: 20, EBIT: 130, Interest: 10, NetIncome: 90,
	OperatingCash: 100,
	Assets:        800, CurrentAssets: 500, Receivables: 100, Stock: 200, FixedAssets: 250, Liabilities: 400, CurrentLiabilities: 250,
	LongTermDebt: 100,
	Payables:     120, Equity: 400, RetainedEarnings: 200, Shares: 100}

var now = Year{Sales: 1200, CostOfSales: 820, SellingAndAdmin: 170, Depreciation: 22, EBIT: 188, Interest: 9, NetIncome: 130,
	OperatingCash: 150,
	Assets:        900, CurrentAssets: 580, Receivables: 110, Stock: 210, FixedAssets: 260, Liabilities: 380, CurrentLiabilities: 260,
	LongTermDebt: 80,
	Payables:     130, Equity: 520, RetainedEarnings: 330, Shares: 100}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*math.Max(1, math.Abs(want)) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestAltman(t *testing.T) { // FIN-17
	z := ZDoublePrime(now)
	near(t, "Z″", z.Z, 6.56*320/900+3.26*330/900+6.72*188/900+1.05*520/380)
	near(t, "sum of parts", total(z.Parts), z.Z)
	if z.Zone != Safe || ZDoublePrime(Year{Assets: 1, Liabilities: 1, EBIT: -1}).Zone != Distress {
		t.Error("zones")
	}
	near(t, "Z′", ZPrime(now).Z, 0.717*320/900+0.847*330/900+3.107*188/900+0.42*520/380+0.998*1200/900)
}

func TestPiotroski(t *testing.T) {
	if f, parts := Piotroski(now, before); f != 9 || len(parts) != 9 {
		t.Errorf("a year better in everything has %d of 9: %+v", f, parts)
	}
	if f, _ := Piotroski(before, now); f != 4 { // it still earned, in cash, above its income, and issued no shares
		t.Errorf("the years exchanged have %d", f)
	}
}

func TestBeneish(t *testing.T) {
	m, flagged, parts := Beneish(before, before)
	want := -4.84 + 0.920 + 0.528 + 0.404 + 0.892 + 0.115 - 0.172 + 4.679*(90-100)/800 - 0.327
	near(t, "M of an unchanged year", m, want)
	if flagged || len(parts) != 9 {
		t.Error("an unchanged year is not suspicious")
	}
	odd := now
	odd.Receivables, odd.OperatingCash = 500, -200
	if _, flagged, _ := Beneish(odd, before); !flagged {
		t.Error("receivables five-fold and no cash must be flagged")
	}
}

func TestRatios(t *testing.T) {
	d := TakeApart(now)
	near(t, "return on equity", d.ReturnOnEquity, 130.0/520)
	near(t, "cash cycle", Cycle(now).Days, 365*(210.0/820+110.0/1200-130.0/820))
	near(t, "GMROI", GMROI(380, 205), 380.0/205)
	near(t, "nothing", TakeApart(Year{}).ReturnOnEquity, 0)
}

func TestSASAC(t *testing.T) {
	var weights float64
	for _, m := range Measures {
		weights += m.Weight
	}
	near(t, "weights", weights, 100)
	rising, falling := Standard{10, 8, 6, 4, 2}, Standard{40, 50, 60, 70, 80}
	for _, c := range [][2]float64{{12, 1}, {10, 1}, {9, 0.9}, {6, 0.6}, {2, 0.2}, {1, 0.1}, {-5, 0}} {
		near(t, "coefficient", rising.Coefficient(c[0]), c[1])
	}
	near(t, "less is better", falling.Coefficient(45), 0.9)
	all := make([]Standard, 8)
	values := make([]float64, 8)
	for i := range all {
		all[i], values[i] = rising, 9
	}
	points, grade, _ := SASAC(values, all, nil)
	near(t, "points", points, 90)
	if grade != "A" || len(SASACValues(now, before)) != 8 {
		t.Error(grade)
	}
}
