package finance

import (
	"context"
	"strconv"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/pg"
)

// Close closes the books of a month as its step does: vouchers written before, in this transaction too, get their numbers.
func (r *Room) Close(ctx context.Context, tx *pg.Tx, month int) error {
	if _, err := giveNumbers(ctx, tx); err != nil {
		return err
	}
	if err := r.openPeriods(ctx, tx); err != nil {
		return err
	}
	key, err := r.Periods.Def.ByKey(ctx, tx, strconv.Itoa(month))
	if err == nil {
		_, err = r.Periods.Go(ctx, tx, key, "close", nil)
	}
	return err
}

// openPeriods makes the periods that have vouchers and no row, each as of its first day, so that people can close them.
func (r *Room) openPeriods(ctx context.Context, tx *pg.Tx) error {
	var months []int
	err := tx.QueryRow(ctx, `select coalesce(array_agg(period order by period), '{}')
		from (select distinct period from finance.voucher_number) n
		where not exists (select from finance.period p where p.month = n.period)`).Scan(&months)
	if err != nil {
		return err
	}
	for _, month := range months {
		p := &Period{Month: month}
		p.Number, p.At = strconv.Itoa(month), cal.Of(month/100, time.Month(month%100), 1).Start(tx.Zone).UTC()
		if err := r.Periods.Begin(ctx, tx, "open", p); err != nil {
			return err
		}
	}
	return nil
}
