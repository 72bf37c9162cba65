package dashboards

import (
	"context"
	"fmt"
	"math"
	"strings"

	"hesuan/olap"
)

// figure is one number with what it was and how it came there.
type figure struct {
	Text, Exact string
	Change      *change
	Spark       string // points of a polyline in a box of 100 × 24
	Partial     bool   // today, which has not ended, beside a whole day
	Goal        *goal
}

// figure draws one number: the whole period beside the one before, and its course as a spark.
func (d *brush) figure(ctx context.Context) error {
	metric := d.tile.Metrics[0]
	m, err := olap.MetricOf(metric)
	if err != nil {
		return err
	}
	whole, err := d.run(ctx, d.ask.figure(m))
	if err != nil {
		return err
	}
	d.out.Href, d.out.Lead = d.board.behind(d.ask, metric), &figure{Text: none, Exact: none}
	if len(whole.Rows) == 0 {
		return nil
	}
	row, column := whole.Rows[0], whole.Metrics[0]
	d.out.Lead = &figure{Text: d.people(row.Values[0], column.Unit), Exact: d.exact(row.Values[0], column.Unit),
		Partial: d.ask.From == d.ask.Today && d.ask.To == d.ask.Today, Goal: d.goal(m, row.Values[0])}
	if row.Before != nil {
		d.out.Lead.Change = d.change(d.ask, row.Values[0], row.Before[0], column)
	}
	d.out.Grid = d.single(whole)
	if m.Now {
		d.out.Note = d.text("board.now")
	}
	course, is := d.ask.spark(m)
	if !is {
		return nil
	}
	steps, err := d.run(ctx, course)
	if err != nil {
		return err
	}
	d.out.Lead.Spark = spark(steps.Rows)
	return nil
}

// single is a figure as a table: now, before.
func (d *brush) single(result *olap.Result) *grid {
	row, column := result.Rows[0], result.Metrics[0]
	g := &grid{Columns: []head{{Title: d.text(column.Title), Unit: d.unitOf(column.Unit), Number: true}},
		Rows: [][]cell{{d.number(row.Values[0], column.Unit)}}}
	if row.Before != nil {
		g.Columns = append(g.Columns, head{Title: d.than(d.ask), Unit: d.unitOf(column.Unit), Number: true})
		g.Rows[0] = append(g.Rows[0], d.number(row.Before[0], column.Unit))
	}
	if aim := d.out.Lead.Goal; aim != nil {
		g.Columns = append(g.Columns, head{Title: d.text("board.target")})
		g.Rows[0] = append(g.Rows[0], cell{Text: aim.Whole, Raw: aim.Whole})
	}
	return g
}

// spark scales the steps that have a number into the box; the scale begins at zero unless numbers go below.
func spark(rows []olap.Row) string {
	low, high := 0.0, 0.0
	for _, row := range rows {
		low, high = math.Min(low, row.Values[0].Float), math.Max(high, row.Values[0].Float)
	}
	if len(rows) < 2 || high == low {
		return ""
	}
	var points []string
	for i, row := range rows {
		if v := row.Values[0]; v.Valid {
			x, y := float64(i)/float64(len(rows)-1)*100, 23-(v.Float-low)/(high-low)*22
			points = append(points, fmt.Sprintf("%.1f,%.1f", x, y))
		}
	}
	return strings.Join(points, " ")
}
