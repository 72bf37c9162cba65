package crm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"hesuan/internal/actor"
	"hesuan/internal/event"
	"hesuan/internal/fault"
	"hesuan/internal/i18n"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/internal/testkit"
	"hesuan/oltp/catalog"
	"hesuan/oltp/crm"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func migrate(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Migrate(ctx, pg.Schema{Room: "core", Files: event.Files}, pg.Schema{Room: "crm", Files: crm.Files})
}

func open(t *testing.T) (*crm.Room, *pg.DB, context.Context) {
	t.Parallel()
	ctx := actor.With(t.Context(), actor.House)
	db, err := pg.Open(ctx, testkit.Postgres(t, migrate))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	room := crm.New()
	resource.NewHouse(append(catalog.New().Defs(), room.Defs()...)...)
	return room, db, ctx
}

func do(t *testing.T, db *pg.DB, ctx context.Context, fn func(tx *pg.Tx) error) {
	t.Helper()
	if err := db.Do(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func make1(t *testing.T, room *crm.Room, db *pg.DB, ctx context.Context, input string) (c *crm.Customer) {
	t.Helper()
	do(t, db, ctx, func(tx *pg.Tx) error {
		row, err := room.Customers.Create(ctx, tx, []byte(input))
		c, _ = row.(*crm.Customer)
		return err
	})
	return c
}

func key(err error) string {
	if all := fault.All(err); len(all) > 0 {
		return all[0].Key
	}
	return fmt.Sprint(err)
}

// CRM-01: a customer's data are checked, found, and sealed where they leave the room.
func TestACustomerIsFoundAndItsDataSealed(t *testing.T) {
	room, db, ctx := open(t)
	c := make1(t, room, db, ctx, `{"code":"K1","name":"张三","phone":"+86 138 0000 4321","email":"z@example.com","address":"光谷大道1号","tags":"老客,\uff0c大单 、 企业"}`)
	if c.Phone != "13800004321" || c.Tags != "老客,大单,企业" || c.Level != "normal" {
		t.Errorf("%+v", c)
	}
	make1(t, room, db, ctx, `{"code":"K2","name":"李四","phone":"138****4321"}`)
	make1(t, room, db, ctx, `{"code":"K3","name":"王五","phone":"17012345678-4329"}`)
	do(t, db, ctx, func(tx *pg.Tx) error {
		found, err := room.ByPhoneTail(ctx, tx, "4321", 10)
		if len(found) != 2 {
			t.Errorf("tail found %d", len(found))
		}
		page, listed := room.Customers.List(ctx, tx, resource.Query{Search: "zs 4321"})
		if len(page.Rows) != 1 {
			t.Errorf("search found %d", len(page.Rows))
		}
		var body string
		read := tx.QueryRow(ctx, "select body::text from core.event where doc = $1", c.ID).Scan(&body)
		for _, private := range []string{"13800004321", "z@example.com", "光谷大道"} {
			if strings.Contains(body, private) {
				t.Errorf("the event tells %s", private)
			}
		}
		return errors.Join(err, listed, read, room.Customers.Compare(ctx, tx, func(b resource.Break) { t.Errorf("%+v", b) }))
	})
	err := db.Do(ctx, func(tx *pg.Tx) error {
		_, err := room.Customers.Create(ctx, tx, []byte(`{"code":"K4","name":"x","phone":"call me"}`))
		return err
	})
	if key(err) != "crm.customer.phone_form" {
		t.Errorf("got %v", err)
	}
}

// CRM-01: the same person on two channels is one customer, however many orders come at once.
func TestTheSamePersonOnTwoChannelsIsOneCustomer(t *testing.T) {
	room, db, ctx := open(t)
	tmall, jd := ref.Channel(id.New[any]()), ref.Channel(id.New[any]())
	ensure := func(seen crm.Customer) (got ref.Customer, err error) {
		err = db.Do(ctx, func(tx *pg.Tx) error {
			c, err := room.Ensure(ctx, tx, seen)
			if err == nil {
				got = c.ID
			}
			return err
		})
		return got, err
	}
	var wg sync.WaitGroup
	seen := make([]ref.Customer, 24)
	for i := range seen {
		wg.Go(func() {
			from := crm.Customer{Channel: tmall, External: "t1", Name: "张三", Phone: "13800004321"}
			if i%2 == 1 {
				from = crm.Customer{Channel: jd, External: "j9", Name: "张先生", Phone: "+86 13800004321"}
			}
			got, err := ensure(from)
			if seen[i] = got; err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, one := range seen {
		if one != seen[0] || one.IsZero() {
			t.Fatalf("customers %v", seen)
		}
	}
	// Masked numbers tell nothing: two people.
	a, _ := ensure(crm.Customer{Channel: tmall, External: "t2", Name: "甲", Phone: "138****4321"})
	b, _ := ensure(crm.Customer{Channel: tmall, External: "t3", Name: "乙", Phone: "138****4321"})
	if a == b || a.IsZero() {
		t.Errorf("%v and %v", a, b)
	}
}

// CRM-01: merging by hand; merged customers lead to the one that stays, in one step.
func TestMerging(t *testing.T) {
	room, db, ctx := open(t)
	one := make1(t, room, db, ctx, `{"code":"1","name":"一"}`)
	two := make1(t, room, db, ctx, `{"code":"2","name":"二","blocked":true}`)
	three := make1(t, room, db, ctx, `{"code":"3","name":"三"}`)
	merge := func(from, into *crm.Customer) error {
		return db.Do(ctx, func(tx *pg.Tx) error {
			_, err := room.Customers.Change(ctx, tx, id.ID(from.ID), 0, fmt.Appendf(nil, `{"same_as":"%s"}`, into.ID))
			return err
		})
	}
	if err := merge(one, two); err != nil {
		t.Fatal(err)
	}
	for _, wrong := range [][2]*crm.Customer{{two, two}, {two, one}, {three, one}, {two, three}} {
		if err := merge(wrong[0], wrong[1]); key(err) != "crm.customer.same_as_final" {
			t.Errorf("%s into %s: %v", wrong[0].Name, wrong[1].Name, err)
		}
	}
	for who, want := range map[*crm.Customer]string{one: "crm.customer.is_blocked", two: "crm.customer.is_blocked", three: "<nil>"} {
		if err := db.Do(ctx, func(tx *pg.Tx) error { _, err := room.MayBuy(ctx, tx, who.ID); return err }); key(err) != want { // ORD-10 in part
			t.Errorf("%s: %v", who.Name, err)
		}
	}
}

func TestWalkInAndBackfill(t *testing.T) {
	room, db, ctx := open(t)
	batch := []*crm.Customer{{Code: "12346", Name: "12346", Province: "United Kingdom"}, {Code: "12347", Name: "12347", Phone: "13900001111"}}
	do(t, db, ctx, func(tx *pg.Tx) error {
		first, err := room.WalkIn(ctx, tx)
		again, err2 := room.WalkIn(ctx, tx)
		if first != again {
			t.Error("two walk-in customers")
		}
		return errors.Join(err, err2, room.Backfill(ctx, tx, batch))
	})
	do(t, db, ctx, func(tx *pg.Tx) error {
		totals, err := room.Customers.Totals(ctx, tx, resource.Query{})
		if totals.Count != 3 {
			t.Errorf("%d customers", totals.Count)
		}
		return errors.Join(err, room.Customers.Compare(ctx, tx, func(b resource.Break) { t.Errorf("%+v", b) }))
	})
}

func TestWords(t *testing.T) {
	book, err := i18n.Load(crm.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range i18n.Langs {
		if n := len(book.Keys(lang)); n != len(book.Keys("zh")) {
			t.Errorf("%s has %d words", lang, n)
		}
		for _, f := range crm.New().Customers.Fields {
			if !book.Has(lang, "crm.customer."+f.Name) {
				t.Errorf("%s: no word for %s", lang, f.Name)
			}
		}
	}
}
