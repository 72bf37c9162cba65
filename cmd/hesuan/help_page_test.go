package main

import (
	"slices"
	"strings"
	"testing"

	"hesuan/docs"
	"hesuan/internal/help"
	"hesuan/internal/i18n"
)

// UX-06: the manuals of both languages have the same chapters and passages, each of their links leads to a page, and every page of the
// navigation is described.
func TestTheManualDescribesThePagesThereAre(t *testing.T) {
	c := newCaller(t)
	manual, err := help.Load(docs.Files)
	if err != nil {
		t.Fatal(err)
	}
	shape := map[string]string{}
	told := map[string]bool{}
	for _, lang := range i18n.Langs {
		for _, chapter := range manual.Chapters(lang) {
			shape[lang] += chapter.Slug + " "
			for _, p := range chapter.Passages {
				shape[lang] += strings.Repeat("#", p.Level) + " "
				for _, page := range p.Pages {
					told[page] = true
				}
			}
		}
	}
	if len(manual.Chapters("zh")) < 7 || shape["zh"] != shape["en"] {
		t.Errorf("the languages differ:\n%s\n%s", shape["zh"], shape["en"])
	}
	delete(told, "/status") // needs engines beside it: TestTheHouseTellsHowItIs asks for it
	for page := range told {
		if status, _, body := c.ask("GET", page, ""); status != 200 {
			t.Errorf("the manual leads to %s: %d %.200s", page, status, body)
		}
	}
	_, _, start := c.ask("GET", "/", "")
	for _, page := range links(string(start)) {
		if _, passage := manual.Find("zh", page); passage == nil {
			t.Errorf("no chapter describes %s", page)
		}
	}
}

// links are the addresses of the navigation of a page.
func links(page string) (found []string) {
	_, side, _ := strings.Cut(page, `<nav class="side"`)
	side, _, _ = strings.Cut(side, "</nav>")
	for _, part := range strings.Split(side, `href="`)[1:] {
		address, _, _ := strings.Cut(part, `"`)
		found = append(found, address)
	}
	slices.Sort(found)
	return slices.Compact(found)
}
