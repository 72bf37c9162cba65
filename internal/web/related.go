package web

import (
	"context"

	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// pointer is a list of rows that point to this one.
type pointer struct {
	link
	def   resource.Any
	field string
}

// related are the lists of rows that point here.
func (s *shelf) related(r *Request, w *words, key string) (all []pointer) {
	for _, def := range s.House.All() {
		m := def.Info()
		if !r.Can(m.Right("view")) {
			continue
		}
		for _, f := range m.Fields {
			if f.Link == s.m.Name {
				all = append(all, pointer{link{Text: w.many(m.Name), Icon: m.Icon, Href: path(m.Name) + "?" + asQuery(f.Name, key)}, def, f.Name})
				break
			}
		}
	}
	return all
}

// relatedCounts tells how long those lists are; the page asks for it when it stands.
func (s *shelf) relatedCounts(ctx context.Context, r *Request) (Answer, error) {
	key, err := r.Key("id")
	if err != nil {
		return Answer{}, err
	}
	all := s.related(r, s.words(r.Lang), key.String())
	err = r.View(ctx, func(tx *pg.Tx) error {
		for i, p := range all {
			totals, err := p.def.Count(ctx, tx, resource.Query{Where: []resource.Cond{{Field: p.field, Op: "eq", Value: key.String()}}})
			if err != nil {
				return err
			}
			if all[i].Count = countUpTo(totals.Count, totals.More); totals.Count == 0 {
				all[i].Count = none
			}
		}
		return nil
	})
	return Fragment(pages, "related", all), err
}
