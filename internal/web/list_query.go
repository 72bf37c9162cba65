package web

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// The address of a list speaks as the API does: q, sort, after, archived, field=value, field[ge]=value. A field given several
// times means any of the values. Beyond the API a day may be a period that moves (day=this_month), a link may have words
// (customer[has]=李), cols chooses columns, view says which saved view this is, and words of q may be tokens (list_token.go).

// pageSize is the number of rows that a list shows at once.
const pageSize = 50

// manners are parameters that say how a list is shown, not what is in it.
var manners = []string{"cols", "view", "fields"}

// asked reads what a list is asked for. Tokens need titles of linked rows, hence the transaction.
func (s *Server) asked(ctx context.Context, tx *pg.Tx, w *words, def resource.Any, values url.Values) (resource.Query, error) {
	values, err := s.spelt(ctx, tx, w, def, values)
	if err != nil {
		return resource.Query{}, err
	}
	q := resource.Query{
		Search: values.Get("q"), Sort: values.Get("sort"), After: values.Get("after"), Limit: pageSize, Archived: values.Get("archived") != "",
	}
	fields := filterable(def)
	for name, given := range values {
		given = slices.DeleteFunc(slices.Clone(given), func(v string) bool { return strings.TrimSpace(v) == "" })
		if len(given) == 0 || slices.Contains(reserved, name) || slices.Contains(manners, name) {
			continue
		}
		q.Where = append(q.Where, s.conditions(tx, fields, name, given)...)
	}
	slices.SortFunc(q.Where, func(a, b resource.Cond) int { return strings.Compare(a.Field+a.Op, b.Field+b.Op) })
	return q, nil
}

// conditions are what one parameter of the address means; nothing for a parameter that is no field.
func (s *Server) conditions(tx *pg.Tx, fields resource.Fields, name string, given []string) (all []resource.Cond) {
	f, op := narrowed(fields, name)
	if f == nil {
		return nil
	}
	cond := resource.Cond{Field: f.Name, Op: op, Value: given[0]}
	if p, ok := periodOf(given[0]); ok && op == "eq" && (f.Kind.Name == "date" || f.Kind.Name == "time") {
		for _, cond := range p.within(f.Name, tx.Today()) {
			all = append(all, s.instants(fields, cond))
		}
		return all
	}
	if len(given) > 1 && op == "eq" {
		cond.Op, cond.Value = "in", strings.Join(given, ",")
	}
	return append(all, s.instants(fields, cond))
}

// narrowed is the field that a parameter narrows a list by, and how; nil for another parameter.
func narrowed(fields resource.Fields, name string) (*resource.Field, string) {
	if cond, ok := condition(fields, name, ""); ok {
		return fields.Find(cond.Field), cond.Op
	}
	if field, ok := strings.CutSuffix(name, "[has]"); ok {
		if f := fields.Find(field); f != nil && f.Link != "" {
			return f, "has"
		}
	}
	return nil, ""
}

// spelt is an address whose tokens stand as parameters.
func (s *Server) spelt(ctx context.Context, tx *pg.Tx, w *words, def resource.Any, values url.Values) (url.Values, error) {
	var plain []string
	var found []url.Values
	tokens := s.reader(tx, w, def)
	for _, word := range tokens.whole(values.Get("q")) {
		meant, err := tokens.token(ctx, word)
		switch {
		case err != nil:
			return nil, err
		case meant != nil:
			found = append(found, meant)
		default:
			plain = append(plain, word)
		}
	}
	if len(found) == 0 {
		return values, nil
	}
	out := url.Values{}
	for name, given := range values {
		out[name] = slices.Clone(given)
	}
	if out.Del("q"); len(plain) > 0 {
		out.Set("q", strings.Join(plain, " "))
	}
	out.Del("after")
	for _, meant := range found {
		merge(out, meant)
	}
	return out, nil
}

// merge puts a token's parameters into an address. Values of a choice or a link gather; everything else takes the place of what was there.
func merge(into, meant url.Values) {
	for name, given := range meant {
		_, period := periodOf(given[0])
		if strings.Contains(name, "[") || period {
			into[name] = given
			continue
		}
		for _, value := range given {
			if !slices.Contains(into[name], value) {
				into[name] = append(into[name], value)
			}
		}
	}
}

// filterable are the fields that a list may be narrowed by: those of the Def, and what every document has.
func filterable(def resource.Any) resource.Fields {
	fields := slices.Clone(def.Info().Fields)
	if def.IsDoc() {
		for _, f := range []resource.Field{resource.Text("number", 0), resource.Choice("state"), resource.Instant("at"), resource.Date("day")} {
			if fields.Find(f.Name) == nil {
				fields = append(fields, f)
			}
		}
	}
	for _, f := range []resource.Field{resource.Instant("created"), resource.Instant("updated")} {
		if fields.Find(f.Name) == nil {
			fields = append(fields, f)
		}
	}
	return fields
}

// instants turns a day given for a point in time into the instant at which the day begins, or ends, in the company's zone.
func (s *Server) instants(fields resource.Fields, cond resource.Cond) resource.Cond {
	if f := fields.Find(cond.Field); f == nil || f.Kind.Name != "time" || len(cond.Value) != len("2006-01-02") {
		return cond
	}
	day, err := parseDay(cond.Value)
	if err != nil {
		return cond
	}
	switch cond.Op {
	case "le":
		cond.Op, day = "lt", day.Add(1)
	case "gt":
		cond.Op, day = "ge", day.Add(1)
	}
	cond.Value = day.Start(s.db.Zone).UTC().Format("2006-01-02T15:04:05Z")
	return cond
}

// choices are the values a field may have; a document's states come from its flow.
func choices(def resource.Any, f *resource.Field) []string {
	if plan := def.Plan(); f.Name == "state" && plan != nil {
		var states []string
		for _, state := range plan.States {
			states = append(states, state.Name)
		}
		return states
	}
	return f.Choices
}
