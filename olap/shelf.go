package olap

// Shelves are SKUs in warehouses, day by day: what stood there at the day's end, and what a day of selling brings. They are read from
// the ledger's roll-up when somebody asks, because a level is no sum of one day.

// shelves walks through the moves of each SKU in each warehouse: a level lasts until the next move. rate is the GMV of a day on which
// there was something to sell, over the period and the thirty days before it. The stays are joined by a clause: with the function of that
// name the rate would be computed, over all moves, for each stay anew.
var shelves = &Source{
	Name: "shelves",
	From: `(
		select sku, warehouse, category, level, rate, toDate(arrayJoin(range(toUInt16(since), toUInt16(until)))) as day
		from (
			select sku, warehouse, category, rate, since, until, level
			from (
				select sku, warehouse, any(kind) as category, arraySort(groupArray((moved, change))) as moves, moves.1 as starts,
					arrayPushBack(arrayPopFront(starts), {to:Date} + 1) as ends, arrayCumSum(moves.2) as levels,
					arraySum((l, s, e) -> if(l >= 1, e - s, 0), levels, starts, ends) as stocked,
					toFloat64(any(sold.gmv)) / greatest(stocked, 1) as rate
				from (
					select sku, warehouse, any(category) as kind, greatest(day, {from:Date} - 30) as moved, sum(qty) as change
					from stock_day final array join sku, warehouse, category, qty
					where day <= {to:Date} and ` + inHouse + `
					group by sku, warehouse, moved
				) as m
				left join (
					select sku, warehouse, sum(net + vat) as gmv
					from sku_day final array join sku, warehouse, net, vat
					where day between {from:Date} - 30 and {to:Date}
					group by sku, warehouse
				) as sold using (sku, warehouse)
				group by sku, warehouse
			)
			array join starts as since, ends as until, levels as level
		)
	)`,
	Dims: map[string]string{"sku": "sku", "warehouse": "warehouse", "category": "category"},
}

// wanted are the shelves of what sells at all: an empty one costs money.
const wanted = "rate > 0"

var shelfMeasures = []*Measure{
	{Name: "shelf_days", Source: shelves, Expr: "countIf(" + wanted + ")"},
	{Name: "out_days", Source: shelves, Expr: "countIf(level < 1 and " + wanted + ")"},
	{Name: "lost_sales", Source: shelves, Expr: "sumIf(rate, level < 1)"},
	{Name: "empty_shelves", Source: shelves, Expr: "countIf(level < 1 and " + wanted + " and day = {to:Date})"},
	{Name: "stocked_skus", Source: shelves, Expr: "uniqExactIf(sku, level >= 1)"},
	{Name: "sold_skus", Source: skuCells, Expr: "uniqExact(sku)"},
	{Name: "sold_skus", Source: orderLines, Expr: "uniqExactIf(sku, line > 0)"},
}

var shelfMetrics = []*Metric{
	{Name: "out_days", Unit: Count, Room: "stock", Lower: true},
	{Name: "stockout_rate", Unit: Percent, Formula: "out_days / shelf_days", Room: "stock", Lower: true},
	{Name: "lost_sales", Unit: Money, Room: "stock", Lower: true},
	{Name: "empty_shelves", Unit: Count, Room: "stock", Lower: true, Standing: true},
	{Name: "active_rate", Unit: Percent, Formula: "sold_skus / stocked_skus", Room: "stock"},
}
