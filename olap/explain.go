package olap

// Term is one measure that a metric is made of, as it is computed and from what.
type Term struct {
	Column
	Expr  string // sum(net)
	Table string // of the warehouse: shipment_line
	Doc   string // type of the documents behind it: sales.shipment; empty where no document stands behind it
	Level bool   // stands at the end of the period, rather than adding up within it
}

// Explained is a metric taken apart: its formula over its measures, and each of those.
type Explained struct {
	Metric  *Metric
	Formula string
	Terms   []Term
}

// Explain takes a metric apart.
func Explain(name string) (Explained, error) {
	m, err := MetricOf(name)
	if err != nil {
		return Explained{}, err
	}
	e := Explained{Metric: m, Formula: m.formula()}
	d := &drilled{metric: m}
	for _, used := range m.uses() {
		first := measuresOf(used)[0]
		t := Term{Column: d.column(used), Expr: first.Expr, Table: first.Source.Name, Level: first.Level}
		if listed := (Query{}).listed(used); listed != nil {
			t.Doc = listed.Source.Doc
		}
		e.Terms = append(e.Terms, t)
	}
	return e, nil
}
