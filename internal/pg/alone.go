package pg

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// TryAlone runs fn unless another process, or another caller in this one, is inside with the same lock; it tells whether it did. The lock
// lives on a connection of its own, beside the pool: many who hold a connection and wait for a second one would wait for ever.
func (db *DB) TryAlone(ctx context.Context, lock int64, fn func() error) (mine bool, err error) {
	conn, err := pgx.ConnectConfig(ctx, db.Pool.Config().ConnConfig.Copy())
	if err != nil {
		return false, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // and with it the lock
	if err := conn.QueryRow(ctx, "select pg_try_advisory_lock($1)", lock).Scan(&mine); err != nil || !mine {
		return false, err
	}
	return true, fn()
}
