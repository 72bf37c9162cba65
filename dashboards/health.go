package dashboards

import (
	"math"
	"slices"
	"strings"

	"hesuan/internal/fixed"
)

// Account is a line of a trial balance 余额表: debit less credit, so a balance on the credit side is negative.
type Account struct {
	Code, Name              string
	Opening, Moved, Closing fixed.Amount // before, within and after the days of the books
}

// Books are what a score is made from, and nothing else: whoever has the trial balance can recompute it (FIN-17). Nothing is posted to
// close a year, so the result of all years stands in the accounts of class 6.
type Books struct {
	Days     int // the accounts' Moved covers: up to 365
	Accounts []Account
}

// Score is the financial health of a company, 0 to 100: the weighted mean of its parts that could be computed.
type Score struct {
	Points float64
	Weight float64 // of the parts that count
	Parts  []Part
}

// Part is one ratio. Its points go from 0 at Poor to 100 at Good, in a straight line.
type Part struct {
	Name       string
	Weight     float64
	Value      float64
	Valid      bool
	Poor, Good float64
	Points     float64
	Terms      []Term // what the ratio is made from
}

// Term is a sum over accounts, positive on its own side.
type Term struct {
	Name   string
	Amount fixed.Amount
	Lines  []Account // the accounts in it, each with its contribution as Closing
}

// rule says what a term adds up.
type rule struct {
	codes, not []string
	credit     bool
	moved      bool // within the days, not the balance at their end
	opening    bool
}

var rules = map[string]rule{
	"assets":              {codes: []string{"1"}},
	"liabilities":         {codes: []string{"2"}, credit: true},
	"current_assets":      {codes: []string{"10", "11", "12", "13", "14"}},
	"current_liabilities": {codes: []string{"20", "21", "22", "23", "24"}, credit: true},
	"merchandise":         {codes: []string{"1405"}},
	"merchandise_before":  {codes: []string{"1405"}, opening: true},
	"receivable":          {codes: []string{"1122"}},
	"payable":             {codes: []string{"2202"}, credit: true},
	"retained":            {codes: []string{"4101", "4103", "4104", "6"}, credit: true},
	"ebit":                {codes: []string{"6"}, not: []string{"6603", "6801"}, credit: true, moved: true},
	"net":                 {codes: []string{"6"}, credit: true, moved: true},
	"sales":               {codes: []string{"60"}, credit: true, moved: true},
	"cost":                {codes: []string{"6401", "6402"}, moved: true},
}

// Rate scores the books. Ratios and weights: Altman's Z″ for companies that are neither listed nor manufacturers (6.56 working capital
// + 3.26 retained earnings + 6.72 EBIT, each over assets, + 1.05 equity over liabilities; distress below 1.10, safe above 2.60),
// liquidity, debt, margins, turnover and the cash conversion cycle. The marks of good and poor are the house's own, not an
// official standard. Flows are scaled to a year.
func Rate(b Books) Score {
	year := 365 / math.Max(1, float64(b.Days))
	get := func(name string) float64 { return b.term(name).Amount.Float() }
	assets, debts, current, due := get("assets"), get("liabilities"), get("current_assets"), get("current_liabilities")
	sales, cost, goods := get("sales"), get("cost"), get("merchandise")
	mean := goods
	if before := get("merchandise_before"); before > 0 {
		mean = (before + goods) / 2
	}
	cycle := goods/cost*float64(b.Days) + get("receivable")/sales*float64(b.Days) - get("payable")/cost*float64(b.Days)
	z := 6.56*(current-due)/assets + 3.26*get("retained")/assets + 6.72*get("ebit")*year/assets + 1.05*math.Min((assets-debts)/debts, 10)
	s := Score{Parts: []Part{
		b.part("z", 20, z, 1.10, 2.60, "assets", "liabilities", "current_assets", "current_liabilities", "retained", "ebit"),
		b.part("current_ratio", 12, current/due, 1, 2, "current_assets", "current_liabilities"),
		b.part("quick_ratio", 10, (current-goods)/due, 0.5, 1, "current_assets", "merchandise", "current_liabilities"),
		b.part("debt_ratio", 12, debts/assets, 0.8, 0.4, "liabilities", "assets"),
		b.part("gross_margin", 12, (sales-cost)/sales, 0.1, 0.4, "sales", "cost"),
		b.part("net_margin", 12, get("net")/sales, 0, 0.1, "net", "sales"),
		b.part("turnover", 12, cost*year/mean, 2, 8, "cost", "merchandise", "merchandise_before"),
		b.part("cycle", 10, cycle, 90, 15, "merchandise", "receivable", "payable", "sales", "cost"),
	}}
	for i, p := range s.Parts {
		if assets <= 0 && (p.Name == "z" || p.Name == "debt_ratio") { // over less than nothing a quotient means its opposite
			s.Parts[i].Points, p.Points = 0, 0
		}
		if p.Valid {
			s.Points += p.Points * p.Weight
			s.Weight += p.Weight
		}
	}
	if s.Weight > 0 {
		s.Points /= s.Weight
	}
	return s
}

// part places a ratio between poor and good. A quotient by nothing has no place, and does not count.
func (b Books) part(name string, weight, value, poor, good float64, terms ...string) Part {
	p := Part{Name: name, Weight: weight, Poor: poor, Good: good, Value: value, Valid: !math.IsNaN(value) && !math.IsInf(value, 0)}
	for _, term := range terms {
		p.Terms = append(p.Terms, b.term(term))
	}
	if p.Valid {
		p.Points = 100 * math.Max(0, math.Min(1, (value-poor)/(good-poor)))
	} else {
		p.Value = 0
	}
	return p
}

// term adds up the accounts of a rule.
func (b Books) term(name string) Term {
	r, t := rules[name], Term{Name: name}
	for _, a := range b.Accounts {
		if !begins(a.Code, r.codes) || begins(a.Code, r.not) {
			continue
		}
		amount := a.Closing
		if r.moved {
			amount = a.Moved
		} else if r.opening {
			amount = a.Opening
		}
		if r.credit {
			amount = -amount
		}
		if amount != 0 {
			t.Amount += amount
			t.Lines = append(t.Lines, Account{Code: a.Code, Name: a.Name, Closing: amount})
		}
	}
	return t
}

func begins(code string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(code, p) {
			return true
		}
	}
	return false
}

func byCode(accounts []Account) {
	slices.SortFunc(accounts, func(a, b Account) int { return strings.Compare(a.Code, b.Code) })
}
