package finance_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/cal"
	"hesuan/internal/check"
	"hesuan/internal/event"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/internal/testkit"
	"hesuan/oltp/finance"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func migrate(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	err = db.Migrate(ctx, pg.Schema{Room: "core", Files: event.Files}, pg.Schema{Room: "finance", Files: finance.Files})
	if err != nil {
		return err
	}
	return db.Do(actor.With(ctx, actor.House), func(tx *pg.Tx) error { return room().LoadChart(ctx, tx) })
}

func room() *finance.Room { return finance.New(finance.Company{Lang: "zh", Currency: "CNY"}) }

// books is a room on a fresh database, with shorthand for stories.
type books struct {
	*finance.Room
	t   *testing.T
	db  *pg.DB
	ctx context.Context
	now time.Time
}

func open(t *testing.T) *books {
	ctx := actor.With(t.Context(), actor.House)
	db, err := pg.Open(ctx, testkit.Postgres(t, migrate))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	b := &books{Room: room(), t: t, db: db, ctx: ctx, now: time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)}
	db.Clock = func() time.Time { return b.now }
	return b
}

func (b *books) do(fn func(tx *pg.Tx) error) {
	b.t.Helper()
	if err := b.db.Do(b.ctx, fn); err != nil {
		b.t.Fatal(err)
	}
}

func (b *books) refused(key string, fn func(tx *pg.Tx) error) {
	b.t.Helper()
	err := b.db.Do(b.ctx, fn)
	for _, f := range fault.All(err) {
		if f.Key == key {
			return
		}
	}
	b.t.Errorf("got %v, want %s", err, key)
}

func (b *books) post(e finance.Entry) (posted *finance.Voucher) {
	b.t.Helper()
	b.do(func(tx *pg.Tx) (err error) {
		posted, err = b.Post(b.ctx, tx, e)
		return err
	})
	return posted
}

// balances are the closing balances by code, debit positive, as texts; sums at every level are checked on the way.
func (b *books) balances() map[string]string {
	b.t.Helper()
	closing := map[string]string{}
	b.do(func(tx *pg.Tx) error {
		trial, err := b.TrialBalance(b.ctx, tx, cal.Of(1970, 1, 1), cal.Of(2100, 1, 1))
		if err != nil {
			return err
		}
		if !trial.Balanced() {
			b.t.Errorf("the trial balance adds up to %+v", trial.Total)
		}
		for _, row := range trial.Rows {
			if row.Closing != 0 {
				closing[row.Code] = row.Closing.String()
			}
		}
		return nil
	})
	return closing
}

func (b *books) hold(want map[string]string) {
	b.t.Helper()
	got := b.balances()
	for code, balance := range want {
		if got[code] != balance {
			b.t.Errorf("%s stands at %q, want %q", code, got[code], balance)
		}
	}
	for code, balance := range got {
		if _, named := want[code]; !named {
			b.t.Errorf("%s stands at %s, want nothing", code, balance)
		}
	}
}

// sound checks that the events of every document tell its rows.
func (b *books) sound() {
	b.t.Helper()
	b.do(func(tx *pg.Tx) error {
		for _, def := range b.Defs() {
			if err := def.Compare(b.ctx, tx, func(found resource.Break) { b.t.Errorf("%+v", found) }); err != nil {
				return err
			}
		}
		return nil
	})
}

func money(s string) fixed.Amount {
	a, err := fixed.ParseAmount(s)
	if err != nil {
		panic(err)
	}
	return a
}

func source(kind string) finance.Head {
	key := id.New[any]()
	return finance.Head{Source: ref.Doc{Type: kind, ID: key, Number: key.String()[:8]}}
}

var (
	buyer  = id.New[any]()
	seller = id.New[any]()
	shop   = ref.Channel(id.New[any]())
)

var errGaveUp = errors.New("gave up")

// clean runs the room's rules.
func (b *books) clean() {
	b.t.Helper()
	results, err := check.Run(b.ctx, b.db, b.Rules())
	if err != nil {
		b.t.Fatal(err)
	}
	for _, r := range results {
		if r.Broken > 0 {
			b.t.Errorf("%s: %d broken: %v", r.Rule, r.Broken, r.First)
		}
	}
}
