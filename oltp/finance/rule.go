package finance

import "hesuan/internal/check"

// Rules are what is always true of the books.
func (r *Room) Rules() []check.Rule {
	return []check.Rule{
		{Name: "finance.voucher_balances", SQL: `
			select v.number, v.amount, sum(l.debit) as debit, sum(l.credit) as credit
			from finance.voucher v left join finance.voucher_line l on l.doc = v.id
			group by v.id having sum(l.debit) is distinct from sum(l.credit) or sum(l.debit) is distinct from v.amount order by v.number`},
		{Name: "finance.books_balance", SQL: `
			select sum(debit) as debit, sum(credit) as credit from finance.voucher_line having sum(debit) <> sum(credit)`},
		{Name: "finance.lines_of_vouchers_on_accounts", SQL: `
			select l.doc, v.number, l.no, l.code from finance.voucher_line l left join finance.voucher v on v.id = l.doc
			left join finance.account a on a.id = l.account and a.code = l.code where v.id is null or a.id is null order by v.number, l.no`},
		{Name: "finance.numbers_without_gaps", SQL: `
			select word, period, count(*), min(no), max(no) from finance.voucher_number
			group by word, period having count(*) <> max(no) or min(no) <> 1 order by period`},
		{Name: "finance.numbers_of_vouchers", SQL: `
			select n.word, n.period, n.no, n.voucher from finance.voucher_number n left join finance.voucher v on v.id = n.voucher
			where v.period is distinct from n.period or v.word is distinct from n.word order by n.period, n.no`},
		{Name: "finance.reversal_mirrors", SQL: `
			select n.number, o.number as reverses, n.amount, o.amount as original
			from finance.voucher n join finance.voucher o on o.id = n.reverses where n.amount <> -o.amount order by n.number`},
		{Name: "finance.refunds_of_payments", SQL: `
			select p.number, p.amount, p.refunded, coalesce(sum(r.amount), 0) as refunds
			from finance.payment p left join finance.payment r on r.original = p.id and r.state = 'posted'
			group by p.id having p.refunded <> coalesce(sum(r.amount), 0) or p.refunded > p.amount order by p.number`},
		{Name: "finance.payment_in_books", SQL: `
			select p.number, p.amount, count(v.id) as vouchers, sum(v.amount) as booked
			from finance.payment p left join finance.voucher v on v.source = p.id and v.reverses is null
			where p.state = 'posted' group by p.id having count(v.id) <> 1 or sum(v.amount) <> p.amount order by p.number`},
	}
}
