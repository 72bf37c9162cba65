package main

import (
	"regexp"
	"slices"
	"testing"
)

// wordless is a key that found no words: op.finance.trial as a summary, field.from, choice.csv.
var wordless = regexp.MustCompile(`"summary":"(op\.[a-z_.]+)"|"((?:field|room|choice|openapi|step|state)\.[a-z_.0-9]+)"|: ((?:choice|state)\.[a-z_.0-9]+)`)

// UX-06: the description of the API says everything in both languages.
func TestTheDescriptionHasWordsForEverything(t *testing.T) {
	c := newCaller(t)
	for _, lang := range []string{"zh", "en"} {
		_, header, raw := c.speak("GET", "/api/openapi.json", "", lang)
		if header.Get("Content-Language") != lang {
			t.Errorf("asked for %s, got %s", lang, header.Get("Content-Language"))
		}
		seen := map[string]bool{}
		for _, found := range wordless.FindAllSubmatch(raw, -1) {
			key := string(slices.Concat(found[1:]...))
			if !seen[key] {
				t.Errorf("%s: no words for %s", lang, key)
			}
			seen[key] = true
		}
	}
}
