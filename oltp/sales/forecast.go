package sales

import (
	"context"
	"reflect"

	"hesuan/internal/cal"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

type forecastKind struct{}

// Forecast is what a channel, a category or the whole company will sell, day by day 销售预测 (SAL-04).
// Each run writes it anew as the next version; its events keep what was foretold when.
type Forecast struct {
	resource.Base[id.Of[forecastKind]]
	Scope    string          `json:"scope"`        // all, channel, category
	Key      id.ID           `json:"key,omitzero"` // of the channel or the category
	Name     string          `json:"name"`         // scope and key, for people
	Since    cal.Date        `json:"since"`        // of the first value
	Method   string          `json:"method"`       // what was taken
	Error    float64         `json:"error"`        // its backtest error over the seasonal naive forecast's
	Expected []float64       `json:"expected"`     // revenue with VAT by day
	P10      []float64       `json:"p10"`
	P90      []float64       `json:"p90"`
	Trials   []ForecastTrial `json:"trials,omitempty"` // how each method did
}

// ForecastTrial is how one method did in the rolling backtest.
type ForecastTrial struct {
	Method string  `json:"method"`
	Error  float64 `json:"error"`
	Bias   float64 `json:"bias"`
	Taken  bool    `json:"taken,omitempty"`
}

func forecasts() *resource.Def[Forecast] {
	return resource.Define(resource.Def[Forecast]{Meta: resource.Meta{
		Name: "sales.forecast", Icon: "chart-dots", Title: []string{"name"}, Sort: "name", Ledger: true,
		Whole: true,
		Fields: resource.Fields{
			resource.Text("name", 100).Find().Col().RO(), resource.Choice("scope", "all", "channel", "category").Col().RO(),
			resource.Date("since").Col().RO(), resource.Text("method", 60).Col().RO(),
			resource.JSON("expected"), resource.JSON("p10"), resource.JSON("p90"), resource.JSON("trials"),
		},
	}})
}

// Foretell keeps a run's forecasts: the next version of each series, unless nothing changed.
func (r *Room) Foretell(ctx context.Context, tx *pg.Tx, run []Forecast) error {
	for i := range run {
		f := &run[i]
		f.ID = id.Derive[forecastKind]("sales.forecast", f.Scope+f.Key.String())
		old, err := r.Forecasts.Select(ctx, tx, "where t.id = $1 for update", f.ID)
		if err != nil {
			return err
		}
		if len(old) == 0 {
			err = r.Forecasts.Insert(ctx, tx, f, "foretell")
		} else if f.Stamp = old[0].Stamp; !reflect.DeepEqual(f, old[0]) {
			err = r.Forecasts.Save(ctx, tx, f, old[0], "foretell")
		}
		if err != nil {
			return err
		}
	}
	return nil
}
