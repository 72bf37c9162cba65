package olap

import (
	"context"
	"strings"

	"hesuan/internal/cal"
)

// Foretold is one day of a sales forecast: revenue with VAT as expected, and the band that holds it in four days of five.
type Foretold struct {
	Day                cal.Date
	Expected, P10, P90 float64
	Method             string
}

// Forecast reads what is foretold for the days from from to to: of the whole company (scope all, no key), of a channel or
// of a category. The second result is the statement, for people. SAL-04.
func (w *Warehouse) Forecast(ctx context.Context, scope, key string, from, to cal.Date) ([]Foretold, string, error) {
	if key == "" {
		key = nobody
	}
	p := params{}
	where := []string{"date between " + p.date("from", from) + " and " + p.date("to", to),
		p.within("scope", "scope", false, Filter{In: []string{scope}}), p.within("key", "key", true, Filter{In: []string{key}})}
	s := statement{"select date, expected, p10, p90, method\nfrom forecast final\nwhere " + strings.Join(where, " and ") + "\norder by date", p}
	rows, err := w.DB.Query(ctx, s.sql, p.args()...)
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = rows.Close() }()
	var all []Foretold
	for rows.Next() {
		var f Foretold
		if err := rows.Scan(&f.Day, &f.Expected, &f.P10, &f.P90, &f.Method); err != nil {
			return nil, "", err
		}
		all = append(all, f)
	}
	return all, s.shown(), rows.Err()
}
