package dashboards

import (
	"context"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"hesuan/internal/cal"
	"hesuan/internal/i18n"
	"hesuan/olap"
)

// trend draws one metric over time: the period, the one before, and where the board asks for it the band of what is to come. The step
// that has not ended is drawn apart.
func (d *brush) trend(ctx context.Context) error {
	metric := d.tile.Metrics[0]
	q := d.ask.trend(metric)
	result, err := d.run(ctx, q)
	if err != nil {
		return err
	}
	ahead, err := d.ahead(ctx, q, result.Rows)
	if err != nil {
		return err
	}
	d.out.Grid, d.out.Href, d.out.Unit = d.grid(result), d.board.behind(d.ask, metric), d.unitOf(result.Metrics[0].Unit)
	if nothing(result.Rows) && len(ahead) == 0 {
		d.empty()
		return nil
	}
	c := &course{brush: d, unit: result.Metrics[0].Unit, grain: q.Grain, line: charts.NewLine()}
	c.days(q, result, ahead)
	c.past(q, result)
	c.future(ahead)
	c.target(metric, q)
	return c.finish()
}

// aheadDays is how far steps longer than a day look ahead.
const aheadDays = 180

// ahead is the forecast for the steps from today's on, if it reaches the present and is of something foretold. A step that has begun is
// what was sold in it so far and what is foretold of the rest.
func (d *brush) ahead(ctx context.Context, q olap.Query, rows []olap.Row) ([]olap.Foretold, error) {
	scope, key, known := d.foretold()
	if !d.tile.Forecast || d.ask.To < d.ask.Today-1 || d.ask.From > d.ask.Today || !known {
		return nil, nil
	}
	days := aheadDays
	if q.Grain == olap.Day {
		days = min(28, max(7, int(d.ask.Today-d.ask.From)/2))
	}
	ahead, sql, err := d.Warehouse.Forecast(ctx, scope, key, d.ask.Today, d.ask.Today.Add(days))
	if len(ahead) == 0 || err != nil {
		return nil, err
	}
	d.out.SQL = append(d.out.SQL, sql)
	if q.Grain == olap.Day {
		return ahead, nil
	}
	return foretoldSteps(q, rows, ahead), nil
}

// foretoldSteps adds the days of a forecast up to steps that it tells to their end. The bounds of days are added as they are, which makes
// the band of a step rather too wide than too narrow.
func foretoldSteps(q olap.Query, rows []olap.Row, days []olap.Foretold) (steps []olap.Foretold) {
	whole := q
	whole.From, whole.To = days[0].Day-400, days[0].Day+800
	var ends []cal.Date
	for _, f := range days {
		at := whole.StepOf(f.Day)
		if n := len(steps); n == 0 || steps[n-1].Day != at {
			_, end := whole.Step(at)
			steps, ends = append(steps, olap.Foretold{Day: at, Method: f.Method}), append(ends, end)
		}
		last := &steps[len(steps)-1]
		last.Expected, last.P10, last.P90 = last.Expected+f.Expected, last.P10+max(0, f.P10), last.P90+f.P90
	}
	if n := len(steps); ends[n-1] > days[len(days)-1].Day {
		steps = steps[:n-1]
	}
	for _, row := range rows {
		if len(steps) > 0 && row.Day == steps[0].Day && row.Values[0].Valid {
			sold := row.Values[0].Float
			steps[0].Expected, steps[0].P10, steps[0].P90 = steps[0].Expected+sold, steps[0].P10+sold, steps[0].P90+sold
		}
	}
	return steps
}

// foretold is the series of forecasts that the filters name: all, one channel, or one category.
func (d *brush) foretold() (scope, key string, known bool) {
	if d.ask.Scope.Channels != nil || d.ask.Scope.Warehouses != nil {
		return "", "", false
	}
	switch len(d.ask.Filters) {
	case 0:
		return "all", "", true
	case 1:
		dim := d.ask.Filters[0].Dim
		if key = d.ask.fixed(dim); key != "" && (dim == "channel" || dim == "category") {
			return dim, key, true
		}
	}
	return "", "", false
}

// course is a trend in the making: every series has a place for every day on the axis.
type course struct {
	*brush
	unit   olap.Unit
	grain  olap.Grain
	line   *charts.Line
	axis   []string
	index  map[cal.Date]int
	series []marked
	last   []opts.LineData // what was, whole steps only
}

func (c *course) days(q olap.Query, result *olap.Result, ahead []olap.Foretold) {
	c.index = map[cal.Date]int{}
	place := func(day cal.Date) {
		if _, known := c.index[day]; !known {
			c.index[day] = len(c.axis)
			c.axis = append(c.axis, day.String())
		}
	}
	for _, row := range result.Rows {
		place(row.Day)
	}
	for _, f := range ahead {
		place(f.Day)
	}
	c.line.SetXAxis(c.axis)
}

// blank is a series without numbers.
func (c *course) blank() []opts.LineData {
	data := make([]opts.LineData, len(c.axis))
	for i := range data {
		data[i].Value = "-"
	}
	return data
}

// past are the period and the one before. What has not ended hangs on its line as a dashed piece.
func (c *course) past(q olap.Query, result *olap.Result) {
	now, open, before := c.blank(), c.blank(), c.blank()
	links, keys := make([]string, len(c.axis)), make([]string, len(c.axis))
	copy(keys, spans(q, result.Rows))
	isOpen := false
	for i, row := range result.Rows {
		at := c.index[row.Day]
		links[at] = c.board.down(c.ask, result.Metrics[0].Name, q, row)
		if row.Before != nil {
			before[at].Value = value(row.Before[0])
		}
		switch {
		case row.Day > c.ask.Today:
		case c.ask.partial(q, row.Day) && i > 0 && i == len(result.Rows)-1:
			isOpen = true
			open[at-1].Value, open[at].Value = now[at-1].Value, value(row.Values[0])
			open[at].Symbol, open[at].SymbolSize = "emptyCircle", 8
		default:
			now[at].Value = value(row.Values[0])
		}
	}
	c.last = now
	if len(result.Rows) == 1 {
		now[0].Symbol, now[0].SymbolSize = "circle", 8
	}
	if q.Compare != olap.Nothing {
		c.add(c.than(c.ask), before, marked{}, lineStyle(pastColor, 1.5, "dashed", 1), pastColor)
	}
	name := c.text(result.Metrics[0].Title)
	if len(result.Rows) == 1 && c.ask.partial(q, result.Rows[0].Day) {
		name = c.text("board.sofar")
	}
	c.add(name, now, marked{Links: links, Dim: "day", Keys: keys}, lineStyle(leadColor, 2.5, "solid", 1), leadColor)
	if isOpen {
		c.add(c.text("board.sofar"), open, marked{Links: links, Dim: "day", Keys: keys}, lineStyle(leadColor, 2, "dotted", 1), leadColor)
	}
}

// future is the band P10–P90 with its middle: never a bare line.
func (c *course) future(ahead []olap.Foretold) {
	if len(ahead) == 0 {
		return
	}
	low, height, middle := c.blank(), c.blank(), c.blank()
	band := make([][2]float64, len(c.axis))
	for _, f := range ahead {
		at := c.index[f.Day]
		bottom, top := max(0, f.P10), max(f.P10, f.P90)
		low[at].Value, height[at].Value, middle[at].Value = bottom, top-bottom, f.Expected
		band[at] = [2]float64{bottom, top}
	}
	c.anchor(ahead[0].Day, low, height, middle)
	name := c.text("board.band")
	c.add(name+" ", low, marked{Hide: true}, lineStyle("transparent", 0, "solid", 0), "transparent",
		charts.WithLineChartOpts(opts.LineChart{Stack: "band"}))
	c.add(name, height, marked{Band: band}, lineStyle("transparent", 0, "solid", 0), leadColor,
		charts.WithLineChartOpts(opts.LineChart{Stack: "band"}),
		charts.WithAreaStyleOpts(opts.AreaStyle{Color: leadColor, Opacity: opts.Float(0.18)}))
	c.add(c.text("board.expected"), middle, marked{}, lineStyle(leadColor, 1.5, "dashed", 0.9), leadColor)
	note := "board.method"
	if c.grain != olap.Day {
		note = "board.method.steps"
	}
	c.out.Note = c.text(note, "method", i18n.Parts(c.text, "forecast.method.", ahead[0].Method))
}

// target draws what was wanted of each step, also of those to come.
func (c *course) target(metric string, q olap.Query) {
	days := make([]cal.Date, len(c.axis))
	for day, at := range c.index {
		days[at] = day
	}
	data, some := c.aimed(metric, q, days)
	if !some {
		return
	}
	c.series = append(c.series, marked{Unit: string(c.unit)})
	c.line.AddSeries(c.text("board.target"), data, targetStyle(targetColor, 0)...)
}

// anchor lets the band of weeks and months begin in the last whole step, from which it opens: of one step alone there is nothing to see.
func (c *course) anchor(first cal.Date, low, height, middle []opts.LineData) {
	at := c.index[first] - 1
	if c.grain == olap.Day || at < 0 {
		return
	}
	low[at].Value, height[at].Value, middle[at].Value = c.last[at].Value, 0, c.last[at].Value
}

func (c *course) add(name string, data []opts.LineData, m marked, style opts.LineStyle, color string, more ...charts.SeriesOpts) {
	m.Unit = string(c.unit)
	c.series = append(c.series, m)
	options := append([]charts.SeriesOpts{charts.WithLineStyleOpts(style), charts.WithItemStyleOpts(opts.ItemStyle{Color: color})}, more...)
	c.line.AddSeries(name, data, options...)
}

func (c *course) finish() error {
	c.line.SetGlobalOptions(frame(true)...)
	tree, err := option(c.line, axes(true))
	if err != nil {
		return err
	}
	tree["xAxis"], tree["yAxis"] = []any{steps(c.axis)}, []any{scale(c.unit)}
	names := []any{}
	for i, m := range c.series {
		s := seriesOf(tree, i)
		merge(s, map[string]any{"showSymbol": len(c.axis) == 1, "symbol": "circle", "symbolSize": 6, "silent": m.Hide})
		if name, ok := s["name"].(string); ok && !m.Hide {
			entry := map[string]any{"name": name}
			if m.Band != nil {
				entry["icon"] = "roundRect"
			}
			names = append(names, entry)
		}
		if len(m.Links) > 0 {
			s["showSymbol"], s["showAllSymbol"] = true, false
			s["symbol"] = "none"
		}
	}
	merge(tree, map[string]any{"legend": map[string]any{"data": names}})
	c.out.Option, c.out.Marks = tree, &marks{c.symbol, c.lang, c.series}
	return nil
}
