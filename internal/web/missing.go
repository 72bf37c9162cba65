package web

import (
	"fmt"
	"slices"
	"sort"

	"hesuan/internal/i18n"
	"hesuan/internal/resource"
)

// MissingWords are the keys that pages of a house need and that a language of the book does not have, as "en sales.order.channel".
// Where a shared word may stand in, both keys are named.
func MissingWords(house *resource.House, book *i18n.Book, pages ...Page) []string {
	m := &missing{book: book, seen: map[string]bool{}}
	for _, def := range house.All() {
		m.def(def)
	}
	for _, group := range groupsOf(house) {
		m.need("room." + group)
	}
	for _, page := range pages {
		if page.Nav != nil {
			m.need(page.Nav.Key)
		}
		if page.Nav != nil && page.On == "" {
			m.need("room." + page.Nav.Group)
		}
	}
	for _, lang := range i18n.Langs {
		for _, other := range i18n.Langs {
			for _, key := range book.Keys(other) {
				if !book.Has(lang, key) {
					m.miss(lang, key)
				}
			}
		}
	}
	sort.Strings(m.all)
	return m.all
}

type missing struct {
	book *i18n.Book
	seen map[string]bool
	all  []string
}

// need asks for one of the keys in every language.
func (m *missing) need(keys ...string) {
	for _, lang := range i18n.Langs {
		if !slices.ContainsFunc(keys, func(key string) bool { return m.book.Has(lang, key) }) {
			m.miss(lang, fmt.Sprint(keys))
		}
	}
}

func (m *missing) miss(lang, key string) {
	if text := lang + " " + key; !m.seen[text] {
		m.seen[text] = true
		m.all = append(m.all, text)
	}
}

func (m *missing) def(def resource.Any) {
	info := def.Info()
	m.need(info.Name)
	m.fields(info.Name, info.Fields)
	m.fields(info.Name, info.Lines)
	plan := def.Plan()
	if plan == nil {
		return
	}
	for _, state := range plan.States {
		m.need(info.Name+".state."+state.Name, "state."+state.Name)
	}
	for _, step := range plan.Steps {
		m.need(info.Name+".step."+step.Name, "step."+step.Name)
		m.fields(info.Name, step.Fields)
		m.fields(info.Name, step.Lines)
	}
}

func (m *missing) fields(def string, fields resource.Fields) {
	for _, f := range fields {
		m.need(def+"."+f.Name, "field."+f.Name)
		for _, choice := range f.Choices {
			if f.Name == "state" {
				m.need(def+".state."+choice, "state."+choice, "choice."+choice)
			} else {
				m.need(def+"."+f.Name+"."+choice, f.Name+"."+choice, "choice."+choice)
			}
		}
	}
}

func groupsOf(house *resource.House) (groups []string) {
	for _, def := range house.All() {
		if m := def.Info(); !m.Hidden && !slices.Contains(groups, m.Room()) {
			groups = append(groups, m.Room())
		}
	}
	return groups
}
