package olap

import (
	"fmt"
	"slices"
)

// Foresight is how good the sales forecasts were: what each said of a day, beside what was sold on it. A day counts once it is over, for
// every run that told it. The yardstick is the seasonal naive forecast, which knows what the run knew: the last day of the same weekday.

// foresight reads what was foretold of a scope; by is the dim of its key, none for the company as a whole.
func foresight(scope, by string) *Source {
	key, of, before, dims := "", "", "", map[string]string{"ahead": "ahead"}
	if by != "" {
		key, of, before, dims[by] = ", "+by, " and sold."+by+" = f.key", " and before."+by+" = f.key", "key"
	}
	sold := fmt.Sprintf("select day%[1]s, sum(net + vat) as gmv from sales_day final array join net, vat%[1]s"+
		" where day between {from:Date} - 28 and {to:Date} group by day%[1]s", key)
	return &Source{
		Name: "foretold_" + scope,
		From: fmt.Sprintf(`(
			select f.day as day, f.key as key, multiIf(f.lead = 1, '01', f.lead <= 7, '02-07', f.lead <= 14, '08-14', '15-28') as ahead,
				f.expected as expected, f.p10 as p10, f.p90 as p90, toFloat64(sold.gmv) as sold, toFloat64(before.gmv) as naive
			from (
				select day, key, expected, p10, p90, day - since + 1 as lead, day - 7 * intDiv(lead + 6, 7) as known
				from foretold final
				where scope = '%[1]s' and day between {from:Date} and {to:Date} and day < (select max(since) from foretold)
			) as f
			left join (%[2]s) as sold on sold.day = f.day%[3]s
			left join (%[2]s) as before on before.day = f.known%[4]s
		)`, scope, sold, of, before),
		Dims: dims,
	}
}

var foresights = []*Source{foresight("all", ""), foresight("channel", "channel"), foresight("category", "category")}

var foresightMeasures = slices.Concat(
	over("foretold_sold", "sum(sold)", foresights...),
	over("foretold_missed", "sum(abs(expected - sold))", foresights...),
	over("foretold_over", "sum(expected - sold)", foresights...),
	over("foretold_held", "countIf(sold between p10 and p90)", foresights...),
	over("foretold_days", "count()", foresights...),
	over("naive_missed", "sum(abs(naive - sold))", foresights...),
)

var foresightMetrics = []*Metric{
	{Name: "forecast_error", Unit: Percent, Formula: "foretold_missed / foretold_sold", Room: "sales", Lower: true},
	{Name: "forecast_bias", Unit: Percent, Formula: "foretold_over / foretold_sold", Room: "sales"},
	{Name: "forecast_held", Unit: Percent, Formula: "foretold_held / foretold_days", Room: "sales"},
	{Name: "forecast_gain", Unit: Percent, Formula: "1 - foretold_missed / naive_missed", Room: "sales"},
}
