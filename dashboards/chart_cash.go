package dashboards

import (
	"context"
	"math"
	"net/url"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/olap"
)

// cashPart is one line of what the forecast of cash is made of: its sum over all days foretold, and what lies behind it.
type cashPart struct {
	Name, Text, Exact, Href string
	Total                   bool
}

// cash draws the position of the last weeks and, as a band, that of the weeks ahead, with what it is made of. It is the company's: no part of it
// belongs to a shop or a warehouse.
func (d *brush) cash(ctx context.Context) error {
	switch {
	case d.Cash == nil:
		return fault.New(fault.Conflict, "board.cash.none", nil)
	case len(d.ask.Filters) > 0 || d.ask.Scope.Channels != nil || d.ask.Scope.Warehouses != nil:
		d.out.Empty = d.text("board.cash.whole")
		return nil
	}
	ahead, err := d.cashAhead(ctx)
	if err != nil {
		return err
	}
	past, err := d.run(ctx, olap.Query{Metrics: []string{"cash"}, Grain: olap.Day, From: ahead.Today.Add(1 - cashDays), To: ahead.Today, Lang: d.lang})
	if err != nil {
		return err
	}
	d.out.SQL = append(d.out.SQL, ahead.SQL...)
	d.out.Unit, d.out.Href, d.out.Grid, d.out.Cash = d.symbol, cashPath, d.cashGrid(ahead), d.cashParts(ahead)
	d.out.Note = d.text("board.cash.note")
	return d.cashChart(ahead, past)
}

// cashPath is the page of the forecast: its days, and the documents behind it.
const cashPath = "/board/finance/cash"

// cashAt leads to the documents, of one kind or of all, that are due by a day.
func cashAt(day cal.Date, of string) string {
	return cashPath + "?" + url.Values{"day": {day.String()}, "of": {of}}.Encode() + "#docs"
}

func (d *brush) cashChart(ahead *cashAhead, past *olap.Result) error {
	n := len(past.Rows)
	axis, was, middle := make([]string, n+cashDays), make([]opts.LineData, n+cashDays), make([]opts.LineData, n+cashDays)
	low, height := make([]opts.LineData, n+cashDays), make([]opts.LineData, n+cashDays)
	links, band := make([]string, n+cashDays), make([][2]float64, n+cashDays)
	for i := range axis {
		was[i].Value, middle[i].Value, low[i].Value, height[i].Value = "-", "-", "-", "-"
	}
	for i, row := range past.Rows {
		axis[i], was[i].Value, links[i] = row.Day.String(), value(row.Values[0]), d.board.down(d.ask, "cash", past.Query, row)
	}
	if n > 0 { // the band opens from where cash stands
		low[n-1].Value, height[n-1].Value, middle[n-1].Value = was[n-1].Value, 0, was[n-1].Value
	}
	for i, day := range ahead.Days {
		axis[n+i], middle[n+i].Value, links[n+i] = day.Day.String(), cents(day.Expected), cashAt(day.Day, "")
		low[n+i].Value, height[n+i].Value, band[n+i] = cents(day.P10), cents(day.P90-day.P10), [2]float64{day.P10, day.P90}
	}
	line, clear := charts.NewLine(), lineStyle("transparent", 0, "solid", 0)
	line.SetXAxis(axis)
	add := func(name string, data []opts.LineData, style opts.LineStyle, more ...charts.SeriesOpts) {
		line.AddSeries(name, data, append([]charts.SeriesOpts{charts.WithLineStyleOpts(style),
			charts.WithItemStyleOpts(opts.ItemStyle{Color: leadColor})}, more...)...)
	}
	stack := charts.WithLineChartOpts(opts.LineChart{Stack: "band"})
	add(d.text("metric.cash"), was, lineStyle(leadColor, 2.5, "solid", 1))
	add(d.text("board.band")+" ", low, clear, stack)
	add(d.text("board.band"), height, clear, stack, charts.WithAreaStyleOpts(opts.AreaStyle{Color: leadColor, Opacity: opts.Float(0.18)}))
	add(d.text("board.expected"), middle, lineStyle(leadColor, 1.5, "dashed", 0.9))
	line.SetGlobalOptions(frame(true)...)
	tree, err := option(line, axes(true))
	if err != nil {
		return err
	}
	tree["xAxis"], tree["yAxis"] = []any{steps(axis)}, []any{scale(olap.Money)}
	for i := range 4 {
		// Both ends of a band may lie below zero, so the stack adds what has another sign, too.
		merge(seriesOf(tree, i), map[string]any{"showSymbol": false, "symbol": "circle", "symbolSize": 6, "stackStrategy": "all", "silent": i == 1})
	}
	merge(tree, map[string]any{"legend": map[string]any{"data": []any{d.text("metric.cash"),
		map[string]any{"name": d.text("board.band"), "icon": "roundRect"}, d.text("board.expected")}}})
	unit := string(olap.Money)
	d.out.Option, d.out.Marks = tree, &marks{d.symbol, d.lang, []marked{{Unit: unit, Links: links}, {Unit: unit, Hide: true},
		{Unit: unit, Band: band}, {Unit: unit, Links: links}}}
	return nil
}

func cents(v float64) float64 { return math.Round(v*100) / 100 }

// inCents is a sum of the forecast as people read sums.
func inCents(v float64) olap.Value {
	return olap.Value{Valid: true, Float: cents(v), Exact: strconv.FormatFloat(cents(v), 'f', 2, 64)}
}

// cashParts says what the position on the last day is made of, and how sure it is.
func (d *brush) cashParts(ahead *cashAhead) (parts []cashPart) {
	last := ahead.Days[len(ahead.Days)-1]
	put := func(key string, v float64, href string, total bool) {
		amount := inCents(v)
		parts = append(parts, cashPart{d.text("board.cash." + key), d.people(amount, olap.Money), d.exact(amount, olap.Money), href, total})
	}
	put("opening", ahead.Opening.Float(), d.board.behind(d.ask, "cash"), true)
	put("claims", last.Claims, cashAt(last.Day, "claims"), false)
	put("sales", last.Sales, sales.Path(), false)
	put("debts", last.Debts, cashAt(last.Day, "debts"), false)
	put("ordered", last.Ordered, cashAt(last.Day, "ordered"), false)
	put("others", last.Others, d.board.behind(d.ask, "cash_out"), false)
	put("expected", last.Expected, "", true)
	worst := ahead.Days[0]
	for _, day := range ahead.Days {
		if day.P10 < worst.P10 {
			worst = day
		}
	}
	return append(parts, cashPart{Name: d.text("board.cash.worst", "day", worst.Day.String()[5:]), Text: d.people(inCents(worst.P10), olap.Money),
		Exact: d.text("board.cash.below", "share", decimals(worst.Below*100, 0)), Href: cashAt(worst.Day, "")})
}

// cashGrid is the forecast as a table.
func (d *brush) cashGrid(ahead *cashAhead) *grid {
	g := &grid{Columns: []head{{Title: d.text("dim.day")}}}
	for _, key := range []string{"expected", "p10", "p90", "claims", "sales", "debts", "ordered", "others"} {
		g.Columns = append(g.Columns, head{Title: d.text("board.cash." + key), Unit: d.symbol, Number: true})
	}
	g.Columns = append(g.Columns, head{Title: d.text("board.cash.risk"), Unit: "%", Number: true})
	for _, day := range ahead.Days {
		line := []cell{{Text: day.Day.String(), Raw: day.Day.String(), Href: cashAt(day.Day, "")}}
		for _, v := range []float64{day.Expected, day.P10, day.P90, day.Claims, day.Sales, day.Debts, day.Ordered, day.Others} {
			one := d.number(inCents(v), olap.Money)
			if cents(v) == 0 {
				one.Text = none
			}
			line = append(line, one)
		}
		share := decimals(day.Below*100, 1)
		g.Rows = append(g.Rows, append(line, cell{Text: share + "%", Raw: share}))
	}
	return g
}
