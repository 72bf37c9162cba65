package finance

import (
	"context"

	"hesuan/internal/pg"
)

// numbering is the advisory lock of the numberer: one at a time.
const numbering = 0x66696e6e

// NumberVouchers gives the vouchers committed since the last run their legal numbers, per month and without gaps, and tells
// how many it numbered. Numbers follow the order in which vouchers become visible; those that become visible together go by
// day. A job calls it after commits; several at once are safe. It opens the periods that vouchers have begun.
func (r *Room) NumberVouchers(ctx context.Context, db *pg.DB) (numbered int64, err error) {
	err = db.Do(ctx, func(tx *pg.Tx) error {
		if numbered, err = giveNumbers(ctx, tx); err != nil || numbered == 0 {
			return err
		}
		return r.openPeriods(ctx, tx)
	})
	return numbered, err
}

// giveNumbers takes the lock in a statement of its own: the next one has a snapshot that sees what the numberer before it wrote. A
// voucher whose transaction still runs is not visible, its xid is not below the snapshot's edge, and the next run finds it.
func giveNumbers(ctx context.Context, tx *pg.Tx) (int64, error) {
	if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock($1)", numbering); err != nil {
		return 0, err
	}
	tag, err := tx.Exec(ctx, `
		with cursor as (
			-- a restored database counts its transactions anew: then look at all
			select case when since > pg_snapshot_xmin(pg_current_snapshot()) then '0' else since end as since from finance.numbered
		), edge as (
			update finance.numbered set since = pg_snapshot_xmin(pg_current_snapshot())
		), fresh as (
			select v.id, v.word, v.period, row_number() over (partition by v.period, v.word order by v.day, v.id) as nth
			from finance.voucher v left join finance.voucher_number n on n.voucher = v.id
			where v.xid >= (select since from cursor) and n.voucher is null
		), last as materialized ( -- once per month: a look at the table per voucher would wade through what this statement inserts
			select m.period, m.word, coalesce(
				(select max(no) from finance.voucher_number n where n.period = m.period and n.word = m.word), 0) as no
			from (select distinct period, word from fresh) m
		)
		insert into finance.voucher_number (voucher, word, period, no)
		select f.id, f.word, f.period, last.no + f.nth from fresh f join last using (period, word)`)
	return tag.RowsAffected(), err
}
