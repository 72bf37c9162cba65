// Package olap is the warehouse: the tables in ClickHouse, and the words in which the house asks them.
//
// # Tables
//
// Events arrive at least once and in any order (package ingest), and every table here is convergent: applying any event any
// number of times, in any order, ends in the same state.
//
//   - event (event.sql): the event table of Postgres, keyed (type, doc, version).
//   - facts (fact/*.sql): one SELECT over events each, used as materialized view and as rebuild. A fact is a function of one
//     document's own event; the newest version of a line wins, a removed line is a tombstone that stays.
//   - roll-ups (Rollup, declared beside the metrics they serve): one row per day that holds all cells of the day as arrays. A
//     bucket is replaced whole; the highest ticket wins. A ticket is taken after the inserts it has to see and before the facts
//     are read.
//   - name: what things are called now, in both languages, looked up at read time.
//   - house.sql: what the stream says of itself (how far it is complete, its lag, where the events came from).
//
// A row of a fact carries a rank, epoch × 2^32 + version of the document: what was written under a newer epoch (see Purge)
// outranks all that went before it.
//
// To add a fact: a file in fact/ (table; SELECT … from event), a line in tables.go, and whatever measures read it. The next start
// makes and fills it; a changed one is made anew. Sinks need no change.
//
// # Words
//
// A Measure is one expression over one source, a Metric is a measure or a formula over measures, a Dim is something to cut by.
// A Query names metrics and dims; it becomes one statement with bound parameters, which is also what "show SQL" shows:
//
//	result, err := warehouse.Run(ctx, olap.Query{
//		Metrics: []string{"gmv", "margin_rate"}, By: []string{"channel"}, Grain: olap.Day,
//		From: cal.Of(2026, 11, 1), To: cal.Of(2026, 11, 22), Compare: olap.PeriodBefore,
//	})
//
// The same declaration gives a number its title, unit, comparison, gap filling and the documents behind it (Drill).
package olap
