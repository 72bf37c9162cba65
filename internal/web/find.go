package web

import (
	"context"
	"errors"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// hit is one thing that the command box found.
type hit struct {
	Text  string `json:"text"`
	Note  string `json:"note,omitempty"` // what tells it from its like
	Kind  string `json:"kind"`
	Group string `json:"group"`
	Icon  string `json:"icon"`
	Href  string `json:"href"`
	State string `json:"state,omitempty"`
	Tone  string `json:"tone,omitempty"`
}

// Bounds of the command box: rows of each Def, pages, and all; Defs asked at once, and the milliseconds each may take.
const (
	hitsEach  = 5
	hitsPages = 8
	hitsAll   = 30

	findAtOnce = 4
	findTime   = "set local statement_timeout = 250"
	stopped    = "57014" // what Postgres says when the time is over
)

// find looks for what the person looked at lately, for pages and things to begin, and for rows of every Def that the person may see: by
// number or its end, words, initials of pinyin.
func (s *Server) find(ctx context.Context, r *Request) (Answer, error) {
	hits, err := s.hunt(ctx, r, strings.TrimSpace(r.Get("q")))
	return JSON(hits), err
}

// hunt is find for a text.
func (s *Server) hunt(ctx context.Context, r *Request, text string) ([]hit, error) {
	if runes := []rune(text); len(runes) > 80 || !printed(text) {
		return []hit{}, nil
	}
	w := s.words(r.Lang)
	hits, err := s.findRecent(ctx, r, text)
	if err != nil {
		return nil, err
	}
	hits = append(hits, s.findPages(r, w, text)...)
	if len([]rune(text)) < 2 && (text == "" || text[0] < 0x80) {
		return unique(hits), nil
	}
	rows, err := s.findRows(ctx, r, text)
	if err != nil {
		return nil, err
	}
	found := slices.Concat(rows...)
	if strings.ContainsAny(text, "0123456789") { // who types digits means a document or an article, not a page
		hits = append(found, hits...)
	} else {
		hits = append(hits, found...)
	}
	return unique(hits), nil
}

// unique leaves out what stands there already.
func unique(hits []hit) []hit {
	seen, out := map[string]bool{}, []hit{}
	for _, h := range hits {
		if !seen[h.Href] && len(out) < hitsAll {
			out = append(out, h)
		}
		seen[h.Href] = true
	}
	return out
}

// findRows asks the Defs side by side; one that takes too long gives nothing.
func (s *Server) findRows(ctx context.Context, r *Request, text string) ([][]hit, error) {
	defs := s.House.All()
	found := make([][]hit, len(defs))
	var all errgroup.Group
	all.SetLimit(findAtOnce)
	for i, def := range defs {
		if m := def.Info(); m.Hidden && !def.IsDoc() || !r.Can(m.Right("view")) || !findable(def, text) {
			continue
		}
		all.Go(func() (err error) {
			found[i], err = s.findIn(ctx, r, def, text)
			return err
		})
	}
	return found, all.Wait()
}

func (s *Server) findIn(ctx context.Context, r *Request, def resource.Any, text string) (hits []hit, err error) {
	err = r.View(ctx, func(tx *pg.Tx) error {
		if _, err := tx.Exec(ctx, findTime); err != nil {
			return err
		}
		rows, err := def.Hunt(ctx, tx, text, hitsEach)
		if err != nil {
			return err
		}
		hits, err = s.hits(ctx, tx, r, def, rows)
		return err
	})
	if outOfTime(err) {
		return nil, nil
	}
	return hits, err
}

// hits are rows as the command box shows them.
func (s *Server) hits(ctx context.Context, tx *pg.Tx, r *Request, def resource.Any, rows []any) (hits []hit, err error) {
	m, w, plan := def.Info(), s.words(r.Lang), def.Plan()
	keys, links := make([]id.ID, len(rows)), collector{}
	telling := tellingFields(def)
	for i, row := range rows {
		keys[i] = resource.KeyOf(row)
		links.add(telling, func(name string) any { return def.Value(row, name) })
	}
	named, err := def.Titles(ctx, tx, keys)
	if err != nil {
		return nil, err
	}
	others, err := links.load(ctx, tx, s.House)
	if err != nil {
		return nil, err
	}
	p := painter{words: w, r: r, def: m.Name, plan: plan, titles: others}
	for i, row := range rows {
		h := hit{Text: strings.TrimSpace(named[keys[i]]), Kind: w.one(m.Name), Group: w.many(m.Name), Icon: m.Icon, Href: path(m.Name) + "/" + keys[i].String()}
		if doc, ok := row.(resource.Document); ok && plan != nil {
			h.State, h.Tone = w.state(m.Name, doc.DocHeader().State), plan.Tone(doc.DocHeader().State)
		}
		var notes []string
		for n := range telling {
			if c := p.cell(&telling[n], def.Value(row, telling[n].Name)); !c.Empty && c.Text != "" && c.Text != none && !strings.Contains(h.Text, c.Text) {
				notes = append(notes, c.Text)
			}
		}
		h.Note = strings.Join(notes, " · ")
		hits = append(hits, h)
	}
	return hits, nil
}

// tellingFields are up to two fields that tell a row from its like: whom it is with, its sum, its phone, its code.
func tellingFields(def resource.Any) (fields resource.Fields) {
	m := def.Info()
	for _, want := range []func(f *resource.Field) bool{
		func(f *resource.Field) bool { return f.Name == "customer" || f.Name == "supplier" },
		func(f *resource.Field) bool { return f.Name == "phone" },
		func(f *resource.Field) bool { return f.Sum },
		func(f *resource.Field) bool { return f.Name == "spec" || f.Name == "barcode" },
	} {
		for _, f := range m.Fields {
			if len(fields) < 2 && want(&f) && !slices.Contains(m.Title, f.Name) && fields.Find(f.Name) == nil {
				fields = append(fields, f)
				break
			}
		}
	}
	return fields
}

// findable Defs have something to search in; numbers of documents hold a digit or are ASCII.
func findable(def resource.Any, text string) bool {
	if def.IsDoc() {
		return !strings.ContainsFunc(text, func(r rune) bool { return r > 0x7f }) && !strings.Contains(text, " ")
	}
	for _, f := range def.Info().Fields {
		if f.Search {
			return true
		}
	}
	return false
}

// findPages are the places of the navigation and what can be begun.
func (s *Server) findPages(r *Request, w *words, text string) (hits []hit) {
	text = strings.ToLower(text)
	fits := func(said ...string) bool {
		for _, one := range said {
			if text == "" || strings.Contains(spelled(one), text) {
				return true
			}
		}
		return false
	}
	if fits(w.t("today.title"), "today") {
		hits = append(hits, hit{Text: w.t("today.title"), Kind: w.t("find.pages"), Group: w.t("find.pages"), Icon: "sun", Href: "/"})
	}
	for _, group := range s.nav.of(r, w, nil) {
		for _, item := range group.Items {
			if fits(item.Text, group.Text+" "+item.Text, item.key) {
				hits = append(hits, hit{Text: item.Text, Kind: group.Text, Group: w.t("find.pages"), Icon: item.Icon, Href: item.Href})
			}
		}
	}
	if text == "" {
		return hits
	}
	hits = hits[:min(len(hits), hitsPages)]
	for _, def := range s.House.All() {
		m := def.Info()
		said := w.t("act.new", "what", w.one(m.Name))
		if !m.Hidden && creatable(r, def) && fits(said, "new "+m.Name) && len(hits) < 2*hitsPages {
			hits = append(hits, hit{Text: said, Kind: w.t("find.actions"), Group: w.t("find.actions"), Icon: "plus", Href: path(m.Name) + "/new"})
		}
	}
	return hits
}

// outOfTime tells that Postgres stopped a question because it took too long.
func outOfTime(err error) bool {
	var broken interface{ SQLState() string }
	return errors.As(err, &broken) && broken.SQLState() == stopped
}
