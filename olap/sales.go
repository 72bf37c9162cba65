package olap

import "slices"

// Orders, units and GMV count what was ordered, on the day it was placed and as it stands now; drafts and cancelled orders do not
// count. Revenue, cost and margin count what was shipped less what came back, on the days that happened: they are what the
// ledger books.

var (
	salesDay = &Rollup{
		Name: "sales_day", Fact: "order_line", Where: "state != 'cancelled'",
		Dims: slices.Concat(ids("channel", "category", "warehouse"), texts("region")),
		Sums: append(sums("qty", "net", "vat", "discount", "shipped", "returned"), count("orders")),
	}
	skuDay = &Rollup{
		Name: "sku_day", Fact: "order_line", Where: "state != 'cancelled' and line > 0",
		Dims: ids("sku", "category", "warehouse", "channel"),
		Sums: sums("qty", "net", "vat", "discount"),
	}
	shipmentDay = &Rollup{
		Name: "shipment_day", Fact: "shipment_line",
		Dims: slices.Concat(ids("channel", "category", "warehouse"), texts("region")),
		Sums: append(sums("qty", "net", "vat", "cost"), count("shipments")),
	}
	returnDay = &Rollup{
		Name: "return_day", Fact: "return_line", Where: "state != 'rejected'",
		Dims: slices.Concat(ids("channel", "category", "warehouse"), texts("region", "state")),
		Sums: append(sums("accepted", "defective", "amount", "vat", "cost"), count("returns")),
	}
)

var (
	salesCells    = salesDay.source("")
	skuCells      = skuDay.source("")
	shipmentCells = shipmentDay.source("")
	returnCells   = returnDay.source("")

	orderLines = factSource("order_line", "sales.order", "state != 'cancelled'",
		"channel", "category", "warehouse", "region", "customer", "sku", "state", "currency", "hour="+hour)
	shipmentLines = factSource("shipment_line", "sales.shipment", "", "channel", "category", "warehouse", "region", "customer", "sku")
	returnLines   = factSource("return_line", "sales.return", "state != 'rejected'",
		"channel", "category", "warehouse", "region", "customer", "sku", "state", "kind", "reason")
)

// hour is the hour of the company's day in which an order was placed.
const hour = "leftPad(toString(toHour(toTimeZone(placed, {zone:String}))), 2, '0')"

// back are the states in which goods, or money, have come back.
const back = "state in ('received', 'refunded')"

var salesMeasures = slices.Concat(
	[]*Measure{
		{Name: "orders", Source: salesCells, Expr: noCategory("orders"), Without: []string{"category"}},
		{Name: "orders", Source: orderLines, Expr: "uniqExact(doc)"},
		{Name: "shipments", Source: shipmentCells, Expr: noCategory("shipments"), Without: []string{"category"}},
		{Name: "shipments", Source: shipmentLines, Expr: "uniqExact(doc)"},
		{Name: "returns", Source: returnCells, Expr: noCategory("returns"), Without: []string{"category"}},
		{Name: "returns", Source: returnLines, Expr: "uniqExact(doc)"},
	},
	over("units", "sum(qty)", salesCells, skuCells, orderLines),
	over("gmv", "sum(net + vat)", salesCells, skuCells, orderLines),
	over("discount", "sum(discount)", salesCells, skuCells, orderLines),
	over("ordered_net", "sum(net)", salesCells, skuCells, orderLines),
	over("ordered_shipped", "sum(shipped)", salesCells, orderLines),
	over("shipped_units", "sum(qty)", shipmentCells, shipmentLines),
	over("shipped_net", "sum(net)", shipmentCells, shipmentLines),
	over("shipped_cost", "sum(cost)", shipmentCells, shipmentLines),
	over("returned_units", "sumIf(accepted + defective, "+back+")", returnCells, returnLines),
	over("returned_net", "sumIf(amount - vat, "+back+")", returnCells, returnLines),
	over("returned_cost", "sumIf(cost, "+back+")", returnCells, returnLines),
	over("refunds", "sumIf(amount, state = 'refunded')", returnCells, returnLines),
)

var salesMetrics = []*Metric{
	{Name: "orders", Unit: Count, Room: "sales"},
	{Name: "units", Unit: Quantity, Room: "sales"},
	{Name: "gmv", Unit: Money, Room: "sales"},
	{Name: "discount", Unit: Money, Room: "sales", Lower: true},
	{Name: "discount_rate", Unit: Percent, Formula: "discount / (gmv + discount)", Room: "sales", Lower: true},
	{Name: "average_order", Unit: Price, Formula: "gmv / orders", Room: "sales"},
	{Name: "average_price", Unit: Price, Formula: "gmv / units", Room: "sales"},
	{Name: "revenue", Unit: Money, Formula: "shipped_net - returned_net", Room: "sales"},
	{Name: "cost", Unit: Money, Formula: "shipped_cost - returned_cost", Room: "sales", Lower: true},
	{Name: "margin", Unit: Money, Formula: "shipped_net - returned_net - shipped_cost + returned_cost", Room: "sales"},
	{Name: "margin_rate", Unit: Percent, Room: "sales",
		Formula: "(shipped_net - returned_net - shipped_cost + returned_cost) / (shipped_net - returned_net)"},
	{Name: "shipped_units", Unit: Quantity, Room: "sales"},
	{Name: "fill_rate", Unit: Percent, Formula: "ordered_shipped / units", Room: "sales"},
	{Name: "returns", Unit: Count, Room: "sales", Lower: true},
	{Name: "returned_units", Unit: Quantity, Room: "sales", Lower: true},
	{Name: "refunds", Unit: Money, Room: "sales", Lower: true},
	{Name: "refund_rate", Unit: Percent, Formula: "refunds / gmv", Room: "sales", Lower: true},
	{Name: "return_rate", Unit: Percent, Formula: "returned_units / shipped_units", Room: "sales", Lower: true},
}
