package desk

import (
	"context"
	"runtime"

	"hesuan/forecasting"
	"hesuan/internal/cal"
	"hesuan/internal/id"
	"hesuan/olap"
)

// Sales gives revenue by day.
type Sales interface {
	Run(ctx context.Context, q olap.Query) (*olap.Result, error)
}

// Series is what is foretold: the company, a channel or a category.
type Series struct {
	Scope string // all, channel, category
	Key   id.ID
	Name  string
	Since cal.Date // of the first day of history
	Past  []float64
}

// FillTo adds days without sales up to the day before one.
func (s *Series) FillTo(day cal.Date) {
	for len(s.Past) < int(day-s.Since) {
		s.Past = append(s.Past, 0)
	}
}

// Foretold is a series' future by day, from Since on.
type Foretold struct {
	Series
	From     cal.Date
	Forecast forecasting.Forecast
}

// Ahead is how many days of sales are foretold.
const Ahead = 28

// Foretell forecasts series of sales.
func Foretell(ctx context.Context, all []Series, today cal.Date) ([]Foretold, error) {
	input := make([]forecasting.Series, len(all))
	for i, s := range all {
		input[i] = forecasting.Series{Values: s.Past, Start: s.Since.Time(), Freq: forecasting.Daily}
	}
	var told []Foretold
	options := forecasting.Options{Horizon: Ahead, Levels: []float64{0.1, 0.5, 0.9}, Seed: uint64(today)}
	err := forecasting.RunAll(ctx, input, options, runtime.GOMAXPROCS(0), func(i int, f forecasting.Forecast, err error) {
		if err == nil {
			told = append(told, Foretold{Series: all[i], From: today, Forecast: f})
		}
	})
	return told, err
}
