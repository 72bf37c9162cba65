// Package i18n holds what people read, in Chinese and in English. Each room brings
// lang/zh.json and lang/en.json: flat objects from key to text with {name} placeholders.
// A key is looked up in the asked language, then in Chinese; a missing key shows as
// itself, and a test fails on it.
package i18n

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"sort"
	"strings"
)

// Langs are the languages, the default first.
var Langs = []string{"zh", "en"}

// Book is every text of the house.
type Book struct {
	texts map[string]map[string]string // lang → key → text
}

// Load reads lang/<lang>.json of each file system; a key defined twice with different texts is an error.
func Load(sources ...fs.FS) (*Book, error) {
	book := &Book{texts: map[string]map[string]string{}}
	for _, lang := range Langs {
		book.texts[lang] = map[string]string{}
		for _, source := range sources {
			if err := book.read(source, lang); err != nil {
				return nil, err
			}
		}
	}
	return book, nil
}

func (b *Book) read(source fs.FS, lang string) error {
	raw, err := fs.ReadFile(source, "lang/"+lang+".json")
	if err != nil {
		return err
	}
	var texts map[string]string
	if err := json.Unmarshal(raw, &texts); err != nil {
		return fmt.Errorf("lang/%s.json: %w", lang, err)
	}
	for key, text := range texts {
		if old, twice := b.texts[lang][key]; twice && old != text {
			return fmt.Errorf("%s: %q is both %q and %q", lang, key, old, text)
		}
		b.texts[lang][key] = text
	}
	return nil
}

// Has tells whether a language has its own text for a key.
func (b *Book) Has(lang, key string) bool {
	_, ok := b.texts[lang][key]
	return ok
}

// Keys are all keys of a language, sorted.
func (b *Book) Keys(lang string) []string {
	keys := make([]string, 0, len(b.texts[lang]))
	for key := range b.texts[lang] {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// Text is the text of a key with its placeholders filled.
func (b *Book) Text(lang, key string, args map[string]any) string {
	text, ok := b.texts[lang][key]
	if !ok {
		if text, ok = b.texts[Langs[0]][key]; !ok {
			return key
		}
	}
	for name, value := range args {
		text = strings.ReplaceAll(text, "{"+name+"}", fmt.Sprint(value))
	}
	return text
}
