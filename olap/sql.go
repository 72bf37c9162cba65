package olap

import (
	"fmt"
	"slices"
	"strings"

	"hesuan/internal/cal"
)

// statement is SQL with placeholders {name:Type} and what stands for them.
type statement struct {
	sql    string
	params params
}

// plan is a query with its names resolved: which measure of which source answers each part.
type plan struct {
	Query
	metrics []*Metric
	dims    []*Dim
	parts   []part
	names   []string // of the measures, in order
	params  params
}

// part is what one source contributes: measures that can be read in one pass.
type part struct {
	source      *Source
	level, mean bool
	measures    []*Measure
}

// resolve finds the metrics, dims and measures of a query.
func (q Query) resolve() (*plan, error) {
	p := &plan{Query: q}
	if err := q.check(); err != nil {
		return nil, err
	}
	for _, name := range q.By {
		d, err := DimOf(name)
		if err != nil {
			return nil, err
		}
		p.dims = append(p.dims, d)
	}
	for _, name := range q.Metrics {
		m, err := MetricOf(name)
		if err != nil {
			return nil, err
		}
		p.metrics = append(p.metrics, m)
		if err := p.measure(m); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// measure chooses a source for each measure of a metric and puts it with what the same source already gives.
func (p *plan) measure(metric *Metric) error {
	for _, name := range metric.uses() {
		if slices.Contains(p.names, name) {
			continue
		}
		m, err := measureFor(name, p.touched())
		if err != nil && len(p.filters()) > len(p.Filters) {
			return hidden(name)
		}
		if err != nil {
			return err
		}
		p.names = append(p.names, name)
		p.add(m)
	}
	return nil
}

func (p *plan) add(m *Measure) {
	for i, with := range p.parts {
		if with.source == m.Source && with.level == m.Level && with.mean == m.Mean {
			p.parts[i].measures = append(p.parts[i].measures, m)
			return
		}
	}
	p.parts = append(p.parts, part{m.Source, m.Level, m.Mean, []*Measure{m}})
}

// statement is the whole query: formulas over measures, measures over sources, gaps filled.
func (p *plan) statement() statement {
	p.params = params{}
	columns := p.keys("")
	for _, m := range p.metrics {
		columns = append(columns, p.column(m))
	}
	sql := fmt.Sprintf("select %s\nfrom (\n%s\n)", strings.Join(columns, ", "), indent(p.measured()))
	return statement{sql + p.order(), p.params}
}

// keys are the step and dim columns; as they leave a part (with their expressions) when a source is named.
func (p *plan) keys(prefix string) []string {
	var keys []string
	if p.Grain != None {
		keys = append(keys, "step")
	}
	for _, d := range p.dims {
		if prefix == "" {
			keys = append(keys, "toString(d_"+d.Name+") as "+d.Name)
		} else {
			keys = append(keys, prefix+d.Name)
		}
	}
	return keys
}

// column is a metric's formula. Sums stay decimals; quotients are floats, and null where they are not finite.
func (p *plan) column(m *Metric) string {
	formula := word.ReplaceAllStringFunc(m.formula(), func(w string) string {
		switch {
		case w == "days":
			return p.days()
		case !slices.Contains(p.names, w):
			return w
		case m.Unit.exact():
			return "m_" + w
		}
		return "toFloat64(m_" + w + ")"
	})
	if m.Unit.exact() {
		return formula + " as " + m.Name
	}
	return fmt.Sprintf("ifNotFinite(%s, null) as %s", formula, m.Name)
}

// measured joins the parts: each gives its measures and zeros for the others', so that adding them up is the join.
func (p *plan) measured() string {
	var texts []string
	for _, part := range p.parts {
		texts = append(texts, p.read(part))
	}
	if len(texts) == 1 {
		return texts[0]
	}
	sums := p.keys("d_")
	for _, name := range p.names {
		sums = append(sums, fmt.Sprintf("sum(p.m_%[1]s) as m_%[1]s", name))
	}
	text := fmt.Sprintf("select %s\nfrom (\n%s\n) as p", strings.Join(sums, ", "), indent(strings.Join(texts, "\nunion all\n")))
	return text + p.groupBy()
}

func (p *plan) groupBy() string {
	if keys := p.keys("d_"); len(keys) > 0 {
		return "\ngroup by " + strings.Join(keys, ", ")
	}
	return ""
}

// order sorts the rows, and with a grain fills the steps in which nothing happened, for each combination of dims.
func (p *plan) order() string {
	if p.Grain == None {
		return p.ranked()
	}
	var by []string
	for _, d := range p.dims {
		by = append(by, d.Name)
	}
	steps := p.steps()
	fill := fmt.Sprintf("step with fill from %s to %s step interval 1 %s", p.params.date("first", steps[0]),
		p.params.date("end", next(p.Grain, steps[len(steps)-1])), p.Grain)
	return fmt.Sprintf("\norder by %s\nlimit %d", strings.Join(append(by, fill), ", "), MaxRows)
}

func (p *plan) ranked() string {
	if len(p.dims) == 0 {
		return ""
	}
	order, direction := p.Order, " desc"
	if order == "" {
		order = p.Metrics[0]
	}
	if p.Up {
		direction = ""
	}
	limit := p.Limit
	if limit <= 0 || limit > MaxRows {
		limit = MaxRows
	}
	return fmt.Sprintf("\norder by %s%s nulls last, %s\nlimit %d", order, direction, strings.Join(p.By, ", "), limit)
}

// steps are the first days of the steps that the period touches.
func (p *plan) steps() []cal.Date {
	var steps []cal.Date
	for s := start(p.Grain, p.From); s <= p.To; s = next(p.Grain, s) {
		steps = append(steps, s)
	}
	return steps
}
