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
