package dashboards

import (
	"math"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"hesuan/internal/cal"
	"hesuan/olap"
)

// goal is how a figure stands to its target.
type goal struct {
	Text  string  // the target and the part of it that is reached
	Rest  string  // what is missing, by day
	Whole string  // all of it in a sentence, exact
	Bar   float64 // of the target that is reached, in per cent, at most 100; of a rate or level there is none
	Pace  float64 // where an even pace would be by now, in per cent
	Good  bool    // reached, or as fast as an even pace
}

// end is the last day of the week, month, quarter or year that an ask has begun; of other asks their own.
func (a Ask) end() cal.Date {
	switch a.Period {
	case "week":
		return a.From.Add(6)
	case "month":
		return a.From.Add(31).Month().Add(-1)
	case "quarter":
		return a.From.Add(93).Month().Add(-1)
	case "year":
		return a.From.Add(366).Month().Add(-1)
	}
	return a.To
}

// goal measures a figure by its target; nil where it has none.
func (d *brush) goal(m *olap.Metric, now olap.Value) *goal {
	_, adds := mayAim(m.Name)
	end := d.ask.end()
	if !adds {
		end = d.ask.To
	}
	aim, known := d.aims.of(m.Name, d.ask.From, end)
	if !known || !now.Valid {
		return nil
	}
	target := olap.Value{Valid: true, Float: aim, Exact: plain(aim)}
	if !adds {
		return d.level(m, now, target)
	}
	if aim <= 0 {
		return nil
	}
	share, pace := now.Float/aim, d.pace(m.Name, aim)
	g := &goal{Bar: 100 * math.Max(0, math.Min(1, share)), Pace: 100 * pace, Good: share >= pace != m.Lower || share == pace}
	g.Text = d.text("board.target.reached", "target", d.people(target, m.Unit), "share", decimals(share*100, 0))
	left := olap.Value{Valid: true, Float: math.Abs(aim - now.Float)}
	each := olap.Value{Valid: true, Float: left.Float / math.Max(1, float64(end-d.ask.To))}
	switch {
	case m.Lower && share > 1:
		g.Rest = d.text("board.target.over", "left", d.people(left, m.Unit))
	case m.Lower:
		g.Rest = d.text("board.target.room", "left", d.people(left, m.Unit))
	case share >= 1:
		g.Rest = d.text("board.target.beaten", "left", d.people(left, m.Unit))
	case end > d.ask.To:
		g.Rest = d.text("board.target.missing", "left", d.people(left, m.Unit), "each", d.people(each, m.Unit))
	default:
		g.Rest = d.text("board.target.missed", "left", d.people(left, m.Unit))
	}
	g.Whole = d.text("board.target.whole", "from", d.ask.From, "to", end, "target", d.exact(target, m.Unit), "share", decimals(share*100, 1),
		"pace", decimals(pace*100, 1))
	return g
}

// level measures a rate or a level, which does not grow towards its target day by day.
func (d *brush) level(m *olap.Metric, now, target olap.Value) *goal {
	off := olap.Value{Valid: true, Float: math.Abs(now.Float - target.Float)}
	g := &goal{Good: now.Float >= target.Float != m.Lower || now.Float == target.Float, Text: d.text("board.target.level", "target", d.people(target, m.Unit))}
	left := d.people(off, m.Unit)
	if m.Unit == olap.Percent {
		left = d.text("board.points", "n", decimals(off.Float*100, 1))
	}
	key := "board.target.off"
	if g.Good {
		key = "board.target.kept"
	}
	g.Rest = d.text(key, "left", left)
	g.Whole = g.Text + d.text("board.target.and") + g.Rest
	return g
}

// plain is a number as machines read it, to four places.
func plain(v float64) string { return strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64) }

// pace is the part of a target that an even course through the days of its months would have reached by now; of today as much as has passed.
func (d *brush) pace(metric string, aim float64) float64 {
	if d.ask.To < d.ask.Today {
		due, _ := d.aims.of(metric, d.ask.From, d.ask.To)
		return due / aim
	}
	due, _ := d.aims.of(metric, d.ask.From, d.ask.Today.Add(-1))
	day, _ := d.aims.of(metric, d.ask.Today, d.ask.Today)
	clock := d.Clock().In(d.Zone)
	passed := (float64(clock.Hour()) + float64(clock.Minute())/60) / 24
	return (due + day*passed) / aim
}

// aimed are the targets of the steps of an axis, a gap where a step has none.
func (d *brush) aimed(metric string, q olap.Query, days []cal.Date) (data []opts.LineData, some bool) {
	whole := q
	if len(days) > 0 {
		whole.From, whole.To = days[0].Add(-400), days[len(days)-1].Add(800)
	}
	data = make([]opts.LineData, len(days))
	for i, day := range days {
		data[i] = opts.LineData{Value: "-"}
		from, to := whole.Step(day)
		if aim, known := d.aims.of(metric, from, to); known {
			data[i].Value, some = math.Round(aim*1e4)/1e4, true
		}
	}
	return data, some
}

// targetStyle draws a target as a stepped, dashed line: a mark to be held against, not one more course.
func targetStyle(color string, axis int) []charts.SeriesOpts {
	return []charts.SeriesOpts{charts.WithLineStyleOpts(lineStyle(color, 2, "dashed", 1)), charts.WithItemStyleOpts(opts.ItemStyle{Color: color}),
		charts.WithLineChartOpts(opts.LineChart{Step: "middle", YAxisIndex: axis, Symbol: "none", ConnectNulls: opts.Bool(false)})}
}
