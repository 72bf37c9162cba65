package health

import "math"

// Measure is one of the eight basic measures of the financial part of the state assets commission's evaluation (国资发评价〔2006〕157号 企业综合
// 绩效评价), with its weight in 100 points.
type Measure struct {
	Name   string
	Weight float64
}

// Measures are the eight: profitability 34, asset quality 22, debt risk 22, growth 22.
var Measures = []Measure{
	{"return_on_equity", 20}, {"return_on_assets", 14}, {"asset_turnover", 10}, {"receivables_turnover", 12},
	{"debt_ratio", 12}, {"interest_cover", 10}, {"sales_growth", 12}, {"capital_preservation", 10},
}

// Standard are the five standard values of an industry for one measure, from excellent to poor (优秀 良好 平均 较低 较差). They rise or fall:
// for the debt ratio less is better. The yearly national book of values is a table that users keep; none comes with the program.
type Standard [5]float64

var coefficients = [5]float64{1.0, 0.8, 0.6, 0.4, 0.2}

// Coefficient places a value among the standards: linear between two of them, 1 above the best, falling to 0 below the worst at the
// slope of the last interval.
func (s Standard) Coefficient(v float64) float64 {
	better := func(a, b float64) bool { return (a-b)*(s[0]-s[4]) >= 0 }
	if better(v, s[0]) {
		return 1
	}
	for k := 1; k < 5; k++ {
		if better(v, s[k]) {
			return coefficients[k] + (coefficients[k-1]-coefficients[k])*over(v-s[k], s[k-1]-s[k])
		}
	}
	return math.Max(0, 0.2+0.2*over(v-s[4], s[3]-s[4]))
}

// SASAC scores the measures of a company, in the order of [Measures], against its industry. correction multiplies each group's points,
// 0.7 to 1.3; nil means 1.
func SASAC(values []float64, standards []Standard, correction []float64) (points float64, grade string, parts []Component) {
	for i, m := range Measures {
		c := standards[i].Coefficient(values[i])
		if correction != nil {
			c *= math.Min(math.Max(correction[i], 0.7), 1.3)
		}
		parts = append(parts, Component{Name: m.Name, Ratio: values[i], Weight: m.Weight, Adds: m.Weight * c})
	}
	points = total(parts)
	return points, gradeOf(points), parts
}

func gradeOf(points float64) string {
	switch {
	case points >= 85:
		return "A"
	case points >= 70:
		return "B"
	case points >= 50:
		return "C"
	case points >= 40:
		return "D"
	}
	return "E"
}

// SASACValues are the eight measures from the accounts of two years.
func SASACValues(now, before Year) []float64 {
	mean := func(a, b float64) float64 { return (a + b) / 2 }
	return []float64{
		over(now.NetIncome, mean(now.Equity, before.Equity)), over(now.EBIT, mean(now.Assets, before.Assets)),
		over(now.Sales, mean(now.Assets, before.Assets)), over(now.Sales, mean(now.Receivables, before.Receivables)),
		over(now.Liabilities, now.Assets), over(now.EBIT, now.Interest),
		over(now.Sales, before.Sales) - 1, over(now.Equity, before.Equity),
	}
}
