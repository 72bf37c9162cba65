package finance

import (
	"context"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Cash 货币资金: what a forecast of it is made from. Cash is the accounts 1001, 1002 and 1012.

// Flow is the money that came on a day: paid in advance by customers, less what of it was paid back; and from or to anybody but customers
// and suppliers, such as rent, wages and fees. What owners and lenders bring is neither.
type Flow struct {
	Day             cal.Date
	Advances, Other fixed.Amount
}

// cashCodes is put so that the index on codes finds them.
const cashCodes = "(starts_with(l.code, '1001') or starts_with(l.code, '1002') or starts_with(l.code, '1012'))"

// CashOn is what there is at the end of a day.
func (r *Room) CashOn(ctx context.Context, tx *pg.Tx, day cal.Date) (cash fixed.Amount, err error) {
	err = tx.QueryRow(ctx, `select (select coalesce(sum(l.debit - l.credit), 0) from finance.voucher_line l where `+cashCodes+`)
		- (select coalesce(sum(l.debit - l.credit), 0) from finance.voucher v join finance.voucher_line l on l.doc = v.id where v.day > $1 and `+cashCodes+`)`,
		day).Scan(&cash)
	return cash, err
}

// Flows are the days of a span on which money moved, as far as it settled no open item.
func (r *Room) Flows(ctx context.Context, tx *pg.Tx, from, to cal.Date) (flows []Flow, err error) {
	found, err := tx.Query(ctx, `
		with paid as (
			select v.day, coalesce(sum(l.debit - l.credit) filter (where `+cashCodes+`), 0) as cash,
				coalesce(sum(l.credit - l.debit) filter (where left(l.code, 4) in ('2203', '2204')), 0) as advances,
				coalesce(sum(l.credit - l.debit) filter (where left(l.code, 4) in ('1122', '2202')), 0) as settled,
				coalesce(sum(l.credit - l.debit) filter (where left(l.code, 1) = '4' or left(l.code, 4) in ('2001', '2501')), 0) as lent
			from finance.voucher v join finance.voucher_line l on l.doc = v.id
			where v.day between $1 and $2
			group by v.id, v.day having bool_or(`+cashCodes+`)
		)
		select day, sum(advances), sum(cash - advances - settled - lent) from paid group by day order by day`, from, to)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var f Flow
		if err := found.Scan(&f.Day, &f.Advances, &f.Other); err != nil {
			return nil, err
		}
		flows = append(flows, f)
	}
	return flows, found.Err()
}

// Waits are the days from the day of an item to the day on which payments had covered it and all before it, for each party, of items
// settled since a day. Payments settle the oldest items first.
func (r *Room) Waits(ctx context.Context, tx *pg.Tx, s Side, since cal.Date) (map[id.ID][]int, error) {
	found, err := tx.Query(ctx, `
		with entry as (
			select l.`+s.party+` as party, v.day, v.id as voucher, l.no, `+s.amount+` as amount
			from finance.voucher_line l join finance.voucher v on v.id = l.doc where starts_with(l.code, $1)
		), run as (
			select party, day, amount > 0 as item, sum(abs(amount)) over (partition by party, amount > 0 order by day, voucher, no) as mark
			from entry
		), settled as (
			select party, item, day, min(day) filter (where not item) over (partition by party order by mark desc, item, day desc) as paid from run
		)
		select party, paid - day from settled where item and paid >= $2 and paid >= day`, s.code, since)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	waits := map[id.ID][]int{}
	for found.Next() {
		var party id.ID
		var days int
		if err := found.Scan(&party, &days); err != nil {
			return nil, err
		}
		waits[party] = append(waits[party], days)
	}
	return waits, found.Err()
}
