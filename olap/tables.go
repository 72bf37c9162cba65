package olap

// facts are the tables made from events. A fact's Sums are what reconcile adds up beside counting and hashing.
var facts = []*Fact{
	{Name: "name", Types: []string{"catalog.product", "catalog.sku", "catalog.category", "catalog.channel", "inventory.warehouse",
		"purchasing.supplier", "crm.customer", "finance.account"}},
	{Name: "order_line", Types: []string{"sales.order"}, Sums: []string{"qty", "net + vat"}},
	{Name: "shipment_line", Types: []string{"sales.shipment"}, Sums: []string{"qty", "cost"}},
	{Name: "return_line", Types: []string{"sales.return"}, Sums: []string{"qty", "amount"}},
	{Name: "stock_move", Types: []string{"inventory.posting"}, Sums: []string{"qty * (side = 1)", "value * (side = 1)"}},
	{Name: "voucher_line", Types: []string{"finance.voucher"}, Sums: []string{"debit", "credit"}},
	{Name: "payment", Types: []string{"finance.payment"}, Sums: []string{"amount", "0"}},
	{Name: "purchase_line", Types: []string{"purchasing.order"}, Sums: []string{"qty", "amount"}},
	{Name: "receipt_line", Types: []string{"purchasing.receipt"}, Sums: []string{"qty", "cost"}},
	{Name: "suggestion", Types: []string{"purchasing.suggestion"}, Sums: []string{"qty", "risk"}},
}

var rollups = []*Rollup{salesDay, skuDay, shipmentDay, returnDay, stockDay, accountDay}

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
