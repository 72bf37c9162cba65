package config

import (
	"fmt"
	"slices"
	"strings"
)

// others are the variables that no flag stands for.
var others = []string{"HESUAN_CHDB", "HESUAN_PICTURES", "HESUAN_README", "HESUAN_LONG", "HESUAN_PAGES", "HESUAN_TEST_KAFKA"}

// Unknown says for each variable HESUAN_… of environ that is not among known what it probably should be: a misspelt setting would
// silently do nothing.
func Unknown(environ, known []string) []string {
	known = slices.Concat(known, others)
	var warnings []string
	for _, kv := range environ {
		name, _, _ := strings.Cut(kv, "=")
		if !strings.HasPrefix(name, "HESUAN_") || strings.HasPrefix(name, "HESUAN_TESTKIT_") || slices.Contains(known, name) {
			continue
		}
		near := slices.MinFunc(known, func(a, b string) int { return distance(name, a) - distance(name, b) })
		warnings = append(warnings, fmt.Sprintf("%s is not a setting; did you mean %s?", name, near))
	}
	return warnings
}

// distance is Levenshtein's: the letters to add, drop or change on the way from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
