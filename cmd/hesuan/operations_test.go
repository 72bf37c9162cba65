package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// OPS-02: the operations manual names every setting and no other, and has a runbook for each part of the status page, in both languages.
func TestTheOperationsManualIsWhole(t *testing.T) {
	var c cli
	parser, err := kong.New(&c, groups)
	if err != nil {
		t.Fatal(err)
	}
	known := settings(parser.Model)
	for _, lang := range []string{"zh", "en"} {
		raw, err := os.ReadFile("../../docs/manual/" + lang + "/90-operations.md")
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		for _, name := range known {
			if !strings.Contains(text, "| `"+name+"` |") {
				t.Errorf("%s: %s is not explained", lang, name)
			}
		}
		for _, name := range regexp.MustCompile(`HESUAN_[A-Z_]+`).FindAllString(text, -1) {
			if !slices.Contains(known, name) {
				t.Errorf("%s: %s is no setting", lang, name)
			}
		}
		for _, part := range []string{"postgres", "kafka", "clickhouse", "serve", "relay", "sink", "work", "reconcile", "forecast", "disk", "backup"} {
			if !strings.Contains(text, "\n### "+part+"\n") {
				t.Errorf("%s: no runbook for %s", lang, part)
			}
		}
	}
}
