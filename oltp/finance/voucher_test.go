package finance_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/oltp/finance"
)

// entry draws any entry, amounts of either sign included.
func entry(t *rapid.T) finance.Entry {
	amount := rapid.Custom(func(t *rapid.T) fixed.Amount { return fixed.Amount(rapid.Int64Range(-1e9, 1e12).Draw(t, "amount")) })
	draw := func(name string) fixed.Amount { return amount.Draw(t, name) }
	head, supplier := source("trial.document"), ref.Supplier(seller)
	customer := ref.Customer(buyer)
	head.At = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -rapid.IntRange(0, 300).Draw(t, "days ago"))
	switch rapid.IntRange(0, 6).Draw(t, "kind") {
	case 0:
		return finance.Sale{Head: head, Customer: customer, Channel: shop, Net: draw("net"), VAT: draw("vat"), Freight: draw("freight"),
			FreightVAT: draw("freight vat"), Cost: draw("cost")}
	case 1:
		return finance.Return{Head: head, Channel: shop, Cost: draw("cost")}
	case 2:
		return finance.Refund{Head: head, Customer: customer, Net: draw("net"), VAT: draw("vat")}
	case 3:
		return finance.Receipt{Head: head, Supplier: supplier, Value: draw("value"), VAT: draw("vat"), Invoiced: rapid.Bool().Draw(t, "invoiced")}
	case 4:
		return finance.Invoice{Head: head, Supplier: supplier, Estimate: draw("estimate"), Net: draw("net"), VAT: draw("vat"), Consumed: draw("consumed")}
	case 5:
		reasons := []string{"count", "damage", "loss", "found", "sample", "opening", "other", "residue", "cost", "unheard of"}
		return finance.Stock{Head: head, Reason: rapid.SampledFrom(reasons).Draw(t, "reason"), In: draw("in"), Out: draw("out")}
	}
	return finance.Money{Head: head, Kind: rapid.SampledFrom(finance.PaymentKinds).Draw(t, "kind"), Account: "1012", Customer: customer,
		Supplier: supplier, Amount: draw("amount")}
}

// Any entries in any order balance, their reversals bring the books back to where they were, and the events tell the rows.
func TestBooksBalanceWhateverHappens(t *testing.T) {
	b := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		before := b.balances()
		var posted []finance.VoucherID
		for range rapid.IntRange(1, 8).Draw(rt, "entries") {
			if v := b.post(entry(rt)); v != nil {
				posted = append(posted, v.ID)
			}
		}
		b.balances()
		for _, key := range posted {
			b.do(func(tx *pg.Tx) error { _, err := b.Reverse(b.ctx, tx, key); return err })
		}
		if after := b.balances(); fmt.Sprint(after) != fmt.Sprint(before) {
			rt.Fatalf("reversed to %v, was %v", after, before)
		}
	})
	b.sound()
	b.clean()
}

// A posted voucher cannot be changed, deleted, added to, or reversed twice.
func TestVouchersAreForever(t *testing.T) {
	b := open(t)
	v := b.post(finance.Stock{Head: source("inventory.adjustment"), Reason: "opening", In: money("10")})
	for _, sql := range []string{
		"update finance.voucher set summary = 'forged'", "delete from finance.voucher", "update finance.voucher_line set debit = debit * 2",
		"delete from finance.voucher_line", "truncate finance.voucher cascade", "delete from finance.voucher_number",
		`insert into finance.voucher_line select doc, no + 10, account, code, summary, debit, credit from finance.voucher_line`,
	} {
		if err := b.db.Do(b.ctx, func(tx *pg.Tx) error { _, err := tx.Exec(b.ctx, sql); return err }); err == nil {
			t.Errorf("%s went through", sql)
		}
	}
	reverse := func(tx *pg.Tx) error { _, err := b.Reverse(b.ctx, tx, v.ID); return err }
	b.do(reverse)
	b.refused("finance.voucher.reversed_already", reverse)
	b.hold(nil)
}

// The database itself refuses a voucher that does not balance, whoever writes it.
func TestTheDatabaseRefusesAnUnbalancedVoucher(t *testing.T) {
	b := open(t)
	v := b.post(finance.Stock{Head: source("inventory.adjustment"), Reason: "opening", In: money("10")})
	b.refused("finance.voucher.unbalanced", b.forge(v, "account, code, summary, debit * 2, credit"))
	b.refused("finance.voucher.unbalanced", b.forge(v, "account, code, summary, debit * 2, credit * 2")) // not what the voucher says
	b.refused("finance.voucher.account_missing", b.forge(v, "gen_random_uuid(), code, summary, debit, credit"))
}

// forge writes a copy of a voucher past the room.
func (b *books) forge(v *finance.Voucher, lines string) func(tx *pg.Tx) error {
	return func(tx *pg.Tx) error {
		key := id.New[any]()
		_, err := tx.Exec(b.ctx, `insert into finance.voucher (id, version, created, updated, archived, number, state, at, day, note, last_line,
			word, period, summary, amount, source_type, source_number) select $1, version, created, updated, archived, 'forged', state, at, day,
			note, last_line, word, period, summary, amount, source_type, source_number from finance.voucher where id = $2`, key, v.ID)
		if err != nil {
			return err
		}
		_, err = tx.Exec(b.ctx, "insert into finance.voucher_line select $1, no, "+lines+" from finance.voucher_line where doc = $2", key, v.ID)
		return err
	}
}

// FIN-01, FIN-02 in part: a voucher written by hand, with everything that is wrong with another one said at once.
func TestVouchersByHand(t *testing.T) {
	b := open(t)
	make := func(input string) func(tx *pg.Tx) error {
		return func(tx *pg.Tx) error { _, err := b.Vouchers.Def.Create(b.ctx, tx, []byte(input)); return err }
	}
	account := func(code string) (key string) {
		b.do(func(tx *pg.Tx) error {
			found, err := b.Accounts.ByKey(b.ctx, tx, code)
			key = found.String()
			return err
		})
		return key
	}
	lines := func(debit, credit, more string) string {
		return fmt.Sprintf(`{"summary":"投入资本","lines":[{"account":%q,"debit":"100"},{"account":%q,"credit":"100"%s}]}`, account(debit), account(credit), more)
	}
	b.do(make(lines("1002", "4001", "")))
	b.hold(map[string]string{"1002": "100", "4001": "-100"})
	b.refused("finance.voucher.stock_account", make(lines("1405", "4001", "")))
	b.refused("finance.voucher.customer_needed", make(lines("1002", "1122", "")))
	b.refused("finance.voucher.supplier_needed", make(lines("1002", "220201", "")))
	b.do(make(lines("1002", "1122", fmt.Sprintf(`,"customer":%q`, buyer))))
	b.refused("finance.voucher.unbalanced", make(fmt.Sprintf(`{"summary":"x","lines":[{"account":%q,"debit":"1"},{"account":%q,"credit":"2"}]}`,
		account("1002"), account("4001"))))
	b.refused("finance.voucher.one_side", make(fmt.Sprintf(`{"summary":"x","lines":[{"account":%q,"debit":"1","credit":"1"},{"account":%q}]}`,
		account("1002"), account("4001"))))
	b.refused("finance.voucher.account_missing", make(fmt.Sprintf(`{"summary":"x","lines":[{"account":%q,"debit":"1"},{"account":%q,"credit":"1"}]}`,
		account("1002"), buyer)))
	b.refused("finance.voucher.future", make(`{"at":"2026-12-01T00:00:00Z","summary":"x"}`))
	sale := b.post(finance.Sale{Head: source("sales.shipment"), Customer: ref.Customer(buyer), Net: money("1")})
	b.refused("finance.voucher.reverse_source", make(fmt.Sprintf(`{"reverses":%q}`, sale.ID)))
	b.sound()
}

// Serial numbers and legal numbers under concurrency: none twice, and the legal ones of a month are 1..n.
func TestVoucherNumbersHaveNoGaps(t *testing.T) {
	b := open(t)
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 25 {
				head := source("trial.document")
				head.At = time.Date(2026, time.Month(9+i%3), 1+worker, 0, 0, 0, 0, time.UTC)
				err := b.db.Do(b.ctx, func(tx *pg.Tx) error {
					if _, err := b.Post(b.ctx, tx, finance.Return{Head: head, Cost: 1}); err != nil {
						return err
					}
					if i%5 == 0 {
						return errGaveUp // a gap in the serial numbers, none in the legal ones
					}
					return nil
				})
				if err != nil && err != errGaveUp {
					t.Error(err)
				}
				if i%3 == 0 {
					if _, err := b.NumberVouchers(b.ctx, b.db); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	if _, err := b.NumberVouchers(b.ctx, b.db); err != nil {
		t.Fatal(err)
	}
	b.clean()
	var numbered, months int
	b.do(func(tx *pg.Tx) error {
		return tx.QueryRow(b.ctx, "select count(*), count(distinct period) from finance.voucher_number").Scan(&numbered, &months)
	})
	if numbered != 8*20 || months != 3 {
		t.Errorf("%d vouchers in %d months have numbers", numbered, months)
	}
	if again, err := b.NumberVouchers(b.ctx, b.db); again != 0 || err != nil {
		t.Errorf("numbered %d again, %v", again, err)
	}
}

// A voucher whose transaction is still running when later ones are numbered gets its number in the next run, after them.
func TestNumbersFollowWhatIsVisible(t *testing.T) {
	b := open(t)
	post := func(tx *pg.Tx) (id.ID, error) {
		v, err := b.Post(b.ctx, tx, finance.Return{Head: source("trial.document"), Cost: 1})
		return id.ID(v.ID), err
	}
	var order []id.ID
	b.do(func(slow *pg.Tx) error {
		late, err := post(slow)
		if err != nil {
			return err
		}
		var early id.ID
		b.do(func(tx *pg.Tx) (err error) { early, err = post(tx); return err })
		order = []id.ID{early, late}
		_, err = b.NumberVouchers(b.ctx, b.db)
		return err
	})
	if _, err := b.NumberVouchers(b.ctx, b.db); err != nil {
		t.Fatal(err)
	}
	var got []id.ID
	b.do(func(tx *pg.Tx) error {
		return tx.QueryRow(b.ctx, "select array_agg(voucher order by no) from finance.voucher_number").Scan(&got)
	})
	if !slices.Equal(got, order) {
		t.Errorf("numbered %v, want %v", got, order)
	}
}
