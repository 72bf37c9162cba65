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
	if len(d.aims) > 0 {
		g.Columns = append(g.Columns, head{Title: d.text("board.target"), Number: true}, head{Title: d.text("board.target.part"), Number: true})
	}
	for i, c := range result.Metrics {
		g.Rows = append(g.Rows, append(d.sheetLine(row, i, c), d.sheetTarget(row.Values[i], c)...))
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

// sheetTarget is what was wanted of a line in these days, and how much of it is reached: of a rate or a level by how much it is off.
func (d *brush) sheetTarget(now olap.Value, c olap.Column) []cell {
	if len(d.aims) == 0 {
		return nil
	}
	_, adds := mayAim(c.Name)
	end := d.ask.end()
	if !adds {
		end = d.ask.To
	}
	aim, known := d.aims.of(c.Name, d.ask.From, end)
	if !known || !now.Valid {
		return []cell{{Text: none}, {Text: none}}
	}
	target := d.number(olap.Value{Valid: true, Float: aim, Exact: plain(aim)}, c.Unit)
	switch {
	case !adds && c.Unit == olap.Percent:
		text := d.text("board.points", "n", signed((now.Float-aim)*100, 1))
		return []cell{target, {Text: text, Raw: text}}
	case aim == 0:
		return []cell{target, {Text: none}}
	}
	text := decimals(now.Float/aim*100, 1) + "%"
	return []cell{target, {Text: text, Raw: text}}
}
