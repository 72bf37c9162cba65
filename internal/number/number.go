// Package number names documents. Orders and the like take the next value of a sequence,
// which never waits and may leave holes; where the law wants none, a job numbers after commit
// (see finance's vouchers): a counter row inside the transaction would cost most of the throughput.
package number

import (
	"context"
	"fmt"

	"hesuan/internal/pg"
)

// Next is the next number of a type of document: SO-20261121-000042. The sequence is
// <type>_number in the room's schema; the date is the transaction's business day.
func Next(ctx context.Context, tx *pg.Tx, docType, prefix string) (string, error) {
	var n int64
	if err := tx.QueryRow(ctx, "select nextval($1::text::regclass)", docType+"_number").Scan(&n); err != nil {
		return "", err
	}
	return Format(prefix, tx, n), nil
}

// Format writes a number that was taken from the sequence.
func Format(prefix string, tx *pg.Tx, n int64) string {
	return fmt.Sprintf("%s-%s-%06d", prefix, tx.Now.In(tx.Zone).Format("20060102"), n)
}

// Take takes n numbers of a type of document at once, for writers of many rows.
func Take(ctx context.Context, tx *pg.Tx, docType string, n int) (taken []int64, err error) {
	err = tx.QueryRow(ctx, "select coalesce(array_agg(nextval($1::text::regclass)), '{}') from generate_series(1, $2)", docType+"_number", n).Scan(&taken)
	return taken, err
}
