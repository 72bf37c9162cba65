package web

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// apiRoot is where the API's addresses begin.
const apiRoot = "/api/v1"

// endpoint is one thing that can be done with a Def's rows.
type endpoint struct {
	def    resource.Any
	method string
	path   string // below the Def's own
	action string // list, create, read, change, archive, restore, events, start, take, bulk
	right  string
	status int // of success
	step   *resource.StepInfo
	write  bool
	op     *Op // of action op
	run    func(a *API, ctx context.Context, tx *pg.Tx, q *errand) (Reply, error)
}

// route is the endpoint's path below /api/v1.
func (e *endpoint) route() string {
	if e.op != nil {
		return e.path
	}
	return path(e.def.Info().Name) + e.path
}

// onRow tells that the endpoint is about one row.
func (e *endpoint) onRow() bool {
	return strings.HasPrefix(e.path, "/{id}") || e.op != nil && e.def != nil
}

// wantsBody tells that a call without a body makes no sense.
func (e *endpoint) wantsBody() bool {
	return slices.Contains([]string{"create", "start", "change", "bulk"}, e.action) || e.op != nil && (e.op.File || requires(e.op.Input) || e.op.Least > 0) ||
		e.action == "take" && requires(e.step.Fields)
}

func requires(fields resource.Fields) bool {
	return slices.ContainsFunc(fields, func(f resource.Field) bool { return f.Required && f.Default == "" && f.Kind.Name != "bool" })
}

// endpoints are what a Def offers, in the order of the description.
func endpoints(def resource.Any) []*endpoint {
	m := def.Info()
	view := m.Right("view")
	all := []*endpoint{
		{method: "GET", path: "", action: "list", right: view, run: (*API).list},
		{method: "GET", path: "/{id}", action: "read", right: view, run: (*API).read},
		{method: "GET", path: "/{id}/events", action: "events", right: view, run: (*API).events},
	}
	all = append(all, writes(def)...)
	for _, e := range all {
		e.def, e.write = def, e.method != "GET"
		if e.status == 0 {
			e.status = http.StatusOK
		}
	}
	return all
}

func writes(def resource.Any) (all []*endpoint) {
	m, plan := def.Info(), def.Plan()
	if first := firstStep(plan); first != nil {
		all = append(all, &endpoint{method: "POST", action: "create", right: m.Right(first.Name), status: http.StatusCreated, run: (*API).create})
	} else if plan == nil && !m.Ledger {
		all = append(all, &endpoint{method: "POST", action: "create", right: m.Right("edit"), status: http.StatusCreated, run: (*API).create})
	}
	if !m.Ledger && (!def.IsDoc() || len(m.Editable) > 0) {
		all = append(all, &endpoint{method: "PATCH", path: "/{id}", action: "change", right: m.Right("edit"), run: (*API).change})
	}
	if !m.Ledger && !def.IsDoc() {
		all = append(all, &endpoint{method: "POST", path: "/{id}/archive", action: "archive", right: m.Right("archive"), run: (*API).archive},
			&endpoint{method: "POST", path: "/{id}/restore", action: "restore", right: m.Right("archive"), run: (*API).archive})
	}
	all = append(all, lotOf(def).offer()...)
	if plan == nil {
		return all
	}
	for i := range plan.Steps {
		step := &plan.Steps[i]
		if starts(step) {
			all = append(all, &endpoint{method: "POST", path: "/steps/" + step.Name, action: "start", step: step, right: m.Right(step.Name),
				status: http.StatusCreated, run: (*API).start})
		}
		if !step.Private && slices.ContainsFunc(step.From, func(state string) bool { return state != "" }) {
			all = append(all, &endpoint{method: "POST", path: "/{id}/steps/" + step.Name, action: "take", step: step, right: m.Right(step.Name),
				run: (*API).take})
		}
	}
	return all
}

// firstStep is the step by which Create makes a document.
func firstStep(plan *resource.Plan) *resource.StepInfo {
	if plan == nil {
		return nil
	}
	for i := range plan.Steps {
		if slices.Contains(plan.Steps[i].From, "") && !plan.Steps[i].Private {
			return &plan.Steps[i]
		}
	}
	return nil
}

// starts tells that a step makes documents from their fields alone. A step that asks for input of its own makes them only from another
// step's hands.
func starts(step *resource.StepInfo) bool {
	return slices.Contains(step.From, "") && !step.Private && len(step.Fields) == 0 && len(step.Lines) == 0
}

// route finds what the call is about. Paths that lead nowhere are not found, other methods of a path not allowed.
func (a *API) route(q *errand) error {
	missing := fault.New(fault.NotFound, "core.page.missing", nil)
	parts := strings.Split(strings.TrimPrefix(q.Path, apiRoot+"/"), "/")
	if len(parts) < 2 || len(parts) > 5 {
		return missing
	}
	for i, part := range parts {
		text, err := url.PathUnescape(part)
		if err != nil || !clean(text) || text == "" {
			return missing
		}
		parts[i] = text
	}
	below := slices.Clone(parts[2:])
	if len(below) > 0 && !(below[0] == "steps" && len(below) == 2) {
		q.name, below[0] = below[0], "{id}"
	}
	methods := a.paths["/"+strings.Join(append(parts[:2:2], below...), "/")]
	if exact := a.paths["/"+strings.Join(parts, "/")]; exact != nil {
		methods, q.name = exact, ""
	}
	if methods == nil {
		return missing
	}
	method := q.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if q.at = methods[method]; q.at == nil {
		allowed := slices.Sorted(maps.Keys(methods))
		return refuse(http.StatusMethodNotAllowed, "core.api.method", fault.Args{"allowed": strings.Join(allowed, ", ")}).
			with("Allow", strings.Join(allowed, ", "))
	}
	q.def = q.at.def
	return nil
}

// find gives the row of the path its identifier: people may write its number or unique key instead.
func (a *API) find(ctx context.Context, tx *pg.Tx, q *errand) error {
	if q.at.op != nil && q.def == nil {
		return q.keyOfPath()
	}
	if !q.at.onRow() {
		return nil
	}
	key, err := id.Parse[any](q.name)
	if err == nil {
		q.key = key
		return nil
	}
	if err := resource.Allow(tx, q.def.Info().Right("view")); err != nil {
		return err
	}
	q.key, err = q.def.ByKey(ctx, tx, q.name)
	return err
}

// keyOfPath reads the identifier in the path of an Op that is about no Def's row.
func (q *errand) keyOfPath() (err error) {
	if !strings.Contains(q.at.path, "{id}") {
		return nil
	}
	if q.key, err = id.Parse[any](q.name); err != nil {
		return fault.New(fault.NotFound, "core.page.missing", nil)
	}
	return nil
}

// clean tells that a text holds nothing that a database refuses.
func clean(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }
