package web

import (
	"net/http"
	"slices"

	"hesuan/internal/resource"
)

// resource mounts the generated pages of a Def.
func (s *Server) resource(def resource.Any) {
	m := def.Info()
	at, shelf := path(m.Name), &shelf{Server: s, def: def, m: m, plan: def.Plan()}
	view, edit := m.Right("view"), m.Right("edit")
	for _, p := range []Page{
		{Path: at, Right: view, Handle: shelf.list},
		{Path: at + "/bulk", Method: http.MethodPost, Right: view, Handle: shelf.bulk},
		{Path: at + "/bulk/:task", Right: view, Handle: shelf.bulkShow},
		{Path: at + "/bulk/:task", Method: http.MethodPost, Right: view, Handle: shelf.bulkGo},
		{Path: at + "/columns", Method: http.MethodPost, Right: view, Handle: shelf.chooseColumns},
		{Path: at + "/view", Method: http.MethodPost, Right: view, Handle: shelf.saveView},
		{Path: at + "/view/:view", Method: http.MethodPost, Right: view, Handle: shelf.changeView},
		{Path: at + "/tallies", Right: view, Handle: shelf.tallies},
		{Path: at + "/token", Right: view, Handle: shelf.tokenRead},
		{Path: at + "/tokens", Right: view, Handle: shelf.tokenWords},
		{Path: at + "/new", Handle: shelf.newForm},
		{Path: at + "/new", Method: http.MethodPost, Handle: shelf.create},
		{Path: at + "/:id", Right: view, Handle: shelf.detail},
		{Path: at + "/:id/related", Right: view, Handle: shelf.relatedCounts},
		{Path: at + "/:id/edit", Right: edit, Handle: shelf.editForm},
		{Path: at + "/:id/edit", Method: http.MethodPost, Right: edit, Handle: shelf.change},
		{Path: at + "/:id/archive", Method: http.MethodPost, Right: m.Right("archive"), Handle: shelf.archive},
		{Path: at + "/:id/step/:step", Handle: shelf.stepForm},
		{Path: at + "/:id/step/:step", Method: http.MethodPost, Handle: shelf.step},
	} {
		s.mount(p)
	}
}

// shelf serves the pages of one Def.
type shelf struct {
	*Server
	def  resource.Any
	m    *resource.Meta
	plan *resource.Plan
}

func (s *shelf) painter(r *Request, t titles) painter {
	return painter{words: s.words(r.Lang), r: r, def: s.m.Name, plan: s.plan, titles: t}
}

// beginnings are the steps by which people make documents of a plan.
func beginnings(plan *resource.Plan) (steps []resource.StepInfo) {
	for _, step := range plan.Steps {
		if slices.Contains(step.From, "") && !step.Private {
			steps = append(steps, step)
		}
	}
	return steps
}

// creatable tells whether the person may make a row.
func creatable(r *Request, def resource.Any) bool {
	m := def.Info()
	if plan := def.Plan(); plan != nil {
		return slices.ContainsFunc(beginnings(plan), func(step resource.StepInfo) bool { return r.Can(m.Right(step.Name)) })
	}
	return !m.Ledger && !def.IsDoc() && r.Can(m.Right("edit"))
}
