package web

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// list answers a page of rows: {"items":[…],"next":"…"}. next is given back as after; it is null on the last page.
func (a *API) list(ctx context.Context, tx *pg.Tx, q *errand) (Reply, error) {
	asked, err := readListQuery(q.def, q.Query)
	if err != nil {
		return Reply{}, err
	}
	rows, next, err := q.def.Find(ctx, tx, asked.Query)
	if err != nil {
		return Reply{}, err
	}
	var out bytes.Buffer
	out.WriteString(`{"items":[`)
	for i, row := range rows {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := encodeObject(&out, asked.fields, func(name string) any { return q.def.Value(row, name) }); err != nil {
			return Reply{}, err
		}
	}
	out.WriteString(`],"next":`)
	out.Write(orNull(next))
	if asked.totals {
		if err := a.totals(ctx, tx, q, asked.Query, &out); err != nil {
			return Reply{}, err
		}
	}
	out.WriteByte('}')
	return Reply{Status: http.StatusOK, Body: out.Bytes()}, nil
}

func (a *API) totals(ctx context.Context, tx *pg.Tx, q *errand, asked resource.Query, out *bytes.Buffer) error {
	totals, err := q.def.Count(ctx, tx, asked)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(map[string]any{"count": totals.Count, "more": totals.More, "sums": totals.Sums})
	out.WriteString(`,"totals":`)
	out.Write(raw)
	return err
}

func orNull(text string) []byte {
	if text == "" {
		return []byte("null")
	}
	raw, _ := json.Marshal(text)
	return raw
}

// ListQuery reads the parameters of a list as the API takes them.
func ListQuery(def resource.Any, values url.Values) (resource.Query, error) {
	asked, err := readListQuery(def, values)
	return asked.Query, err
}

// listQuery is what a list is asked for.
type listQuery struct {
	resource.Query
	totals bool
	fields resource.Fields // to be shown of each row
}

// readListQuery reads the parameters of a list, strictly: a parameter that means nothing is told, not ignored.
func readListQuery(def resource.Any, values url.Values) (asked listQuery, err error) {
	var faults fault.List
	fields := properties(def)
	asked.fields = fields
	for name, given := range values {
		for _, value := range given {
			if !printed(name) || !printed(value) || tooLong(name, value) {
				faults.Add(fault.New(fault.Invalid, "core.query.value", fault.Args{"field": "?", "value": "?"}).At(strings.ToValidUTF8(name, "?")))
				continue
			}
			switch name {
			case "q":
				asked.Search = value
			case "after":
				asked.After = value
			case "sort":
				asked.Sort = value
				if f := fields.Find(strings.TrimPrefix(value, "-")); value != "" && (f == nil || f.Kind.Name == "json") {
					faults.Add(fault.New(fault.Invalid, "core.query.field", fault.Args{"field": clipped(value)}).At("sort"))
				}
			case "limit":
				asked.Limit, err = strconv.Atoi(value)
				if err != nil || asked.Limit < 1 || asked.Limit > resource.MaxLimit {
					faults.Add(fault.New(fault.Invalid, "core.api.limit", fault.Args{"max": resource.MaxLimit}).At("limit"))
				}
			case "archived":
				asked.Archived = boolean(&faults, name, value)
			case "totals":
				asked.totals = boolean(&faults, name, value)
			case "fields":
				asked.fields = chosen(&faults, fields, value)
			default:
				cond, ok := condition(fields, name, value)
				if !ok {
					faults.Add(fault.New(fault.Invalid, "core.api.parameter", fault.Args{"name": clipped(name)}).At(clipped(name)))
				} else if !sensible(fields.Find(cond.Field), cond) {
					faults.Add(fault.New(fault.Invalid, "core.query.value", fault.Args{"field": cond.Field, "value": clipped(value)}).At(name))
				}
				asked.Where = append(asked.Where, cond)
			}
		}
	}
	return asked, faults.Err()
}

// chosen are the fields of a list that the caller wants, in the order of the declaration; every row says which it is.
func chosen(faults *fault.List, fields resource.Fields, value string) (wanted resource.Fields) {
	names := strings.Split(value, ",")
	for _, name := range names {
		if fields.Find(name) == nil {
			faults.Add(fault.New(fault.Invalid, "core.api.field", fault.Args{"name": clipped(name)}).At("fields"))
		}
	}
	for _, f := range fields {
		if f.Name == "id" || slices.Contains(names, f.Name) {
			wanted = append(wanted, f)
		}
	}
	return wanted
}

// valueLimit bounds a parameter, in characters; longest, in bytes, those that hold several values or the place of a page.
const (
	valueLimit = 250
	longest    = 12_000
)

// reserved are parameters with a meaning of their own; a field of such a name is filtered as name[eq].
var reserved = []string{"q", "sort", "after", "limit", "archived", "totals", "fields"}

func tooLong(name, value string) bool {
	if name == "after" || name == "fields" || strings.HasSuffix(name, "[in]") {
		return len(value) > longest
	}
	return utf8.RuneCountInString(value) > valueLimit
}

func boolean(faults *fault.List, name, value string) bool {
	if value != "true" && value != "false" {
		faults.Add(fault.New(fault.Invalid, "core.api.bool", fault.Args{"name": name, "value": clipped(value)}).At(name))
	}
	return value == "true"
}

// condition reads field=value and field[op]=value.
func condition(fields resource.Fields, name, value string) (resource.Cond, bool) {
	field, op, found := strings.Cut(name, "[")
	if !found {
		op = "eq"
	} else if op, found = strings.CutSuffix(op, "]"); !found {
		return resource.Cond{}, false
	}
	f := fields.Find(field)
	if f == nil || f.Kind.Name == "json" || !slices.Contains(operators(f), op) {
		return resource.Cond{}, false
	}
	return resource.Cond{Field: field, Op: op, Value: value}, true
}

// fitsFilter holds a value against what the description says of the parameter.
func fitsFilter(f *resource.Field, op, value string) bool {
	schema := filterSchema(*f, op)
	if either, ok := schema["anyOf"].([]spec); ok && value != "" {
		schema = either[0]
	}
	values := []string{value}
	if items, ok := schema["items"].(spec); ok {
		schema, values = items, strings.Split(value, ",")
	}
	for _, one := range values {
		if !holds(schema, one) {
			return false
		}
	}
	return true
}

// holds tells that a parameter is within the bounds and of the form that a schema gives.
func holds(schema spec, value string) bool {
	if form, ok := schema["pattern"].(string); ok && value != "" && !formOf(form).MatchString(value) {
		return false
	}
	if low, ok := schema["minimum"].(int); ok {
		n, err := strconv.ParseInt(value, 10, 64)
		return err == nil && n >= int64(low) && n <= int64(schema["maximum"].(int))
	}
	return true
}

// forms are the regular expressions of the description, compiled once.
var forms sync.Map

func formOf(pattern string) *regexp.Regexp {
	if known, ok := forms.Load(pattern); ok {
		return known.(*regexp.Regexp)
	}
	form := regexp.MustCompile(pattern)
	forms.Store(pattern, form)
	return form
}

// sensible refuses an empty value where a field is never empty or several are named, and words that a choice does not have.
func sensible(f *resource.Field, cond resource.Cond) bool {
	if cond.Op == "in" && slices.Contains(strings.Split(cond.Value, ","), "") {
		return false
	}
	if f.Kind.Name == "choice" {
		for _, value := range strings.Split(cond.Value, ",") {
			if !slices.Contains(f.Choices, value) && !(value == "" && !f.Required) {
				return false
			}
		}
		return true
	}
	if (f.Kind.Name == "int" && !f.ReadOnly || f.Kind.Name == "email") && cond.Op != "has" && !fitsFilter(f, cond.Op, cond.Value) {
		return false
	}
	if f.Kind.Name != "text" && f.Kind.Name != "longtext" && slices.Contains(strings.Split(cond.Value, ","), "null") {
		return false
	}
	return cond.Value != "" || maybeEmpty(f, cond.Op)
}

// maybeEmpty tells that a field may be compared with nothing.
func maybeEmpty(f *resource.Field, op string) bool {
	switch f.Kind.Name {
	case "text", "longtext", "email":
		return true
	case "date", "time", "link":
		return (op == "eq" || op == "ne") && !slices.Contains([]string{"id", "created", "updated", "at"}, f.Name)
	}
	return false
}

// printed tells that a text holds no control characters but line breaks and tabs.
func printed(text string) bool {
	return clean(text) && !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r) })
}

// operators are the comparisons that make sense for a field.
func operators(f *resource.Field) []string {
	switch f.Kind.Name {
	case "int", "qty", "amount", "rate", "date", "time":
		return []string{"eq", "ne", "gt", "ge", "lt", "le", "in"}
	case "bool":
		return []string{"eq"}
	case "choice", "link":
		return []string{"eq", "ne", "in"}
	}
	return []string{"eq", "ne", "has", "in"}
}
