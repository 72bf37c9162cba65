// Package ingest carries the events of Postgres into the warehouse.
//
//	core.event → WAL → Relay → Kafka (CloudEvents) → Sink → olap: event, facts, roll-ups
//
// Every step may happen more than once and in any order: the relay sends again what it is not sure of, Kafka delivers at least
// once, sinks come and go. Nothing here needs to be exactly-once, because every table of the warehouse is convergent (package olap).
//
//   - relay.go reads the log and writes Kafka. It confirms a place in the log only after Kafka has acknowledged all before it.
//   - sink.go reads Kafka and writes the warehouse: events first, then the days they touch, then offsets.
//   - reconcile.go compares Postgres and the warehouse and repairs what differs.
//   - rebuild.go makes the warehouse anew from Postgres; guard.go finds out when that must be.
package ingest
