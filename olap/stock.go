package olap

import "slices"

// Stock is a level: the sum of all moves into a warehouse, less those out of it, up to the end of a day.

var stockDay = &Rollup{
	Name: "stock_day", Fact: "stock_move",
	Dims: append(ids("sku", "category"), field{"warehouse", uuidType, "place"}),
	Sums: sums("qty", "value"),
}

// inHouse leaves out the places that stand for the outside world: only warehouses have names.
const inHouse = "warehouse in (select doc from name final where type = 'inventory.warehouse')"

// idle are SKUs that nothing was shipped of in the ninety days before the end of the period.
const idle = "sku not in (select sku from shipment_line final where day between {to:Date} - 90 and {to:Date})"

var (
	stockCells = stockDay.source(inHouse)
	stockMoves = factSource("stock_move", "inventory.posting", "place in (select doc from name final where type = 'inventory.warehouse')",
		"sku", "category", "warehouse=place", "kind")
)

var stockMeasures = slices.Concat(
	level("stock_qty", "sum(qty)", stockCells, stockMoves),
	level("stock_value", "sum(value)", stockCells, stockMoves),
	level("dead_stock", "sumIf(value, "+idle+")", stockCells),
	mean("stock_qty_mean", "sum(qty)", stockCells, stockMoves),
	mean("stock_value_mean", "sum(value)", stockCells, stockMoves),
	over("stock_in", "sumIf(qty, qty > 0)", stockMoves),
	over("stock_out", "-sumIf(qty, qty < 0)", stockMoves),
)

var stockMetrics = []*Metric{
	{Name: "stock_qty", Unit: Quantity, Room: "stock"},
	{Name: "stock_value", Unit: Money, Room: "stock"},
	{Name: "stock_value_mean", Unit: Money, Room: "stock"},
	{Name: "dead_stock", Unit: Money, Room: "stock", Lower: true},
	{Name: "dead_stock_rate", Unit: Percent, Formula: "dead_stock / stock_value", Room: "stock", Lower: true, Standing: true},
	{Name: "stock_in", Unit: Quantity, Room: "stock"},
	{Name: "stock_out", Unit: Quantity, Room: "stock"},
	{Name: "turnover", Unit: Ratio, Formula: "shipped_cost / stock_value_mean * 365 / days", Room: "stock", Standing: true},
	{Name: "days_of_cover", Unit: Days, Formula: "stock_qty * days / shipped_units", Room: "stock", Standing: true},
	{Name: "sell_through", Unit: Percent, Formula: "shipped_units / (shipped_units + stock_qty)", Room: "stock", Standing: true},
}
