package olap

// Shelves are SKUs in warehouses, day by day: what stood there at the day's end, and what a day of selling brings. They are read from
// the ledger's roll-up when somebody asks, because a level is no sum of one day.

// shelves walks through the moves of each SKU in each warehouse: a level stays until the next move. A row is a day of such a stay, or the
// whole of it where no steps are asked for; span is its days, of which day is the last. rate is the GMV of a day on which there was
// something to sell, over the period and the thirty days before it. The stays are joined by a clause: with the function of that name the
// rate would be computed, over all moves, for each stay anew.
var shelves = &Source{
	Name:  "shelves",
	From:  "(select sku, warehouse, category, level, rate, 1 as span, toDate(arrayJoin(range(toUInt16(since), toUInt16(until)))) as day from " + stays + ")",
	Whole: "(select sku, warehouse, category, level, rate, until - greatest(since, {from:Date}) as span, until - 1 as day from " + stays + ")",
	Dims:  map[string]string{"sku": "sku", "warehouse": "warehouse", "category": "category"},
}

// stays are the levels with the days from which and before which they lasted, from thirty days before the period on.
const stays = `(
		select sku, warehouse, category, rate, since, until, level
		from (
			select sku, warehouse, kind as category, moves.1 as starts, arrayCumSum(moves.2) as levels,
				arrayPushBack(arrayPopFront(starts), {to:Date} + 1) as ends,
				arraySum((l, s, e) -> if(l >= 1, e - s, 0), levels, starts, ends) as stocked,
				toFloat64(sold.gmv) / greatest(stocked, 1) as rate
			from (
				select sku, warehouse, kind, if(old > 0, arrayPushFront(arraySort(found), ({from:Date} - 30, opening)), arraySort(found)) as moves
				from (
					select sku, warehouse, any(category) as kind, countIf(day <= {from:Date} - 30) as old, sumIf(qty, day <= {from:Date} - 30) as opening,
						groupArrayIf((day, qty), day > {from:Date} - 30) as found
					from stock_day final array join sku, warehouse, category, qty
					where day <= {to:Date} and ` + inHouse + `
					group by sku, warehouse
				)
			) as m
			left join (
				select sku, warehouse, sum(net + vat) as gmv
				from sku_day final array join sku, warehouse, net, vat
				where day between {from:Date} - 30 and {to:Date}
				group by sku, warehouse
			) as sold using (sku, warehouse)
		)
		array join starts as since, ends as until, levels as level
	)`

// wanted are the shelves of what sells at all: an empty one costs money.
const wanted = "rate > 0"

var shelfMeasures = []*Measure{
	{Name: "shelf_days", Source: shelves, Expr: "sumIf(span, " + wanted + ")"},
	{Name: "out_days", Source: shelves, Expr: "sumIf(span, level < 1 and " + wanted + ")"},
	{Name: "lost_sales", Source: shelves, Expr: "sumIf(rate * span, level < 1)"},
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
