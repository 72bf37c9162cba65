package olap_test

import (
	"testing"

	"hesuan/internal/i18n"
	"hesuan/olap"
)

// Everything that people read has words in both languages.
func TestWords(t *testing.T) {
	book, err := i18n.Load(olap.Files)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, m := range olap.Metrics() {
		keys = append(keys, m.Title(), m.Help(), "unit."+string(m.Unit))
	}
	for _, d := range olap.Dims() {
		keys = append(keys, d.Title())
	}
	for _, lang := range i18n.Langs {
		for _, key := range append(keys, book.Keys("zh")...) {
			if !book.Has(lang, key) {
				t.Errorf("%s: no words for %s", lang, key)
			}
		}
	}
}
