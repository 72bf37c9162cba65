package web

import (
	"slices"

	"hesuan/internal/id"
	"hesuan/internal/resource"
)

// filter is one chip above a list.
type filter struct {
	Name, Label string
	Kind        string // choice, link or range
	Type        string // of a range's inputs: date or number
	Options     []option
	From, To    string
	Source      string // where a link's choices are looked up
	Text        string // what is chosen, in words
}

type option struct {
	Value, Text, Tone string
	On                bool
}

// filters are the chips: choices and yes/no by their options, links by search, dates and sums by from and to.
func (s *shelf) filters(r *Request, w *words, t titles) (filters []filter) {
	for _, f := range filterable(s.def) {
		c := filter{Name: f.Name, Label: w.label(s.m.Name, f.Name)}
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
			c.Kind, c.Type = "range", "date"
			if f.Kind.Number {
				c.Type = "number"
			}
			c.From, c.To = r.Query.Get(f.Name+"[ge]"), r.Query.Get(f.Name+"[le]")
			if c.From != "" || c.To != "" {
				c.Text = c.From + " … " + c.To
			}
		default:
			continue
		}
		filters = append(filters, c)
	}
	return filters
}

// ranged fields are filtered by from and to: the business day of documents, dates, and sums.
func (s *shelf) ranged(f *resource.Field) bool {
	if f.Name == "day" {
		return s.def.IsDoc()
	}
	return f.Kind.Name == "date" || f.Sum
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
	if s.plan == nil {
		return nil
	}
	tabs = append(tabs, option{Text: w.t("list.all"), On: r.Query.Get("state") == ""})
	for _, state := range s.plan.States {
		on := slices.Contains(r.Query["state"], state.Name)
		tabs = append(tabs, option{Value: state.Name, Text: w.state(s.m.Name, state.Name), Tone: state.Tone, On: on})
	}
	return tabs
}

// bulkSteps are the steps that ask for nothing, so that they can be taken of many documents at once.
func (s *shelf) bulkSteps(r *Request) (steps []resource.StepInfo) {
	if s.plan == nil {
		return nil
	}
	for _, step := range s.plan.Steps {
		asks, begins := len(step.Fields)+len(step.Lines) > 0, slices.Equal(step.From, []string{""})
		if !step.Private && !asks && !begins && r.Can(s.m.Right(step.Name)) {
			steps = append(steps, step)
		}
	}
	return steps
}
