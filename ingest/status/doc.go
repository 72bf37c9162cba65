// Package status tells how the house is: each engine and each role, whether it is up and since when, how far it is behind, what it costs in
// space, and in a plain sentence what that means and what to do.
//
//   - process.go: every role says every few seconds that it is there (core.process), and hands its metrics along if it gives them nowhere.
//   - report.go: the answers of all engines, gathered side by side within seconds; one that does not answer is down, the rest is told.
//   - engine.go: Postgres, Kafka, ClickHouse. role.go: the processes. upkeep.go: what the house does for itself. One question each.
//   - collector.go: the same figures for Prometheus. page.go: for people, and as JSON for monitors.
//
// The runbook, docs/manual/*/90-operations.md, has a section for each part, named as the part is.
package status
