package finance_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hesuan/internal/actor"
	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/oltp/finance"
)

// FIN-16, FIN-06 in part: opening, turnover and closing of a span, at every level, and the lines behind a number with their documents.
func TestTrialBalanceAndTheLinesBehindIt(t *testing.T) {
	b := open(t)
	customer := ref.Customer(buyer)
	b.post(finance.Sale{Head: on(10, 5), Customer: customer, Channel: shop, Net: money("100"), VAT: money("13"), Cost: money("70")})
	head := on(11, 2)
	v := b.post(finance.Sale{Head: head, Customer: customer, Channel: shop, Net: money("50"), VAT: money("6.5")})
	b.post(finance.Refund{Head: on(11, 3), Customer: customer, Channel: shop, Net: money("10"), VAT: money("1.3")})
	if _, err := b.NumberVouchers(b.ctx, b.db); err != nil {
		t.Fatal(err)
	}
	b.do(func(tx *pg.Tx) error {
		trial, err := b.TrialBalance(b.ctx, tx, cal.Of(2026, 11, 1), cal.Of(2026, 11, 30))
		if err != nil {
			return err
		}
		var got string
		for _, r := range trial.Rows {
			got += fmt.Sprintf("%s@%d %s %s %s %s\n", r.Code, r.Level, r.Opening, r.Debit, r.Credit, r.Closing)
		}
		want := "1122@1 113 45.2 0 158.2\n1405@1 -70 0 0 -70\n2221@1 -13 0 5.2 -18.2\n222101@2 -13 0 5.2 -18.2\n22210107@3 -13 0 5.2 -18.2\n" +
			"6001@1 -100 0 40 -140\n6401@1 70 0 0 70\n"
		if got != want || !trial.Balanced() {
			t.Errorf("got\n%s%+v", got, trial.Total)
		}
		return nil
	})
	b.do(func(tx *pg.Tx) error {
		opening, lines, err := b.Ledger(b.ctx, tx, finance.LedgerQuery{Code: "1122", From: cal.Of(2026, 11, 1), To: cal.Of(2026, 11, 30), Limit: 10})
		if err != nil || opening.String() != "113" || len(lines) != 2 {
			t.Fatalf("%s %+v %v", opening, lines, err)
		}
		l := lines[0]
		if l.Voucher != v.ID || l.Source != head.Source.ID || l.Legal != "记-1" || l.Running.String() != "169.5" || lines[1].Running.String() != "158.2" {
			t.Errorf("%+v", lines)
		}
		return nil
	})
}

// FIN-08: the oldest invoices are settled first, what is open is the balance, and its age counts from the invoice's day.
func TestOpenItemsAndAgeing(t *testing.T) {
	b := open(t)
	customer, other := ref.Customer(buyer), ref.Customer(id.New[any]())
	for _, sale := range []struct {
		head   finance.Head
		amount string
	}{{on(7, 1), "100"}, {on(9, 10), "50"}, {on(11, 20), "30"}} {
		b.post(finance.Sale{Head: sale.head, Customer: customer, Net: money(sale.amount)})
	}
	b.post(finance.Money{Head: on(11, 21), Kind: "receive", Account: "1012", Customer: customer, Amount: money("120")})
	b.post(finance.Money{Head: on(11, 21), Kind: "receive", Account: "1012", Customer: other, Amount: money("5")})
	b.post(finance.Receipt{Head: on(10, 1), Supplier: ref.Supplier(seller), Value: money("9")})
	day := cal.Of(2026, 11, 22)
	b.do(func(tx *pg.Tx) error {
		items, err := b.OpenItems(b.ctx, tx, finance.Receivables, id.ID(customer), day)
		var got string
		for _, i := range items {
			got += fmt.Sprintf("%s of %s after %d days, ", i.Open, i.Amount, i.Days)
		}
		if got != "30 of 50 after 73 days, 30 of 30 after 2 days, " {
			t.Errorf("open: %s", got)
		}
		return err
	})
	b.do(func(tx *pg.Tx) error {
		owed, err := b.Ageing(b.ctx, tx, finance.Receivables, day)
		got := fmt.Sprint(owed)
		want := fmt.Sprintf("[{%s 30 0 30 0 0 60} {%s 0 0 0 0 5 -5}]", id.ID(customer), id.ID(other))
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		return err
	})
	b.do(func(tx *pg.Tx) error { // FIN-09
		owing, err := b.Ageing(b.ctx, tx, finance.Payables, day)
		if len(owing) != 1 || owing[0].To60.String() != "9" {
			t.Errorf("%v", owing)
		}
		return err
	})
}

// FIN-08, FIN-09: what is over its term, and what comes due within a week: customers have 30 days, suppliers their own; the start page tells it to those
// who may see the books as a whole, and to nobody else.
func TestWhatIsDue(t *testing.T) {
	b := open(t)
	customer := ref.Customer(buyer)
	for _, sale := range []struct {
		head   finance.Head
		amount string
	}{{on(7, 1), "100"}, {on(10, 25), "20"}, {on(11, 20), "30"}} {
		b.post(finance.Sale{Head: sale.head, Customer: customer, Net: money(sale.amount)})
	}
	b.post(finance.Receipt{Head: on(10, 1), Supplier: ref.Supplier(seller), Value: money("9")})
	b.post(finance.Receipt{Head: on(10, 10), Supplier: ref.Supplier(seller), Value: money("4")})
	b.Credit = func(context.Context, *pg.Tx) (map[id.ID]int64, error) { return map[id.ID]int64{id.ID(seller): 45}, nil }
	told := func(who actor.Actor) (got string) {
		text := func(lang, key string, args map[string]any) string {
			return strings.TrimPrefix(key, "finance.today.") + fmt.Sprint(args["sum"])
		}
		b.do(func(tx *pg.Tx) error {
			items, err := b.Today(text)(b.ctx, tx, who)
			for _, i := range items {
				got += fmt.Sprintf("%d %s %s %s, ", i.Count, i.Text, i.Detail, i.Href)
			}
			return err
		})
		return got
	}
	want := "1 receivables.overdue<nil> sum100.00 /finance/ageing?due=overdue&side=receivables, " +
		"1 receivables.soon<nil> sum20.00 /finance/ageing?due=soon&side=receivables, " +
		"1 payables.overdue<nil> sum9.00 /finance/ageing?due=overdue&side=payables, " +
		"1 payables.soon<nil> sum4.00 /finance/ageing?due=soon&side=payables, "
	if got := told(actor.House); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	limited := actor.Actor{Rights: []string{"*"}, Scope: actor.Scope{"channel": nil}}
	for _, who := range []actor.Actor{limited, {Rights: []string{"sales.*"}}} {
		if got := told(who); got != "" {
			t.Errorf("%v is told %s", who, got)
		}
	}
}

// The buckets of the ageing sum to the balance of the account, whatever was posted.
func TestAgeingSumsToTheBalance(t *testing.T) {
	b := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(1, 5).Draw(rt, "entries") {
			b.post(entry(rt))
		}
		b.do(func(tx *pg.Tx) error {
			var want, got fixed.Amount
			err := tx.QueryRow(b.ctx, "select coalesce(sum(debit - credit), 0) from finance.voucher_line where starts_with(code, '1122')").Scan(&want)
			if err != nil {
				return err
			}
			ages, err := b.Ageing(b.ctx, tx, finance.Receivables, cal.Of(2026, 11, 22))
			for _, a := range ages {
				got += a.To30 + a.To60 + a.To90 + a.Older - a.Advance
			}
			if got != want {
				rt.Errorf("aged %s, balance %s", got, want)
			}
			return err
		})
	})
}

// The set-based path leaves the same books as posting one by one.
func TestBackfillIsPosting(t *testing.T) {
	one, many := open(t), open(t)
	var past []finance.Past
	for i := range 200 {
		head := on(1+1, 1+i%28)
		e := finance.Entry(finance.Sale{Head: head, Customer: ref.Customer(buyer), Channel: shop, Net: fixed.Yuan(int64(i)), Cost: money("1.11")})
		if i%3 == 0 {
			e = finance.Stock{Head: head, Reason: "opening", In: fixed.Amount(i)}
		}
		one.post(e)
		past = append(past, finance.Past{Entry: e})
	}
	many.do(func(tx *pg.Tx) error { return many.Backfill(many.ctx, tx, past) })
	many.hold(one.balances())
	many.sound()
	many.clean()
	if n, err := many.NumberVouchers(many.ctx, many.db); n != 199 || err != nil {
		t.Errorf("numbered %d, %v", n, err)
	}
	const told = `select string_agg(concat_ws('|', e.kind, e.day, v.period, v.word, v.summary, v.amount, v.source, v.state), ',' order by v.source)
		from finance.voucher v join core.event e on e.doc = v.id`
	var posted, copied string
	one.do(func(tx *pg.Tx) error { return tx.QueryRow(one.ctx, told).Scan(&posted) })
	many.do(func(tx *pg.Tx) error { return tx.QueryRow(many.ctx, told).Scan(&copied) })
	if posted != copied {
		t.Error("the copied vouchers differ from the posted ones")
	}
}

// FIN-15: how long bills waited for their money, oldest first; what moved beside the settling of bills, on its day.
func TestWhatCashIsForetoldFrom(t *testing.T) {
	b := open(t)
	customer, other := ref.Customer(buyer), ref.Customer(id.New[any]())
	for _, sale := range []struct {
		head   finance.Head
		amount string
	}{{on(9, 1), "100"}, {on(9, 10), "50"}, {on(11, 20), "30"}} {
		b.post(finance.Sale{Head: sale.head, Customer: customer, Net: money(sale.amount)})
	}
	receive := func(head finance.Head, who ref.Customer, amount, advance string) {
		b.post(finance.Money{Head: head, Kind: "receive", Account: "1012", Customer: who, Amount: money(amount), Advance: money(advance)})
	}
	receive(on(9, 21), customer, "60", "0")
	receive(on(10, 1), customer, "90", "0")
	receive(on(10, 5), other, "8", "8")
	b.post(finance.Expense{Head: on(10, 9), Kind: "rent", Amount: money("24")})
	b.do(func(tx *pg.Tx) error {
		waits, err := b.Waits(b.ctx, tx, finance.Receivables, cal.Of(2026, 1, 1))
		days := waits[id.ID(customer)]
		slices.Sort(days)
		if len(waits) != 1 || fmt.Sprint(days) != "[21 30]" {
			t.Errorf("waited %v", waits)
		}
		return err
	})
	b.do(func(tx *pg.Tx) error {
		flows, err := b.Flows(b.ctx, tx, cal.Of(2026, 9, 1), cal.Of(2026, 10, 31))
		got := ""
		for _, f := range flows {
			got += fmt.Sprintf("%s %s %s, ", f.Day, f.Advances, f.Other)
		}
		if got != "2026-09-21 0 0, 2026-10-01 0 0, 2026-10-05 8 0, 2026-10-09 0 -24, " {
			t.Errorf("flows %s", got)
		}
		return err
	})
	b.do(func(tx *pg.Tx) error {
		cash, err := b.CashOn(b.ctx, tx, cal.Of(2026, 10, 8))
		if cash.String() != "158" {
			t.Errorf("cash %s", cash)
		}
		return err
	})
}
