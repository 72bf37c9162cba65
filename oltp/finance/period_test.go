package finance_test

import (
	"testing"
	"time"

	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/oltp/finance"
)

// period finds the identifier of a month that the numberer has opened.
func (b *books) period(number string) (key id.ID) {
	b.t.Helper()
	if _, err := b.NumberVouchers(b.ctx, b.db); err != nil {
		b.t.Fatal(err)
	}
	b.do(func(tx *pg.Tx) (err error) {
		key, err = b.Periods.Def.ByKey(b.ctx, tx, number)
		return err
	})
	return key
}

func (b *books) step(key id.ID, name string) func(tx *pg.Tx) error {
	return func(tx *pg.Tx) error {
		_, err := b.Periods.Def.Take(b.ctx, tx, key, 0, name, nil)
		return err
	}
}

func on(month time.Month, day int) finance.Head {
	head := source("trial.document")
	head.At = time.Date(2026, month, day, 4, 0, 0, 0, time.UTC)
	return head
}

// FIN-06 in part: months are closed in order, a closed one takes no voucher, and it opens again only from the end.
func TestAClosedPeriodTakesNoVoucher(t *testing.T) {
	b := open(t)
	b.post(finance.Return{Head: on(9, 3), Cost: money("1")})
	b.post(finance.Return{Head: on(10, 3), Cost: money("1")})
	september, october := b.period("202609"), b.period("202610")
	b.refused("finance.period.earlier_open", b.step(october, "close"))
	b.do(b.step(september, "close"))
	b.do(b.step(october, "close"))
	late := func(tx *pg.Tx) error {
		_, err := b.Post(b.ctx, tx, finance.Return{Head: on(10, 31), Cost: money("1")})
		return err
	}
	b.refused("finance.period.closed", late)
	b.refused("finance.period.later_closed", b.step(september, "reopen"))
	b.do(b.step(october, "reopen"))
	b.do(late)
	b.do(b.step(october, "close"))
	b.clean() // the late voucher was numbered by the closing
	b.sound()
}

// Closing waits for those who are posting into the month, and those who come later find it closed.
func TestClosingWaitsForThoseWhoPost(t *testing.T) {
	b := open(t)
	b.post(finance.Return{Head: on(10, 3), Cost: money("1")})
	october := b.period("202610")
	closed := make(chan error)
	b.do(func(tx *pg.Tx) error {
		_, err := b.Post(b.ctx, tx, finance.Return{Head: on(10, 4), Cost: money("1")})
		go func() { closed <- b.db.Do(b.ctx, b.step(october, "close")) }()
		b.waitForLock()
		return err
	})
	if err := <-closed; err != nil {
		t.Fatal(err)
	}
	var numbered int
	b.do(func(tx *pg.Tx) error {
		return tx.QueryRow(b.ctx, "select count(*) from finance.voucher_number where period = 202610").Scan(&numbered)
	})
	if numbered != 2 {
		t.Errorf("%d vouchers of the closed month have numbers, want 2", numbered)
	}
}

// waitForLock returns when some session waits for an advisory lock.
func (b *books) waitForLock() {
	b.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		var waiting bool
		err := b.db.Pool.QueryRow(b.ctx, `select exists (select from pg_locks where locktype = 'advisory' and not granted
			and database = (select oid from pg_database where datname = current_database()))`).Scan(&waiting)
		if err != nil {
			b.t.Error(err)
		}
		if waiting || err != nil {
			return
		}
	}
	b.t.Error("nobody waits")
}

// A year is not closed over stock differences that nobody has decided on.
func TestAYearEndsWithoutPendingDifferences(t *testing.T) {
	b := open(t)
	b.now = time.Date(2027, 1, 4, 2, 0, 0, 0, time.UTC)
	b.post(finance.Stock{Head: on(12, 30), Reason: "loss", Out: money("7")})
	december := b.period("202612")
	b.refused("finance.period.pending", b.step(december, "close"))
	b.post(finance.Stock{Head: on(12, 31), Reason: "found", In: money("7")})
	b.do(b.step(december, "close"))
}
