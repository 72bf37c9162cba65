package sheet

import (
	"regexp"
	"strings"

	"hesuan/internal/i18n"
	"hesuan/internal/resource"
)

// names are what the fields of a Def and their choices are called.
type names struct {
	book *i18n.Book
	def  resource.Any
}

func (n names) first(lang string, keys ...string) string {
	for _, key := range keys {
		if n.book.Has(lang, key) {
			return n.book.Text(lang, key, nil)
		}
	}
	return n.book.Text(lang, keys[0], nil)
}

func (n names) label(lang, field string) string {
	return n.first(lang, n.def.Info().Name+"."+field, "field."+field)
}

func (n names) choice(lang, field, value string) string {
	if field == "state" {
		return n.first(lang, n.def.Info().Name+".state."+value, "state."+value)
	}
	return n.first(lang, n.def.Info().Name+"."+field+"."+value, field+"."+value, "choice."+value)
}

func (n names) many(lang string) string {
	return n.first(lang, n.def.Info().Name+".list", n.def.Info().Name)
}

// is tells that a text is a field's label in either language, whatever the case and the spaces. Loosely, the field's own name and the label
// that fields of this name have in common do too, and what stands in brackets does not count.
func (n names) is(text string, field string, loosely bool) bool {
	var called []string
	if loosely {
		called = append(called, field)
	}
	for _, lang := range i18n.Langs {
		called = append(called, n.label(lang, field))
		if loosely {
			called = append(called, n.first(lang, "field."+field))
		}
	}
	for _, name := range called {
		if plain(text) == plain(name) || loosely && plain(short(text)) == plain(short(name)) {
			return true
		}
	}
	return false
}

var bracketed = regexp.MustCompile(`[（(][^（()）]*[)）]`)

// short leaves out what stands in brackets, unless nothing is left.
func short(text string) string {
	if rest := bracketed.ReplaceAllString(text, ""); strings.TrimSpace(rest) != "" {
		return rest
	}
	return text
}

func plain(text string) string {
	text = strings.Trim(strings.ToLower(text), " *＊　\t")
	return strings.NewReplacer(" ", "", "_", "", "　", "").Replace(text)
}
