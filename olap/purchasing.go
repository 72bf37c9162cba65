package olap

import "slices"

// Purchasing is small beside sales: its facts are read as they are.

var (
	purchaseLines = factSource("purchase_line", "purchasing.order", "state != 'cancelled'",
		"supplier", "warehouse", "sku", "category", "state", "currency")
	openLines = factSource("purchase_line", "purchasing.order", "state in ('approved', 'receiving')",
		"supplier", "warehouse", "sku", "category", "state")
	receiptLines = factSource("receipt_line", "purchasing.receipt", "", "supplier", "warehouse", "sku", "category")
	suggestions  = factSource("suggestion", "purchasing.suggestion", "state = 'open'", "sku", "warehouse", "supplier")
	// deliveries are receipts beside the days on which their goods were ordered and promised.
	deliveries = &Source{
		Name: "deliveries", Doc: "purchasing.receipt",
		From: `(
			select r.day as day, r.doc as doc, r.number as number, r.state as state, r.supplier as supplier, r.warehouse as warehouse, r.sku as sku,
				r.category as category, p.day as ordered, p.due as due
			from receipt_line as r final
			inner join (select doc, sku, min(day) as day, max(due) as due from purchase_line final where line > 0 group by doc, sku) as p
				on p.doc = r.purchase and p.sku = r.sku
		)`,
		Dims: map[string]string{"supplier": "supplier", "warehouse": "warehouse", "sku": "sku", "category": "category"},
	}
)

var purchasingMeasures = slices.Concat(
	over("purchases", "uniqExact(doc)", purchaseLines),
	over("purchase_amount", "sum(net)", purchaseLines),
	over("purchase_units", "sum(qty)", purchaseLines),
	over("received_amount", "sum(cost)", receiptLines),
	over("received_units", "sum(qty)", receiptLines),
	level("on_order", "sum(greatest(qty - received, 0))", openLines),
	over("deliveries", "count()", deliveries),
	over("delivery_days", "sum(dateDiff('day', ordered, day))", deliveries),
	over("promised", "countIf(due is not null)", deliveries),
	over("in_time", "countIf(due is not null and day <= due)", deliveries),
	level("suggestions", "uniqExact(doc)", suggestions),
	level("suggested_units", "sum(qty)", suggestions),
	level("risk", "sum(risk)", suggestions),
)

var purchasingMetrics = []*Metric{
	{Name: "purchases", Unit: Count, Room: "purchasing"},
	{Name: "purchase_amount", Unit: Money, Room: "purchasing"},
	{Name: "purchase_units", Unit: Quantity, Room: "purchasing"},
	{Name: "received_amount", Unit: Money, Room: "purchasing"},
	{Name: "received_units", Unit: Quantity, Room: "purchasing"},
	{Name: "on_order", Unit: Quantity, Room: "purchasing"},
	{Name: "lead_time", Unit: Days, Formula: "delivery_days / deliveries", Room: "purchasing", Lower: true},
	{Name: "on_time_rate", Unit: Percent, Formula: "in_time / promised", Room: "purchasing"},
	{Name: "suggestions", Unit: Count, Room: "purchasing", Now: true},
	{Name: "suggested_units", Unit: Quantity, Room: "purchasing", Now: true},
	{Name: "risk", Unit: Money, Room: "purchasing", Lower: true, Now: true},
}
