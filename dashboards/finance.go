package dashboards

import "slices"

// finance is the board of FIN-03 and FIN-17: what the books say, and how healthy that is.
var finance = &Board{
	Name: "finance", Icon: "report-money", Period: "year", Reach: "debit",
	Tiles: slices.Concat(
		figures("sales_income", "gross_profit", "gross_margin", "profit", "cash", "receivable", "payable"),
		[]*Tile{
			{Name: "result", Kind: Columns, Metrics: []string{"sales_income", "gross_profit", "gross_margin"}, Wide: 7},
			{Name: "health", Kind: Health, Wide: 5, Tall: true},
			{Name: "money", Kind: Columns, Metrics: []string{"cash_in", "cash_out"}, Wide: 7},
			{Name: "standing", Kind: Columns, Metrics: []string{"receivable", "payable"}, Wide: 5},
			{Name: "accounts", Kind: Table, Metrics: []string{"debit", "credit"}, By: "account", Limit: 12, Wide: 7},
		},
	),
}
