package dashboards

import "slices"

// overview is the minute in the morning: what was sold, what it left, what is at risk, what waits.
var overview = &Board{
	Name: "overview", Icon: "layout-dashboard", Period: "30d", Filters: []string{"channel", "warehouse"}, Reach: "gmv",
	Tiles: slices.Concat(
		figures("gmv", "orders", "margin_rate"),
		within(finance.Right(), figures("cash")...),
		within(stock.Right(), figures("days_of_cover", "lost_sales")...),
		[]*Tile{
			{Name: "trend", Kind: Trend, Metrics: []string{"gmv"}, Wide: 8, Forecast: true},
			{Name: "work", Kind: Work, Wide: 4},
			{Name: "channel", Kind: Bars, Metrics: []string{"gmv"}, By: "channel", Limit: 6, Wide: 4},
			{Name: "category", Kind: Bars, Metrics: []string{"margin"}, By: "category", Limit: 6, Wide: 4},
			{Name: "atrisk", Kind: Table, Metrics: []string{"risk", "suggested_units"}, By: "sku", Limit: 7, Wide: 4, Right: stock.Right(),
				More: "/replenish"},
			{Name: "result", Kind: Columns, Metrics: []string{"sales_income", "gross_profit", "gross_margin"}, Wide: 7, Tall: true,
				Right: finance.Right(), More: finance.Path()},
			{Name: "health", Kind: Health, Wide: 5, Right: finance.Right(), More: finance.Path()},
		},
	),
}
