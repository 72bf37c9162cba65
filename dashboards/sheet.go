package dashboards

import (
	"context"

	"hesuan/olap"
)

// sheet lists metrics as lines: now, the other period, and the difference. It is one question.
func (d *brush) sheet(ctx context.Context) error {
	result, err := d.run(ctx, d.ask.compared(d.tile.Metrics...))
	if err != nil {
		return err
	}
	if nothing(result.Rows) {
		d.empty()
		return nil
	}
	row := result.Rows[0]
	g := &grid{Columns: []head{{Title: d.text("board.sheet.line")}, {Title: d.text("board.sheet.now"), Number: true}}}
	if row.Before != nil {
		g.Columns = append(g.Columns, head{Title: d.than(d.ask), Number: true}, head{Title: d.text("board.sheet.change"), Number: true})
	}
	for i, c := range result.Metrics {
		g.Rows = append(g.Rows, d.sheetLine(row, i, c))
	}
	d.out.Grid = g
	return nil
}

func (d *brush) sheetLine(row olap.Row, i int, c olap.Column) []cell {
	href := d.board.behind(d.ask, c.Name)
	now := d.number(row.Values[i], c.Unit)
	now.Href = href
	title := d.text(c.Title)
	line := []cell{{Text: title, Raw: title, Href: href}, now}
	if row.Before == nil {
		return line
	}
	line = append(line, d.number(row.Before[i], c.Unit))
	ch := d.change(d.ask, row.Values[i], row.Before[i], c)
	if ch == nil {
		return append(line, cell{Text: none})
	}
	arrow := map[string]string{"up": "▲ ", "down": "▼ ", "even": ""}[ch.Arrow]
	tone := ch.Arrow
	if !ch.Good && ch.Arrow != "even" {
		tone += " bd-ill"
	}
	return append(line, cell{Text: arrow + ch.Text, Raw: ch.Text, Tone: tone})
}
