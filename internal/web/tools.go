package web

import (
	"context"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// tools are the pages that belong to no room.
func (s *Server) tools() {
	for _, p := range []Page{
		{Path: "/", Handle: s.today},
		{Path: "/find", Handle: s.find},
		{Path: "/suggest/:def/:field", Handle: s.suggest},
	} {
		s.mount(p)
	}
}

// hit is one thing that the command box found.
type hit struct {
	Text  string `json:"text"`
	Kind  string `json:"kind"`
	Icon  string `json:"icon"`
	Href  string `json:"href"`
	State string `json:"state,omitempty"`
}

// Bounds of the command box: rows of each Def, and all.
const (
	hitsEach = 4
	hitsAll  = 24
)

// find looks for pages, and for rows of every Def that the person may see, by number, words or initials of pinyin.
func (s *Server) find(ctx context.Context, r *Request) (Answer, error) {
	text := strings.TrimSpace(r.Get("q"))
	w := s.words(r.Lang)
	hits := s.findPages(r, w, text)
	if len([]rune(text)) < 2 && (text == "" || text[0] < 0x80) {
		return JSON(hits), nil
	}
	err := r.View(ctx, func(tx *pg.Tx) error {
		for _, def := range s.House.All() {
			m := def.Info()
			if len(hits) >= hitsAll || !r.Can(m.Right("view")) || !findable(def) {
				continue
			}
			options, err := def.Suggest(ctx, tx, text, hitsEach)
			if err != nil {
				return err
			}
			for _, o := range options {
				hits = append(hits, hit{Text: o.Title, Kind: w.one(m.Name), Icon: m.Icon, Href: path(m.Name) + "/" + o.ID.String()})
			}
		}
		return nil
	})
	return JSON(hits[:min(len(hits), hitsAll)]), err
}

// findable Defs have something to search in.
func findable(def resource.Any) bool {
	if def.IsDoc() {
		return true
	}
	for _, f := range def.Info().Fields {
		if f.Search {
			return true
		}
	}
	return false
}

func (s *Server) findPages(r *Request, w *words, text string) []hit {
	hits := []hit{}
	text = strings.ToLower(text)
	for _, group := range s.nav.of(r, w) {
		for _, item := range group.Items {
			if text == "" || strings.Contains(spelled(item.Text+" "+group.Text), text) || strings.Contains(strings.ToLower(item.key), text) {
				hits = append(hits, hit{Text: item.Text, Kind: group.Text, Icon: item.Icon, Href: item.Href})
			}
		}
	}
	if text == "" {
		return hits[:min(len(hits), hitsAll)]
	}
	return hits[:min(len(hits), 8)]
}

// suggest finds rows for a link field. Whoever may see or write the Def that has the field may choose from what it links to.
func (s *Server) suggest(ctx context.Context, r *Request) (Answer, error) {
	def := s.House.Find(r.Param("def"))
	if def == nil {
		return Answer{}, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	link := linkOf(def, r.Param("field"))
	if link == "" || s.House.Find(link) == nil {
		return Answer{}, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	if m := def.Info(); !r.Can(m.Right("view")) && !r.Can(m.Right("edit")) {
		return Answer{}, fault.New(fault.Forbidden, "core.right.missing", fault.Args{"right": m.Right("view")})
	}
	options := []resource.Option{}
	err := r.View(ctx, func(tx *pg.Tx) error {
		found, err := s.House.Find(link).Suggest(ctx, tx, r.Get("q"), 12)
		options = append(options, found...)
		return err
	})
	return JSON(options), err
}

// linkOf is the Def that a field of a row, of its lines or of one of its steps links to.
func linkOf(def resource.Any, name string) string {
	m := def.Info()
	sets := []resource.Fields{m.Fields, m.Lines}
	if plan := def.Plan(); plan != nil {
		for _, step := range plan.Steps {
			sets = append(sets, step.Fields, step.Lines)
		}
	}
	for _, fields := range sets {
		if f := fields.Find(name); f != nil && f.Link != "" {
			return f.Link
		}
	}
	return ""
}
