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
// To narrowed to its step. Only its first metric counts; of a formula, its first measure.
func (w *Warehouse) Drill(ctx context.Context, q Query) (*Documents, error) {
	s, measure, err := q.drill()
	if err != nil {
		return nil, err
	}
	rows, err := w.DB.Query(ctx, s.sql, s.params.args()...)
	if err != nil {
		return nil, away(err)
	}
	defer rows.Close()
	found := &Documents{SQL: s.shown(), Metrics: []Column{{Name: measure, Title: "metric." + q.Metrics[0]}}}
	for rows.Next() {
		d := Document{}
		var sum decimal.Decimal
		if err := rows.Scan(&d.Type, &d.ID, &d.Number, &d.Day, &d.State, &sum); err != nil {
			return nil, err
		}
		d.Values = []Value{{Valid: true, Float: sum.InexactFloat64(), Exact: sum.String()}}
		found.Rows = append(found.Rows, d)
	}
	return found, rows.Err()
}

// maxDocuments bounds a list of documents.
const maxDocuments = 500

// drill is the statement, and the name of the measure that ranks the documents.
func (q Query) drill() (statement, string, error) {
	q.By, q.Grain, q.Compare, q.Order = nil, None, Nothing, ""
	if err := q.check(); err != nil {
		return statement{}, "", err
	}
	metric, err := MetricOf(q.Metrics[0])
	if err != nil {
		return statement{}, "", err
	}
	for _, name := range metric.uses() {
		for _, m := range measuresOf(name) {
			if m.Source.Doc != "" && m.Source.knows(q.touched()) {
				return q.documents(m), name, nil
			}
		}
	}
	return statement{}, "", fault.New(fault.Invalid, "olap.no_documents", fault.Args{"metric": metric.Name})
}

// documents selects the documents of a fact that contribute most to a measure.
func (q Query) documents(m *Measure) statement {
	p := &plan{Query: q, params: params{}}
	t := part{source: m.Source, level: m.Level}
	state := "''"
	if m.Source.Dims["state"] != "" {
		state = "any(state)"
	}
	limit := q.Limit
	if limit <= 0 || limit > maxDocuments {
		limit = maxDocuments
	}
	columns := []string{"'" + m.Source.Doc + "' as type", "toString(doc) as id", "any(number) as number", "min(day) as at", state + " as step",
		m.decimal() + " as sum"}
	sql := fmt.Sprintf("select %s\nfrom %s\nwhere %s\ngroup by doc\norder by abs(sum) desc, at desc, id\nlimit %d",
		strings.Join(columns, ", "), m.Source.from(), strings.Join(p.where(t), " and "), limit)
	return statement{sql, p.params}
}

// Step is the period of one row of a query with a grain: what to put into From and To to drill into it.
func (q Query) Step(day cal.Date) (from, to cal.Date) {
	return max(q.From, day), min(q.To, next(q.Grain, day)-1)
}
