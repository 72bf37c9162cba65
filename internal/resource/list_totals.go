package resource

import (
	"context"
	"fmt"

	"hesuan/internal/fixed"
	"hesuan/internal/pg"
)

// Totals are the number of rows a query finds, exact up to CountCap, and the sums of the fields declared with Total.
type Totals struct {
	Count int64
	More  bool // there are more than CountCap rows; sums are over all rows nevertheless unless More
	Sums  map[string]fixed.Amount
}

// Totals counts and sums what a query finds, whatever its page.
func (d *Def[T]) Totals(ctx context.Context, tx *pg.Tx, q Query) (Totals, error) {
	c, err := d.filter(tx, q)
	if err != nil {
		return Totals{}, err
	}
	var summed []string
	inner, outer := "t.id", "count(*)"
	for _, f := range d.Fields {
		if f.Sum {
			summed = append(summed, f.Name)
			inner += `, t."` + f.Name + `"`
			outer += `, coalesce(sum("` + f.Name + `"), 0)`
		}
	}
	totals := Totals{Sums: map[string]fixed.Amount{}}
	values := make([]fixed.Amount, len(summed))
	targets := []any{&totals.Count}
	for i := range values {
		targets = append(targets, &values[i])
	}
	sql := fmt.Sprintf("select %s from (select %s from %s t %s limit %d) t", outer, inner, d.From(tx), c.sql(), CountCap+1)
	if err := tx.QueryRow(ctx, sql, c.args...).Scan(targets...); err != nil {
		return Totals{}, err
	}
	for i, name := range summed {
		totals.Sums[name] = values[i]
	}
	totals.More = totals.Count > CountCap
	return totals, nil
}
