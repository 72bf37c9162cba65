package dashboards

import (
	"context"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"hesuan/internal/cal"
	"hesuan/olap"
)

// columns draws sums over time side by side; a rate among the metrics becomes a line on an axis of its own, because its unit forces one.
func (d *brush) columns(ctx context.Context) error {
	q := d.ask.columns(d.tile.Metrics...)
	result, err := d.run(ctx, q)
	if err != nil {
		return err
	}
	d.out.Grid, d.out.Unit = d.grid(result), d.unitOf(result.Metrics[0].Unit)
	if nothing(result.Rows) {
		d.empty()
		return nil
	}
	bar, line := charts.NewBar(), charts.NewLine()
	bar.SetXAxis(daysOf(result.Rows))
	var series, rates []marked
	for i, c := range result.Metrics {
		links := make([]string, len(result.Rows))
		for n, row := range result.Rows {
			links[n] = d.board.down(d.ask, c.Name, q, row)
		}
		m := marked{Unit: string(c.Unit), Links: links, Dim: "day", Keys: spans(q, result.Rows)}
		if c.Unit == olap.Percent {
			line.AddSeries(d.text(c.Title), lineData(result.Rows, i), charts.WithLineChartOpts(opts.LineChart{YAxisIndex: 1, Symbol: "circle",
				SymbolSize: 5}),
				charts.WithLineStyleOpts(lineStyle("--bd-4", 2, "solid", 1)), charts.WithItemStyleOpts(opts.ItemStyle{Color: "--bd-4"}))
			rates = append(rates, m)
			continue
		}
		bar.AddSeries(d.text(c.Title), barData(result.Rows, i), charts.WithItemStyleOpts(opts.ItemStyle{Color: colorOf(i)}),
			charts.WithBarChartOpts(opts.BarChart{BarGap: "10%"}), widest("28"))
		series = append(series, m)
	}
	rates = append(rates, d.targets(line, result)...)
	bar.Overlap(line)
	return d.finishColumns(bar, result, series, rates)
}

// targets draws what was wanted of each metric in the colour of its columns.
func (d *brush) targets(line *charts.Line, result *olap.Result) (series []marked) {
	var days []cal.Date
	for _, row := range result.Rows {
		days = append(days, row.Day)
	}
	for i, c := range result.Metrics {
		data, some := d.aimed(c.Name, result.Query, days)
		if !some {
			continue
		}
		color, axis := colorOf(i), 0
		if c.Unit == olap.Percent {
			color, axis = "--bd-4", 1
		}
		line.AddSeries(d.text("board.target.of", "metric", d.text(c.Title)), data, targetStyle(color, axis)...)
		series = append(series, marked{Unit: string(c.Unit)})
	}
	return series
}

// finishColumns gives the rates, if there are any, a scale of their own on the right.
func (d *brush) finishColumns(bar *charts.Bar, result *olap.Result, series, rates []marked) error {
	bar.SetGlobalOptions(frame(true)...)
	tree, err := option(bar, axes(true))
	if err != nil {
		return err
	}
	scales := []any{scale(result.Metrics[0].Unit)}
	if slices.ContainsFunc(result.Metrics, func(c olap.Column) bool { return c.Unit == olap.Percent }) {
		right := scale(olap.Percent)
		right["splitLine"] = map[string]any{"show": false}
		scales = append(scales, right)
	}
	tree["xAxis"], tree["yAxis"] = []any{steps(daysOf(result.Rows))}, scales
	d.unfinished(tree, result.Query, result.Rows, len(series))
	d.out.Option, d.out.Marks = tree, &marks{d.symbol, d.lang, append(series, rates...)}
	return nil
}

// stacked draws one metric over time cut by a dim: the greatest groups, and all others as one.
func (d *brush) stacked(ctx context.Context) error {
	q := d.ask.course(d.tile.Metrics...)
	q.By, q.Limit = d.by(), d.tile.Limit
	result, err := d.run(ctx, q)
	if err != nil {
		return err
	}
	totals, err := d.run(ctx, d.ask.course(d.tile.Metrics...))
	if err != nil {
		return err
	}
	d.out.Grid, d.out.Unit = d.grid(result), d.unitOf(result.Metrics[0].Unit)
	d.out.Href = d.board.behind(d.ask, d.tile.Metrics[0])
	if nothing(totals.Rows) {
		d.empty()
		return nil
	}
	s := &stack{brush: d, q: q, days: daysOf(totals.Rows), bar: charts.NewBar(), rest: make([]float64, len(totals.Rows))}
	for i, row := range totals.Rows {
		s.rest[i] = row.Values[0].Float
	}
	s.bar.SetXAxis(s.days)
	for _, group := range groups(result.Rows) {
		s.add(result, group)
	}
	s.other(totals)
	return s.finish(totals)
}

// stack is a stacked chart in the making.
type stack struct {
	*brush
	q      olap.Query
	days   []string
	bar    *charts.Bar
	rest   []float64 // what no group has had
	series []marked
}

func (s *stack) add(result *olap.Result, rows []olap.Row) {
	data, links := make([]opts.BarData, len(s.days)), make([]string, len(s.days))
	for i := range data {
		data[i].Value = 0
	}
	for _, row := range rows {
		at := slices.Index(s.days, row.Day.String())
		if at < 0 {
			continue
		}
		data[at].Value, links[at] = value(row.Values[0]), s.board.down(s.ask, result.Metrics[0].Name, s.q, row)
		s.rest[at] -= row.Values[0].Float
	}
	keys := slices.Repeat([]string{rows[0].By[0].Key}, len(s.days))
	s.put(s.label(result.By[0], rows[0].By[0]), data, marked{Links: links, Dim: s.tile.By, Keys: keys}, colorOf(len(s.series)))
}

// other is what the groups leave of the total.
func (s *stack) other(totals *olap.Result) {
	data, links, some := make([]opts.BarData, len(s.days)), make([]string, len(s.days)), false
	for i, rest := range s.rest {
		data[i].Value = value(olap.Value{Valid: true, Float: rest})
		links[i] = s.board.down(s.ask, totals.Metrics[0].Name, totals.Query, totals.Rows[i])
		some = some || rest > 0.005
	}
	if some {
		s.put(s.text("board.other"), data, marked{Links: links, Dim: "day", Keys: spans(s.q, totals.Rows)}, otherColor)
	}
}

func (s *stack) put(name string, data []opts.BarData, m marked, color string) {
	m.Unit = string(s.unit())
	s.series = append(s.series, m)
	s.bar.AddSeries(name, data, charts.WithBarChartOpts(opts.BarChart{Stack: "all", BarCategoryGap: "22%"}), widest("34"),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: color}))
}

func (s *stack) unit() olap.Unit {
	m, err := olap.MetricOf(s.tile.Metrics[0])
	if err != nil {
		return olap.Count
	}
	return m.Unit
}

func (s *stack) finish(totals *olap.Result) error {
	s.bar.SetGlobalOptions(frame(true)...)
	tree, err := option(s.bar, axes(true))
	if err != nil {
		return err
	}
	tree["xAxis"], tree["yAxis"] = []any{steps(s.days)}, []any{scale(s.unit())}
	s.unfinished(tree, s.q, totals.Rows, len(s.series))
	s.out.Option, s.out.Marks = tree, &marks{s.symbol, s.lang, s.series}
	return nil
}

// unfinished hatches the steps that are not told in whole, in every series of columns. Levels have none: they stand as they stand.
func (d *brush) unfinished(tree map[string]any, q olap.Query, rows []olap.Row, series int) {
	if len(rows) == 0 || level[d.tile.Metrics[0]] {
		return
	}
	for _, at := range slices.Compact([]int{0, len(rows) - 1}) {
		if !d.ask.partial(q, rows[at].Day) {
			continue
		}
		for i := range series {
			hatch(tree, i, at)
		}
		d.out.Note = d.text("board.hatched")
	}
}

// level are the metrics of the boards that stand at a moment and do not add up over time.
var level = map[string]bool{"stock_value": true, "receivable": true, "payable": true, "cash": true}

// groups splits rows by their dim, greatest sum first.
func groups(rows []olap.Row) [][]olap.Row {
	byKey, sums := map[string][]olap.Row{}, map[string]float64{}
	var keys []string
	for _, row := range rows {
		key := row.By[0].Key
		if byKey[key] == nil {
			keys = append(keys, key)
		}
		byKey[key] = append(byKey[key], row)
		sums[key] += row.Values[0].Float
	}
	slices.SortStableFunc(keys, func(a, b string) int {
		if sums[a] > sums[b] {
			return -1
		}
		return 1
	})
	all := make([][]olap.Row, len(keys))
	for i, key := range keys {
		all[i] = byKey[key]
	}
	return all
}

// spans are the steps of rows as filters by day.
func spans(q olap.Query, rows []olap.Row) []string {
	all := make([]string, len(rows))
	for i, row := range rows {
		from, to := q.Step(row.Day)
		all[i] = from.String() + "/" + to.String()
	}
	return all
}

func daysOf(rows []olap.Row) (days []string) {
	for _, row := range rows {
		days = append(days, row.Day.String())
	}
	return days
}

func barData(rows []olap.Row, metric int) []opts.BarData {
	data := make([]opts.BarData, len(rows))
	for i, row := range rows {
		data[i].Value = value(row.Values[metric])
	}
	return data
}

func lineData(rows []olap.Row, metric int) []opts.LineData {
	data := make([]opts.LineData, len(rows))
	for i, row := range rows {
		data[i].Value = value(row.Values[metric])
	}
	return data
}
