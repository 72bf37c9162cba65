// Package ch is the house's ClickHouse client: clickhouse-go with our pool sizes, timeouts and settings, used alike
// against the embedded engine (internal/embedded/clickhouse) and against real servers, by HTTP or the native protocol.
//
//	db, err := ch.Open(ctx, "http://hesuan:secret@127.0.0.1:8123/warehouse")
//	db, err := ch.Open(ctx, "clickhouse://user:secret@ch1:9000,ch2:9000/warehouse?secure=true")
//
// # Exact numbers
//
// Money and quantities are Decimal(18,4) there and fixed.Amount or fixed.Qty here, both an int64 in 1/10000, and no
// float ever stands between them:
//
//   - Reading: scan a Decimal column straight into a *fixed.Amount or *fixed.Qty (they are sql.Scanners), in Scan
//     and in the struct fields of Select alike.
//   - Reading millions: select reinterpretAsInt64(amount) and scan into an int64; fixed.Amount(n) is the value.
//     It is the column's own memory, without a detour through text.
//   - Writing: Append(amount) works (it is a driver.Valuer, which goes through text); Append(ch.Decimal(amount)) is
//     the same number without text.
//   - In arguments: ch.Named("limit", amount.String()) with {limit:Decimal(18,4)}.
//
// # Inserts
//
// A Batch is held in memory until Send and is then one insert: for MergeTree tables one part per partition, on disk
// when Send returns. Up to some 100,000 rows at a time is right. A Send that fails with a Retryable error may have
// arrived: send the same rows again, every table of ours converges.
//
// # Errors
//
// Retryable separates an engine that is away (restarting, overloaded, out of memory or disk) from a statement that is
// wrong. Wait blocks until the engine answers. Code gives the number of an error of ClickHouse's own.
package ch
