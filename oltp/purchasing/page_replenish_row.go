package purchasing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/money"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// benchRow is a suggestion as a line of the workbench.
type benchRow struct {
	*Suggestion
	WarehouseName string
	SupplierName  string
	Symbol        string
	OnHand        fixed.Qty
	Reserved      fixed.Qty
	OnOrder       fixed.Qty
	Low, High     fixed.Qty // P10 and P90 of a day's demand
	After         fixed.Qty // days of cover with the order
	Urgent        string    // late, today or ""
	Spark         string    // points of the last four weeks' demand
}

// rowNames are the names of the places and firms that rows speak of.
type rowNames struct{ warehouses, suppliers map[id.ID]string }

func (b *bench) names(ctx context.Context, tx *pg.Tx, rows []*Suggestion) (n rowNames, err error) {
	var warehouses, suppliers []id.ID
	for _, s := range rows {
		warehouses, suppliers = append(warehouses, id.ID(s.Warehouse)), append(suppliers, id.ID(s.Supplier))
	}
	if n.warehouses, err = b.warehouses.Titles(ctx, tx, warehouses); err != nil {
		return n, err
	}
	n.suppliers, err = b.Suppliers.Titles(ctx, tx, suppliers)
	return n, err
}

// options are the places and firms to filter by.
func (n rowNames) options(rows []*Suggestion) (warehouses, suppliers []resource.Option) {
	list := func(names map[id.ID]string) (options []resource.Option) {
		for key, title := range names {
			options = append(options, resource.Option{ID: key, Title: title})
		}
		slices.SortFunc(options, func(a, b resource.Option) int { return cmp.Compare(a.Title, b.Title) })
		return options
	}
	return list(n.warehouses), list(n.suppliers)
}

func (b *bench) row(s *Suggestion, names rowNames, today cal.Date) benchRow {
	row := benchRow{Suggestion: s, WarehouseName: names.warehouses[id.ID(s.Warehouse)], SupplierName: names.suppliers[id.ID(s.Supplier)],
		Symbol: money.Symbol(s.Currency), OnHand: -s.Term("on_hand"), Reserved: s.Term("reserved"), OnOrder: -s.Term("on_order"), After: s.CoverWith(s.Wanted()),
		Low: daily(s.Series.P10), High: daily(s.Series.P90), Spark: spark(s.Series.Sales, 28)}
	switch {
	case s.Latest == nil || *s.Latest > today:
	case *s.Latest == today:
		row.Urgent = "today"
	default:
		row.Urgent = "late"
	}
	return row
}

// Term is one part of the quantity, 0 if it has none of the key.
func (s *Suggestion) Term(key string) (qty fixed.Qty) {
	for _, t := range s.Terms {
		if t.Key == key {
			qty += t.Qty
		}
	}
	return qty
}

// CoverWith is how many days stock lasts if qty more comes, rounded to a tenth.
func (s *Suggestion) CoverWith(qty fixed.Qty) fixed.Qty {
	if s.Daily <= 0 {
		return s.Cover.Round(1)
	}
	return (s.Cover + fixed.Qty(float64(qty)/s.Daily.Float())).Round(1)
}

// daily is the mean of a quantile over the first four weeks.
func daily(quantile []float64) fixed.Qty {
	n := min(len(quantile), 28)
	if n == 0 {
		return 0
	}
	sum := 0.0
	for _, v := range quantile[:n] {
		sum += v
	}
	return fixed.Qty(sum / float64(n) * fixed.Scale).Round(1)
}

// spark are the points of a small line of the last n values, in a box of 100 × 24.
func spark(values []float64, n int) string {
	values = values[max(0, len(values)-n):]
	if len(values) < 2 {
		return ""
	}
	top := max(slices.Max(values), 1)
	points := make([]string, len(values))
	for i, v := range values {
		points[i] = fmt.Sprintf("%.1f,%.1f", float64(i)*100/float64(len(values)-1), 23-22*max(v, 0)/top)
	}
	return strings.Join(points, " ")
}
