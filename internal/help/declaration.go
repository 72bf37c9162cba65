package help

import (
	"context"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// told is what a declaration tells of itself.
type told struct {
	Name, Path    string
	Fields, Lines []toldField
	Steps         []toldStep
	States        []resource.State
}

type toldField struct {
	Name, Hint string
	Required   bool
}

type toldStep struct {
	resource.StepInfo
	Right string
	Mine  bool // the reader may take it
}

// of is the declaration whose pages an address belongs to, or nil.
func (d *desk) of(address string) resource.Any {
	parts := strings.SplitN(strings.TrimPrefix(bare(address), "/"), "/", 3)
	if len(parts) < 2 {
		return nil
	}
	for _, def := range d.house.All() {
		if def.Info().Name == parts[0]+"."+parts[1] {
			return def
		}
	}
	return nil
}

func (d *desk) declaration(_ context.Context, r *web.Request) (web.Answer, error) {
	def := d.of(strings.Replace(r.Param("name"), ".", "/", 1))
	if def == nil || !r.Can(def.Info().Right("view")) {
		return web.Answer{}, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	m := def.Info()
	page := told{Name: m.Name, Path: "/" + strings.Replace(m.Name, ".", "/", 1), Fields: fieldsOf(r, m.Name, m.Fields), Lines: fieldsOf(r, m.Name, m.Lines)}
	if plan := def.Plan(); plan != nil {
		page.States = plan.States
		for _, step := range plan.Steps {
			if !step.Private {
				page.Steps = append(page.Steps, toldStep{step, m.Right(step.Name), r.Can(m.Right(step.Name))})
			}
		}
	}
	return show("declaration", page, r.Text(m.Name)), nil
}

func fieldsOf(r *web.Request, def string, fields resource.Fields) (list []toldField) {
	for _, f := range fields {
		hint := r.Text(def + "." + f.Name + ".hint")
		if hint == def+"."+f.Name+".hint" {
			hint = ""
		}
		list = append(list, toldField{f.Name, hint, f.Required})
	}
	return list
}
