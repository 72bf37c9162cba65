package dashboards

import "slices"

// sales is the board of SAL-08: what was ordered, through whom, of what, by whom, at what price, what came back, and what is to come.
var sales = &Board{
	Name: "sales", Icon: "chart-line", Period: "30d", Filters: []string{"channel", "warehouse", "category"}, Reach: "gmv",
	Tiles: slices.Concat(
		figures("gmv", "orders", "average_order", "margin_rate", "return_rate", "customers"),
		[]*Tile{
			{Name: "trend", Kind: Trend, Metrics: []string{"gmv"}, Wide: 8, Tall: true, Forecast: true},
			{Name: "channel", Kind: Bars, Metrics: []string{"gmv"}, By: "channel", Limit: 8, Wide: 4, Tall: true},
			{Name: "mix", Kind: Stacked, Metrics: []string{"gmv"}, By: "channel", Limit: 5, Wide: 6},
			{Name: "category", Kind: Treemap, Metrics: []string{"gmv"}, By: "category", Limit: 12, Wide: 6},
			{Name: "sku", Kind: Table, Metrics: []string{"gmv", "units", "average_price", "discount_rate"}, By: "sku", Limit: 10, Wide: 8},
			{Name: "region", Kind: Bars, Metrics: []string{"gmv"}, By: "region", Limit: 10, Wide: 4},
			{Name: "price", Kind: Columns, Metrics: []string{"discount", "discount_rate"}, Wide: 4},
			{Name: "customer", Kind: Columns, Metrics: []string{"returning_customers", "new_customers", "new_customer_rate"}, Wide: 4},
			{Name: "hour", Kind: Profile, Metrics: []string{"orders"}, By: "hour", Wide: 4},
			{Name: "reason", Kind: Bars, Metrics: []string{"returned_units"}, By: "reason", Limit: 6, Wide: 4},
			{Name: "margin", Kind: Table, Metrics: []string{"revenue", "margin", "margin_rate", "fill_rate", "return_rate"}, By: "channel",
				Limit: 10, Wide: 8},
			{Name: "foresight", Kind: Table, Metrics: []string{"forecast_error", "forecast_gain", "forecast_bias", "forecast_held"}, By: "ahead",
				Order: "ahead", Up: true, Limit: 4, Wide: 6},
			{Name: "foresight_category", Kind: Table, Metrics: []string{"forecast_error", "forecast_gain", "forecast_bias", "forecast_held"},
				By: "category", Limit: 12, Wide: 6},
		},
	),
}
