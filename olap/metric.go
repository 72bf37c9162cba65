package olap

import (
	"slices"
)

// Unit says how a number is written.
type Unit string

// The units. Money is in the company's currency.
const (
	Money    Unit = "money"
	Quantity Unit = "quantity"
	Count    Unit = "count"
	Percent  Unit = "percent" // 0.25 is 25 %
	Days     Unit = "days"
	Ratio    Unit = "ratio"
	Price    Unit = "price" // money by the piece: a quotient, so no exact decimal
)

// exact tells that a number of this unit is a sum of decimals, not a quotient.
func (u Unit) exact() bool { return u == Money || u == Quantity || u == Count }

// Measure is an expression over one source. A name may have several measures; a query takes the first whose source knows all
// its dims, so the smaller source is declared first.
type Measure struct {
	Name   string
	Source *Source
	Expr   string
	// Without names dims that the measure cannot be cut or filtered by, although its source knows them: a count of documents
	// does not add up over the cells of a document.
	Without []string
	// Level makes it a level rather than a flow: the sum of all movements up to the end of a step (stock, receivables).
	Level bool
	// Mean makes it the mean of the daily levels within a step.
	Mean bool
}

// Metric is what people ask for: a measure, or a formula over measures.
type Metric struct {
	Name string
	Unit Unit
	// Formula is an expression over measures and the word days (the length of the step); empty: the measure of the same name.
	Formula string
	// Lower says that less is better, for the colour of a change.
	Lower bool
	// Standing tells how it is at the end of the period and not how it came there: it has no course to draw.
	Standing bool
	// Now tells how it is today, whatever the period: nothing stands beside it.
	Now bool
	// Room is the board it belongs to: sales, stock, finance, purchasing.
	Room string
}

// Title is the i18n key of the metric's name.
func (m *Metric) Title() string { return "metric." + m.Name }

// Help is the i18n key of the metric's definition.
func (m *Metric) Help() string { return "metric." + m.Name + ".help" }

func (m *Metric) formula() string {
	if m.Formula == "" {
		return m.Name
	}
	return m.Formula
}

// uses are the names of the measures in the formula.
func (m *Metric) uses() []string {
	var used []string
	for _, w := range word.FindAllString(m.formula(), -1) {
		if len(measuresOf(w)) > 0 && !slices.Contains(used, w) {
			used = append(used, w)
		}
	}
	return used
}

// Metrics are all metrics, by room.
func Metrics() []*Metric {
	return slices.Concat(salesMetrics, customerMetrics, stockMetrics, shelfMetrics, financeMetrics, partyMetrics, purchasingMetrics, foresightMetrics)
}

// Dims are all dims.
func Dims() []*Dim { return dims }

func measures() []*Measure {
	return slices.Concat(salesMeasures, customerMeasures, stockMeasures, shelfMeasures, financeMeasures, partyMeasures, purchasingMeasures, foresightMeasures)
}

// MetricOf finds a metric by name.
func MetricOf(name string) (*Metric, error) {
	for _, m := range Metrics() {
		if m.Name == name {
			return m, nil
		}
	}
	return nil, unknown("metric", name)
}

// DimOf finds a dim by name.
func DimOf(name string) (*Dim, error) {
	for _, d := range dims {
		if d.Name == name {
			return d, nil
		}
	}
	return nil, unknown("dim", name)
}

func measuresOf(name string) []*Measure {
	var of []*Measure
	for _, m := range measures() {
		if m.Name == name {
			of = append(of, m)
		}
	}
	return of
}

// measureFor is the cheapest measure of a name that these dims can cut.
func measureFor(name string, dims []string) (*Measure, error) {
	for _, m := range measuresOf(name) {
		if m.Source.knows(dims) && !slices.ContainsFunc(dims, func(d string) bool { return slices.Contains(m.Without, d) }) {
			return m, nil
		}
	}
	return nil, uncut(name, dims)
}

// Knows tells whether the metric can be cut by these dims, so that a page offers only what works.
func (m *Metric) Knows(dims ...string) bool {
	for _, name := range m.uses() {
		if _, err := measureFor(name, dims); err != nil {
			return false
		}
	}
	return true
}
