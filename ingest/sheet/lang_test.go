package sheet

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"hesuan/internal/i18n"
)

// UX-06: every message and label that this package speaks is there in both languages.
func TestNoWordIsMissing(t *testing.T) {
	book, err := i18n.Load(Files)
	must(t, err)
	spoken := regexp.MustCompile(`"(sheet\.[a-z_.]*[a-z_])"`)
	found := map[string]bool{}
	for _, pattern := range []string{"*.go", "page/*.html"} {
		files, err := filepath.Glob(pattern)
		must(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			must(t, err)
			for _, match := range spoken.FindAllStringSubmatch(string(text), -1) {
				found[match[1]] = true
			}
		}
	}
	for _, became := range []string{Made, Changed, Same, Bad} {
		found["sheet.became."+became] = true
	}
	for _, table := range []string{"sheet.upload", "sheet.refused"} {
		delete(found, table)
	}
	for key := range found {
		for _, lang := range i18n.Langs {
			if !book.Has(lang, key) {
				t.Errorf("%s: no text for %s", lang, key)
			}
		}
	}
	if len(found) < 40 {
		t.Errorf("only %d keys were found", len(found))
	}
}
