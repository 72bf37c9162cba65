package resource

import (
	"reflect"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// setSearch fills a row's search column, where its struct has one, from the searched
// fields: their text in lower case and, for Chinese, the initials and the full pinyin.
func (d *Def[T]) setSearch(row *T) {
	column := d.shape.byName["search"]
	if column == nil {
		return
	}
	var parts []string
	value := reflect.ValueOf(row).Elem()
	for _, f := range d.Fields {
		if c := d.shape.byName[f.Name]; f.Search && c.typ.Kind() == reflect.String {
			parts = append(parts, searchable(value.FieldByIndex(c.path).String()))
		}
	}
	value.FieldByIndex(column.path).SetString(strings.Join(parts, " "))
}

func searchable(text string) string {
	lower := strings.ToLower(text)
	var initials, full strings.Builder
	args := pinyin.NewArgs()
	for _, r := range lower {
		if !unicode.Is(unicode.Han, r) {
			initials.WriteRune(r)
			full.WriteRune(r)
			continue
		}
		if sounds := pinyin.SinglePinyin(r, args); len(sounds) > 0 {
			initials.WriteString(sounds[0][:1])
			full.WriteString(sounds[0])
		}
	}
	if initials.String() == lower {
		return lower
	}
	return lower + " " + initials.String() + " " + full.String()
}
