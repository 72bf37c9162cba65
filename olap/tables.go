package olap

var facts = []*Fact{
	{Name: "name", Types: []string{"catalog.product", "catalog.sku", "catalog.category", "catalog.channel", "inventory.warehouse",
		"purchasing.supplier", "crm.customer", "finance.account"}},
	{Name: "order_line", Types: []string{"sales.order"}, Sums: []string{"qty", "net", "vat", "cost"}},
}

var rollups = []*Rollup{salesDay}
