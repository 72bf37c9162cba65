package olap

import (
	"embed"
	"slices"
	"strings"
)

//go:embed event.sql house.sql fact/*.sql
var files embed.FS

// Files holds the words.
//
//go:embed lang/*.json
var Files embed.FS

// Fact is a table made from the events of some types: fact/<Name>.sql holds the table and the SELECT that fills it.
type Fact struct {
	Name  string
	Types []string // of the events it is made from; several facts may be made from one type
	// Sums are two expressions that are added up beside counting rows, when the fact is compared with the room's own tables.
	Sums [2]string
	// Room is the query over the room's tables in Postgres that gives the same rows: doc, day and the two summed values. It is
	// passed over where the table does not exist.
	Table, Room string
}

// table is the CREATE TABLE of the fact.
func (f *Fact) table() string {
	table, _ := f.parts()
	return table
}

// rows is the SELECT over events. Its "from event" stands for what is read: the inserted block in the view, all events in a rebuild.
func (f *Fact) rows() string {
	_, rows := f.parts()
	return rows
}

func (f *Fact) parts() (table, rows string) {
	text, err := files.ReadFile("fact/" + f.Name + ".sql")
	if err != nil {
		panic(err) // embedded: a fact without its file does not get past the first test
	}
	table, rows, _ = strings.Cut(string(text), ";\n")
	return strings.TrimSpace(table), strings.TrimSpace(rows)
}

// rowsOf is the SELECT over some of the events.
func (f *Fact) rowsOf(where string) string {
	return strings.Replace(f.rows(), "from event\n", "from (select * from event final where "+where+")\n", 1)
}

// unfolding is how statements over many events are read: a block of long documents unfolds into many times its size.
const unfolding = " settings max_block_size = 2000"

// types is the fact's list of types as SQL.
func (f *Fact) types() string { return "('" + strings.Join(f.Types, "', '") + "')" }

func (f *Fact) view() string { return f.Name + "_view" }

// factsOf are the facts made from events of a type.
func factsOf(kind string) []*Fact {
	var of []*Fact
	for _, f := range facts {
		if slices.Contains(f.Types, kind) {
			of = append(of, f)
		}
	}
	return of
}
