package olap

import (
	"fmt"
	"strings"
)

// field is a column of a roll-up's cells.
type field struct {
	name string
	kind string // ClickHouse type of one value
	expr string // over the fact; empty: the column of that name
}

func (f field) sql() string {
	if f.expr == "" {
		return f.name
	}
	return f.expr
}

// Rollup sums a fact per day. A day is one row that holds all its cells as arrays side by side, so a day is replaced whole and no
// cell that has vanished stays behind.
type Rollup struct {
	Name  string
	Fact  string
	Where string // over the fact; empty: all rows
	Dims  []field
	Sums  []field
}

func (r *Rollup) fields() []field { return append(append([]field{}, r.Dims...), r.Sums...) }

// table is the CREATE TABLE.
func (r *Rollup) table() string {
	columns := []string{"day Date", "ticket UInt64 comment 'order of the computations: the highest has seen every insert'"}
	for _, f := range r.fields() {
		columns = append(columns, fmt.Sprintf("%s Array(%s)", f.name, f.kind))
	}
	return fmt.Sprintf("create table %s (\n\t%s\n) engine = ReplacingMergeTree(ticket)\npartition by toYear(day)\norder by day\ncomment '%s'",
		r.Name, strings.Join(columns, ",\n\t"), "Key: day. All cells of the day from "+r.Fact+", in one row.")
}

// buckets computes days anew: {days:Array(Date)} says which. A day without cells gives a row of empty arrays.
func (r *Rollup) buckets() string {
	columns := make([]string, len(r.fields()))
	for i, f := range r.fields() {
		columns[i] = fmt.Sprintf("arrayMap(c -> c.%d, cells) as %s", i+1, f.name)
	}
	return fmt.Sprintf("select day, %s\nfrom (select arrayJoin({days:Array(Date)}) as day) as asked\nleft join (\n%s\n) as found using (day)",
		strings.Join(columns, ", "), indent(r.cells()))
}

// cells gives the sorted cells of each day as one array of tuples.
func (r *Rollup) cells() string {
	var dims, all []string
	for _, f := range r.Dims {
		dims = append(dims, f.name)
	}
	selected := []string{"day"}
	for _, f := range r.fields() {
		all = append(all, f.name)
		selected = append(selected, fmt.Sprintf("cast(%s, '%s') as %s_", f.sql(), f.kind, f.name))
	}
	for i := range all {
		all[i] += "_"
	}
	for i := range dims {
		dims[i] += "_"
	}
	where := "day in ({days:Array(Date)})"
	if r.Where != "" {
		where += " and " + r.Where
	}
	return fmt.Sprintf(`select day, arraySort(groupArray(tuple(%s))) as cells
from (
	select %s
	from %s final
	where %s
	group by day, %s
)
group by day`, strings.Join(all, ", "), strings.Join(selected, ", "), r.Fact, where, strings.Join(dims, ", "))
}

func indent(text string) string { return "\t" + strings.ReplaceAll(text, "\n", "\n\t") }

// rollupsOf are the roll-ups over a fact.
func rollupsOf(fact string) []*Rollup {
	var of []*Rollup
	for _, r := range rollups {
		if r.Fact == fact {
			of = append(of, r)
		}
	}
	return of
}
