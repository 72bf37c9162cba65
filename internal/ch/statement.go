package ch

import (
	"context"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/shopspring/decimal"
)

// Named is an argument for a placeholder {name:Type}, bound by the server.
func Named(name string, value any) driver.NamedValue { return clickhouse.Named(name, value) }

// With adds settings to the statements that run under the returned context.
func With(ctx context.Context, s Settings) context.Context {
	return clickhouse.Context(ctx, clickhouse.WithSettings(s))
}

// Decimal is a fixed number (fixed.Amount, fixed.Qty: 1/10000) as a Decimal column takes it.
func Decimal[T ~int64](v T) decimal.Decimal { return decimal.New(int64(v), -4) }

// Exec runs a statement that gives no rows, to its end.
func (db *DB) Exec(ctx context.Context, sql string, args ...any) error {
	return db.conn.Exec(ctx, sql, args...)
}

// Query gives rows as they come; close them, and look at their Err at the end.
func (db *DB) Query(ctx context.Context, sql string, args ...any) (Rows, error) {
	return db.conn.Query(ctx, sql, args...)
}

// QueryRow gives the first row; an error waits for its Scan.
func (db *DB) QueryRow(ctx context.Context, sql string, args ...any) Row {
	return db.conn.QueryRow(ctx, sql, args...)
}

// Select reads all rows into dest, a pointer to a slice of structs with `ch:"column"` tags.
func (db *DB) Select(ctx context.Context, dest any, sql string, args ...any) error {
	return db.conn.Select(ctx, dest, sql, args...)
}

// Batch prepares an insert: insert is "INSERT INTO table (columns)". Abort or Send it; after Send it is spent.
func (db *DB) Batch(ctx context.Context, insert string) (Batch, error) {
	return db.conn.PrepareBatch(ctx, insert)
}

// Ping asks the database a question.
func (db *DB) Ping(ctx context.Context) error { return db.conn.Ping(ctx) }
