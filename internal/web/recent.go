package web

import (
	"context"
	"strings"

	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// Bounds of what is remembered of a person, and shown to him when he asks for nothing yet.
const (
	recentKept  = 60
	recentShown = 8
)

// visited remembers that the person looked at a row. The page does not fail with it, nor wait for a disk: a crash may lose the last visits.
func (s *Server) visited(ctx context.Context, r *Request, def string, doc id.ID) {
	err := r.Do(ctx, func(tx *pg.Tx) error {
		if _, err := tx.Exec(ctx, "set local synchronous_commit = off"); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into web.recent (person, def, doc, at) values ($1, $2, $3, $4)
			on conflict (person, def, doc) do update set at = excluded.at`, tx.Actor.ID, def, doc, tx.Now)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `delete from web.recent where person = $1 and at <
			(select at from web.recent where person = $1 order by at desc offset $2 limit 1)`, tx.Actor.ID, recentKept)
		return err
	})
	if err != nil {
		s.Log.WarnContext(ctx, "a visit is not remembered", "request", r.ID, "err", err)
	}
}

// findRecent are the rows that the person looked at lately, those that fit a text.
func (s *Server) findRecent(ctx context.Context, r *Request, text string) (hits []hit, err error) {
	err = r.View(ctx, func(tx *pg.Tx) error {
		keys, order, err := s.recent(ctx, tx, r)
		if err != nil {
			return err
		}
		shown := map[id.ID]hit{}
		for name, some := range keys {
			def := s.House.Find(name)
			in := make([]string, len(some))
			for i, key := range some {
				in[i] = key.String()
			}
			rows, _, err := def.Find(ctx, tx, resource.Query{Where: []resource.Cond{{Field: "id", Op: "in", Value: strings.Join(in, ",")}}, Limit: recentKept})
			if err != nil {
				return err
			}
			found, err := s.hits(ctx, tx, r, def, rows)
			if err != nil {
				return err
			}
			for i, row := range rows {
				shown[resource.KeyOf(row)] = found[i]
			}
		}
		for _, key := range order {
			h, there := shown[key]
			if there && len(hits) < recentShown && (text == "" || strings.Contains(spelled(h.Text+" "+h.Note), strings.ToLower(text))) {
				h.Group = r.Text("find.recent")
				hits = append(hits, h)
			}
		}
		return nil
	})
	return hits, err
}

// recent are the keys of those rows by Def, and all of them, the latest first.
func (s *Server) recent(ctx context.Context, tx *pg.Tx, r *Request) (keys map[string][]id.ID, order []id.ID, err error) {
	found, err := tx.Query(ctx, "select def, doc from web.recent where person = $1 order by at desc limit 20", tx.Actor.ID)
	if err != nil {
		return nil, nil, err
	}
	defer found.Close()
	keys = map[string][]id.ID{}
	for found.Next() {
		var def string
		var doc id.ID
		if err := found.Scan(&def, &doc); err != nil {
			return nil, nil, err
		}
		if s.House.Find(def) != nil && r.Can(def+".view") {
			keys[def], order = append(keys[def], doc), append(order, doc)
		}
	}
	return keys, order, found.Err()
}
