package dashboards

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/shopspring/decimal"

	"hesuan/internal/fault"
	"hesuan/internal/web"
	"hesuan/olap"
)

// behindView is what lies behind a number: the number itself in full, its parts by a dim, and its documents (ANA-04, ANA-05).
type behindView struct {
	*Board
	Ask       Ask
	Back      string
	Metric    string
	Help      string
	Text      string
	Exact     string
	Change    *change
	Chips     []choice
	Ways      []choice // the dims it can be cut by
	By        *grid
	Documents []document
	Listed    []head // what the documents' numbers are
	More      bool
	Adds      string // the documents add up to the number
	Partly    string // or why they do not
	None      string // why there are no documents
	CSV       string
	SQL       []string
	Ledger    string
	Away      bool
	Fresh     freshness
}

// document is one line of the list.
type document struct {
	Type, Number, Href, Day, State string
	Values                         []cell
}

func (w *Wall) behindPage(ctx context.Context, b *Board, r *web.Request) (web.Answer, error) {
	metric, err := olap.MetricOf(r.Get("metric"))
	if err != nil {
		return web.Answer{}, err
	}
	a, p := w.ask(b, r), w.pen(r)
	v := &behindView{Board: b, Ask: a, Back: a.href(b.Path()), Metric: r.Text(metric.Title()), Help: r.Text(metric.Help()),
		Fresh: w.freshness(p)}
	ctx, cancel := context.WithTimeout(ctx, tileLimit)
	defer cancel()
	d := &brush{pen: p, Wall: w, board: b, tile: &Tile{Metrics: []string{metric.Name}}, ask: a, out: &Drawing{}}
	err = v.fill(ctx, d, metric, r.Get("by"))
	if away(err) {
		v.Away, err = true, nil
	}
	if err != nil {
		return web.Answer{}, err
	}
	v.Chips = w.chips(ctx, p, b.Path()+"/behind", a, "metric", metric.Name)
	v.SQL, v.CSV = d.out.SQL, a.href(b.Path()+"/behind", "metric", metric.Name, "as", "csv")
	if r.Get("as") == "csv" {
		return web.File(fmt.Sprintf("%s-%s-%s.csv", v.Metric, a.From, a.To), "text/csv; charset=utf-8", v.csv(p)), nil
	}
	return dressed(web.HTML(pages, "behind", v).Title(v.Metric)), nil
}

// fill asks for the number, its parts and its documents.
func (v *behindView) fill(ctx context.Context, d *brush, metric *olap.Metric, by string) error {
	whole, err := d.run(ctx, d.ask.compared(metric.Name))
	if err != nil {
		return err
	}
	now := olap.Value{}
	if len(whole.Rows) > 0 {
		now = whole.Rows[0].Values[0]
		if whole.Rows[0].Before != nil {
			v.Change = d.change(d.ask, now, whole.Rows[0].Before[0], whole.Metrics[0])
		}
	}
	v.Text, v.Exact = d.people(now, metric.Unit), d.exact(now, metric.Unit)
	if err := v.ways(ctx, d, metric, by); err != nil {
		return err
	}
	return v.documents(ctx, d, metric, now)
}

// ways cut the number by one of the dims that are still open.
func (v *behindView) ways(ctx context.Context, d *brush, metric *olap.Metric, by string) error {
	var open []string
	for _, dim := range olap.Dims() {
		if dim.Name != "currency" && d.ask.fixed(dim.Name) == "" && metric.Knows(append(d.ask.filtered(), dim.Name)...) {
			open = append(open, dim.Name)
		}
	}
	if len(open) == 0 {
		return nil
	}
	if !slices.Contains(open, by) {
		by = open[0]
	}
	for _, dim := range open {
		v.Ways = append(v.Ways, choice{Key: dim, Text: d.text("dim." + dim), On: dim == by,
			Href: d.ask.href(d.board.Path()+"/behind", "metric", metric.Name, "by", dim)})
	}
	q := d.ask.query(metric.Name)
	q.By, q.Limit = []string{by}, 50
	result, err := d.run(ctx, q)
	if err != nil {
		return err
	}
	result.Rows = told(result, false)
	v.By = d.grid(result)
	most := 0.0
	for _, row := range result.Rows {
		most = max(most, math.Abs(row.Values[0].Float))
	}
	for i, row := range result.Rows {
		next := d.ask.with(by, row.By[0].Key).href(d.board.Path()+"/behind", "metric", metric.Name)
		v.By.Rows[i][0].Href, v.By.Rows[i][1].Href = next, ""
		if most > 0 && row.Values[0].Float > 0 {
			v.By.Rows[i][1].Part = row.Values[0].Float / most * 100
		}
	}
	return nil
}

// documents lists what the number is made of, and says whether it adds up to it.
func (v *behindView) documents(ctx context.Context, d *brush, metric *olap.Metric, now olap.Value) error {
	found, err := d.Warehouse.Drill(ctx, d.ask.query(metric.Name))
	var f *fault.Fault
	if errors.As(err, &f) {
		v.None = d.text("board.behind.none")
		return nil
	}
	if err != nil {
		return err
	}
	d.out.SQL = append(d.out.SQL, found.SQL)
	for _, c := range found.Metrics {
		v.Listed = append(v.Listed, head{Title: d.text(c.Title), Unit: d.unitOf(c.Unit), Number: true})
	}
	sum := decimal.Zero
	for _, row := range found.Rows {
		doc := document{Type: row.Type, Number: row.Number, Href: pathOf(row.Type) + "/" + row.ID, Day: row.Day.String()}
		if row.Day == 0 {
			doc.Day = none
		}
		if row.State != "" {
			doc.State = d.text("olap.state." + row.State)
		}
		for i, value := range row.Values {
			one := d.number(value, found.Metrics[i].Unit)
			if one.Text = one.Exact; value.Float == 0 && len(row.Values) > 1 {
				one.Text = none
			}
			doc.Values = append(doc.Values, one)
		}
		if exact, err := decimal.NewFromString(row.Values[0].Exact); err == nil {
			sum = sum.Add(exact)
		}
		v.Documents = append(v.Documents, doc)
	}
	v.More = int(found.Count) > len(found.Rows)
	v.account(d, metric, now, sum, found)
	return nil
}

// account says how the listed documents stand to the number.
func (v *behindView) account(d *brush, metric *olap.Metric, now olap.Value, sum decimal.Decimal, found *olap.Documents) {
	exact, err := decimal.NewFromString(now.Exact)
	equal := metric.Formula == "" && !v.More && err == nil && exact.Equal(sum) ||
		found.Whole.Valid && now.Valid && math.Abs(found.Whole.Float-now.Float) <= 1e-9*max(1, math.Abs(now.Float))
	total := d.exact(olap.Value{Valid: true, Exact: sum.String(), Float: sum.InexactFloat64()}, metric.Unit)
	switch {
	case len(v.Documents) == 0:
		v.None = d.text("board.behind.empty")
	case equal && metric.Formula == "":
		v.Adds = d.text("board.behind.adds", "n", found.Count, "sum", v.Exact)
	case equal:
		v.Adds = d.text("board.behind.formula", "n", found.Count, "sum", v.Exact)
	case metric.Formula != "" || found.Metrics[0].Unit != metric.Unit:
		v.Partly = d.text("board.behind.some", "n", found.Count)
	default:
		v.Partly = d.text("board.behind.partly", "n", len(v.Documents), "sum", total)
	}
	if v.More {
		v.Partly = d.text("board.behind.more", "n", len(v.Documents), "all", found.Count)
	}
}

func (v *behindView) csv(p pen) []byte {
	lead := []head{{Title: p.text("board.document")}, {Title: p.text("dim.day")}, {Title: p.text("dim.state")}}
	g := &grid{Columns: append(lead, v.Listed...)}
	for _, d := range v.Documents {
		g.Rows = append(g.Rows, append([]cell{{Raw: d.Number}, {Raw: d.Day}, {Raw: d.State}}, d.Values...))
	}
	return g.csv()
}
