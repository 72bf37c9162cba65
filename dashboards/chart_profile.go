package dashboards

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"hesuan/olap"
)

// profile draws one metric by a dim that has an order of its own, such as the hours of a day, as standing columns; the period before is a
// thin one beside each.
func (d *brush) profile(ctx context.Context) error {
	q := d.ask.compared(d.tile.Metrics...)
	if m, err := olap.MetricOf(d.tile.Metrics[0]); err != nil || m.Standing {
		q.Compare = olap.Nothing
	}
	q.By, q.Order, q.Up = d.by(), d.tile.By, true
	result, err := d.run(ctx, q)
	if err != nil {
		return err
	}
	d.out.Grid, d.out.Unit, d.out.Href = d.grid(result), d.unitOf(result.Metrics[0].Unit), d.board.behind(d.ask, d.tile.Metrics[0])
	if nothing(result.Rows) {
		d.empty()
		return nil
	}
	places := d.places(result)
	names, links, keys := make([]string, len(places)), make([]string, len(places)), places
	now, was := make([]opts.BarData, len(places)), make([]opts.BarData, len(places))
	for i, key := range places {
		names[i], now[i].Value = d.label(result.By[0], olap.Cell{Key: key, Label: key}), 0
		at := slices.IndexFunc(result.Rows, func(row olap.Row) bool { return row.By[0].Key == key })
		if at < 0 {
			continue
		}
		row := result.Rows[at]
		now[i].Value, links[i] = value(row.Values[0]), d.board.down(d.ask, result.Metrics[0].Name, q, row)
		if row.Before != nil {
			was[i].Value = value(row.Before[0])
		}
	}
	unit := string(result.Metrics[0].Unit)
	bar := charts.NewBar()
	bar.SetXAxis(names)
	bar.AddSeries(d.text(result.Metrics[0].Title), now, charts.WithItemStyleOpts(opts.ItemStyle{Color: leadColor}),
		charts.WithBarChartOpts(opts.BarChart{BarGap: "0%", BarCategoryGap: "30%"}), widest("30"))
	series := []marked{{Unit: unit, Links: links, Dim: d.tile.By, Keys: keys}}
	if q.Compare != olap.Nothing {
		bar.AddSeries(d.than(d.ask), was, charts.WithItemStyleOpts(opts.ItemStyle{Color: pastColor}), widest("5"))
		series = append(series, marked{Unit: unit, Links: links, Dim: d.tile.By, Keys: keys})
		d.out.Note = d.text("board.thin", "than", d.than(d.ask))
	}
	return d.finishProfile(bar, names, result.Metrics[0].Unit, series)
}

func (d *brush) finishProfile(bar *charts.Bar, names []string, unit olap.Unit, series []marked) error {
	bar.SetGlobalOptions(frame(false)...)
	tree, err := option(bar, axes(false))
	if err != nil {
		return err
	}
	tree["xAxis"], tree["yAxis"] = []any{steps(names)}, []any{scale(unit)}
	if len(names) <= 6 {
		merge(seriesOf(tree, 0), map[string]any{"label": map[string]any{"show": true, "position": "top", "color": inkColor, "fontSize": 11}})
	}
	d.out.Option, d.out.Marks = tree, &marks{d.symbol, d.lang, series}
	return nil
}

// ages are the steps of an ageing, youngest first.
var ages = []string{"0-30", "31-60", "61-90", "91-"}

// places are all values that the dim may have, so that a quiet hour is a gap and not left out.
func (d *brush) places(result *olap.Result) (keys []string) {
	switch d.tile.By {
	case "hour":
		for h := range 24 {
			keys = append(keys, fmt.Sprintf("%02d", h))
		}
		return keys
	case "age":
		return ages
	}
	for _, row := range result.Rows {
		keys = append(keys, row.By[0].Key)
	}
	slices.SortFunc(keys, strings.Compare)
	return keys
}
