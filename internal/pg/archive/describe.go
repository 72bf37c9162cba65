package archive

import (
	"context"
	"fmt"
	"slices"

	"hesuan/internal/pg"
)

// passing are tables that belong to the running house and are nothing to bring back.
var passing = []string{"core.process", "core.migration", "public.river_leader", "public.river_client",
	"public.river_client_queue", "public.river_notification", "public.river_migration", "public.river_queue"}

// ours are the schemas to keep: those of rooms, and the jobs.
const ours = "n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and n.nspname not like 'pg_temp%'"

// describe finds what there is to keep.
func (m *Manifest) describe(ctx context.Context, tx *pg.Tx) error {
	err := tx.QueryRow(ctx, `select current_setting('server_version'), (select array_agg(room || '/' || file order by room, file) from core.migration),
		coalesce((select array_agg(distinct to_char(recorded at time zone 'UTC', 'YYYY-MM-01')) from core.event), '{}')`).
		Scan(&m.Postgres, &m.Migrations, &m.Months)
	if err != nil {
		return err
	}
	if err := m.sequences(ctx, tx); err != nil {
		return err
	}
	return m.tables(ctx, tx)
}

func (m *Manifest) sequences(ctx context.Context, tx *pg.Tx) error {
	rows, err := tx.Query(ctx, `select format('%I.%I', schemaname, sequencename), coalesce(last_value, 0) from pg_sequences`)
	if err != nil {
		return err
	}
	defer rows.Close()
	m.Sequences = map[string]int64{}
	for rows.Next() {
		var name string
		var last int64
		if err := rows.Scan(&name, &last); err != nil {
			return err
		}
		m.Sequences[name] = last
	}
	return rows.Err()
}

// tables lists tables and their columns, but for those that Postgres fills in by itself, those referred to first. A table that must have a
// transaction id says how far something has come in the transactions of this server: elsewhere that begins anew.
func (m *Manifest) tables(ctx context.Context, tx *pg.Tx) error {
	rows, err := tx.Query(ctx, `select format('%I.%I', n.nspname, c.relname),
			(select array_agg(a.attname::text order by a.attnum) from pg_attribute a
				where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.atttypid <> 'xid8'::regtype),
			coalesce((select array_agg(format('%I.%I', tn.nspname, t.relname)) from pg_constraint f join pg_class t on t.oid = f.confrelid
				join pg_namespace tn on tn.oid = t.relnamespace where f.conrelid = c.oid and f.contype = 'f' and t.oid <> c.oid), '{}')
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind in ('r', 'p') and not c.relispartition and `+ours+`
			and not exists (select from pg_attribute a where a.attrelid = c.oid and a.atttypid = 'xid8'::regtype and a.attnotnull and not a.atthasdef)
		order by 1`)
	if err != nil {
		return err
	}
	defer rows.Close()
	needs := map[string][]string{}
	var left []Table
	for rows.Next() {
		var t Table
		var refers []string
		if err := rows.Scan(&t.Name, &t.Columns, &refers); err != nil {
			return err
		}
		if !slices.Contains(passing, t.Name) {
			left, needs[t.Name] = append(left, t), refers
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	m.Tables, err = order(left, needs)
	return err
}

// order puts a table behind all that it refers to.
func order(left []Table, needs map[string][]string) (sorted []Table, err error) {
	done := map[string]bool{}
	for len(left) > 0 {
		before := len(left)
		left = slices.DeleteFunc(left, func(t Table) bool {
			for _, other := range needs[t.Name] {
				if _, kept := needs[other]; kept && !done[other] {
					return false
				}
			}
			done[t.Name] = true
			sorted = append(sorted, t)
			return true
		})
		if len(left) == before {
			return nil, fmt.Errorf("%s and others refer to each other in a circle", left[0].Name)
		}
	}
	return sorted, nil
}
