package sheet

import (
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
	return n.first(lang, n.def.Info().Name+"."+field+"."+value, "choice."+value)
}

func (n names) many(lang string) string {
	return n.first(lang, n.def.Info().Name+".list", n.def.Info().Name)
}

// is tells that a text is a name of a field: its own, or its label in either language, whatever the case and the spaces.
func (n names) is(text string, field string) bool {
	if plain(text) == plain(field) {
		return true
	}
	for _, lang := range i18n.Langs {
		if plain(text) == plain(n.label(lang, field)) {
			return true
		}
	}
	return false
}

func plain(text string) string {
	text = strings.Trim(strings.ToLower(text), " *＊　\t")
	return strings.NewReplacer(" ", "", "_", "", "　", "").Replace(text)
}
