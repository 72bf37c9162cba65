package purchasing

import (
	"math"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
)

// historyShown is how many days of the past the chart shows.
const historyShown = 90

// chart is the option of an echarts chart: above, demand by day with the forecast as a band; below, stock as it will be with the
// order and without it. Colours are names of CSS variables, which the script looks up, so that light and dark fit.
func (s *Suggestion) chart(text func(key string, pairs ...any) string, inbound []Inbound) map[string]any {
	past := s.Series.Sales[max(0, len(s.Series.Sales)-historyShown):]
	skipped := len(s.Series.Sales) - len(past)
	ahead := len(s.Series.P50)
	first := s.Series.Since.Add(len(s.Series.Sales)) // of the forecast
	var days []string
	for i := range len(past) + ahead {
		days = append(days, first.Add(i-len(past)).String())
	}
	name := func(key string) string { return text("purchasing.replenish.chart." + key) }
	without, with := s.project(inbound, first, 0), s.project(inbound, first, s.Wanted())
	return map[string]any{
		"animation": false,
		"aria":      map[string]any{"enabled": true},
		"tooltip":   map[string]any{"trigger": "axis", "confine": true},
		"title":     []any{heading(name("demand"), 0), heading(name("stock"), "60%")},
		"legend": map[string]any{"top": 0, "right": 0, "left": 110, "type": "scroll", "itemHeight": 8, "itemWidth": 14, "itemGap": 8,
			"data": []string{name("sales"), name("median"), name("band"), name("without"), name("with")}},
		"axisPointer": map[string]any{"link": []any{map[string]any{"xAxisIndex": "all"}}},
		"grid":        []any{grid(30, "46%"), grid("67%", "24%")},
		"xAxis":       []any{axis(days, 0, false), axis(days, 1, true)},
		"yAxis":       []any{scale(0), scale(1)},
		"series": []any{
			bars(name("sales"), past, s.outs(skipped), ahead),
			edge("low", shifted(s.Series.P10, len(past)), false, name("band")),
			edge(name("band"), shifted(difference(s.Series.P90, s.Series.P10), len(past)), true, name("band")),
			line(name("median"), shifted(s.Series.P50, len(past)), 0, "--rp-accent", "dashed"),
			line(name("without"), shifted(without, len(past)), 1, "--rp-bad", "dotted"),
			line(name("with"), shifted(with, len(past)), 1, "--rp-good", "solid"),
		},
	}
}

// project is stock at the end of each day ahead if demand is as expected and qty comes after the lead time.
func (s *Suggestion) project(inbound []Inbound, first cal.Date, qty fixed.Qty) []float64 {
	coming := map[int]float64{}
	for _, i := range inbound {
		coming[max(0, int(i.Due-first))] += i.Qty.Float()
	}
	coming[int(math.Ceil(s.LeadDays.Float()))] += qty.Float()
	have := (-s.Term("on_hand") - s.Term("reserved")).Float()
	stock := make([]float64, len(s.Series.P50))
	for day, demand := range s.expected() {
		have = max(have+coming[day]-demand, 0)
		stock[day] = math.Round(have*10) / 10
	}
	return stock
}

// expected is the demand of each day ahead: the median's shape at the mean's height, because the medians of rare demand are all 0.
func (s *Suggestion) expected() []float64 {
	days := make([]float64, len(s.Series.P50))
	sum := 0.0
	for _, v := range s.Series.P50 {
		sum += v
	}
	for i, v := range s.Series.P50 {
		days[i] = s.Daily.Float()
		if sum > 0 {
			days[i] *= v * float64(len(days)) / sum
		}
	}
	return days
}

// outs are the stretches of days without stock among those that the chart shows, by index: little was sold for want of goods.
func (s *Suggestion) outs(skipped int) (stretches [][2]int) {
	for _, out := range s.Series.Out {
		i := int(out) - skipped
		switch last := len(stretches) - 1; {
		case i < 0:
		case last >= 0 && stretches[last][1] == i-1:
			stretches[last][1] = i
		default:
			stretches = append(stretches, [2]int{i, i})
		}
	}
	return stretches
}

func grid(top, height any) map[string]any {
	return map[string]any{"top": top, "height": height, "left": 8, "right": 8, "containLabel": true}
}

func axis(days []string, grid int, labels bool) map[string]any {
	return map[string]any{"type": "category", "data": days, "gridIndex": grid, "axisLabel": map[string]any{"show": labels, "color": "--rp-quiet", "hideOverlap": true},
		"axisTick": map[string]any{"show": false}, "axisLine": map[string]any{"lineStyle": map[string]any{"color": "--rp-rule"}}}
}

func scale(grid int) map[string]any {
	return map[string]any{"type": "value", "gridIndex": grid, "min": 0, "splitNumber": 3,
		"axisLabel": map[string]any{"color": "--rp-quiet", "hideOverlap": true}, "splitLine": map[string]any{"lineStyle": map[string]any{"color": "--rp-rule"}}}
}

func heading(text string, top any) map[string]any {
	return map[string]any{"text": text, "left": 0, "top": top, "textStyle": map[string]any{"fontSize": 12, "fontWeight": 500, "color": "--rp-quiet"}}
}

// bars are past demand, with the days without stock shaded.
func bars(name string, values []float64, outs [][2]int, ahead int) map[string]any {
	data := make([]any, 0, len(values)+ahead)
	for _, v := range values {
		data = append(data, v)
	}
	var areas []any
	for _, out := range outs {
		areas = append(areas, []any{map[string]any{"xAxis": max(0, out[0]-1)}, map[string]any{"xAxis": out[1] + 1}})
	}
	return map[string]any{"type": "bar", "name": name, "data": append(data, make([]any, ahead)...), "barCategoryGap": "20%",
		"itemStyle": map[string]any{"color": "--rp-bar", "opacity": 0.6},
		"markArea":  map[string]any{"silent": true, "itemStyle": map[string]any{"color": "--rp-bad", "opacity": 0.14}, "data": areas}}
}

// edge is one of the two stacked lines that make the band.
func edge(name string, values []any, filled bool, band string) map[string]any {
	opacity := 0.0
	if filled {
		opacity = 0.22
	}
	return map[string]any{"type": "line", "name": name, "stack": band, "data": values, "symbol": "none", "lineStyle": map[string]any{"opacity": 0},
		"itemStyle": map[string]any{"color": "--rp-accent"}, "areaStyle": map[string]any{"color": "--rp-accent", "opacity": opacity},
		"tooltip": map[string]any{"show": filled}}
}

func line(name string, values []any, grid int, color, kind string) map[string]any {
	return map[string]any{"type": "line", "name": name, "data": values, "xAxisIndex": grid, "yAxisIndex": grid, "symbol": "none",
		"lineStyle": map[string]any{"color": color, "width": 2, "type": kind}, "itemStyle": map[string]any{"color": color}}
}

// shifted puts values behind n empty days.
func shifted(values []float64, n int) []any {
	out := make([]any, n, n+len(values))
	for _, v := range values {
		out = append(out, v)
	}
	return out
}

func difference(high, low []float64) []float64 {
	out := make([]float64, min(len(high), len(low)))
	for i := range out {
		out[i] = math.Round((high[i]-low[i])*100) / 100
	}
	return out
}
