// Package clickhouse is the embedded warehouse: the real ClickHouse engine as a library (libchdb.so), loaded without
// cgo, behind the ClickHouse HTTP interface on loopback. clickhouse-go and curl talk to it as they talk to a server,
// so nothing above this package knows which of the two it has.
//
// Run is meant for a child process. The engine is C++ in our address space: when it crashes, it takes its process
// with it, and that must not be the ERP. A parent restarts the child; internal/ch waits until it answers.
//
// The parts, from the bottom up:
//
//   - library.go finds libchdb.so and binds its C functions; nothing else in here knows an address.
//   - config.go writes the engine's configuration: memory, threads, caches, fsync on insert.
//   - conn.go is one connection, which runs one statement at a time; pool.go hands connections out and kills the
//     statement of a client that went away.
//   - request.go reads an HTTP request into a statement; query.go and insert.go run it; reply.go writes the answer.
//
// # What differs from a server
//
// The engine has no users, roles or row policies (one user and password guard the port), no Keeper, no replication,
// no query log. Sessions, external tables and the native TCP protocol are not offered. A GET only reads, as on a server.
//
// Results of SELECT in the formats that may be cut anywhere (Native, RowBinary, TSV, CSV, JSONEachRow) stream block by
// block; others are built in memory first, within the memory limit.
//
// # Revision 0
//
// The engine's Native format is the plain one, without the fields that newer protocol revisions add. A client that asks
// for the server's revision in the handshake of clickhouse-go is told 0, and from there on both sides write plain
// blocks (handshake.go).
package clickhouse
