package olap

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// read is the SELECT of one part: a flow, a level or a mean of levels.
func (p *plan) read(t part) string {
	switch {
	case t.level && t.mean:
		return p.means(t)
	case t.level && p.Grain != None:
		return p.levels(t)
	}
	return p.flow(t)
}

// flow adds up what happened within each step; a level without a grain adds up all that happened until the end.
func (p *plan) flow(t part) string {
	columns := p.dimColumns(t.source)
	if p.Grain != None {
		columns = append([]string{stepOf(p.Grain, "day") + " as step"}, columns...)
	}
	for _, name := range p.names {
		columns = append(columns, p.measureColumn(t, name))
	}
	return p.scan(t, columns, p.groupBy())
}

// levels: a movement counts in its own step and in every later one.
func (p *plan) levels(t part) string {
	p.params.dates("steps", p.steps())
	own := fmt.Sprintf("greatest(%s, %s)", stepOf(p.Grain, "day"), p.params.date("first", p.steps()[0]))
	inner := append([]string{own + " as own"}, p.dimColumns(t.source)...)
	for _, m := range t.measures {
		inner = append(inner, m.decimal()+" as m_"+m.Name)
	}
	group := strings.Join(append([]string{"own"}, p.dimKeys()...), ", ")
	step := "arrayJoin(arrayFilter(s -> s >= own, {steps:Array(Date)})) as step"
	return p.over(t, p.scan(t, inner, "\ngroup by "+group), step, func(m *Measure) string { return "sum(l.m_" + m.Name + ")" })
}

// means: a movement counts once for each day of the step that it lasts; the sum is divided by the days of the step.
func (p *plan) means(t part) string {
	from, to := p.params.date("from", p.From), p.params.date("to", p.To)
	inner := append([]string{"greatest(day, " + from + ") as own"}, p.dimColumns(t.source)...)
	for _, m := range t.measures {
		inner = append(inner, m.decimal()+" as m_"+m.Name)
	}
	group := strings.Join(append([]string{"own"}, p.dimKeys()...), ", ")
	lasts, step := fmt.Sprintf("(dateDiff('day', own, %s) + 1)", to), ""
	if p.Grain != None {
		p.params.dates("steps", p.steps())
		step = fmt.Sprintf("arrayJoin(arrayFilter(s -> least(%s, %s) >= own, {steps:Array(Date)})) as step", stepEnd(p.Grain, "s"), to)
		lasts = fmt.Sprintf("(dateDiff('day', greatest(own, step), least(%s, %s)) + 1)", stepEnd(p.Grain, "step"), to)
	}
	return p.over(t, p.scan(t, inner, "\ngroup by "+group), step, func(m *Measure) string {
		return fmt.Sprintf("toDecimal128(sum(toFloat64(l.m_%s) * %s / %s), 4)", m.Name, lasts, p.days())
	})
}

// over wraps the rows of a level, l, in the sums by step and dim.
func (p *plan) over(t part, inner, step string, sum func(*Measure) string) string {
	columns := p.dimKeys()
	if step != "" {
		columns = append([]string{step}, columns...)
	}
	for _, name := range p.names {
		i := slices.IndexFunc(t.measures, func(m *Measure) bool { return m.Name == name })
		if i < 0 {
			columns = append(columns, zero(name))
			continue
		}
		columns = append(columns, sum(t.measures[i])+" as m_"+name)
	}
	return fmt.Sprintf("select %s\nfrom (\n%s\n) as l%s", strings.Join(columns, ", "), indent(inner), p.groupBy())
}

func zero(name string) string { return "toDecimal128(0, 4) as m_" + name }

func (p *plan) measureColumn(t part, name string) string {
	for _, m := range t.measures {
		if m.Name == name {
			return m.decimal() + " as m_" + name
		}
	}
	return zero(name)
}

// decimal is the measure as the one type in which all measures are added up.
func (m *Measure) decimal() string { return "toDecimal128(" + m.Expr + ", 4)" }

func (p *plan) dimColumns(s *Source) []string {
	var columns []string
	for _, d := range p.dims {
		columns = append(columns, s.Dims[d.Name]+" as d_"+d.Name)
	}
	return columns
}

func (p *plan) dimKeys() []string {
	var keys []string
	for _, d := range p.dims {
		keys = append(keys, "d_"+d.Name)
	}
	return keys
}

// scan reads the source's rows of the period that the filters and the scope let through.
func (p *plan) scan(t part, columns []string, group string) string {
	where := p.where(t)
	p.zoned(columns, where)
	from := t.source.from(p.Grain != None, append(slices.Clone(columns), where...)...)
	return fmt.Sprintf("select %s\nfrom %s\nwhere %s%s", strings.Join(columns, ", "), from, strings.Join(where, " and "), group)
}

func (p *plan) where(t part) []string {
	where := []string{"day between " + p.params.date("from", p.From) + " and " + p.params.date("to", p.To)}
	if t.level {
		where = []string{"day <= " + p.params.date("to", p.To)}
	}
	if t.source.Where != "" {
		where = append(where, t.source.Where)
	}
	for i, f := range p.filters() {
		where = append(where, p.params.within(fmt.Sprintf("f%d", i), t.source.Dims[f.Dim], isID(f.Dim), f))
	}
	return where
}

// zoned binds the company's zone where an expression tells the hour.
func (p *plan) zoned(exprs ...[]string) {
	for _, expr := range slices.Concat(exprs...) {
		if strings.Contains(expr, "{zone:String}") {
			zone := cmp.Or(p.Zone, "Asia/Shanghai")
			p.params["zone"] = param{zone, "'" + escaper.Replace(zone) + "'"}
		}
	}
}
