package check

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Write prints the rules with the number of rows that break each, and the broken rows below. It tells whether all is well.
func Write(w io.Writer, results []Result) (sound bool) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	broken := 0
	for _, r := range results {
		verdict := "ok"
		if r.Broken > 0 {
			verdict = fmt.Sprintf("%d broken", r.Broken)
			broken++
		}
		fmt.Fprintf(table, "%s\t  %s\n", verdict, r.Rule)
	}
	table.Flush()
	for _, r := range results {
		if r.Broken > 0 {
			r.write(w)
		}
	}
	fmt.Fprintf(w, "\n%d rules, %d broken\n", len(results), broken)
	return broken == 0
}

func (r *Result) write(w io.Writer) {
	fmt.Fprintf(w, "\n%s: %d broken\n", r.Rule, r.Broken)
	for _, what := range r.First {
		fmt.Fprintf(w, "  %s\n", what)
	}
	if more := r.Broken - int64(len(r.First)); more > 0 {
		fmt.Fprintf(w, "  … and %d more\n", more)
	}
}
