// Coverage writes docs/coverage.md: which of the requirements stand, and by which tests. A requirement stands when a test names it
// in the comment above it or inside it; "FIN-06 in part" says that the test shows some of what is asked. A requirement that only a
// document can answer stands when a page of docs names it. A test that names a requirement which does not exist is an error.
//
//	go run ./internal/house/coverage            # from the root of the repository
package main

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
)

// requirements.csv is every row that the house was asked for: id, area, kind (product, quality or document), text, Chinese.
//
//go:embed requirements.csv
var table []byte

// requirement is one row, and what answers it.
type requirement struct {
	id, area, kind, text, zh string
	proofs                   []proof
}

func main() {
	if err := write(".", "docs/coverage.md"); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}

// write reads the tree below root and writes the page.
func write(root, page string) error {
	rows, err := requirements()
	if err != nil {
		return err
	}
	found, err := proofs(root)
	if err != nil {
		return err
	}
	for _, row := range rows {
		row.proofs = found[row.id]
		delete(found, row.id)
	}
	for id, by := range found {
		return fmt.Errorf("%s is named by %s, but there is no such requirement", id, by[0].by)
	}
	if err := os.MkdirAll(root+"/docs", 0o755); err != nil {
		return err
	}
	return os.WriteFile(root+"/"+page, report(rows), 0o644)
}

func requirements() ([]*requirement, error) {
	records, err := csv.NewReader(bytes.NewReader(table)).ReadAll()
	if err != nil {
		return nil, err
	}
	var rows []*requirement
	for _, r := range records[1:] {
		rows = append(rows, &requirement{id: r[0], area: r[1], kind: r[2], text: r[3], zh: r[4]})
	}
	return rows, nil
}

// report is the page: a sum by area, then every row with its tests.
func report(rows []*requirement) []byte {
	var page bytes.Buffer
	page.WriteString("# Coverage\n\n<!-- Written by `make coverage`; do not edit. -->\n\n" +
		"A requirement stands when a test names its ID (`// ORD-09`) and passes; a few rows ask for documents and stand by a page of `docs`.\n" +
		"Where tests name it \"in part\", they show some of what it asks. A dash means that nothing answers it yet.\n\n" +
		"| Area | Stands | In part | Of |\n|---|---:|---:|---:|\n")
	var areas []string
	stand, part, all := map[string]int{}, map[string]int{}, map[string]int{}
	for _, r := range rows {
		if all[r.area] == 0 {
			areas = append(areas, r.area)
		}
		for _, area := range []string{r.area, "all"} {
			all[area]++
			switch {
			case r.stands():
				stand[area]++
			case len(r.proofs) > 0:
				part[area]++
			}
		}
	}
	for _, area := range areas {
		fmt.Fprintf(&page, "| %s | %d | %d | %d |\n", area, stand[area], part[area], all[area])
	}
	fmt.Fprintf(&page, "| **All** | **%d** | **%d** | **%d** |\n", stand["all"], part["all"], all["all"])
	for _, area := range areas {
		fmt.Fprintf(&page, "\n## %s\n\n| ID | Requirement | 需求 | Answered by |\n|---|---|---|---|\n", area)
		for _, r := range rows {
			if r.area == area {
				fmt.Fprintf(&page, "| %s | %s | %s | %s |\n", r.id, cell(r.text), cell(r.zh), r.answer())
			}
		}
	}
	return page.Bytes()
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// answerLimit bounds the tests that are named in a row.
const answerLimit = 4

// stands tells that some proof shows the whole.
func (r *requirement) stands() bool {
	return slices.ContainsFunc(r.proofs, func(p proof) bool { return !p.part })
}

func (r *requirement) answer() string {
	if len(r.proofs) == 0 {
		return "–"
	}
	var named []string
	for _, p := range r.proofs {
		if p.part != r.stands() { // what shows the whole speaks for it
			named = append(named, "`"+p.by+"`")
		}
	}
	text := strings.Join(named[:min(len(named), answerLimit)], ", ")
	if more := len(named) - answerLimit; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	if !r.stands() {
		return "in part: " + text
	}
	return text
}
