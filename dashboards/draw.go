package dashboards

import (
	"context"
	"slices"

	"hesuan/internal/fault"
	"hesuan/olap"
)

// Drawing is a tile as a page shows it.
type Drawing struct {
	Tile   *Tile
	Title  string
	Help   string // what the leading metric is, in a sentence
	Unit   string
	Href   string // what lies behind the tile as a whole
	Lead   *figure
	Option map[string]any // of echarts
	Marks  *marks
	Grid   *grid
	Items  []item
	Score  *scoreView
	Cash   []cashPart
	Note   string
	Empty  string // why there is nothing to see, and what to do
	Away   bool   // the engine is coming back
	SQL    []string
}

// brush is all that drawing a tile needs.
type brush struct {
	pen
	*Wall
	board *Board
	tile  *Tile
	ask   Ask
	aims  aims
	out   *Drawing
}

// draw makes a tile. Faults of the question are shown in the tile; an engine that is away is a state, not an error.
func (w *Wall) draw(ctx context.Context, b *Board, t *Tile, a Ask, p pen) (*Drawing, error) {
	d := &brush{pen: p, Wall: w, board: b, tile: t, ask: a, out: &Drawing{Tile: t, Title: p.text(b.title(t))}}
	if t.Kind == Figure || t.Kind == Trend {
		d.out.Help = p.text("metric." + t.Metrics[0] + ".help")
	}
	if why := d.unfit(); why != "" {
		d.out.Empty = why
		return d.out, nil
	}
	var err error
	if d.aims, err = w.aimsOf(ctx, t, a); err == nil {
		err = d.paint(ctx)
	}
	switch f := fault.All(err); {
	case err == nil:
	case away(err):
		d.out.Away = true
	case len(f) > 0:
		d.out.Empty = w.say(p, f[0])
	default:
		return nil, err
	}
	return d.out, nil
}

func (d *brush) paint(ctx context.Context) error {
	switch d.tile.Kind {
	case Figure:
		return d.figure(ctx)
	case Trend:
		return d.trend(ctx)
	case Columns:
		return d.columns(ctx)
	case Stacked:
		return d.stacked(ctx)
	case Bars:
		return d.bars(ctx)
	case Treemap:
		return d.treemap(ctx)
	case Table:
		return d.table(ctx)
	case Profile:
		return d.profile(ctx)
	case Sheet:
		return d.sheet(ctx)
	case Work:
		return d.work(ctx)
	case Ahead:
		return d.cash(ctx)
	}
	return d.health(ctx)
}

// unfit says why a tile cannot obey the filters of the board; showing a number that ignores them would be a lie.
func (d *brush) unfit() string {
	dims := d.ask.filtered()
	for _, name := range d.tile.Metrics {
		m, err := olap.MetricOf(name)
		if err != nil || m.Knows(append(slices.Clone(dims), d.by()...)...) {
			continue
		}
		for _, dim := range dims {
			if !m.Knows(append(d.by(), dim)...) {
				return d.text("board.unfit", "metric", d.text(m.Title()), "dim", d.text("dim."+dim))
			}
		}
	}
	return ""
}

func (d *brush) by() []string {
	if d.tile.By == "" {
		return nil
	}
	return []string{d.tile.By}
}

// run asks the warehouse and keeps the statement for those who want to see it.
func (d *brush) run(ctx context.Context, q olap.Query) (*olap.Result, error) {
	result, err := d.Warehouse.Run(ctx, q)
	if err == nil {
		d.out.SQL = append(d.out.SQL, result.SQL)
	}
	return result, err
}

// label is what a cell is called; what belongs to nothing has a word of its own.
func (p pen) label(c olap.Column, cell olap.Cell) string {
	switch {
	case c.Text != "" && cell.Key != "":
		return p.text(c.Text + cell.Key)
	case cell.Label == "":
		return p.text("dim.none")
	}
	return cell.Label
}

// unitOf is the unit as a column's head names it: the currency's sign for money.
func (p pen) unitOf(u olap.Unit) string {
	switch u {
	case olap.Money, olap.Price:
		return p.symbol
	case olap.Percent:
		return "%"
	case olap.Days:
		return p.text("unit.days")
	}
	return ""
}

// nothing tells whether a result holds no number but zeros.
func nothing(rows []olap.Row) bool {
	for _, row := range rows {
		for _, v := range row.Values {
			if v.Valid && v.Float != 0 {
				return false
			}
		}
	}
	return true
}
