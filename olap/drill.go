package olap

import (
	"context"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
)

// Drill lists the documents behind a number: the query is the number's own, with a filter for each key of its row and From and
// To narrowed to its step. Only its first metric counts; of a formula, the documents of all its measures, each with its part in each.
func (w *Warehouse) Drill(ctx context.Context, q Query) (*Documents, error) {
	s, drilled, err := q.drill()
	if err != nil {
		return nil, err
	}
	rows, err := w.DB.Query(ctx, s.sql, s.params.args()...)
	if err != nil {
		return nil, away(err)
	}
	defer rows.Close()
	found := &Documents{SQL: s.shown()}
	for _, m := range drilled.measures {
		found.Metrics = append(found.Metrics, drilled.column(m.Name))
	}
	for rows.Next() {
		d := Document{}
		sums := make([]decimal.Decimal, len(drilled.measures))
		var whole *float64
		targets := []any{&d.Type, &d.ID, &d.Number, &d.Day, &d.State, &found.Count, &whole}
		for i := range sums {
			targets = append(targets, &sums[i])
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		for _, sum := range sums {
			d.Values = append(d.Values, Value{Valid: true, Float: sum.InexactFloat64(), Exact: sum.String()})
		}
		if whole != nil && drilled.complete {
			found.Whole = Value{Valid: true, Float: *whole, Exact: fmt.Sprint(*whole)}
		}
		found.Rows = append(found.Rows, d)
	}
	return found, rows.Err()
}

// maxDocuments bounds a list of documents.
const maxDocuments = 500

// drilled is what a list of documents is made of.
type drilled struct {
	metric   *Metric
	measures []*Measure
	complete bool // the documents of every measure are among them, and add up
}

// column names a measure; the one of a metric's own name is called as the metric.
func (d *drilled) column(measure string) Column {
	if m, err := MetricOf(measure); err == nil && m.Formula == "" {
		return Column{Name: measure, Title: m.Title(), Unit: m.Unit}
	}
	return Column{Name: measure, Title: "measure." + measure, Unit: Quantity}
}

// drill is the statement, and what it lists.
func (q Query) drill() (statement, *drilled, error) {
	q.By, q.Grain, q.Compare, q.Order = nil, None, Nothing, ""
	if err := q.check(); err != nil {
		return statement{}, nil, err
	}
	metric, err := MetricOf(q.Metrics[0])
	if err != nil {
		return statement{}, nil, err
	}
	d := &drilled{metric: metric, complete: true}
	for _, name := range metric.uses() {
		m := q.listed(name)
		if d.complete = d.complete && m != nil && !m.Mean; m != nil {
			d.measures = append(d.measures, m)
		}
	}
	if len(d.measures) == 0 {
		return statement{}, nil, fault.New(fault.Invalid, "olap.no_documents", fault.Args{"metric": metric.Name})
	}
	return q.documents(d), d, nil
}

// listed is the measure of a name whose source holds documents; nil if there is none.
func (q Query) listed(name string) *Measure {
	for _, m := range measuresOf(name) {
		if m.Source.Doc != "" && m.Source.knows(q.touched()) {
			return m
		}
	}
	return nil
}

// documents selects the documents that contribute most, whichever measure they contribute to, and what the formula gives over all of
// them, so that a page can say that they make up the number.
func (q Query) documents(d *drilled) statement {
	p := &plan{Query: q, params: params{}}
	limit := q.Limit
	if limit <= 0 || limit > maxDocuments {
		limit = maxDocuments
	}
	var parts, sums, weights []string
	for _, t := range partsOf(d.measures) {
		parts = append(parts, p.documentsOf(t, d.measures))
	}
	for _, m := range d.measures {
		sums = append(sums, fmt.Sprintf("sum(r.m_%[1]s) as m_%[1]s", m.Name))
		weights = append(weights, "abs(m_"+m.Name+")")
	}
	columns := append([]string{"type", "id", "any(r.number) as number", "min(r.at) as at", "any(r.step) as step"}, sums...)
	inner := fmt.Sprintf("select %s\nfrom (\n%s\n) as r\ngroup by type, id", strings.Join(columns, ", "),
		indent(strings.Join(parts, "\nunion all\n")))
	outer := []string{"type", "id", "number", "at", "step", "count() over () as documents", p.whole(d) + " as whole"}
	for _, m := range d.measures {
		outer = append(outer, "m_"+m.Name)
	}
	weight := strings.Join(weights, " + ")
	sql := fmt.Sprintf("select %s\nfrom (\n%s\n)\nwhere %s > 0\norder by %s desc, at desc, id\nlimit %d", strings.Join(outer, ", "),
		indent(inner), weight, weight, limit)
	return statement{sql, p.params}
}

// partsOf are the sources of measures, each with those that can be read in one pass.
func partsOf(measures []*Measure) []part {
	p := &plan{}
	for _, m := range measures {
		p.add(m)
	}
	return p.parts
}

// documentsOf are the documents of one source, with zeros for the measures of others.
func (p *plan) documentsOf(t part, all []*Measure) string {
	state := "''"
	if t.source.Dims["state"] != "" {
		state = "toString(any(state))"
	}
	columns := []string{"'" + t.source.Doc + "' as type", "toString(doc) as id", "any(number) as number", "min(day) as at", state + " as step"}
	for _, m := range all {
		columns = append(columns, p.measureColumn(t, m.Name))
	}
	where := p.where(t)
	p.zoned(where)
	return fmt.Sprintf("select %s\nfrom %s\nwhere %s\ngroup by doc",
		strings.Join(columns, ", "), t.source.from(false), strings.Join(where, " and "))
}

// whole is the formula over the sums of all documents.
func (p *plan) whole(d *drilled) string {
	if !d.complete {
		return "cast(null, 'Nullable(Float64)')"
	}
	formula := word.ReplaceAllStringFunc(d.metric.formula(), func(w string) string {
		if w == "days" {
			return p.days()
		}
		return "toFloat64(sum(m_" + w + ") over ())"
	})
	return "ifNotFinite(" + formula + ", null)"
}

// Step is the period of one row of a query with a grain: what to put into From and To to drill into it.
func (q Query) Step(day cal.Date) (from, to cal.Date) {
	return max(q.From, day), min(q.To, next(q.Grain, day)-1)
}

// StepOf is the first day of the step in which a day lies.
func (q Query) StepOf(day cal.Date) cal.Date { return start(q.Grain, day) }
