package finance

import (
	"context"

	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Past is an entry of a company's past, and the event that caused it.
type Past struct {
	Entry Entry
	Cause ref.Event
}

// Backfill writes the vouchers of many entries at once, as Post would have: vouchers, lines and events by COPY. Entries bring
// their own At. Those without amounts are left out.
func (r *Room) Backfill(ctx context.Context, tx *pg.Tx, past []Past) error {
	var lives [][]resource.Told[Voucher]
	for _, p := range past {
		v := r.write(p.Entry)
		if len(v.Lines) == 0 {
			continue
		}
		v.freeze(tx)
		if err := r.serial(ctx, tx, v); err != nil {
			return err
		}
		lives = append(lives, []resource.Told[Voucher]{{Step: "post", Row: v, Cause: p.Cause, When: v.At}})
	}
	if len(lives) == 0 {
		return nil
	}
	return r.Vouchers.Def.Backfill(ctx, tx, lives...)
}
