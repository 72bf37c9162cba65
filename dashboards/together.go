package dashboards

import (
	"context"
	"fmt"

	"hesuan/olap"
)

// plain are the questions of a tile that cut by no dim. The tiles of a board ask them of different metrics and the same period.
func (t *Tile) plain(a Ask) (asked []olap.Query) {
	switch t.Kind {
	case Figure:
		m, err := olap.MetricOf(t.Metrics[0])
		if err != nil {
			return nil
		}
		if course, is := a.spark(m); is {
			asked = append(asked, course)
		}
		return append(asked, a.figure(m))
	case Trend:
		return []olap.Query{a.trend(t.Metrics[0])}
	case Columns:
		return []olap.Query{a.columns(t.Metrics...)}
	case Stacked:
		return []olap.Query{a.course(t.Metrics...)}
	case Bars, Treemap:
		return []olap.Query{a.query(t.Metrics...)}
	case Sheet:
		return []olap.Query{a.compared(t.Metrics...)}
	}
	return nil
}

// together has what tiles ask without dims read in few statements, before each of them asks and finds it in memory. Tiles that come at
// the same time wait for the first of them. What goes wrong here goes wrong again where a tile asks, which then says so.
func (w *Wall) together(ctx context.Context, a Ask, tiles ...*Tile) {
	var asked []olap.Query
	for _, t := range tiles {
		asked = append(asked, t.plain(a)...)
	}
	_, _, _ = w.readings.Do(fmt.Sprintf("%+v", asked), func() (any, error) { return nil, w.Warehouse.Together(ctx, asked...) })
}
