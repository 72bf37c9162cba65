package web

import (
	"context"

	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// tools are the pages that belong to no room.
func (s *Server) tools() {
	for _, p := range []Page{
		{Path: "/", Handle: s.today},
		{Path: laterPath, Handle: s.later},
		{Path: "/find", Handle: s.find},
		{Path: "/strip", Handle: s.showStrip},
		{Path: "/suggest/:def/:field", Handle: s.suggest},
	} {
		s.mount(p)
	}
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
