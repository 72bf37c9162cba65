package dashboards

import (
	"context"

	"hesuan/internal/actor"
	"hesuan/internal/cal"
	"hesuan/internal/ch"
	"hesuan/internal/fault"
	"hesuan/internal/resource"
	"hesuan/internal/web"
	"hesuan/olap"
)

// Ops give programs what the boards show: the metrics with their drill down to documents, the tiles as tables, how fresh that is, and alerts.
// They ask the same questions by the same functions as the pages, within the same sight.
func (w *Wall) Ops() []web.Op {
	var metrics, dims, tiles, grains []string
	for _, m := range olap.Metrics() {
		metrics = append(metrics, m.Name)
	}
	for _, d := range olap.Dims() {
		dims = append(dims, d.Name)
	}
	for _, b := range Boards() {
		for _, t := range b.Tiles {
			tiles = append(tiles, b.Name+"."+t.Name)
		}
	}
	for _, g := range []olap.Grain{olap.Day, olap.Week, olap.Month, olap.Year} {
		grains = append(grains, string(g))
	}
	metric, asked := resource.Choice("metric", metrics...).Req(), askFields()
	cut := resource.Fields{metric, resource.Choice("by", dims...), resource.Choice("grain", grains...), resource.Int("limit")}
	all := []web.Op{
		{Path: "/board/metrics", Name: "board.metrics", Answer: metricsAnswer{}, Ask: w.metricsOp},
		{Path: "/board/metric", Name: "board.metric", Query: append(cut, asked...), Answer: metricAnswer{}, Ask: w.about(w.metricOp)},
		{Path: "/board/documents", Name: "board.documents", Query: append(resource.Fields{metric}, asked...), Answer: documentsAnswer{},
			Ask: w.about(w.documentsOp)},
		{Path: "/board/tile", Name: "board.tile", Answer: tileAnswer{}, Ask: w.tileOp,
			Query: append(resource.Fields{resource.Choice("tile", tiles...).Req()}, asked...)},
		{Path: "/board/fresh", Name: "board.fresh", Answer: freshness{}, Ask: func(_ context.Context, c *web.OpCall) (any, error) {
			return w.freshness(w.pen(c.Request)), nil
		}},
	}
	all = append(all, w.cashOp())
	if w.Alerts != nil {
		all = append(all, w.alertOps(metric, dims)...)
	}
	return all
}

// askFields are the parameters of an Ask: days, what stands beside them, and a filter for each dim.
func askFields() (fields resource.Fields) {
	var presets, beside []string
	for _, p := range periods {
		presets = append(presets, p.name)
	}
	for _, a := range againsts {
		beside = append(beside, string(a))
	}
	fields = resource.Fields{resource.Choice("period", presets...), resource.Date("from"), resource.Date("to"), resource.Choice("against", beside...)}
	for _, d := range olap.Dims() {
		if d.Names != "" {
			fields = append(fields, resource.Link(d.Name, d.Names))
		} else {
			fields = append(fields, resource.Text(d.Name, 0))
		}
	}
	return fields
}

// watchable finds a metric that somebody may see.
func watchable(who actor.Actor, name string) (*olap.Metric, error) {
	m, err := olap.MetricOf(name)
	if err == nil && !mayWatch(who, m) {
		err = fault.New(fault.Forbidden, "core.right.missing", fault.Args{"right": boardOf(m).Right()})
	}
	return m, err
}

// about is an operation on the metric and the ask that a call names.
func (w *Wall) about(
	answer func(ctx context.Context, c *web.OpCall, m *olap.Metric, a Ask) (any, error),
) func(ctx context.Context, c *web.OpCall) (any, error) {
	return func(ctx context.Context, c *web.OpCall) (any, error) {
		m, err := watchable(c.Actor, c.Query.Get("metric"))
		if err != nil {
			return nil, err
		}
		ctx, cancel := context.WithTimeout(ctx, tileLimit)
		defer cancel()
		return answer(ctx, c, m, w.ask(boardOf(m), c.Request))
	}
}

// spoken turns what the warehouse says into what a program understands: what does not go together is a conflict, an engine that is away comes back.
func spoken(ctx context.Context, err error) error {
	switch f := fault.All(err); {
	case err == nil:
		return nil
	case len(f) > 0 && f[0].Kind == fault.Invalid:
		return fault.New(fault.Conflict, f[0].Key, f[0].Args)
	case len(f) == 0 && (away(err) || ctx.Err() != nil || ch.Retryable(err)):
		return fault.New(fault.Unavailable, "olap.away", nil)
	}
	return err
}

func (w *Wall) metricsOp(_ context.Context, c *web.OpCall) (any, error) {
	answer := metricsAnswer{Items: []metricItem{}}
	for _, m := range olap.Metrics() {
		if !mayWatch(c.Actor, m) {
			continue
		}
		item := metricItem{Name: m.Name, Title: c.Text(m.Title()), Help: c.Text(m.Help()), Unit: string(m.Unit), Lower: m.Lower,
			Board: boardOf(m).Name, By: []string{}}
		for _, d := range olap.Dims() {
			if m.Knows(d.Name) {
				item.By = append(item.By, d.Name)
			}
		}
		answer.Items = append(answer.Items, item)
	}
	return answer, nil
}

func (w *Wall) metricOp(ctx context.Context, c *web.OpCall, m *olap.Metric, a Ask) (any, error) {
	q := a.compared(m.Name)
	if q.Grain = olap.Grain(c.Query.Get("grain")); m.Now {
		q.Compare = olap.Nothing
	}
	if by := c.Query.Get("by"); by != "" {
		q.By, q.Limit = []string{by}, c.Limit()
	}
	result, err := w.Warehouse.Run(ctx, q)
	if err != nil {
		return nil, spoken(ctx, err)
	}
	answer := metricAnswer{Metric: m.Name, Unit: string(m.Unit), From: a.From, To: a.To, Items: []metricRow{}, SQL: result.SQL}
	for _, row := range result.Rows {
		answer.Items = append(answer.Items, w.pen(c.Request).row(result, row))
	}
	return answer, nil
}

func (p pen) row(result *olap.Result, row olap.Row) metricRow {
	item := metricRow{Value: numeral(row.Values[0])}
	if result.Query.Grain != olap.None {
		item.Day = &row.Day
	}
	if len(row.By) > 0 {
		label := p.label(result.By[0], row.By[0])
		item.Key, item.Label = &row.By[0].Key, &label
	}
	if row.Before != nil {
		item.Before = numeral(row.Before[0])
	}
	return item
}

// numeral is a number as text, so that no digit is lost; null where there is none.
func numeral(v olap.Value) *string {
	if !v.Valid {
		return nil
	}
	return &v.Exact
}

func (w *Wall) documentsOp(ctx context.Context, _ *web.OpCall, m *olap.Metric, a Ask) (any, error) {
	found, err := w.Warehouse.Drill(ctx, a.query(m.Name))
	if err != nil {
		return nil, spoken(ctx, err)
	}
	answer := documentsAnswer{Metric: m.Name, From: a.From, To: a.To, Measures: []string{}, Items: []documentItem{},
		Count: found.Count, Whole: numeral(found.Whole), SQL: found.SQL}
	for _, column := range found.Metrics {
		answer.Measures = append(answer.Measures, column.Name)
	}
	for _, row := range found.Rows {
		item := documentItem{Type: row.Type, ID: row.ID, Number: row.Number, Day: row.Day, State: row.State, Values: []*string{}}
		for _, v := range row.Values {
			item.Values = append(item.Values, numeral(v))
		}
		answer.Items = append(answer.Items, item)
	}
	return answer, nil
}

func (w *Wall) tileOp(ctx context.Context, c *web.OpCall) (any, error) {
	b, t := tileNamed(c.Query.Get("tile"))
	for _, right := range []string{b.Right(), t.Right} {
		if right != "" && !c.Can(right) {
			return nil, fault.New(fault.Forbidden, "core.right.missing", fault.Args{"right": right})
		}
	}
	ctx, cancel := context.WithTimeout(ctx, tileLimit)
	defer cancel()
	a := w.ask(b, c.Request)
	d, err := w.draw(ctx, b, t, a, w.pen(c.Request))
	if err != nil {
		return nil, spoken(ctx, err)
	}
	if d.Away {
		return nil, fault.New(fault.Unavailable, "olap.away", nil)
	}
	answer := tileAnswer{Tile: b.Name + "." + t.Name, Title: d.Title, From: a.From, To: a.To, Columns: []tileColumn{},
		Rows: [][]string{}, Note: d.Note, Empty: d.Empty, SQL: append([]string{}, d.SQL...)}
	if d.Grid == nil {
		return answer, nil
	}
	for _, h := range d.Grid.Columns {
		answer.Columns = append(answer.Columns, tileColumn(h))
	}
	for _, cells := range d.Grid.Rows {
		line := []string{}
		for _, one := range cells {
			line = append(line, one.Raw)
		}
		answer.Rows = append(answer.Rows, line)
	}
	return answer, nil
}

// tileNamed finds a tile by its board's name and its own; the description lists them all.
func tileNamed(name string) (*Board, *Tile) {
	for _, b := range Boards() {
		for _, t := range b.Tiles {
			if b.Name+"."+t.Name == name {
				return b, t
			}
		}
	}
	return overview, overview.Tiles[0]
}

// What the operations answer. Numbers are texts: exact decimals, or quotients.
type (
	metricsAnswer struct {
		Items []metricItem `json:"items"`
	}
	metricItem struct {
		Name  string   `json:"name"`
		Title string   `json:"title"`
		Help  string   `json:"help"`
		Unit  string   `json:"unit"`
		Lower bool     `json:"lower"` // less is better
		Board string   `json:"board"`
		By    []string `json:"by"` // dims that it can be cut by
	}
	metricAnswer struct {
		Metric string      `json:"metric"`
		Unit   string      `json:"unit"`
		From   cal.Date    `json:"from"`
		To     cal.Date    `json:"to"`
		Items  []metricRow `json:"items"`
		SQL    string      `json:"sql"`
	}
	metricRow struct {
		Day    *cal.Date `json:"day"`
		Key    *string   `json:"key"`
		Label  *string   `json:"label"`
		Value  *string   `json:"value"`
		Before *string   `json:"before"`
	}
	documentsAnswer struct {
		Metric   string         `json:"metric"`
		From     cal.Date       `json:"from"`
		To       cal.Date       `json:"to"`
		Measures []string       `json:"measures"`
		Items    []documentItem `json:"items"`
		Count    uint64         `json:"count"`
		Whole    *string        `json:"whole"`
		SQL      string         `json:"sql"`
	}
	documentItem struct {
		Type   string    `json:"type"`
		ID     string    `json:"id"`
		Number string    `json:"number"`
		Day    cal.Date  `json:"day"`
		State  string    `json:"state"`
		Values []*string `json:"values"`
	}
	tileAnswer struct {
		Tile    string       `json:"tile"`
		Title   string       `json:"title"`
		From    cal.Date     `json:"from"`
		To      cal.Date     `json:"to"`
		Columns []tileColumn `json:"columns"`
		Rows    [][]string   `json:"rows"`
		Note    string       `json:"note"`
		Empty   string       `json:"empty"` // why there is nothing
		SQL     []string     `json:"sql"`
	}
	tileColumn struct {
		Title  string `json:"title"`
		Unit   string `json:"unit"`
		Number bool   `json:"number"`
	}
)
