package dashboards

import (
	"context"
	"math"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"hesuan/olap"
)

// ranked is a metric by a dim, greatest first, with what is left over as "other".
type ranked struct {
	result *olap.Result
	names  []string
	values []olap.Value
	before []olap.Value
	links  []string
	keys   []string
	off    []int // left out by the board's filters, but still there to be chosen
	isRest bool  // the last is "other"
}

// open is the ask without the tile's own dim, where the board goes on with it: whoever has chosen one channel sees the others stand
// back, and can add them.
func (d *brush) open() Ask {
	if d.chooses() {
		return d.ask.with(d.tile.By, "")
	}
	return d.ask
}

// chooses tells that the tile shows more than the filters let through.
func (d *brush) chooses() bool {
	return slices.Contains(narrowing, d.tile.By) && len(d.ask.chosen(d.tile.By)) > 0
}

// isOff tells a value that the filters of a choosing tile leave out.
func (d *brush) isOff(key string) bool {
	return d.chooses() && !slices.Contains(d.ask.chosen(d.tile.By), key)
}

// picked marks a chosen value by more than its colour.
func (d *brush) picked(label, key string) string {
	if d.chooses() && !d.isOff(key) {
		return "✓ " + label
	}
	return label
}

// rank asks for the groups and for the whole, whose difference is "other".
func (d *brush) rank(ctx context.Context) (*ranked, error) {
	q := d.open().compared(d.tile.Metrics...)
	q.By, q.Limit = d.by(), d.tile.Limit
	result, err := d.run(ctx, q)
	if err != nil {
		return nil, err
	}
	whole, err := d.Warehouse.Run(ctx, d.open().query(d.tile.Metrics...))
	if err != nil {
		return nil, err
	}
	result.Rows = told(result, false)
	d.out.Grid, d.out.Unit, d.out.Href = d.grid(result), d.unitOf(result.Metrics[0].Unit), d.board.behind(d.ask, d.tile.Metrics[0])
	r := &ranked{result: result}
	rest := 0.0
	if len(whole.Rows) > 0 {
		rest = whole.Rows[0].Values[0].Float
	}
	for i, row := range result.Rows {
		key := row.By[0].Key
		r.names, r.values = append(r.names, d.picked(d.label(result.By[0], row.By[0]), key)), append(r.values, row.Values[0])
		r.links, r.keys = append(r.links, d.board.down(d.ask, result.Metrics[0].Name, q, row)), append(r.keys, key)
		if d.isOff(key) {
			r.off = append(r.off, i)
		}
		if row.Before != nil {
			r.before = append(r.before, row.Before[0])
		}
		rest -= row.Values[0].Float
	}
	if len(result.Rows) == d.tile.Limit && rest > 0.005 {
		r.isRest = true
		r.names, r.values = append(r.names, d.text("board.other")), append(r.values, olap.Value{Valid: true, Float: rest})
		r.links, r.keys = append(r.links, d.board.behind(d.open(), d.tile.Metrics[0])+"&by="+d.tile.By), append(r.keys, "")
		if r.before != nil {
			r.before = append(r.before, olap.Value{})
		}
	}
	if len(r.values) == 0 {
		d.empty()
	}
	return r, nil
}

// bars draws the ranking as lying columns with their numbers beside them; the period before is a thin one below.
func (d *brush) bars(ctx context.Context) error {
	r, err := d.rank(ctx)
	if err != nil || len(r.values) == 0 {
		return err
	}
	unit := string(r.result.Metrics[0].Unit)
	bar := charts.NewBar()
	bar.SetXAxis(r.names)
	now := make([]opts.BarData, len(r.values))
	for i, v := range r.values {
		now[i] = opts.BarData{Value: value(v)}
		if r.isRest && i == len(r.values)-1 {
			now[i].ItemStyle = &opts.ItemStyle{Color: otherColor}
		}
	}
	bar.AddSeries(d.text(r.result.Metrics[0].Title), now, charts.WithItemStyleOpts(opts.ItemStyle{Color: leadColor}),
		charts.WithBarChartOpts(opts.BarChart{BarGap: "0%", BarCategoryGap: "35%"}), widest("18"))
	series := []marked{{Unit: unit, Links: r.links, Dim: d.tile.By, Keys: r.keys}}
	if r.before != nil {
		was := make([]opts.BarData, len(r.before))
		for i, v := range r.before {
			was[i].Value = value(v)
		}
		bar.AddSeries(d.than(d.ask), was, charts.WithItemStyleOpts(opts.ItemStyle{Color: pastColor}), widest("6"))
		series = append(series, marked{Unit: unit, Links: r.links, Dim: d.tile.By, Keys: r.keys})
	}
	bar.SetGlobalOptions(frame(false)...)
	tree, err := option(bar, axes(false))
	if err != nil {
		return err
	}
	for _, at := range r.off {
		fade(tree, 0, at)
	}
	lay(tree, r.names, unit)
	d.out.Option, d.out.Marks = tree, &marks{d.symbol, d.lang, series}
	if r.before != nil {
		d.out.Note = d.text("board.thin", "than", d.than(d.ask))
	}
	return nil
}

// lay turns standing columns over: names from the top down, the numbers beside the columns instead of an axis.
func lay(tree map[string]any, names []string, unit string) {
	merge(seriesOf(tree, 0), map[string]any{"label": map[string]any{"show": true, "position": "right", "color": inkColor, "fontSize": 11},
		"itemStyle": map[string]any{"borderRadius": []any{0, 3, 3, 0}}})
	tree["yAxis"] = []any{map[string]any{"type": "category", "data": names, "inverse": true, "axisTick": map[string]any{"show": false},
		"axisLine": map[string]any{"show": false}, "axisLabel": map[string]any{"color": "--ink", "width": 92, "overflow": "truncate",
			"fontSize": 12}}}
	tree["xAxis"] = []any{map[string]any{"type": "value", "show": false, "unit": unit, "min": 0}}
	merge(tree, map[string]any{"grid": map[string]any{"right": 68, "top": 4, "bottom": 4},
		"tooltip": map[string]any{"axisPointer": map[string]any{"type": "shadow"}}})
}

// treemap draws the ranking as areas, for dims with many values.
func (d *brush) treemap(ctx context.Context) error {
	r, err := d.rank(ctx)
	if err != nil || len(r.values) == 0 {
		return err
	}
	nodes := make([]opts.TreeMapNode, len(r.values))
	for i, v := range r.values {
		nodes[i] = opts.TreeMapNode{Name: r.names[i], Value: int(math.Round(max(0, v.Float)))}
	}
	m := charts.NewTreeMap()
	m.AddSeries(d.text(r.result.Metrics[0].Title), nodes)
	m.SetGlobalOptions(charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item"}), charts.WithAnimation(false))
	tree, err := option(m, map[string]any{"aria": map[string]any{"enabled": true}, "tooltip": map[string]any{"confine": true},
		"legend": map[string]any{"show": false}})
	if err != nil {
		return err
	}
	s := seriesOf(tree, 0)
	merge(s, map[string]any{"roam": false, "nodeClick": false, "breadcrumb": map[string]any{"show": false}, "left": 0, "right": 0, "top": 0,
		"bottom": 0,
		"label": map[string]any{"show": true, "fontSize": 12, "overflow": "truncate", "color": "--bd-on", "padding": 6,
			"position": "insideTopLeft"},
		"itemStyle": map[string]any{"borderColor": "--surface", "borderWidth": 1, "gapWidth": 1, "borderRadius": 4}})
	data, _ := s["data"].([]any)
	for i := range data {
		color := colorOf(i)
		if r.isRest && i == len(data)-1 {
			color = otherColor
		}
		if one, ok := data[i].(map[string]any); ok {
			one["value"] = value(r.values[i])
			one["itemStyle"] = map[string]any{"color": color}
		}
	}
	for _, at := range r.off {
		fade(tree, 0, at)
	}
	d.out.Option, d.out.Marks = tree, &marks{d.symbol, d.lang,
		[]marked{{Unit: string(r.result.Metrics[0].Unit), Links: r.links, Dim: d.tile.By, Keys: r.keys}}}
	return nil
}
