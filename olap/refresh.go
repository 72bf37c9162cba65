package olap

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"hesuan/internal/cal"
	"hesuan/internal/ch"
)

// daysAtOnce bounds the days that one statement computes, and with them its memory.
const daysAtOnce = 60

// Refresh computes the touched days of the roll-ups anew. The ticket must have been taken after the inserts returned and
// before this call: then, of two computations of a day, the one with the higher ticket has seen every insert that the other
// has seen, and it wins whichever is written last.
func (w *Warehouse) Refresh(ctx context.Context, ticket uint64, touched Touched) error {
	for _, r := range rollups {
		if err := w.refresh(ctx, r, ticket, touched.days(r)); err != nil {
			return fmt.Errorf("%s: %w", r.Name, err)
		}
	}
	return nil
}

func (w *Warehouse) refresh(ctx context.Context, r *Rollup, ticket uint64, days []cal.Date) error {
	for some := range slices.Chunk(days, daysAtOnce) {
		p := params{}
		p.dates("days", some)
		args := append(p.args(), ch.Named("ticket", fmt.Sprint(ticket)))
		if err := w.DB.Exec(ctx, r.insert(), args...); err != nil {
			return err
		}
	}
	return nil
}

// refreshAll computes all days that the fact or the roll-up knows.
func (w *Warehouse) refreshAll(ctx context.Context, r *Rollup, tickets Tickets) error {
	ticket, err := tickets(ctx)
	if err != nil {
		return err
	}
	days, err := w.days(ctx, fmt.Sprintf("select distinct day from %s union distinct select distinct day from %s", r.Fact, r.Name))
	if err != nil {
		return err
	}
	return w.refresh(ctx, r, ticket, days)
}

// RefreshAll computes every roll-up anew.
func (w *Warehouse) RefreshAll(ctx context.Context, tickets Tickets) error {
	for _, r := range rollups {
		if err := w.refreshAll(ctx, r, tickets); err != nil {
			return fmt.Errorf("%s: %w", r.Name, err)
		}
	}
	return nil
}

// insert is the statement that computes {days} under {ticket}.
func (r *Rollup) insert() string {
	names := []string{"day"}
	for _, f := range r.fields() {
		names = append(names, f.name)
	}
	columns := strings.Join(names, ", ")
	return fmt.Sprintf("insert into %s (%s, ticket)\nselect %s, {ticket:UInt64}\nfrom (\n%s\n)", r.Name, columns, columns, indent(r.buckets()))
}

func (w *Warehouse) days(ctx context.Context, sql string, args ...any) ([]cal.Date, error) {
	rows, err := w.DB.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var days []cal.Date
	for rows.Next() {
		var day cal.Date
		if err := rows.Scan(&day); err != nil {
			return nil, err
		}
		days = append(days, day)
	}
	return days, rows.Err()
}
