package auth

import (
	"context"
	"time"

	"hesuan/internal/fault"
	"hesuan/internal/pg"
)

// free is how many wrong passwords in a row cost nothing. An address has more: a shop's people share one.
var free = map[string]int{"account": 5, "address": 30}

// Waiting doubles from first to longest; after quiet time the count begins anew.
const (
	firstWait   = 5 * time.Second
	longestWait = 15 * time.Minute
	quietTime   = time.Hour
)

func waitAfter(kind string, fails int) time.Duration {
	over := fails - free[kind]
	if over < 0 {
		return 0
	}
	if over > 10 {
		return longestWait
	}
	return min(firstWait<<over, longestWait)
}

// admit counts an attempt before its password is looked at, so that guesses sent all at once count too, and refuses while the waiting time lasts.
func (r *Room) admit(ctx context.Context, kind, subject string) error {
	var wait time.Duration
	err := r.db.Do(ctx, func(tx *pg.Tx) error {
		if _, err := tx.Exec(ctx, `insert into auth.attempt (kind, subject, fails, last) values ($1, $2, 0, $3) on conflict do nothing`,
			kind, subject, tx.Now); err != nil {
			return err
		}
		var fails int
		var last time.Time
		if err := tx.QueryRow(ctx, `select fails, last from auth.attempt where kind = $1 and subject = $2 for update`, kind, subject).
			Scan(&fails, &last); err != nil {
			return err
		}
		if tx.Now.Sub(last) > quietTime {
			fails = 0
		}
		if wait = last.Add(waitAfter(kind, fails)).Sub(tx.Now); fails > 0 && wait > 0 {
			return nil
		}
		wait = 0
		_, err := tx.Exec(ctx, `update auth.attempt set fails = $3, last = $4 where kind = $1 and subject = $2`, kind, subject, fails+1, tx.Now)
		return err
	})
	if err == nil && wait > 0 {
		seconds := int((wait + time.Second - 1) / time.Second)
		return fault.New(fault.Unavailable, "auth.login.wait", fault.Args{"seconds": seconds})
	}
	return err
}

// forgive forgets the failures of an account whose password was right, and takes the attempt back from the address.
func (r *Room) forgive(ctx context.Context, account, address string) error {
	return r.db.Do(ctx, func(tx *pg.Tx) error {
		if _, err := tx.Exec(ctx, `delete from auth.attempt where kind = 'account' and subject = $1`, account); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `update auth.attempt set fails = greatest(fails - 1, 0) where kind = 'address' and subject = $1`, address)
		return err
	})
}
