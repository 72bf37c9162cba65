package olap

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"hesuan/internal/fault"
)

// rows runs a statement, unless what it gave is known and nothing has changed.
func (w *Warehouse) rows(ctx context.Context, now state, p *plan, s statement) ([]Row, error) {
	key := s.question(now)
	if rows, known := w.asked.recall(key); known {
		return rows, nil
	}
	rows, err := w.read(ctx, p, s)
	if err == nil {
		w.asked.keep(key, rows)
	}
	return rows, err
}

func (w *Warehouse) read(ctx context.Context, p *plan, s statement) ([]Row, error) {
	rows, err := w.DB.Query(ctx, s.sql, s.params.args()...)
	if err != nil {
		return nil, away(err)
	}
	defer rows.Close()
	var all []Row
	seen := 0
	for rows.Next() {
		if seen++; seen == MaxRows && p.Grain != None {
			return nil, fault.New(fault.Invalid, "olap.too_long", fault.Args{"max": MaxRows}) // whole groups would be missing
		}
		row := Row{By: make([]Cell, len(p.dims)), Values: make([]Value, len(p.metrics))}
		if err := row.scan(rows.Scan, p); err != nil {
			return nil, err
		}
		if !row.filler() {
			all = append(all, row)
		}
	}
	return all, rows.Err()
}

// filler tells a row that filling gaps made for a group that does not exist, which happens where no group does.
func (r Row) filler() bool {
	for _, cell := range r.By {
		if cell.Key != "" {
			return false
		}
	}
	for _, v := range r.Values {
		if v.Float != 0 {
			return false
		}
	}
	return len(r.By) > 0
}

func (r *Row) scan(scan func(...any) error, p *plan) error {
	var targets []any
	if p.Grain != None {
		targets = append(targets, &r.Day)
	}
	for i := range r.By {
		targets = append(targets, &r.By[i].Key)
	}
	sums, quotients := make([]decimal.Decimal, len(p.metrics)), make([]*float64, len(p.metrics))
	for i, m := range p.metrics {
		if m.Unit.exact() {
			targets = append(targets, &sums[i])
		} else {
			targets = append(targets, &quotients[i])
		}
	}
	if err := scan(targets...); err != nil {
		return err
	}
	for i, m := range p.metrics {
		switch {
		case m.Unit.exact():
			r.Values[i] = Value{Valid: true, Float: sums[i].InexactFloat64(), Exact: sums[i].String()}
		case quotients[i] != nil:
			r.Values[i] = Value{Valid: true, Float: *quotients[i], Exact: fmt.Sprint(*quotients[i])}
		}
	}
	return nil
}
