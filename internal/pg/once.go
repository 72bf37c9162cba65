package pg

import (
	"context"
	"crypto/sha256"

	"github.com/jackc/pgx/v5"

	"hesuan/internal/fault"
)

// Once makes a write that carries an idempotency key happen once. The first call runs fn and
// keeps its answer in the same transaction; a later call with the same key and input gets
// that answer and runs nothing; the same key with another input is a conflict. Two at once:
// the second waits for the first, by the key's unique index.
func (tx *Tx) Once(ctx context.Context, key string, input []byte, fn func() ([]byte, error)) (answer []byte, repeated bool, err error) {
	hash := sha256.Sum256(input)
	tag, err := tx.Exec(ctx, `insert into core.idempotency (actor, key, hash, at) values ($1, $2, $3, $4) on conflict do nothing`,
		tx.Actor.ID, key, hash[:], tx.Now)
	if err != nil {
		return nil, false, err
	}
	if tag.RowsAffected() == 0 {
		answer, err = tx.remembered(ctx, key, hash[:])
		return answer, true, err
	}
	if answer, err = fn(); err != nil {
		return nil, false, err
	}
	_, err = tx.Exec(ctx, "update core.idempotency set answer = $3 where actor is not distinct from $1 and key = $2", tx.Actor.ID, key, answer)
	return answer, false, err
}

func (tx *Tx) remembered(ctx context.Context, key string, hash []byte) ([]byte, error) {
	var kept, answer []byte
	err := tx.QueryRow(ctx, "select hash, answer from core.idempotency where actor is not distinct from $1 and key = $2", tx.Actor.ID, key).
		Scan(&kept, &answer)
	if err == pgx.ErrNoRows {
		return nil, fault.New(fault.Unavailable, "core.idempotency.busy", nil)
	}
	if err == nil && string(kept) != string(hash) {
		return nil, fault.New(fault.Conflict, "core.idempotency.reused", fault.Args{"key": key})
	}
	return answer, err
}
