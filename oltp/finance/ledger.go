package finance

import (
	"context"
	"fmt"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// LedgerQuery asks for the lines of an account and those below it.
type LedgerQuery struct {
	Code     string
	From, To cal.Date
	Customer ref.Customer // zero: all
	Supplier ref.Supplier
	Offset   int
	Limit    int
}

// Posted is a line of the ledger, with the voucher and the document behind it (FIN-16).
type Posted struct {
	Voucher         VoucherID    `json:"voucher"`
	Serial          string       `json:"number"` // the voucher's number
	Legal           string       `json:"legal"`  // 记-12, empty until it is numbered
	Day             cal.Date     `json:"day"`
	At              time.Time    `json:"at"`
	Code            string       `json:"code"`
	Name            string       `json:"name"`
	NameEn          string       `json:"name_en"`
	Summary         string       `json:"summary"`
	Debit           fixed.Amount `json:"debit"`
	Credit          fixed.Amount `json:"credit"`
	Running         fixed.Amount `json:"running"` // balance after the line, debit less credit
	SourceType      string       `json:"source_type"`
	Source          ref.Any      `json:"source"`
	SourceNumber    string       `json:"source_number"`
	PeriodOfVoucher int          `json:"period"`
}

// Ledger reads the sub-ledger 明细账 of an account: opening balance, and lines in the order of days with the balance after each.
func (r *Room) Ledger(ctx context.Context, tx *pg.Tx, q LedgerQuery) (opening fixed.Amount, lines []Posted, err error) {
	args := []any{q.Code, q.From, q.To, q.Customer, q.Supplier}
	const which = `from finance.voucher v join finance.voucher_line l on l.doc = v.id
		where starts_with(l.code, $1) and ($4::uuid is null or l.customer = $4) and ($5::uuid is null or l.supplier = $5)`
	err = tx.QueryRow(ctx, "select coalesce(sum(l.debit - l.credit), 0) "+which+" and v.day < $2 and $3::date is not null", args...).
		Scan(&opening)
	if err != nil {
		return 0, nil, err
	}
	found, err := tx.Query(ctx, fmt.Sprintf(`
		select p.*, a.name, a.name_en, coalesce(n.word || '-' || n.no, '') from (
			select v.id, v.number, v.day, v.at, l.code, l.summary, l.debit, l.credit,
				sum(l.debit - l.credit) over (order by v.day, v.id, l.no), v.source_type, v.source, v.source_number, v.period, l.account
			%s and v.day between $2 and $3 order by v.day, v.id, l.no offset %d limit %d
		) p (id, number, day, at, code, summary, debit, credit, running, source_type, source, source_number, period, account)
		join finance.account a on a.id = p.account left join finance.voucher_number n on n.voucher = p.id
		order by p.day, p.id`, which, q.Offset, q.Limit), args...)
	if err != nil {
		return 0, nil, err
	}
	defer found.Close()
	for found.Next() {
		var p Posted
		var account AccountID
		if err := found.Scan(&p.Voucher, &p.Serial, &p.Day, &p.At, &p.Code, &p.Summary, &p.Debit, &p.Credit, &p.Running,
			&p.SourceType, &p.Source, &p.SourceNumber, &p.PeriodOfVoucher, &account, &p.Name, &p.NameEn, &p.Legal); err != nil {
			return 0, nil, err
		}
		p.Running += opening
		lines = append(lines, p)
	}
	return opening, lines, found.Err()
}
