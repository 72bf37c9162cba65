package olap

// Sales counts an order on the day it was placed, as it stands now; drafts and cancelled orders do not count.

var salesDay = &Rollup{
	Name: "sales_day", Fact: "order_line", Where: "state != 'cancelled'",
	Dims: []field{{"channel", "UUID", ""}, {"category", "UUID", ""}, {"warehouse", "UUID", ""}, {"region", "LowCardinality(String)", ""}},
	Sums: []field{
		{"orders", "UInt32", "uniqExact(doc)"}, {"units", "Decimal(38, 4)", "sum(qty)"}, {"gross", "Decimal(38, 4)", "sum(net + vat)"},
		{"net", "Decimal(38, 4)", "sum(net)"}, {"cost", "Decimal(38, 4)", "sum(cost)"}, {"discount", "Decimal(38, 4)", "sum(discount)"},
		{"shipped", "Decimal(38, 4)", "sum(shipped)"}, {"returned", "Decimal(38, 4)", "sum(returned)"},
	},
}

const noID = "toUUID('00000000-0000-0000-0000-000000000000')"

var (
	salesCells = salesDay.source("")
	orderLines = factSource("order_line", "sales.order", "state != 'cancelled'",
		"channel", "category", "warehouse", "region", "customer", "sku", "state", "currency")
)

var salesMeasures = []*Measure{
	// Line 0 stands in the cell without a category, once for each order.
	{Name: "orders", Source: salesCells, Expr: "sumIf(orders, category = " + noID + ")", Without: []string{"category"}},
	{Name: "orders", Source: orderLines, Expr: "uniqExact(doc)"},
	{Name: "units", Source: salesCells, Expr: "sum(units)"},
	{Name: "units", Source: orderLines, Expr: "sum(qty)"},
	{Name: "gmv", Source: salesCells, Expr: "sum(gross)"},
	{Name: "gmv", Source: orderLines, Expr: "sum(net + vat)"},
	{Name: "revenue", Source: salesCells, Expr: "sum(net)"},
	{Name: "revenue", Source: orderLines, Expr: "sum(net)"},
	{Name: "cost", Source: salesCells, Expr: "sum(cost)"},
	{Name: "cost", Source: orderLines, Expr: "sum(cost)"},
	{Name: "discount", Source: salesCells, Expr: "sum(discount)"},
	{Name: "discount", Source: orderLines, Expr: "sum(discount)"},
	{Name: "shipped", Source: salesCells, Expr: "sum(shipped)"},
	{Name: "shipped", Source: orderLines, Expr: "sum(shipped)"},
}

var salesMetrics = []*Metric{
	{Name: "orders", Unit: Count, Room: "sales"},
	{Name: "units", Unit: Quantity, Room: "sales"},
	{Name: "gmv", Unit: Money, Room: "sales"},
	{Name: "revenue", Unit: Money, Room: "sales"},
	{Name: "discount", Unit: Money, Room: "sales"},
	{Name: "cost", Unit: Money, Room: "sales", Lower: true},
	{Name: "margin", Unit: Money, Formula: "revenue - cost", Room: "sales"},
	{Name: "margin_rate", Unit: Percent, Formula: "(revenue - cost) / revenue", Room: "sales"},
	{Name: "average_order", Unit: Ratio, Formula: "gmv / orders", Room: "sales"},
}
