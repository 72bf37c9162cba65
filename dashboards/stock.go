package dashboards

import "slices"

// stock is the board of INV-09, INV-10 and SCM-08: what lies where, for how long it lasts, what ran out, what lies dead, what to order.
var stock = &Board{
	Name: "stock", Icon: "building-warehouse", Period: "30d", Filters: []string{"warehouse", "category"}, Reach: "stock_in",
	Tiles: slices.Concat(
		figures("stock_value", "days_of_cover", "stockout_rate", "lost_sales", "active_rate", "dead_stock", "risk"),
		[]*Tile{
			{Name: "value", Kind: Stacked, Metrics: []string{"stock_value"}, By: "warehouse", Limit: 5, Wide: 8},
			{Name: "category", Kind: Treemap, Metrics: []string{"stock_value"}, By: "category", Limit: 12, Wide: 4},
			{Name: "lost", Kind: Columns, Metrics: []string{"lost_sales", "stockout_rate"}, Wide: 6},
			{Name: "out", Kind: Table, Metrics: []string{"lost_sales", "out_days", "stockout_rate"}, By: "sku", Limit: 8, Wide: 6},
			{Name: "under", Kind: Table, Metrics: []string{"days_of_cover", "stock_qty", "shipped_units"}, By: "sku", Limit: 8, Up: true, Wide: 6,
				More: "/replenish"},
			{Name: "over", Kind: Table, Metrics: []string{"days_of_cover", "stock_qty", "stock_value"}, By: "sku", Limit: 8, Wide: 6},
			{Name: "atrisk", Kind: Table, Metrics: []string{"risk", "suggested_units"}, By: "sku", Limit: 8, Wide: 6, More: "/replenish"},
			{Name: "dead", Kind: Table, Metrics: []string{"dead_stock", "stock_qty"}, By: "sku", Limit: 8, Wide: 6},
			{Name: "moves", Kind: Columns, Metrics: []string{"stock_in", "stock_out"}, Wide: 6},
			{Name: "supplier", Kind: Table, Metrics: []string{"purchase_amount", "on_order", "lead_time", "on_time_rate"}, By: "supplier",
				Limit: 8, All: true, Wide: 6},
		},
	),
}
