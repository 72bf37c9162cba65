package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"hesuan/ingest/history"
	"hesuan/internal/i18n"
)

// importReport is what an import did and found.
type importReport struct {
	plan       *history.Plan
	wrote      int            // units
	postgres   history.Totals // the table of kinds, as the tables of the rooms have it
	clickhouse history.Totals // and as the facts have it; nil when they were not asked
	rejected   string         // file

	read, write, stream time.Duration
	differences         uint64 // found by reconcile
}

// unequalKinds is how an import ends whose kinds do not agree: the table has shown it.
type unequalKinds struct{}

func (unequalKinds) Error() string { return "the table of kinds differs" }

// ExitCode says that all has been said.
func (unequalKinds) ExitCode() int { return 1 }

// print writes the table of kinds and the times. It is an error if Postgres or ClickHouse have other figures than the file.
func (r *importReport) print(out io.Writer, book *i18n.Book, took time.Duration) error {
	file := r.plan.File
	if r.wrote == 0 {
		fmt.Fprintf(out, "%s was imported before: nothing to do\n", file.Name)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "lines\tquantity\tquantity × price\t")
	for _, kind := range history.Kinds {
		t := file.Totals[kind]
		fmt.Fprintf(w, "%d\t%s\t%s\t  %-14s  %s\n", t.Lines, t.Qty, t.Amount, book.Text("en", "history.import.kind."+string(kind), nil), r.verdict(kind))
	}
	sum := file.Totals.Sum()
	fmt.Fprintf(w, "%d\t%s\t%s\t  all\n", sum.Lines, sum.Qty, sum.Amount)
	_ = w.Flush()
	r.outline(out)
	fmt.Fprintf(out, "Lines that were not imported: %s\n", r.rejected)
	fmt.Fprintf(out, "read %.1f s, written %.1f s", r.read.Seconds(), r.write.Seconds())
	if r.clickhouse != nil {
		fmt.Fprintf(out, ", warehouse behind and compared %.1f s (difference %d)", r.stream.Seconds(), r.differences)
	}
	fmt.Fprintf(out, "; %.1f s in all\n", took.Seconds())
	if !r.agrees() {
		return unequalKinds{}
	}
	return nil
}

// outline tells what the lines became, and by which rules (see package history).
func (r *importReport) outline(out io.Writer) {
	o := r.plan.Outline()
	fmt.Fprintf(out, "\n%d orders, %d returns, %d adjustments. Of the goods that came back %s pieces are linked to the orders they were bought on,\n"+
		"%s are not: nobody knows who bought them, or not so many were bought before. Opening stock %s pieces worth %s: each SKU's largest running\n"+
		"deficit, at half its median price, on the day before the first invoice. Lines without a customer are the walk-in customer's; codes that\n"+
		"differ only in case are one SKU; an invoice has its first time; VAT is 0. Fees are expenses, other charges revenue.\n",
		o.Orders, o.Returns, o.Adjustments, o.Linked, o.Unlinked, o.Opening, o.OpeningValue)
}

// verdict tells where a kind's figures differ.
func (r *importReport) verdict(kind history.Kind) string {
	verdict := "= Postgres"
	if r.postgres[kind] != r.plan.File.Totals[kind] {
		verdict = fmt.Sprintf("≠ Postgres %+v", r.postgres[kind])
	}
	switch {
	case r.clickhouse == nil:
	case r.clickhouse[kind] == r.plan.File.Totals[kind]:
		verdict += " = ClickHouse"
	default:
		verdict += fmt.Sprintf(" ≠ ClickHouse %+v", r.clickhouse[kind])
	}
	return verdict
}

func (r *importReport) agrees() bool {
	for _, kind := range history.Kinds {
		want := r.plan.File.Totals[kind]
		if r.postgres[kind] != want || r.clickhouse != nil && r.clickhouse[kind] != want {
			return false
		}
	}
	return r.differences == 0
}
