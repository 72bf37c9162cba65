package web

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// The address of a list speaks as the API does: q, sort, after, archived, field=value, field[ge]=value. A field given several
// times means any of the values. Words of q may be tokens such as 状态:待审核 or 金额>500.

// pageSize is the number of rows that a list shows at once.
const pageSize = 50

// asked reads what a list is asked for. Tokens need titles of linked rows, hence the transaction.
func (s *Server) asked(ctx context.Context, tx *pg.Tx, w *words, def resource.Any, values url.Values) (resource.Query, error) {
	q := resource.Query{Sort: values.Get("sort"), After: values.Get("after"), Limit: pageSize, Archived: values.Get("archived") != ""}
	fields := filterable(def)
	for name, given := range values {
		given = slices.DeleteFunc(slices.Clone(given), func(v string) bool { return strings.TrimSpace(v) == "" })
		if len(given) == 0 || slices.Contains(reserved, name) {
			continue
		}
		cond, ok := condition(fields, name, given[0])
		if ok && len(given) > 1 && cond.Op == "eq" {
			cond.Op, cond.Value = "in", strings.Join(given, ",")
		}
		if ok {
			q.Where = append(q.Where, s.instants(fields, cond))
		}
	}
	slices.SortFunc(q.Where, func(a, b resource.Cond) int { return strings.Compare(a.Field+a.Op, b.Field+b.Op) })
	var words []string
	tokens := &reader{s, w, def}
	for _, word := range strings.Fields(values.Get("q")) {
		cond, ok, err := tokens.token(ctx, tx, fields, word)
		if err != nil {
			return q, err
		}
		if ok {
			q.Where = append(q.Where, cond)
		} else {
			words = append(words, word)
		}
	}
	q.Search = strings.Join(words, " ")
	return q, nil
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

// signs of a token and the operators they mean; the longer ones first.
var signs = []struct{ sign, op string }{
	{">=", "ge"}, {"<=", "le"}, {"≥", "ge"}, {"≤", "le"}, {"!=", "ne"}, {">", "gt"}, {"<", "lt"}, {"=", "eq"}, {":", ""}, {"：", ""},
}

// reader reads the tokens of one list.
type reader struct {
	*Server
	words *words
	def   resource.Any
}

// token reads a word such as 状态:待审核, 渠道:天猫, 金额>500. A field goes by its name in the person's language or in the API.
func (s *reader) token(ctx context.Context, tx *pg.Tx, fields resource.Fields, word string) (resource.Cond, bool, error) {
	for _, sign := range signs {
		name, value, found := strings.Cut(word, sign.sign)
		if !found || name == "" || value == "" {
			continue
		}
		for i := range fields {
			f := &fields[i]
			if f.Kind.Name != "json" && (strings.EqualFold(name, f.Name) || strings.EqualFold(name, s.words.label(s.def.Info().Name, f.Name))) {
				return s.meaning(ctx, tx, f, sign.op, value)
			}
		}
	}
	return resource.Cond{}, false, nil
}

func (s *reader) meaning(ctx context.Context, tx *pg.Tx, f *resource.Field, op, value string) (resource.Cond, bool, error) {
	cond := resource.Cond{Field: f.Name, Op: op, Value: value}
	switch f.Kind.Name {
	case "choice":
		cond.Op, cond.Value = atLeast(op, "eq"), s.words.choiceOf(s.def, f, value)
	case "bool":
		cond.Op = "eq"
		yes := strings.EqualFold(value, s.words.t("choice.true")) || value == "true" || value == "1"
		cond.Value = strconv.FormatBool(yes)
	case "link":
		options, err := s.House.Find(f.Link).Suggest(ctx, tx, value, 50)
		if err != nil {
			return cond, false, err
		}
		cond.Op, cond.Value = "in", "00000000-0000-0000-0000-000000000000" // what nobody has
		for i, o := range options {
			if i == 0 {
				cond.Value = ""
			}
			cond.Value += map[bool]string{true: ",", false: ""}[i > 0] + o.ID.String()
		}
	case "text", "longtext", "email":
		cond.Op = atLeast(op, "has")
	default:
		cond.Op = atLeast(op, "eq")
		if f.Kind.Name == "rate" {
			cond.Value = fromPercent(strings.TrimSuffix(value, "%"))
		}
		cond = s.instants(resource.Fields{*f}, cond)
	}
	return cond, true, nil
}

func atLeast(op, otherwise string) string {
	if op == "" {
		return otherwise
	}
	return op
}

// choiceOf finds the value of a choice by its name in the person's language.
func (w *words) choiceOf(def resource.Any, f *resource.Field, text string) string {
	for _, value := range choices(def, f) {
		name := w.choice(def.Info().Name, f.Name, value)
		if f.Name == "state" && def.IsDoc() {
			name = w.state(def.Info().Name, value)
		}
		if strings.EqualFold(name, text) {
			return value
		}
	}
	return text
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
