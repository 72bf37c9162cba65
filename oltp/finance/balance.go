package finance

import (
	"context"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
)

// Balance is one account of a trial balance, its sub-accounts included. Opening and Closing are debit less credit: a balance on
// the credit side is negative.
type Balance struct {
	Account AccountID    `json:"account"`
	Code    string       `json:"code"`
	Name    string       `json:"name"`
	NameEn  string       `json:"name_en"`
	Class   string       `json:"class"`
	Side    string       `json:"side"`
	Level   int          `json:"level"` // 1 for the four-digit accounts
	Leaf    bool         `json:"leaf"`  // no account below it has moved
	Opening fixed.Amount `json:"opening"`
	Debit   fixed.Amount `json:"debit"`
	Credit  fixed.Amount `json:"credit"`
	Closing fixed.Amount `json:"closing"`
}

// Trial is a trial balance 余额表: the accounts that have moved, in the order of codes. Total sums the first level; Opening,
// Closing and Debit − Credit of it are zero, or the books are broken.
type Trial struct {
	From  cal.Date  `json:"from"`
	To    cal.Date  `json:"to"`
	Rows  []Balance `json:"items"`
	Total Balance   `json:"-"`
}

// Balanced tells that what it adds up is zero, as it must be.
func (t *Trial) Balanced() bool {
	return t.Total.Opening == 0 && t.Total.Closing == 0 && t.Total.Debit == t.Total.Credit
}

// TrialBalance reads the balances before, the turnover within, and the balances after a span of days (FIN-06).
func (r *Room) TrialBalance(ctx context.Context, tx *pg.Tx, from, to cal.Date) (*Trial, error) {
	found, err := tx.Query(ctx, `
		with moved as (
			select l.code,
				coalesce(sum(l.debit - l.credit) filter (where v.day < $1), 0) as opening,
				coalesce(sum(l.debit) filter (where v.day >= $1), 0) as debit,
				coalesce(sum(l.credit) filter (where v.day >= $1), 0) as credit
			from finance.voucher v join finance.voucher_line l on l.doc = v.id
			where v.day <= $2
			group by l.code
		)
		select a.id, a.code, a.name, a.name_en, a.class, a.side, 1 + (length(a.code) - 4) / 2, bool_and(m.code = a.code),
			sum(m.opening), sum(m.debit), sum(m.credit)
		from finance.account a join moved m on starts_with(m.code, a.code)
		group by a.id order by a.code`, from, to)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	trial := &Trial{From: from, To: to}
	for found.Next() {
		var b Balance
		err := found.Scan(&b.Account, &b.Code, &b.Name, &b.NameEn, &b.Class, &b.Side, &b.Level, &b.Leaf, &b.Opening, &b.Debit, &b.Credit)
		if err != nil {
			return nil, err
		}
		b.Closing = b.Opening + b.Debit - b.Credit
		trial.add(b)
	}
	return trial, found.Err()
}

func (t *Trial) add(b Balance) {
	t.Rows = append(t.Rows, b)
	if b.Level == 1 {
		t.Total.Opening += b.Opening
		t.Total.Debit += b.Debit
		t.Total.Credit += b.Credit
		t.Total.Closing += b.Closing
	}
}
