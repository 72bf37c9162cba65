package finance

import (
	"context"
	"sync"

	"hesuan/internal/number"
	"hesuan/internal/pg"
)

// block is how many serial numbers the sequence gives at once, as schema.sql says.
const block = 64

// serials hands out serial numbers in this process, so that posting seldom asks the sequence. Serial numbers may have gaps;
// those that the law wants without are in voucher_number.go.
type serials struct {
	mu        sync.Mutex
	next, end int64
}

func (s *serials) take(ctx context.Context, tx *pg.Tx) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next == s.end {
		var first int64
		if err := tx.QueryRow(ctx, "select nextval('finance.voucher_serial')").Scan(&first); err != nil {
			return 0, err
		}
		s.next, s.end = first, first+block
	}
	s.next++
	return s.next - 1, nil
}

// serial names a voucher.
func (r *Room) serial(ctx context.Context, tx *pg.Tx, v *Voucher) error {
	n, err := r.serials.take(ctx, tx)
	v.Number = number.Format("V", tx, n)
	return err
}
