package olap

// Dim is something to cut by. Its title is the text dim.<Name>.
type Dim struct {
	Name string
	// Names is the type of document whose name labels the keys (catalog.channel); empty: the key is text that speaks for itself.
	Names string
	// Text is the prefix of i18n keys for dims with few fixed values (state.); the label is that text.
	Text string
}

// Title is the i18n key of the dim's name.
func (d *Dim) Title() string { return "dim." + d.Name }

// isID tells whether the dim's keys are ids.
func isID(name string) bool {
	d, err := DimOf(name)
	return err == nil && d.Names != ""
}

var dims = []*Dim{
	{Name: "channel", Names: "catalog.channel"},
	{Name: "category", Names: "catalog.category"},
	{Name: "sku", Names: "catalog.sku"},
	{Name: "warehouse", Names: "inventory.warehouse"},
	{Name: "customer", Names: "crm.customer"},
	{Name: "supplier", Names: "purchasing.supplier"},
	{Name: "account", Names: "finance.account"},
	{Name: "code"},
	{Name: "region"},
	{Name: "hour"},
	{Name: "reason"},
	{Name: "age", Text: "olap.age."},
	{Name: "ahead", Text: "olap.ahead."},
	{Name: "currency"},
	{Name: "state", Text: "olap.state."},
	{Name: "kind", Text: "olap.kind."},
}
