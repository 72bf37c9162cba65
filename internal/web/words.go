package web

import (
	"fmt"
	"html/template"
	"maps"
	"net/url"
	"strings"
	"unicode"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/i18n"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// words is one language as templates and messages use it.
type words struct {
	book  *i18n.Book
	lang  string
	db    *pg.DB
	house *resource.House
}

// funcs are what templates may call beside html/template's own.
func (w *words) funcs() template.FuncMap {
	return template.FuncMap{
		"t": w.t, "has": w.has, "money": money, "cost": cost, "qty": quantity, "pct": percent, "num": number,
		"date": w.date, "time": w.exact, "ago": w.ago, "icon": icon, "dict": dict, "list": list, "query": asQuery, "static": static,
		"label": w.label, "one": w.one, "many": w.many, "stateName": w.state, "stepName": w.step, "roomName": w.room, "add": add,
		"path": path, "join": strings.Join, "initial": initial, "hinted": w.hinted, "count": countUpTo,
	}
}

// t is the text of a key; pairs are placeholder names and values.
func (w *words) t(key string, pairs ...any) string {
	args := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[fmt.Sprint(pairs[i])] = w.plain(pairs[i+1])
	}
	if noun, ok := args["what"].(string); ok && phrases[key] {
		args["what"] = w.within(noun)
	}
	return w.book.Text(w.lang, key, args)
}

// phrases are texts that take the name of a kind of thing into their middle.
var phrases = map[string]bool{"act.new": true, "say.created": true, "list.empty": true}

// within is a noun inside a phrase: in English it begins small there, unless it is an abbreviation.
func (w *words) within(noun string) string {
	letters := []rune(noun)
	if w.lang == "en" && len(letters) > 1 && unicode.IsLower(letters[1]) {
		letters[0] = unicode.ToLower(letters[0])
	}
	return string(letters)
}

func (w *words) has(key string) bool { return w.book.Has(w.lang, key) }

// first is the text of the first key that the language has.
func (w *words) first(keys ...string) string {
	for _, key := range keys {
		if w.has(key) {
			return w.t(key)
		}
	}
	return w.t(keys[len(keys)-1])
}

// label is what a field is called.
func (w *words) label(def, field string) string { return w.first(def+"."+field, "field."+field) }

// hint explains a field; most have none.
func (w *words) hint(def, field string) string {
	if key := def + "." + field + ".hint"; w.has(key) {
		return w.t(key)
	}
	return ""
}

func (w *words) choice(def, field, value string) string {
	if value == "" {
		return ""
	}
	return w.first(def+"."+field+"."+value, field+"."+value, "choice."+value)
}

func (w *words) one(def string) string          { return w.t(def) }
func (w *words) many(def string) string         { return w.first(def+".list", def) }
func (w *words) room(room string) string        { return w.first("room." + room) }
func (w *words) state(def, state string) string { return w.first(def+".state."+state, "state."+state) }
func (w *words) step(def, step string) string   { return w.first(def+".step."+step, "step."+step) }

// fault is what a fault says. Its arguments often name things of the house; people read those by their own names.
func (w *words) fault(f *fault.Fault) string {
	args := maps.Clone(map[string]any(f.Args))
	def, _ := args["type"].(string)
	for name, value := range args {
		text, ok := value.(string)
		switch {
		case !ok:
			args[name] = w.plain(value)
		case name == "type":
			args[name] = w.one(text)
		case name == "field":
			args[name] = w.label(def, text)
		case name == "state":
			args[name] = w.state(def, text)
		case name == "step":
			args[name] = w.step(def, text)
		}
	}
	return w.book.Text(w.lang, f.Key, args)
}

// plain writes a value as people do inside a sentence.
func (w *words) plain(value any) any {
	switch v := value.(type) {
	case fixed.Amount:
		if v != 0 {
			return money(v)
		}
		return "0.00"
	case fixed.Qty:
		if v != 0 {
			return quantity(v)
		}
		return "0"
	}
	return value
}

func icon(name string) template.HTML {
	return template.HTML(`<i class="ti ti-` + template.HTMLEscapeString(name) + `" aria-hidden="true"></i>`)
}

// dict makes a map for a part that takes several values.
func dict(pairs ...any) map[string]any {
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		m[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return m
}

func list(values ...any) []any { return values }

// asQuery makes the query of an address from names and values.
func asQuery(pairs ...any) string {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(fmt.Sprint(pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return values.Encode()
}

func add(a, b int) int { return a + b }

// path is where a Def's rows live: catalog.sku is at /catalog/sku.
func path(def string) string { return "/" + strings.Replace(def, ".", "/", 1) }

// initial is the first letter of a name, for the face of a person without a picture.
func initial(name string) string {
	for _, r := range name {
		return strings.ToUpper(string(r))
	}
	return "?"
}

// hinted is the text of a key, or of the one that stands in for it.
func (w *words) hinted(key, otherwise string) string { return w.first(key, otherwise) }

// countUpTo is a count that was perhaps broken off.
func countUpTo(n int64, more bool) string {
	if more {
		return thousands(n-1) + "+"
	}
	return thousands(n)
}
