package dashboards

import "hesuan/olap"

// Kind is how a tile is drawn.
type Kind string

// The kinds of tiles.
const (
	Figure  Kind = "figure"  // one number, beside the period before, with its course
	Trend   Kind = "trend"   // one metric over time, beside the period before, with the forecast band
	Columns Kind = "columns" // sums over time as columns, a rate as a line
	Stacked Kind = "stacked" // one metric over time, cut by a dim
	Bars    Kind = "bars"    // one metric by a dim, greatest first
	Treemap Kind = "treemap" // one metric by a dim as areas
	Table   Kind = "table"   // several metrics by a dim
	Profile Kind = "profile" // one metric by a dim that has an order of its own: hours, ages
	Sheet   Kind = "sheet"   // metrics as lines, beside another period
	Work    Kind = "work"    // what waits to be done
	Health  Kind = "health"  // the score of financial health
	Ahead   Kind = "ahead"   // cash as it was and as it is foretold
)

// Board is a page of tiles over metrics.
type Board struct {
	Name    string // in addresses, rights and keys of texts
	Icon    string
	Period  string   // the one shown when the address names none
	Filters []string // dims that can be chosen above the tiles
	Reach   string   // the metric that tells up to which day there is anything to see
	Tiles   []*Tile
}

// Tile is one thing to see on a board.
type Tile struct {
	Name    string // in addresses; with the board's also the key of its title
	Kind    Kind
	Metrics []string // the first leads
	By      string   // a dim
	Limit   int      // of groups; the rest is "other"
	Order   string   // a metric or dim to sort a table by; empty: the first metric
	Up      bool     // smallest first
	Wide    int      // columns of twelve; figures share a row of their own
	Tall    bool
	Right   string // beyond the board's own
	More    string // where its subject has a page of its own
	All     bool   // of a table: keeps groups whose leading number is zero
	// Forecast draws the band P10–P90 of what is expected.
	Forecast bool
}

// Title is the key of the board's name.
func (b *Board) Title() string { return "board." + b.Name }

// Right is what lets a person see the board.
func (b *Board) Right() string { return "dashboards." + b.Name + ".view" }

// Path is the board's address.
func (b *Board) Path() string { return "/board/" + b.Name }

// tile finds a tile by name.
func (b *Board) tile(name string) *Tile {
	for _, t := range b.Tiles {
		if t.Name == name {
			return t
		}
	}
	return nil
}

// title is the key of a tile's name; a figure is called as its metric.
func (b *Board) title(t *Tile) string {
	if t.Kind == Figure {
		return "metric." + t.Metrics[0]
	}
	return b.Title() + "." + t.Name
}

// rooms are those whose tables the tile's numbers come from: what its stamp is made of.
func (t *Tile) rooms() (rooms []string) {
	switch t.Kind {
	case Work:
		return []string{"sales", "purchasing"}
	case Health, Ahead:
		return []string{"finance"}
	}
	seen := map[string]bool{}
	for _, name := range t.Metrics {
		if m, err := olap.MetricOf(name); err == nil && !seen[m.Room] {
			seen[m.Room] = true
			rooms = append(rooms, m.Room)
		}
	}
	return rooms
}

// Boards are all boards, in the order of the navigation.
func Boards() []*Board { return []*Board{overview, sales, stock, finance} }

// figures makes a tile for each metric.
func figures(metrics ...string) []*Tile {
	tiles := make([]*Tile, len(metrics))
	for i, name := range metrics {
		tiles[i] = &Tile{Name: name, Kind: Figure, Metrics: []string{name}}
	}
	return tiles
}

// within puts a right before tiles whose numbers belong to another board.
func within(right string, tiles ...*Tile) []*Tile {
	for _, t := range tiles {
		t.Right = right
	}
	return tiles
}
