package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"hesuan/forecasting/desk"
	"hesuan/internal/cal"
	"hesuan/internal/config"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/olap"
	"hesuan/oltp/purchasing"
	"hesuan/oltp/sales"
)

// forecastNow runs the desk at once instead of waiting for the night.
type forecastNow struct{}

// Run forecasts and tells what changed.
func (forecastNow) Run(ctx context.Context, c *config.Config) error {
	return withHouse(ctx, c, func(ctx context.Context, h *house, warehouse *olap.Warehouse) error {
		told, err := h.replenish(ctx, warehouse)
		if err != nil {
			return err
		}
		fmt.Printf("suggestions: %d new, %d changed, %d as before, %d no longer needed, %d dismissed by buyers\n",
			told.New, told.Changed, told.Same, told.Superseded, told.Resting)
		n, err := h.foretell(ctx, warehouse)
		fmt.Printf("sales forecasts: %d\n", n)
		return err
	})
}

// replenish forecasts the demand of every SKU in every warehouse and renews the buyers' suggestions.
func (h *house) replenish(ctx context.Context, warehouse *olap.Warehouse) (told purchasing.Changes, err error) {
	var goods map[purchasing.Key]*stocked
	var today cal.Date
	err = h.db.View(ctx, func(tx *pg.Tx) error {
		today = tx.Today()
		goods, err = h.stocked(ctx, tx)
		return err
	})
	if err != nil {
		return told, err
	}
	items := make([]desk.Item, 0, len(goods))
	for _, g := range goods {
		items = append(items, g.Item)
	}
	sortItems(items)
	proposals, err := desk.Replenish(ctx, warehouse, items, today, desk.Usual)
	if err != nil {
		return told, err
	}
	rows := make([]purchasing.Proposal, len(proposals))
	for i := range proposals {
		p := &proposals[i]
		if err := p.Check(); err != nil {
			return told, err
		}
		rows[i] = goods[purchasing.Key{SKU: ref.SKU(p.SKU), Warehouse: ref.Warehouse(p.Warehouse)}].proposal(p, today)
	}
	err = h.db.Do(ctx, func(tx *pg.Tx) error {
		told, err = h.purchasing.Suggest(ctx, tx, id.New[any](), rows)
		return err
	})
	return told, err
}

// stocked is an item with what people call it and who sells it.
type stocked struct {
	desk.Item
	offer  ref.Offer
	source purchasing.Source
}

// stocked are all SKUs that somebody sells us, in every warehouse that has or had them.
func (h *house) stocked(ctx context.Context, tx *pg.Tx) (map[purchasing.Key]*stocked, error) {
	levels, err := h.inventory.Levels(ctx, tx)
	if err != nil {
		return nil, err
	}
	skus := make([]ref.SKU, len(levels))
	for i, l := range levels {
		skus[i] = l.SKU
	}
	offers, err := h.catalog.Offers(ctx, tx, ref.Channel{}, tx.Today(), skus)
	if err != nil {
		return nil, err
	}
	sources, err := h.purchasing.Sources(ctx, tx, skus)
	if err != nil {
		return nil, err
	}
	goods := map[purchasing.Key]*stocked{}
	for _, l := range levels {
		offer, sold := offers[l.SKU]
		if !sold || !offer.Active {
			continue
		}
		g := &stocked{offer: offer, Item: desk.Item{SKU: id.ID(l.SKU), Warehouse: id.ID(l.Warehouse), AgreedDays: 14,
			OnHand: l.OnHand.Float(), Reserved: l.Reserved.Float(), Price: offer.Price.Float()}}
		if from := sources[l.SKU]; len(from) > 0 && !from[0].Blocked {
			g.source = from[0]
			g.MOQ, g.Pack, g.AgreedDays = from[0].MOQ.Float(), from[0].Pack.Float(), math.Max(1, float64(from[0].LeadDays))
		}
		goods[purchasing.Key{SKU: l.SKU, Warehouse: l.Warehouse}] = g
	}
	return goods, h.expect(ctx, tx, goods)
}

// expect adds what is on order and how long suppliers really take.
func (h *house) expect(ctx context.Context, tx *pg.Tx, goods map[purchasing.Key]*stocked) error {
	inbound, err := h.purchasing.OnOrder(ctx, tx)
	if err != nil {
		return err
	}
	for _, in := range inbound {
		if g := goods[in.Key]; g != nil {
			g.OnOrder += in.Qty.Float()
		}
	}
	leads, err := h.purchasing.Leads(ctx, tx, tx.Today().Add(-730))
	if err != nil {
		return err
	}
	measured := map[[2]id.ID][]float64{}
	for _, l := range leads {
		measured[[2]id.ID{id.ID(l.Supplier), id.ID(l.SKU)}] = l.Days
	}
	for _, g := range goods {
		g.LeadDays = measured[[2]id.ID{id.ID(g.source.Supplier), g.SKU}]
	}
	return nil
}

// deskJob is what the desk does once a day: by night, or as soon as there is something to forecast. It waits until the warehouse
// has seen all that was committed before.
func (h *house) deskJob(warehouse *olap.Warehouse) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		if done, err := h.foretoldToday(ctx); done || err != nil {
			return err
		}
		for began := time.Now(); ; {
			fresh, err := warehouse.Freshness(ctx)
			if err == nil && fresh.Complete.After(began) {
				break
			}
			select {
			case <-ctx.Done():
				return errors.Join(ctx.Err(), err)
			case <-time.After(time.Second):
			}
		}
		if _, err := h.replenish(ctx, warehouse); err != nil {
			return err
		}
		_, err := h.foretell(ctx, warehouse)
		return err
	}
}

// foretoldToday tells that today's forecast is there, or that there is nothing to forecast, or not all of it yet.
func (h *house) foretoldToday(ctx context.Context) (done bool, err error) {
	err = h.db.View(ctx, func(tx *pg.Tx) error {
		return tx.QueryRow(ctx, `select exists (select from sales.forecast where since >= $1) or not exists (select from sales.order)
			or exists (select from demo.load where done < steps)`, tx.Today()).Scan(&done)
	})
	return done, err
}

// foretellWeeks is how many past weeks the first run foretells as it would have, from what was sold before each: how good the forecasts
// are is to be seen from the first day.
const foretellWeeks = 8

// foretell forecasts the sales of the company, its channels and its categories.
func (h *house) foretell(ctx context.Context, warehouse *olap.Warehouse) (int, error) {
	today, first := cal.On(time.Now(), h.db.Zone), false
	err := h.db.View(ctx, func(tx *pg.Tx) error {
		return tx.QueryRow(ctx, "select not exists (select from sales.forecast)").Scan(&first)
	})
	for week := foretellWeeks; err == nil && first && week > 0; week-- {
		_, err = h.foretellOn(ctx, warehouse, today.Add(-7*week))
	}
	if err != nil {
		return 0, err
	}
	return h.foretellOn(ctx, warehouse, today)
}

// foretellOn forecasts from a day on by what was sold before it.
func (h *house) foretellOn(ctx context.Context, warehouse *olap.Warehouse, today cal.Date) (int, error) {
	var series []desk.Series
	for _, scope := range []string{"all", "channel", "category"} {
		past, err := salesBy(ctx, warehouse, scope, today)
		if err != nil {
			return 0, err
		}
		series = append(series, past...)
	}
	told, err := desk.Foretell(ctx, series, today)
	if err != nil {
		return 0, err
	}
	rows := make([]sales.Forecast, len(told))
	for i, t := range told {
		rows[i] = h.forecastRow(t)
	}
	return len(rows), h.db.Do(ctx, func(tx *pg.Tx) error { return h.sales.Foretell(ctx, tx, rows) })
}

// salesPast is how many days of sales are read: three years and a bit. Only from two years and sixty days on does the engine take the days of
// the year and the great days of shopping for what they are.
const salesPast = 3*365 + 60

// salesBy reads daily revenue with VAT, from each series' first day of sales.
func salesBy(ctx context.Context, warehouse *olap.Warehouse, scope string, today cal.Date) ([]desk.Series, error) {
	past := pasts{byKey: map[string]*desk.Series{}, scope: scope}
	for from := today.Add(-salesPast); from < today; { // month by month: all days of many series are more than one answer may hold
		year, month, _ := from.Time().Date()
		next := min(cal.Of(year, month+1, 1), today)
		q := olap.Query{Metrics: []string{"gmv"}, Grain: olap.Day, From: from, To: next.Add(-1), Lang: "zh"}
		if scope != "all" {
			q.By = []string{scope}
		}
		result, err := warehouse.Run(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, row := range result.Rows {
			past.add(row)
		}
		from = next
	}
	return past.until(today), nil
}

// pasts are series of sales in the making.
type pasts struct {
	scope string
	byKey map[string]*desk.Series
	order []string
}

// add takes the sales of a day; a series begins with its first sale.
func (p *pasts) add(row olap.Row) {
	cell := olap.Cell{}
	if len(row.By) > 0 {
		cell = row.By[0]
	}
	s := p.byKey[cell.Key]
	switch {
	case s == nil && row.Values[0].Float == 0:
		return
	case s == nil:
		key, _ := id.Parse[any](cell.Key)
		s = &desk.Series{Scope: p.scope, Key: key, Name: cell.Label, Since: row.Day}
		p.byKey[cell.Key], p.order = s, append(p.order, cell.Key)
	}
	s.FillTo(row.Day)
	s.Past = append(s.Past, row.Values[0].Float)
}

// until are the series that are long enough to say anything.
func (p *pasts) until(today cal.Date) (all []desk.Series) {
	for _, key := range p.order {
		if s := p.byKey[key]; today-s.Since >= 14 {
			s.FillTo(today)
			all = append(all, *s)
		}
	}
	return all
}

func (h *house) forecastRow(t desk.Foretold) sales.Forecast {
	f := sales.Forecast{Scope: t.Scope, Key: t.Key, Name: t.Name, Since: t.From, Method: t.Forecast.Method, Expected: cents(t.Forecast.Mean)}
	switch {
	case f.Name == "" && f.Scope == "all":
		f.Name = h.named("全公司", "Whole company")
	case f.Name == "":
		f.Name = h.named("无类目", "No category")
	}
	for _, q := range t.Forecast.Quantiles {
		f.P10, f.P90 = append(f.P10, cent(q[0])), append(f.P90, cent(q[len(q)-1]))
	}
	for _, trial := range t.Forecast.Trials {
		f.Trials = append(f.Trials, sales.ForecastTrial{Method: trial.Method, Error: part(trial.MASE), Bias: part(trial.Bias), Taken: trial.Taken})
		if trial.Taken && f.Error == 0 {
			f.Error = part(trial.MASE)
		}
	}
	return f
}

func cents(values []float64) []float64 {
	rounded := make([]float64, len(values))
	for i, v := range values {
		rounded[i] = cent(v)
	}
	return rounded
}

// cent rounds to cents; the zero added makes of -0, which Postgres does not keep, 0.
func cent(v float64) float64 { return math.Round(v*100)/100 + 0 }

// part keeps three decimals of a share, and nothing of what is no number.
func part(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return math.Round(v*1000)/1000 + 0
}

// pieces is a whole or part number of pieces as an exact quantity.
func pieces(v float64) fixed.Qty { return fixed.Qty(math.Round(v * fixed.Scale)) }
