package olap

import (
	"context"
	"fmt"
)

// RefreshSlowly does what Refresh does, in two statements with a pause between reading the facts and writing the bucket, as an
// engine under load may do within one. name keeps the intermediate tables of concurrent calls apart.
func (w *Warehouse) RefreshSlowly(ctx context.Context, ticket uint64, touched Touched, name string, pause func()) error {
	for _, r := range rollups {
		days := touched.days(r)
		if len(days) == 0 {
			continue
		}
		between := r.Name + "_" + name
		if err := w.DB.Exec(ctx, fmt.Sprintf("create table %s as %s", between, r.Name)); err != nil {
			return err
		}
		slow := *r
		slow.Name = between
		if err := w.refresh(ctx, &slow, ticket, days); err != nil {
			return err
		}
		pause()
		if err := w.DB.Exec(ctx, fmt.Sprintf("insert into %s select * from %s", r.Name, between)); err != nil {
			return err
		}
		if err := w.DB.Exec(ctx, "drop table "+between); err != nil {
			return err
		}
	}
	return nil
}

// Dump is every row of every fact and roll-up as text, in order: what converges. Tickets and empty buckets are no part of it.
func (w *Warehouse) Dump(ctx context.Context) (map[string][]string, error) {
	dump := map[string][]string{}
	for _, f := range facts {
		rows, err := w.texts(ctx, fmt.Sprintf("select toString(tuple(*)) as row from %s final order by row", f.Name))
		if err != nil {
			return nil, err
		}
		dump[f.Name] = rows
	}
	for _, r := range rollups {
		rows, err := w.texts(ctx, fmt.Sprintf("select toString(tuple(* except ticket)) as row from %s final where notEmpty(%s) order by row", r.Name, r.Dims[0].name))
		if err != nil {
			return nil, err
		}
		dump[r.Name] = rows
	}
	return dump, nil
}

func (w *Warehouse) texts(ctx context.Context, sql string) ([]string, error) {
	rows, err := w.DB.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, rows.Err()
}

// Forget makes the warehouse believe that a fact was made by an older program.
func (w *Warehouse) Forget(ctx context.Context, name string) error {
	return w.define(ctx, name, "older")
}

// Columns are the columns of a fact's table, and those that its SELECT gives, in order.
func (w *Warehouse) Columns(ctx context.Context, f *Fact) (table, rows []string, err error) {
	if table, err = w.header(ctx, "select * from "+f.Name+" limit 0"); err != nil {
		return nil, nil, err
	}
	rows, err = w.header(ctx, "select * from ("+f.rowsOf("false")+") limit 0")
	return table, rows, err
}

func (w *Warehouse) header(ctx context.Context, sql string) ([]string, error) {
	rows, err := w.DB.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return rows.Columns(), nil
}

// AllFacts are the facts.
func AllFacts() []*Fact { return facts }

// SQL is the statement of a query as it is sent, and as it is shown.
func (q Query) SQL() (sent, shown string, err error) {
	p, err := q.resolve()
	if err != nil {
		return "", "", err
	}
	s := p.statement()
	return s.sql, s.shown(), nil
}

// DrillSQL is the statement of a drill-down.
func (q Query) DrillSQL() (string, error) {
	s, _, err := q.drill()
	return s.sql, err
}

// BeforePeriod is the period that a query is compared with.
func (q Query) BeforePeriod() (from, to string) {
	b := q.Before()
	return b.From.String(), b.To.String()
}

// Unfeed makes the warehouse believe that there were no facts at its last insert.
func (w *Warehouse) Unfeed() { w.fed.Store(&[]feed{}) }

// Remembered is how many answers the memo keeps.
func (w *Warehouse) Remembered() int {
	w.asked.mu.Lock()
	defer w.asked.mu.Unlock()
	return len(w.asked.young)
}
