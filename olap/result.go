package olap

import (
	"time"

	"hesuan/internal/cal"
)

// Column describes a column of a result.
type Column struct {
	Name  string
	Title string // i18n key: metric.gmv, dim.channel
	Unit  Unit   // of metrics
	Lower bool   // of metrics: less is better
	Text  string // of dims with fixed values: the prefix of the i18n keys of the values
}

// Value is a number of a result. Exact is its decimal text; a quotient by zero is not Valid.
type Value struct {
	Valid bool
	Float float64
	Exact string
}

// Cell is a dim's value: the key to filter by, and what people call it.
type Cell struct {
	Key   string
	Label string
}

// Row is one point of a result. Its Values stand in the order of Result.Metrics; Before holds the compared period's.
type Row struct {
	Day    cal.Date // the first day of the step, if the query has a grain
	By     []Cell
	Values []Value
	Before []Value
}

// Result answers a Query.
type Result struct {
	Query   Query
	By      []Column
	Metrics []Column
	Rows    []Row
	SQL     string // the statement with its parameters filled in, for people; never run in this form
	Took    time.Duration
}

// Document is one document behind a number.
type Document struct {
	Type   string // sales.order
	ID     string
	Number string
	Day    cal.Date
	State  string
	Values []Value
}

// Documents are the documents behind a number, those that contribute most first. Each has a value for each of the metric's measures.
type Documents struct {
	Metrics []Column
	Rows    []Document
	Count   uint64 // of all, listed or not
	Whole   Value  // the metric's formula over all of them; not valid where they are not all that it is made of
	SQL     string
}
