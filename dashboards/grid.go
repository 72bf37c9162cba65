package dashboards

import (
	"bytes"
	"context"
	"encoding/csv"
	"strconv"
	"strings"

	"hesuan/olap"
)

// grid is a tile as a table: what its ⋯ shows and what its CSV holds.
type grid struct {
	Columns []head
	Rows    [][]cell
}

type head struct {
	Title, Unit string
	Number      bool
}

// cell is one value: as people read it, as it is exactly, as a machine reads it, and what lies behind it.
type cell struct {
	Text, Exact, Raw string
	Href             string
	Page             string  // of the thing itself
	Part             float64 // of the greatest in its column, in percent, for a bar behind it
	Tone             string
	Dim, Key         string // what a filter by it would be
}

func (p pen) number(v olap.Value, unit olap.Unit) cell {
	c := cell{Text: p.people(v, unit), Exact: p.exact(v, unit)}
	if v.Valid {
		c.Raw = v.Exact
	}
	return c
}

// grid makes the table of a result: steps, dims, metrics, and the leading metric of the period before.
func (d *brush) grid(result *olap.Result) *grid {
	g := &grid{}
	q := result.Query
	if q.Grain != olap.None {
		g.Columns = append(g.Columns, head{Title: d.text("dim." + string(q.Grain))})
	}
	for _, c := range result.By {
		g.Columns = append(g.Columns, head{Title: d.text(c.Title)})
	}
	for _, c := range result.Metrics {
		g.Columns = append(g.Columns, head{Title: d.text(c.Title), Unit: d.unitOf(c.Unit), Number: true})
	}
	if q.Compare != olap.Nothing {
		g.Columns = append(g.Columns, head{Title: d.than(d.ask), Unit: d.unitOf(result.Metrics[0].Unit), Number: true})
	}
	for _, row := range result.Rows {
		g.Rows = append(g.Rows, d.cells(result, row))
	}
	return g
}

func (d *brush) cells(result *olap.Result, row olap.Row) (cells []cell) {
	href := d.board.down(d.ask, result.Metrics[0].Name, result.Query, row)
	if result.Query.Grain != olap.None {
		cells = append(cells, cell{Text: row.Day.String(), Raw: row.Day.String(), Href: href, Dim: "day",
			Key: spans(result.Query, []olap.Row{row})[0]})
	}
	for i, c := range result.By {
		label := d.label(c, row.By[i])
		one := cell{Text: d.picked(label, row.By[i].Key), Raw: label, Href: href, Page: pageOf(c.Name, row.By[i].Key), Dim: c.Name,
			Key: row.By[i].Key}
		if d.isOff(one.Key) {
			one.Tone = "off"
		}
		cells = append(cells, one)
	}
	for i, c := range result.Metrics {
		one := d.number(row.Values[i], c.Unit)
		one.Href = d.board.down(d.ask, c.Name, result.Query, row)
		cells = append(cells, one)
	}
	if row.Before != nil {
		cells = append(cells, d.number(row.Before[0], result.Metrics[0].Unit))
	}
	return cells
}

// table draws several metrics by a dim, with a bar behind the leading one.
func (d *brush) table(ctx context.Context) error {
	q := d.open().query(d.tile.Metrics...)
	q.By, q.Limit, q.Order, q.Up = d.by(), d.tile.Limit, d.tile.Order, d.tile.Up
	result, err := d.run(ctx, q)
	if err != nil {
		return err
	}
	result.Rows = told(result, d.tile.All)
	if nothing(result.Rows) {
		d.empty()
		return nil
	}
	d.out.Grid = d.grid(result)
	lead, most := len(result.By), 0.0
	for _, row := range result.Rows {
		most = max(most, row.Values[0].Float)
	}
	for i, row := range result.Rows {
		if most > 0 && row.Values[0].Float > 0 {
			d.out.Grid.Rows[i][lead].Part = row.Values[0].Float / most * 100
		}
		if d.tile.Metrics[0] == "days_of_cover" && row.Values[0].Float <= 0 {
			d.out.Grid.Rows[i][lead].Text, d.out.Grid.Rows[i][lead].Tone = d.text("board.out"), "bad"
		}
	}
	return nil
}

// told leaves out groups of which there is nothing to tell: no leading number, or a sum of zero. With all, another number is enough. A
// quotient of zero is kept: no days of cover is what a buyer has to know.
func told(result *olap.Result, all bool) (kept []olap.Row) {
	sum := result.Metrics[0].Unit == olap.Money || result.Metrics[0].Unit == olap.Quantity || result.Metrics[0].Unit == olap.Count
	for _, row := range result.Rows {
		if v := row.Values[0]; v.Valid && (!sum || v.Float != 0) || all && !nothing([]olap.Row{row}) {
			kept = append(kept, row)
		}
	}
	return kept
}

// empty says why there is nothing, and leads to days on which there is something.
func (d *brush) empty() {
	d.out.Empty = d.text("board.empty." + d.reason())
}

func (d *brush) reason() string {
	for _, name := range d.tile.Metrics {
		switch name {
		case "risk", "suggestions":
			return "suggestions"
		case "dead_stock":
			return "dead"
		}
	}
	if len(d.ask.Filters) > 0 {
		return "filtered"
	}
	return "period"
}

// csv writes the table for spreadsheets: exact numbers, a mark that it is UTF-8, and nothing that a spreadsheet would run.
func (g *grid) csv() []byte {
	out := bytes.NewBufferString("\ufeff")
	w := csv.NewWriter(out)
	var line []string
	for _, c := range g.Columns {
		title := c.Title
		if c.Unit != "" {
			title += " (" + c.Unit + ")"
		}
		line = append(line, harmless(title))
	}
	_ = w.Write(line) // a buffer takes everything
	for _, row := range g.Rows {
		line = line[:0]
		for _, c := range row {
			line = append(line, harmless(c.Raw))
		}
		_ = w.Write(line)
	}
	w.Flush()
	return out.Bytes()
}

// harmless keeps a text from being taken for a formula.
func harmless(text string) string {
	if text == "" || !strings.ContainsAny(text[:1], "=+-@\t\r") {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return text
	}
	return "'" + text
}
