package finance

import (
	"context"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// Item is an open item 未清项: what is still owed of one voucher line. Payments settle the oldest items of a party first.
type Item struct {
	Party        id.ID // customer or supplier
	Channel      ref.Channel
	Voucher      VoucherID
	Day          cal.Date
	Days         int // since Day
	Amount, Open fixed.Amount
	SourceType   string
	Source       ref.Any
	SourceNumber string
}

// Age is what one party owes, or is owed, by age in days. Advance is what it paid beyond all items.
type Age struct {
	Party   id.ID        `json:"party"`
	To30    fixed.Amount `json:"to30"`
	To60    fixed.Amount `json:"to60"`
	To90    fixed.Amount `json:"to90"`
	Older   fixed.Amount `json:"older"`
	Advance fixed.Amount `json:"advance"`
	Open    fixed.Amount `json:"open"`
}

// Side of the ledger that open items are read from.
type Side struct{ code, party, amount string }

var (
	// Receivables 应收账款: what customers owe us (FIN-08).
	Receivables = Side{receivables, "customer", "l.debit - l.credit"}
	// Payables 应付账款, estimates included: what we owe suppliers (FIN-09).
	Payables = Side{"2202", "supplier", "l.credit - l.debit"}
)

// OpenItems are the items of one side not settled on a day, oldest first; party zero means everyone's. A red line settles as
// a payment does.
func (r *Room) OpenItems(ctx context.Context, tx *pg.Tx, s Side, party id.ID, day cal.Date) ([]Item, error) {
	found, err := tx.Query(ctx, s.items()+`
		select party, channel, voucher, day, $2::date - day, amount, least(amount, running - settled), source_type, source, source_number
		from aged where running > settled order by party, day, voucher, no`, s.code, day, party)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var items []Item
	for found.Next() {
		var i Item
		err := found.Scan(&i.Party, &i.Channel, &i.Voucher, &i.Day, &i.Days, &i.Amount, &i.Open, &i.SourceType, &i.Source, &i.SourceNumber)
		if err != nil {
			return nil, err
		}
		items = append(items, i)
	}
	return items, found.Err()
}

// items is the SQL that runs up each party's items against all that settles them; one that owes nothing has no open item.
func (s Side) items() string {
	return `
		with entry as (
			select l.` + s.party + ` as party, l.channel, v.id as voucher, l.no, v.day, ` + s.amount + ` as amount,
				v.source_type, v.source, v.source_number
			from finance.voucher_line l join finance.voucher v on v.id = l.doc
			where starts_with(l.code, $1) and v.day <= $2 and ($3::uuid is null or l.` + s.party + ` = $3)
		), settled as (
			select party, -sum(least(amount, 0)) as settled, sum(amount) as balance from entry group by party
		), aged as (
			select e.*, s.settled, sum(amount) over (partition by e.party order by e.day, e.voucher, e.no) as running
			from entry e join settled s on s.party is not distinct from e.party where e.amount > 0 and s.balance > 0
		)`
}

// Ageing sums the open items of every party by age on a day 账龄分析; parties that owe nothing and are owed nothing are left out.
func (r *Room) Ageing(ctx context.Context, tx *pg.Tx, s Side, day cal.Date) ([]Age, error) {
	found, err := tx.Query(ctx, s.items()+`, open as (
			select party, $2::date - day as days, least(amount, running - settled) as open from aged where running > settled
		), ages as (
			select party, coalesce(sum(open) filter (where days <= 30), 0) as to30,
				coalesce(sum(open) filter (where days between 31 and 60), 0) as to60,
				coalesce(sum(open) filter (where days between 61 and 90), 0) as to90, coalesce(sum(open) filter (where days > 90), 0) as older
			from open group by party
		)
		select s.party, coalesce(to30, 0), coalesce(to60, 0), coalesce(to90, 0), coalesce(older, 0), greatest(-s.balance, 0), s.balance
		from settled s left join ages a on a.party is not distinct from s.party
		where s.balance <> 0 order by s.balance desc, s.party`, s.code, day, id.ID{})
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var ages []Age
	for found.Next() {
		var a Age
		if err := found.Scan(&a.Party, &a.To30, &a.To60, &a.To90, &a.Older, &a.Advance, &a.Open); err != nil {
			return nil, err
		}
		ages = append(ages, a)
	}
	return ages, found.Err()
}
