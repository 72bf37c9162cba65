package web

import (
	"net/url"
	"slices"
	"strings"

	"hesuan/internal/id"
	"hesuan/internal/resource"
)

// filter is one chip above a list.
type filter struct {
	Name, Label string
	Kind        string // choice, link, range, or plain: only shown and taken away
	Type        string // of a range's inputs: date or number
	Options     []option
	From, To    string
	Source      string // where a link's choices are looked up
	Text        string // what is chosen, in words
	Drop        string // the list's address without it
	Quiet       bool   // comes out when asked for
}

type option struct {
	Value, Text, Tone string
	On                bool
	Count             string // what the number beside it is called
}

// loudFilters is how many unused chips stand in view; the others wait in a menu.
const loudFilters = 2

// filters are the chips: choices and yes/no by their options, links by search, dates and sums by from and to; then whatever else the address
// narrows the list by.
func (s *shelf) filters(r *Request, w *words, t titles) (filters []filter) {
	seen, quiet := map[string]bool{}, 0
	for _, f := range filterable(s.def) {
		c := filter{Name: f.Name, Label: w.label(s.m.Name, f.Name)}
		used := []string{f.Name}
		switch {
		case f.Kind.Name == "choice" && !(f.Name == "state" && s.plan != nil):
			c.Kind = "choice"
			for _, value := range f.Choices {
				c.option(r, value, w.choice(s.m.Name, f.Name, value))
			}
		case f.Kind.Name == "bool":
			c.Kind = "choice"
			c.option(r, "true", w.t("choice.true"))
			c.option(r, "false", w.t("choice.false"))
		case f.Kind.Name == "link":
			s.linkFilter(r, t, &f, &c)
		case s.ranged(&f):
			used = append(used, f.Name+"[ge]", f.Name+"[le]")
			s.rangeFilter(r, w, &f, &c)
		default:
			continue
		}
		for _, name := range used {
			seen[name] = true
		}
		if c.Drop = dropped(r, used...); c.Text == "" {
			quiet++
			c.Quiet = quiet > loudFilters
		}
		filters = append(filters, c)
	}
	return append(filters, s.plainFilters(r, w, seen)...)
}

func dropped(r *Request, names ...string) string {
	pairs := []string{"after", ""}
	for _, name := range names {
		pairs = append(pairs, name, "")
	}
	to := r.URL(pairs...)
	if !strings.Contains(to, "?") {
		to += "?view=all"
	}
	return to
}

// plainFilters are what no chip of its own tells: amount[gt]=500, name[has]=杯, several states.
func (s *shelf) plainFilters(r *Request, w *words, seen map[string]bool) (filters []filter) {
	fields := filterable(s.def)
	for name, given := range r.Query {
		f, op := narrowed(fields, name)
		given = slices.DeleteFunc(slices.Clone(given), func(v string) bool { return strings.TrimSpace(v) == "" })
		tab := name == "state" && s.plan != nil && len(given) == 1
		if f == nil || len(given) == 0 || seen[name] || tab {
			continue
		}
		c := filter{Name: name, Label: w.label(s.m.Name, f.Name), Kind: "plain", Text: w.comparison(op), Drop: dropped(r, name)}
		for i, value := range given {
			said := value
			if f.Kind.Name == "choice" {
				said = w.choiceName(s.def, f, value)
			}
			if p, ok := periodOf(value); ok {
				said = w.t("period." + p.name)
			}
			if f.Kind.Name == "bool" {
				said = w.t("choice." + value)
			}
			c.Options = append(c.Options, option{Value: value})
			c.Text += map[bool]string{true: w.t("list.comma")}[i > 0] + said
		}
		filters = append(filters, c)
	}
	slices.SortFunc(filters, func(a, b filter) int { return strings.Compare(a.Name, b.Name) })
	return filters
}

// comparison is an operator as people write it before a value.
func (w *words) comparison(op string) string {
	switch op {
	case "gt":
		return "> "
	case "ge":
		return "≥ "
	case "lt":
		return "< "
	case "le":
		return "≤ "
	case "ne":
		return "≠ "
	case "has":
		return w.t("list.has") + " "
	}
	return ""
}

// ranged fields are filtered by from and to: when a document happened, dates, and sums.
func (s *shelf) ranged(f *resource.Field) bool {
	if f.Name == "day" && s.def.IsDoc() {
		return false
	}
	return f.Name == "at" && s.def.IsDoc() || f.Kind.Name == "date" || f.Sum
}

func (s *shelf) rangeFilter(r *Request, w *words, f *resource.Field, c *filter) {
	c.From, c.To = r.Query.Get(f.Name+"[ge]"), r.Query.Get(f.Name+"[le]")
	if c.Kind, c.Type = "range", "date"; f.Kind.Number {
		c.Type = "number"
	} else {
		for _, p := range periods {
			c.option(r, p.name, w.t("period."+p.name))
		}
	}
	if day := r.Query.Get(f.Name); day != "" && c.Text == "" {
		c.Text = day
		c.Options = append(c.Options, option{Value: day, Text: day, On: true})
	}
	switch {
	case c.From != "" && c.From == c.To:
		c.note(c.From)
	case c.From != "" && c.To != "":
		c.note(c.From + " … " + c.To)
	case c.From != "":
		c.note("≥ " + c.From)
	case c.To != "":
		c.note("≤ " + c.To)
	}
}

func (c *filter) option(r *Request, value, text string) {
	on := slices.Contains(r.Query[c.Name], value)
	c.Options = append(c.Options, option{Value: value, Text: text, On: on})
	if on {
		c.note(text)
	}
}

func (c *filter) note(text string) {
	if c.Text != "" {
		c.Text += ", "
	}
	c.Text += text
}

func (s *shelf) linkFilter(r *Request, t titles, f *resource.Field, c *filter) {
	c.Kind, c.Source = "link", "/suggest/"+s.m.Name+"/"+f.Name
	for _, value := range r.Query[f.Name] {
		key, err := id.Parse[any](value)
		if err != nil {
			continue
		}
		title := t[f.Link][key]
		c.Options = append(c.Options, option{Value: value, Text: title, On: true})
		c.note(title)
	}
}

// tabs are a document's states.
func (s *shelf) tabs(r *Request, w *words) (tabs []option) {
	if s.plan == nil || len(s.plan.States) < 2 {
		return nil
	}
	chosen := slices.DeleteFunc(slices.Clone(r.Query["state"]), func(v string) bool { return v == "" })
	saved := r.Query.Get("view") != "" && r.Query.Get("view") != "all"
	tabs = append(tabs, option{Text: w.t("list.all"), On: len(chosen) == 0 && !saved})
	for _, state := range s.plan.States {
		on := len(chosen) == 1 && chosen[0] == state.Name && !saved
		tabs = append(tabs, option{Value: state.Name, Text: w.state(s.m.Name, state.Name), Tone: state.Tone, On: on, Count: "state:" + state.Name})
	}
	return tabs
}

// without is an address less some of its parameters.
func without(address string, names ...string) string {
	at, query, _ := strings.Cut(address, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return at
	}
	for _, name := range names {
		values.Del(name)
	}
	if query = values.Encode(); query == "" {
		return at
	}
	return at + "?" + query
}
