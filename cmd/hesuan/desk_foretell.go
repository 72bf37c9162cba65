package main

import (
	"context"
	"time"

	"hesuan/forecasting/desk"
	"hesuan/internal/cal"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/olap"
	"hesuan/oltp/sales"
)

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
