package resource

import (
	"context"
	"encoding/json"
	"fmt"

	"hesuan/internal/pg"
)

// Break is a row that a check of the house found broken.
type Break struct {
	Rule string // events_of_versions, last_body_is_row
	What string // which row, with what was found
}

// Compare checks that each row's events are its versions 1..n without holes, n being its
// version, and that the body of the last one equals the row. It reads rows in batches of the key.
func (d *Def[T]) Compare(ctx context.Context, tx *pg.Tx, report func(Break)) error {
	if err := d.compareVersions(ctx, tx, report); err != nil {
		return err
	}
	after := "00000000-0000-0000-0000-000000000000"
	for {
		rows, err := d.Select(ctx, tx, "where t.id > $1 order by t.id limit 2000", after)
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := d.compareBodies(ctx, tx, rows, report); err != nil {
			return err
		}
		after = d.entity(rows[len(rows)-1]).key().String()
	}
}

func (d *Def[T]) compareVersions(ctx context.Context, tx *pg.Tx, report func(Break)) error {
	found, err := tx.Query(ctx, fmt.Sprintf(`
		select coalesce(t.id, e.doc)::text, coalesce(t.version, 0), coalesce(e.n, 0), coalesce(e.high, 0), coalesce(e.low, 0)
		from %s t
		full join (select doc, count(distinct version) as n, max(version) as high, min(version) as low from core.event where type = $1 group by doc) e
		on e.doc = t.id
		where t.id is null or e.doc is null or e.n <> t.version or e.high <> t.version or e.low <> 1`, d.shape.table), d.Name)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		var key string
		var version, n, high, low int64
		if err := found.Scan(&key, &version, &n, &high, &low); err != nil {
			return err
		}
		report(Break{"events_of_versions", fmt.Sprintf("%s %s is at version %d and has %d events from %d to %d", d.Name, key, version, n, low, high)})
	}
	return found.Err()
}

func (d *Def[T]) compareBodies(ctx context.Context, tx *pg.Tx, rows []*T, report func(Break)) error {
	if err := d.loadLines(ctx, tx, rows); err != nil {
		return err
	}
	keys := make([][16]byte, len(rows))
	byKey := make(map[[16]byte]*T, len(rows))
	for i, row := range rows {
		keys[i] = d.entity(row).key()
		byKey[keys[i]] = row
	}
	found, err := tx.Query(ctx, `select distinct on (doc) doc, body::text from core.event where type = $1 and doc = any($2) order by doc, version desc`, d.Name, keys)
	if err != nil {
		return err
	}
	bodies := map[[16]byte]string{}
	for found.Next() {
		var key [16]byte
		var body string
		if err := found.Scan(&key, &body); err != nil {
			return err
		}
		bodies[key] = body
	}
	if err := found.Err(); err != nil {
		return err
	}
	for key, body := range bodies {
		if err := d.compareBody(ctx, tx, byKey[key], body, report); err != nil {
			return err
		}
	}
	return nil
}

func (d *Def[T]) compareBody(ctx context.Context, tx *pg.Tx, row *T, body string, report func(Break)) error {
	want, err := json.Marshal(row)
	if err != nil || string(want) == body {
		return err
	}
	told := new(T)
	if err := json.Unmarshal([]byte(body), told); err != nil {
		return err
	}
	if told, err = d.Open(ctx, tx, told); err != nil {
		return err
	}
	if got, err := json.Marshal(told); err != nil || string(got) != string(want) {
		report(Break{"last_body_is_row", fmt.Sprintf("%s %s: event %s, row %s", d.Name, d.entity(row).key(), got, want)})
	}
	return nil
}
