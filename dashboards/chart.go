package dashboards

import (
	"encoding/json"
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"hesuan/olap"
)

// marks tell the script what an option cannot: how to write the numbers of each series, where a click on each leads, and what a filter
// by it would be. Their order is that of the option's series and of their data.
type marks struct {
	Symbol string   `json:"symbol"`
	Lang   string   `json:"lang"`
	Series []marked `json:"series"`
}

type marked struct {
	Unit  string       `json:"unit"`
	Hide  bool         `json:"hide,omitempty"` // from the tooltip
	Band  [][2]float64 `json:"band,omitempty"` // low and high, where the series draws their difference
	Links []string     `json:"links,omitempty"`
	Dim   string       `json:"dim,omitempty"`  // what the keys are values of: a dim, or day
	Keys  []string     `json:"keys,omitempty"` // of a day: first and last of the step, with a slash between
}

// Colours are names of CSS variables; the script looks them up, so that light and dark both fit.
const (
	inkColor    = "--ink-2"
	lineColor   = "--line"
	pastColor   = "--bd-past"
	leadColor   = "--bd-1"
	targetColor = "--bd-target"
)

// palette are the colours of groups, in order; the last stands for "other".
var palette = []string{"--bd-1", "--bd-2", "--bd-3", "--bd-4", "--bd-5", "--bd-6", "--bd-7", "--bd-8"}

const otherColor = "--bd-other"

func colorOf(i int) string { return palette[i%len(palette)] }

// chart is what go-echarts' charts have in common.
type chart interface {
	Validate()
	JSON() map[string]any
}

// option is a chart as plain data. It goes through JSON, never through the library's templates, which do not escape; what the library
// cannot say is added by name.
func option(c chart, more map[string]any) (map[string]any, error) {
	c.Validate()
	raw, err := json.Marshal(c.JSON())
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := json.Unmarshal(raw, &tree); err != nil {
		return nil, err
	}
	for _, unused := range []string{"title", "toolbox", "color"} {
		delete(tree, unused)
	}
	merge(tree, more)
	return tree, nil
}

// merge adds to a tree: objects are merged, all else is replaced.
func merge(tree, more map[string]any) {
	for name, value := range more {
		into, ok := tree[name].(map[string]any)
		added, ok2 := value.(map[string]any)
		if ok && ok2 {
			merge(into, added)
			continue
		}
		tree[name] = value
	}
}

// fade lets a mark that the filters leave out stand back.
func fade(tree map[string]any, series, at int) {
	data, _ := seriesOf(tree, series)["data"].([]any)
	if one, ok := data[at].(map[string]any); ok {
		merge(one, map[string]any{"itemStyle": map[string]any{"opacity": 0.28}})
	}
}

// seriesOf are the series of an option, to add to.
func seriesOf(tree map[string]any, i int) map[string]any {
	all, _ := tree["series"].([]any)
	one, _ := all[i].(map[string]any)
	return one
}

// hatch marks one column as not yet whole.
func hatch(tree map[string]any, series, at int) {
	data, _ := seriesOf(tree, series)["data"].([]any)
	if at < 0 || at >= len(data) {
		return
	}
	if one, ok := data[at].(map[string]any); ok {
		merge(one, map[string]any{"itemStyle": map[string]any{"opacity": 0.75, "decal": map[string]any{
			"symbol": "rect", "dashArrayX": []any{1, 0}, "dashArrayY": []any{3, 4}, "rotation": -math.Pi / 4, "color": "--bd-hatch"}}})
	}
}

// frame are the options that all charts over two axes share.
func frame(legend bool) []charts.GlobalOpts {
	return []charts.GlobalOpts{
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "axis"}),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(legend), Type: "scroll", Top: "0", Left: "0", ItemWidth: 14, ItemHeight: 8,
			TextStyle: &opts.TextStyle{Color: inkColor}}),
		charts.WithAnimation(false),
	}
}

// axes are a quiet time axis and a scale that begins at zero.
func axes(legend bool) map[string]any {
	top := 12
	if legend {
		top = 34
	}
	return map[string]any{
		"aria": map[string]any{"enabled": true}, "tooltip": map[string]any{"confine": true},
		"grid": map[string]any{"left": 4, "right": 12, "top": top, "bottom": 2, "containLabel": true},
	}
}

func steps(days []string) map[string]any {
	return map[string]any{"type": "category", "data": days, "boundaryGap": true, "axisTick": map[string]any{"show": false},
		"axisLabel": map[string]any{"color": inkColor, "hideOverlap": true,
			"fontSize": 11}, "axisLine": map[string]any{"lineStyle": map[string]any{"color": lineColor}}}
}

func scale(unit olap.Unit) map[string]any {
	return map[string]any{"type": "value", "splitNumber": 4, "unit": string(unit),
		"axisLabel": map[string]any{"color": inkColor, "fontSize": 11},
		"splitLine": map[string]any{"lineStyle": map[string]any{"color": lineColor, "type": "dashed", "opacity": 0.7}}}
}

// value is a number for a chart; a gap is a gap.
func value(v olap.Value) any {
	if !v.Valid {
		return "-"
	}
	return math.Round(v.Float*1e4) / 1e4
}

func lineStyle(color string, width float32, kind string, opacity float32) opts.LineStyle {
	return opts.LineStyle{Color: color, Width: width, Type: kind, Opacity: opts.Float(opacity)}
}

// widest bounds the width of columns, in pixels.
func widest(pixels string) charts.SeriesOpts {
	return charts.WithSeriesOpts(func(s *charts.SingleSeries) { s.BarMaxWidth = pixels })
}
