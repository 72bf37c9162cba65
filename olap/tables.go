package olap

// facts are the tables made from events. Order matters to nobody.
var facts = []*Fact{
	{Name: "name", Types: []string{"catalog.product", "catalog.sku", "catalog.category", "catalog.channel", "inventory.warehouse",
		"purchasing.supplier", "crm.customer", "finance.account"}},
	{Name: "order_line", Types: []string{"sales.order"}, Sums: [2]string{"qty", "net + vat"}, Table: "sales.order", Room: `
		select o.id as doc, o.day, l.qty as a, l.net + l.vat as b from sales.order o join sales.order_line l on l.doc = o.id
		union all select id, day, 0, freight + case when tax_included then 0 else freight_vat end from sales.order`},
	{Name: "shipment_line", Types: []string{"sales.shipment"}, Sums: [2]string{"qty", "cost"}, Table: "sales.shipment", Room: `
		select o.id as doc, o.day, l.qty as a, l.cost as b from sales.shipment o join sales.shipment_line l on l.doc = o.id
		union all select id, day, 0, 0 from sales.shipment`},
	{Name: "return_line", Types: []string{"sales.return"}, Sums: [2]string{"qty", "amount"}, Table: "sales.return", Room: `
		select o.id as doc, o.day, l.qty as a, l.amount as b from sales.return o join sales.return_line l on l.doc = o.id
		union all select id, day, 0, 0 from sales.return`},
	{Name: "stock_move", Types: []string{"inventory.posting"}, Sums: [2]string{"qty", "value"}, Table: "inventory.posting", Room: `
		select o.id as doc, o.day, l.qty as a, l.value as b from inventory.posting o join inventory.posting_line l on l.doc = o.id`},
	{Name: "voucher_line", Types: []string{"finance.voucher"}, Sums: [2]string{"debit", "credit"}, Table: "finance.voucher", Room: `
		select o.id as doc, o.day, l.debit as a, l.credit as b from finance.voucher o join finance.voucher_line l on l.doc = o.id`},
	{Name: "payment", Types: []string{"finance.payment"}, Sums: [2]string{"amount", "toDecimal64(0, 4)"}, Table: "finance.payment", Room: `
		select id as doc, day, amount as a, 0 as b from finance.payment`},
	{Name: "purchase_line", Types: []string{"purchasing.order"}, Sums: [2]string{"qty", "amount"}, Table: "purchasing.order", Room: `
		select o.id as doc, o.day, l.qty as a, l.amount as b from purchasing.order o join purchasing.order_line l on l.doc = o.id
		union all select id, day, 0, 0 from purchasing.order`},
	{Name: "receipt_line", Types: []string{"purchasing.receipt"}, Sums: [2]string{"qty", "cost"}, Table: "purchasing.receipt", Room: `
		select o.id as doc, o.day, l.qty as a, l.cost as b from purchasing.receipt o join purchasing.receipt_line l on l.doc = o.id`},
	{Name: "forecast", Types: []string{"sales.forecast"}},
	{Name: "foretold", Types: []string{"sales.forecast"}},
	{Name: "suggestion", Types: []string{"purchasing.suggestion"}},
}

var rollups = []*Rollup{salesDay, skuDay, shipmentDay, returnDay, customerDay, stockDay, accountDay, partyDay}

// The types of a roll-up's cells.
const (
	uuidType   = "UUID"
	textType   = "LowCardinality(String)"
	numberType = "Decimal(38, 4)"
)

// ids are dims whose values are ids.
func ids(names ...string) []field { return columns(uuidType, names) }

// texts are dims whose values are words.
func texts(names ...string) []field { return columns(textType, names) }

func columns(kind string, names []string) []field {
	fields := make([]field, len(names))
	for i, name := range names {
		fields[i] = field{name: name, kind: kind}
	}
	return fields
}

// sums are decimal columns of the fact, added up under their own names, so that an expression over the roll-up is the same as over
// the fact.
func sums(names ...string) []field {
	fields := make([]field, len(names))
	for i, name := range names {
		fields[i] = field{name, numberType, "sum(" + name + ")"}
	}
	return fields
}

// count is the number of documents in a cell. It adds up over cells only where a document is in one cell: see noCategory.
func count(name string) field { return field{name, "UInt32", "uniqExact(doc)"} }

// noCategory picks the cells of lines 0, of which each document has one.
func noCategory(name string) string { return "sumIf(" + name + ", category = " + noID + ")" }

const noID = "toUUID('00000000-0000-0000-0000-000000000000')"

// over declares a measure whose expression is the same over several sources, the smallest first.
func over(name, expr string, sources ...*Source) []*Measure {
	measures := make([]*Measure, len(sources))
	for i, s := range sources {
		measures[i] = &Measure{Name: name, Source: s, Expr: expr}
	}
	return measures
}

// level declares a measure of what is there at the end of a step.
func level(name, expr string, sources ...*Source) []*Measure {
	measures := over(name, expr, sources...)
	for _, m := range measures {
		m.Level = true
	}
	return measures
}

// mean declares a measure of the average of the daily levels within a step.
func mean(name, expr string, sources ...*Source) []*Measure {
	measures := level(name, expr, sources...)
	for _, m := range measures {
		m.Mean = true
	}
	return measures
}

// Tables are the names of all that queries read: facts and roll-ups.
func Tables() []string {
	var names []string
	for _, f := range facts {
		names = append(names, f.Name)
	}
	for _, r := range rollups {
		names = append(names, r.Name)
	}
	return names
}
