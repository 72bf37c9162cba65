package dashboards

import (
	"math"
	"testing"

	"hesuan/internal/fixed"
)

// The books of a small trader, in yuan; every ratio worked out by hand from the trial balance. FIN-17.
var trader = Books{Days: 365, Accounts: []Account{
	{Code: "1002", Closing: fixed.Yuan(200)},
	{Code: "1122", Closing: fixed.Yuan(100)},
	{Code: "1405", Opening: fixed.Yuan(100), Moved: fixed.Yuan(100), Closing: fixed.Yuan(200)},
	{Code: "1601", Closing: fixed.Yuan(500)},
	{Code: "2202", Closing: -fixed.Yuan(150)},
	{Code: "2501", Closing: -fixed.Yuan(250)},
	{Code: "4001", Closing: -fixed.Yuan(400)},
	{Code: "6001", Opening: -fixed.Yuan(300), Moved: -fixed.Yuan(1000), Closing: -fixed.Yuan(1300)},
	{Code: "6401", Opening: fixed.Yuan(200), Moved: fixed.Yuan(600), Closing: fixed.Yuan(800)},
	{Code: "6603", Moved: fixed.Yuan(50), Closing: fixed.Yuan(50)},
	{Code: "6801", Moved: fixed.Yuan(250), Closing: fixed.Yuan(250)},
}}

func TestRate(t *testing.T) {
	s := Rate(trader)
	want := map[string][2]float64{ // value, points
		"z":             {6.56*350/1000 + 3.26*200/1000 + 6.72*400/1000 + 1.05*600/400, 100},
		"current_ratio": {500.0 / 150, 100},
		"quick_ratio":   {300.0 / 150, 100},
		"debt_ratio":    {0.4, 100},
		"gross_margin":  {0.4, 100},
		"net_margin":    {0.1, 100},
		"turnover":      {600.0 / 150, (4.0 - 2) / 6 * 100},
		"cycle":         {200/600.0*365 + 100/1000.0*365 - 150/600.0*365, (66.91666 - 90) / (15 - 90) * 100},
	}
	points := 0.0
	for _, p := range s.Parts {
		if w := want[p.Name]; !p.Valid || math.Abs(p.Value-w[0]) > 1e-9 || math.Abs(p.Points-w[1]) > 1e-3 {
			t.Errorf("%s: %v with %v points, want %v", p.Name, p.Value, p.Points, w)
		}
		points += p.Points * p.Weight / 100
		for _, term := range p.Terms {
			sum := fixed.Amount(0)
			for _, line := range term.Lines {
				sum += line.Closing
			}
			if sum != term.Amount {
				t.Errorf("%s: the accounts of %s sum to %s, not %s", p.Name, term.Name, sum, term.Amount)
			}
		}
	}
	if math.Abs(s.Points-points) > 1e-9 || s.Weight != 100 {
		t.Errorf("score %v over %v, want %v over 100", s.Points, s.Weight, points)
	}
}

// What moves within a fifth of a year is scaled to a whole one, what stands is not.
func TestRateOfAShortYear(t *testing.T) {
	short := trader
	short.Days = 73
	for _, p := range Rate(short).Parts {
		if want := 600.0 * 5 / 150; p.Name == "turnover" && math.Abs(p.Value-want) > 1e-9 {
			t.Errorf("turnover %v, want %v", p.Value, want)
		}
		if want := (200/600.0 + 100/1000.0 - 150/600.0) * 73; p.Name == "cycle" && math.Abs(p.Value-want) > 1e-9 {
			t.Errorf("cycle %v, want %v", p.Value, want)
		}
		if want := 6.56*350/1000 + 3.26*200/1000 + 6.72*400*5/1000 + 1.05*600/400; p.Name == "z" && math.Abs(p.Value-want) > 1e-9 {
			t.Errorf("z %v, want %v", p.Value, want)
		}
	}
}

// A company that has just begun has no ratios; what cannot be computed does not count, and nothing is divided by nothing.
func TestRateOfNothing(t *testing.T) {
	if s := Rate(Books{}); s.Points != 0 || s.Weight != 0 || math.IsNaN(s.Points) {
		t.Errorf("%+v", s)
	}
	s := Rate(Books{Days: 1, Accounts: []Account{{Code: "1002", Closing: fixed.Yuan(10)}, {Code: "4001", Closing: -fixed.Yuan(10)}}})
	for _, p := range s.Parts {
		if p.Valid != (p.Name == "debt_ratio") && p.Name != "z" {
			t.Errorf("%s: valid %v", p.Name, p.Valid)
		}
	}
}

// The score of the board is the score of the trial balance. FIN-17.
func TestTheBoardsScore(t *testing.T) {
	s := open(t)
	s.trade()
	d := s.drawn(finance, "health", asked(30))
	profit := fixed.Yuan(40*40) - fixed.Scale/100 // but for a cent of selling expense
	books := Books{Days: 46, Accounts: []Account{
		{Code: "1122", Moved: fixed.Yuan(4520), Closing: fixed.Yuan(4520)}, {Code: "1405", Moved: fixed.Yuan(1800), Closing: fixed.Yuan(1800)},
		{Code: "2202", Moved: -fixed.Yuan(1200), Closing: -fixed.Yuan(1200)}, {Code: "222101", Moved: -fixed.Yuan(520),
			Closing: -fixed.Yuan(520)},
		{Code: "1002", Moved: fixed.Yuan(100), Closing: fixed.Yuan(100)}, {Code: "4001", Moved: -fixed.Yuan(3100),
			Closing: -fixed.Yuan(3100)}, {Code: "6001", Moved: -fixed.Yuan(4000), Closing: -fixed.Yuan(4000)},
		{Code: "6401", Moved: fixed.Yuan(2400), Closing: fixed.Yuan(2400)}}}
	if want := decimals(Rate(books).Points, 0); d.Score.Text != want || d.Score.Days != 46 {
		t.Errorf("the board says %s over %d days, the books %s", d.Score.Text, d.Score.Days, want)
	}
	for _, p := range d.Score.Parts {
		if p.Name == "净利率" && (p.Terms[0].Amount != "¥"+grouped(profit.String(),
			2) || p.Terms[0].Lines[0].Href != "/finance/ledger?code=6001&from="+d.Score.From.String()+"&to="+today.String()) {
			t.Errorf("net profit opens to %+v", p.Terms[0])
		}
	}
}

// A company that owns less than nothing is in distress, though its debts over its assets are a small number.
func TestRateOfLessThanNothing(t *testing.T) {
	s := Rate(Books{Days: 365, Accounts: []Account{{Code: "1002", Closing: -fixed.Yuan(500)}, {Code: "1405", Closing: fixed.Yuan(400)},
		{Code: "2202", Closing: -fixed.Yuan(300)}, {Code: "6001", Moved: -fixed.Yuan(100), Closing: -fixed.Yuan(100)}}})
	for _, p := range s.Parts {
		if (p.Name == "z" || p.Name == "debt_ratio") && p.Points != 0 {
			t.Errorf("%s of %v has %v points", p.Name, p.Value, p.Points)
		}
	}
}
