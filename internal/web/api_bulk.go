package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// bulk does one thing to many rows, as the bar under a list does: to the rows that the body names, or to all that the parameters of the
// address find, if they are as many as the caller says. The work goes on beside the call; the answer is the task to watch.
func (a *API) bulk(ctx context.Context, tx *pg.Tx, q *errand) (Reply, error) {
	l := lotOf(q.def)
	ask, err := bulkQuery(q)
	if err != nil {
		return Reply{}, err
	}
	in, err := l.read(q.Body)
	if err != nil {
		return Reply{}, err
	}
	if err := l.allowed(q.Actor.Can, in.Do); err != nil {
		return Reply{}, err
	}
	choices, err := in.choices(ctx, tx, l, ask)
	if err != nil {
		return Reply{}, err
	}
	t := &task{ID: id.New[any](), Def: l.m.Name, Act: in.Do, Input: in.Input}
	if err := l.prepare(ctx, tx, a.words(q.lang).fault, t, choices); err != nil {
		return Reply{}, err
	}
	if t.Count == 0 {
		return Reply{}, in.nothing(l, choices)
	}
	if err := t.begin(ctx, tx); err != nil {
		return Reply{}, err
	}
	t.State = "asked"
	if a.server != nil {
		q.after = append(q.after, func(ctx context.Context) error { return a.server.clerk.tasks().Run(ctx, t.ID) })
	}
	body, err := json.Marshal(taskAnswerOf(t))
	return Reply{Status: q.at.status, Header: map[string]string{"Location": apiRoot + taskRoot + "/" + t.ID.String()}, Body: body}, err
}

// bulkQuery are the list's parameters that say which rows, in which order.
func bulkQuery(q *errand) (resource.Query, error) {
	for _, name := range []string{"after", "limit", "totals", "fields"} {
		if q.Query.Has(name) {
			return resource.Query{}, fault.New(fault.Invalid, "core.api.parameter", fault.Args{"name": name}).At(name)
		}
	}
	asked, err := readListQuery(q.def, q.Query)
	return asked.Query, err
}

// bulkInput is the body of such a call.
type bulkInput struct {
	Do    string `json:"do"`
	Count int32  `json:"count"`
	Input json.RawMessage
	rows  []bulkNaming
}

// bulkNaming is one row that the body names.
type bulkNaming struct {
	ID      id.ID `json:"id"`
	Version int32 `json:"version"`
}

func (l lot) asks() resource.Fields {
	return resource.Fields{resource.Choice("do", l.acts()...).Req(), resource.Int("count")}
}

// naming are the fields of a named row.
var naming = resource.Fields{resource.Link("id", "").Req(), resource.Int("version")}

// read reads the body with all its faults.
func (l lot) read(body []byte) (*bulkInput, error) {
	var given map[string]json.RawMessage
	if json.Unmarshal(body, &given) != nil {
		return nil, fault.New(fault.Invalid, "core.input.object", nil)
	}
	rows, named := given["rows"]
	input, told := given["input"]
	delete(given, "rows")
	delete(given, "input")
	rest, err := json.Marshal(given)
	if err != nil {
		return nil, err
	}
	in := &bulkInput{Input: json.RawMessage("{}")}
	faults := fault.All(resource.DecodeInput(rest, in, l.asks(), nil))
	if named {
		faults = append(faults, in.name(rows)...)
	}
	if told {
		in.Input = input
	}
	if len(faults) == 0 {
		faults = within("input.", l.suits(in, told))
	}
	return in, faults.Err()
}

// suits tells what is wrong with what is to be written, or told to the step.
func (l lot) suits(in *bulkInput, told bool) error {
	asks, step := l.fields(), ""
	switch in.Do {
	case "archive", "restore":
		asks = nil
	case "edit":
	default:
		step = in.Do
		asks = l.plan.Step(step).Fields
	}
	var given map[string]json.RawMessage
	if json.Unmarshal(in.Input, &given) != nil || given == nil {
		return fault.New(fault.Invalid, "core.input.object", nil)
	}
	if told && len(asks) == 0 {
		return fault.New(fault.Invalid, "core.api.empty", nil)
	}
	var faults fault.List
	for name := range given {
		if asks.Find(name) == nil {
			faults.Add(fault.New(fault.Invalid, "core.field.unknown", fault.Args{"field": clipped(name)}).At(clipped(name)))
		}
	}
	if in.Do == "edit" && len(given) == 0 {
		faults.Add(fault.New(fault.Invalid, "core.field.required", fault.Args{"field": "input"}))
	}
	if len(faults) > 0 || len(asks) == 0 {
		return faults.Err()
	}
	return l.def.Suits(step, in.Input)
}

// name reads the rows that are named; one that is named twice is one.
func (in *bulkInput) name(raw json.RawMessage) (faults fault.List) {
	var given []json.RawMessage
	if json.Unmarshal(raw, &given) != nil || len(given) == 0 || len(given) > bulkNamed {
		return fault.List{fault.New(fault.Invalid, "core.api.rows", fault.Args{"max": bulkNamed}).At("rows")}
	}
	known := map[id.ID]bool{}
	for i, one := range given {
		var row bulkNaming
		if bytes.HasPrefix(one, []byte("null")) {
			one = json.RawMessage("[]") // no row at all, where {} is one without an identifier
		}
		faults = append(faults, within(fmt.Sprintf("rows.%d.", i), resource.DecodeInput(one, &row, naming, nil))...)
		if !known[row.ID] {
			known[row.ID], in.rows = true, append(in.rows, row)
		}
	}
	return faults
}

// within tells where the faults of a part stand in the whole.
func within(prefix string, err error) fault.List {
	faults := fault.All(err)
	for i, f := range faults {
		faults[i] = f.At(strings.TrimSuffix(prefix+f.Field, "."))
	}
	return faults
}

// choices are the rows that are meant: those named, in that order, or all that are found.
func (in *bulkInput) choices(ctx context.Context, tx *pg.Tx, l lot, ask resource.Query) ([]bulkChoice, error) {
	if in.rows == nil {
		found, err := l.find(ctx, tx, ask, nil)
		if err == nil && len(found) != int(in.Count) {
			err = fault.New(fault.Conflict, "bulk.count", fault.Args{"found": len(found), "told": in.Count}).At("count")
		}
		return found, err
	}
	keys, seen := make([]string, len(in.rows)), map[id.ID]int64{}
	for i, row := range in.rows {
		if keys[i] = row.ID.String(); row.Version != 0 {
			seen[row.ID] = int64(row.Version)
		}
	}
	ask.Archived, ask.Where = true, append(ask.Where, resource.Cond{Field: "id", Op: "in", Value: strings.Join(keys, ",")})
	found, err := l.find(ctx, tx, ask, seen)
	if err != nil {
		return nil, err
	}
	by := map[id.ID]bulkChoice{}
	for _, c := range found {
		by[c.key] = c
	}
	all := make([]bulkChoice, len(in.rows))
	for i, row := range in.rows {
		if all[i] = by[row.ID]; all[i].row == nil {
			all[i].key = row.ID
		}
	}
	return all, nil
}

// nothing says that no row can go, and of the first rows why.
func (in *bulkInput) nothing(l lot, choices []bulkChoice) error {
	faults := fault.List{fault.New(fault.Conflict, "bulk.nothing", nil)}
	for i := range choices[:min(len(choices), bulkShown)] {
		if in.rows != nil {
			faults.Add(l.refused(in.Do, &choices[i]).At(fmt.Sprintf("rows.%d", i)))
		}
	}
	return faults.Err()
}

// offer is the endpoint for many rows, where there is something to do with them.
func (l lot) offer() []*endpoint {
	if len(l.acts()) == 0 {
		return nil
	}
	return []*endpoint{{method: http.MethodPost, path: "/bulk", action: "bulk", right: l.m.Right("view"), status: http.StatusAccepted, run: (*API).bulk}}
}
