package dashboards

import "slices"

// finance is the board of FIN-03 and FIN-17: what the books say, who owes what since when, and how healthy that is.
var finance = &Board{
	Name: "finance", Icon: "report-money", Period: "year", Reach: "debit",
	Tiles: slices.Concat(
		figures("sales_income", "gross_margin", "profit", "cash", "receivable", "payable"),
		[]*Tile{
			{Name: "result", Kind: Columns, Metrics: []string{"sales_income", "gross_profit", "gross_margin"}, Wide: 7},
			{Name: "health", Kind: Health, Wide: 5, Tall: true},
			{Name: "ahead", Kind: Ahead, Metrics: []string{"cash"}, Wide: 12, Tall: true, More: cashPath},
			{Name: "statement", Kind: Sheet, Metrics: []string{"sales_income", "cost_of_sales", "gross_profit", "operating_expense", "profit",
				"gross_margin", "expense_rate", "profit_rate"}, Wide: 7},
			{Name: "money", Kind: Columns, Metrics: []string{"cash_in", "cash_out"}, Wide: 6},
			{Name: "standing", Kind: Columns, Metrics: []string{"receivable", "payable"}, Wide: 6},
			{Name: "receivable_age", Kind: Profile, Metrics: []string{"receivable_open"}, By: "age", Wide: 4, More: "/finance/ageing"},
			{Name: "payable_age", Kind: Profile, Metrics: []string{"payable_open"}, By: "age", Wide: 4, More: "/finance/ageing?side=payables"},
			{Name: "vat", Kind: Columns, Metrics: []string{"vat_output", "vat_input"}, Wide: 4},
			{Name: "expense", Kind: Bars, Metrics: []string{"operating_expense"}, By: "account", Limit: 8, Wide: 5},
			{Name: "accounts", Kind: Table, Metrics: []string{"debit", "credit"}, By: "account", Limit: 10, Wide: 7},
		},
	),
}
