package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"hesuan/demo"
	"hesuan/demo/load"
	"hesuan/internal/cal"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/testkit"
	"hesuan/oltp/inventory"
)

func newHouse(t *testing.T) *house {
	t.Helper()
	ctx := asHouse(t.Context())
	db, err := pg.Open(ctx, testkit.Postgres(t, migrateTest))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	h, err := wire(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// smallCompany is the full demo company in little: the same path, fewer days and goods. It is told on an afternoon on which there is some of
// everything to do: what so small a company has to do differs from hour to hour.
func smallCompany(h *house) demo.Size {
	afternoon := time.Date(2026, time.November, 22, 14, 0, 0, 0, h.db.Zone)
	h.db.Clock = func() time.Time { return afternoon }
	today := cal.On(afternoon, h.db.Zone)
	return demo.Size{Seed: 7, SKUs: 40, Orders: 14, From: today.Add(-75), Today: today}
}

// counts of what is there, a word each.
func (h *house) counts(t *testing.T) string {
	t.Helper()
	var text string
	err := h.db.Pool.QueryRow(t.Context(), `select concat_ws(' ', (select count(*) from sales.order), (select count(*) from sales.shipment),
		(select count(*) from sales.return), (select count(*) from purchasing.receipt), (select count(*) from finance.voucher),
		(select count(*) from core.event), (select sum(value) from inventory.stock))`).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// cutAfter ends a load behind a number of steps, as a crash would.
func cutAfter(ctx context.Context, run *load.Run, steps int) error {
	ctx, cut := context.WithCancel(ctx)
	defer cut()
	run.Moved = func(s load.State) {
		if s.Done >= steps {
			cut()
		}
	}
	_, err := run.Do(ctx)
	return err
}

// The demo company keeps every rule of the house, also half-way; cut off it goes on, and it is loaded once. There is work left in it.
func TestTheDemoCompanyIsSoundAndLoadedOnce(t *testing.T) {
	h, ctx := newHouse(t), asHouse(t.Context())
	size := smallCompany(h)
	if err := cutAfter(ctx, h.demoRun(size), 2); !errors.Is(err, context.Canceled) {
		t.Fatalf("cut off: %v", err)
	}
	h.sound(t)
	half := h.counts(t)
	took, err := h.demoRun(size).Do(ctx)
	if whole := size.From.Month() != size.Today.Month() && took > 0; err != nil || !whole || h.counts(t) == half {
		t.Fatalf("went on with %d steps, %v", took, err)
	}
	h.sound(t)
	all := h.counts(t)
	if took, err = h.demoRun(size).Do(ctx); err != nil || took != 0 || h.counts(t) != all {
		t.Errorf("loaded twice: %d steps, %v: %s, then %s", took, err, all, h.counts(t))
	}
	for what, sql := range map[string]string{
		"orders to work on":     "select count(*) from sales.order where state in ('placed', 'approved')",
		"orders on their way":   "select count(*) from sales.order where state = 'shipped'",
		"an order in trouble":   "select count(*) from sales.order where exception = 'short'",
		"goods on their way":    "select count(*) from purchasing.order where state = 'approved'",
		"returns":               "select count(*) from sales.return",
		"levels of alarm":       "select count(*) from inventory.threshold",
		"payments to makers":    "select count(*) from finance.payment where kind = 'pay'",
		"money given back":      "select count(*) from finance.payment where kind = 'refund'",
		"orders in two parts":   `select count(*) from (select from sales.shipment group by "order" having count(*) > 1) parted`,
		"goods on account":      "select count(*) from finance.voucher_line where code = '1122' and debit > 0",
		"goods paid before":     "select count(*) from finance.voucher_line where code = '2203' and debit > 0",
		"decisions on stock":    "select count(*) from finance.voucher_line where code = '1901' and credit > 0",
		"broken goods scrapped": "select count(*) from inventory.adjustment where note = '残次品报废'",
		"prices of promotions":  "select count(*) from catalog.price",
	} {
		var n int
		if err := h.db.Pool.QueryRow(ctx, sql).Scan(&n); err != nil || n == 0 {
			t.Errorf("%s: %d, %v", what, n, err)
		}
	}
	h.kept(t, size)
}

// kept holds that the company's people did their work: months are closed, differences decided, broken goods gone, and no buyer's money
// stands as a debt below zero.
func (h *house) kept(t *testing.T, size demo.Size) {
	t.Helper()
	out := size.Today.Month() // the first day that may still be open
	if size.Today < out.Add(closing) {
		out = out.Add(-1).Month()
	}
	const settled = `select count(*) from (select %s from finance.voucher_line l join finance.voucher v on v.id = l.doc where %s) wrong`
	for what, sql := range map[string]string{
		"months that are open": `select count(*) from (select distinct period from finance.voucher where period < $1) v
			where not exists (select from finance.period p where p.month = v.period and p.state = 'closed')`,
		"months begun on other days":  "select count(*) from finance.period where number <> to_char(day, 'YYYYMM') or extract(day from day) > 1 or $1 < 0",
		"differences left by a month": fmt.Sprintf(settled, "v.period", "l.code = '1901' and v.period < $1 group by v.period having sum(l.debit - l.credit) <> 0"),
		"buyers owed by receivables":  fmt.Sprintf(settled, "l.customer", "l.code = '1122' and $1 > 0 group by l.customer having sum(l.debit - l.credit) < 0"),
		"buyers owing an advance":     fmt.Sprintf(settled, "l.customer", "l.code = '2203' and $1 > 0 group by l.customer having sum(l.credit - l.debit) < 0"),
		"broken goods of old": `select count(*) from (select sum(case when l.to_place = w.id then l.qty else -l.qty end)
			from inventory.posting_line l join inventory.posting p on p.id = l.doc join inventory.warehouse w on w.id in (l.from_place, l.to_place)
			where w.kind = 'defective' and (p.day < current_date - 35 or l.from_place = w.id) and $1 > 0 group by l.sku) s where sum > 0`,
	} {
		var n int
		if err := h.db.Pool.QueryRow(t.Context(), sql, out.Period()).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s: %d, %v", what, n, err)
		}
	}
}

// A load that is cut off and one that is not tell the same story.
func TestACutLoadTellsTheSameStory(t *testing.T) {
	size := demo.Size{}
	var stories []string
	for _, cut := range []int{0, 3} {
		h := newHouse(t)
		if size.SKUs == 0 {
			size = smallCompany(h)
			size.From = size.Today.Add(-50)
		}
		if cut > 0 {
			_ = cutAfter(asHouse(t.Context()), h.demoRun(size), cut)
		}
		if _, err := h.demoRun(size).Do(asHouse(t.Context())); err != nil {
			t.Fatal(err)
		}
		var story string
		err := h.db.Pool.QueryRow(t.Context(), `select string_agg(external || ' ' || total, ';' order by external) from sales.order
			where day < current_date - 1`).Scan(&story)
		if err != nil {
			t.Fatal(err)
		}
		stories = append(stories, story)
	}
	if stories[0] != stories[1] || strings.Count(stories[0], ";") < 300 {
		t.Errorf("%d and %d orders, not the same", strings.Count(stories[0], ";"), strings.Count(stories[1], ";"))
	}
}

// Whoever sells goods while the company is loading does not break the load; a company with business of its own is left alone.
func TestALoadBearsWithPeople(t *testing.T) {
	h, ctx := newHouse(t), asHouse(t.Context())
	size := smallCompany(h)
	size.From = size.Today.Add(-40)
	_ = cutAfter(ctx, h.demoRun(size), 2)
	err := h.db.Do(ctx, func(tx *pg.Tx) error {
		levels, err := h.inventory.Levels(ctx, tx)
		if err != nil {
			return err
		}
		a := &inventory.Adjustment{Warehouse: demoWarehouse(0), Reason: "loss"}
		for _, l := range levels {
			if l.Warehouse == a.Warehouse && l.Free() > 0 {
				a.Lines = append(a.Lines, inventory.AdjustmentLine{SKU: l.SKU, Qty: -l.Free()})
			}
		}
		if err := h.inventory.Adjustments.Begin(ctx, tx, "draft", a); err != nil {
			return err
		}
		_, err = h.inventory.Adjustments.Go(ctx, tx, id.ID(a.ID), "post", nil)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.demoRun(size).Do(ctx); err != nil {
		t.Fatal(err)
	}
	h.sound(t)

	other := newHouse(t)
	if err := other.loadDemo(ctx); err != nil {
		t.Fatal(err)
	}
	if took, err := other.demoRun(size).Do(ctx); took != 0 || err != nil {
		t.Errorf("loaded into a company that has business: %d steps, %v", took, err)
	}
}
