package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/oltp/inventory"
	"hesuan/oltp/sales"
)

// INV-03: stock that falls below its level raises one alert, however often somebody looks, and closes it when it has recovered.
func TestLowStockAlertsOnce(t *testing.T) {
	c := newTrial(t)
	sku := c.sku("LOW", 5, "2")
	watch := func() (raised, recovered int) {
		c.do(func(tx *pg.Tx) (err error) {
			raised, recovered, err = c.inventory.Watch(c.ctx, tx)
			return err
		})
		return raised, recovered
	}
	c.do(func(tx *pg.Tx) error {
		return c.inventory.Thresholds.Insert(c.ctx, tx, &inventory.Threshold{SKU: sku, Warehouse: c.wuhan, Low: fixed.Units(4)}, "create")
	})
	if raised, _ := watch(); raised != 0 {
		t.Errorf("%d alerts for enough stock", raised)
	}
	if _, err := c.place(line{sku, fixed.Units(3)}); err != nil { // promised goods are not free
		t.Fatal(err)
	}
	first, _ := watch()
	again, _ := watch()
	c.adjust(c.wuhan, sku, 10, "2", "found")
	_, recovered := watch()
	if first != 1 || again != 0 || recovered != 1 {
		t.Errorf("raised %d, then %d; recovered %d", first, again, recovered)
	}
	c.mustBeSound()
}

// INV-05, INV-06: a loss below what is promised takes the newest promise away and puts its order into the queue of exceptions; the order
// cannot be approved until its goods are there again.
func TestALossBreaksTheNewestPromise(t *testing.T) {
	c := newTrial(t)
	sku := c.sku("LOST", 5, "2")
	old, err := c.place(line{sku, fixed.Units(3)})
	if err != nil {
		t.Fatal(err)
	}
	young, err := c.place(line{sku, fixed.Units(2)})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.tryAdjust(c.wuhan, sku, -1, "0", "other"); !errors.Is(err, &fault.Fault{Key: "inventory.adjustment.note_needed"}) {
		t.Errorf("a reason without a word: %v", err)
	}
	c.adjust(c.wuhan, sku, -1, "0", "damage")
	if _, err := c.take(old.ID, "approve", ""); err != nil {
		t.Errorf("the older order: %v", err)
	}
	if _, err := c.take(young.ID, "approve", ""); !errors.Is(err, &fault.Fault{Key: "sales.order.has_exception"}) {
		t.Errorf("the younger order: %v", err)
	}
	c.mustBeSound()
	if _, err := c.take(young.ID, "reserve", ""); !errors.Is(err, &fault.Fault{Key: "sales.order.short"}) {
		t.Errorf("reserved what is not there: %v", err)
	}
	c.adjust(c.wuhan, sku, 1, "2", "found")
	for _, step := range []string{"reserve", "approve", "ship"} {
		if _, err := c.take(young.ID, step, ""); err != nil {
			t.Fatalf("%s: %v", step, err)
		}
	}
	c.mustBeSound()
}

// ORD-09: the same order of a channel delivered a hundred times at once is one order.
func TestAnExternalOrderIsOne(t *testing.T) {
	c := newTrial(t)
	sku := c.sku("ONCE", 1000, "2")
	input, _ := json.Marshal(map[string]any{"channel": c.channel, "customer": c.customer, "warehouse": c.wuhan, "external": "TM-1",
		"lines": []line{{sku, fixed.Units(1)}}})
	var made, refused atomic.Int64
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			err := c.db.Do(c.ctx, func(tx *pg.Tx) error {
				_, err := c.sales.Orders.Start(c.ctx, tx, "place", input)
				return err
			})
			switch {
			case err == nil:
				made.Add(1)
			case errors.Is(err, &fault.Fault{Key: "sales.order.external_taken"}):
				refused.Add(1)
			default:
				t.Errorf("somebody saw %v", err)
			}
		})
	}
	all.Wait()
	if made.Load() != 1 || refused.Load() != 99 || c.level(sku, c.wuhan).Reserved != fixed.Units(1) {
		t.Errorf("%d made, %d refused, %s reserved", made.Load(), refused.Load(), c.level(sku, c.wuhan).Reserved)
	}
	c.mustBeSound()
}

// ORD-03, SEC-01: approval is a right of its own, and can be taken back until goods leave.
func TestApprovalIsARight(t *testing.T) {
	c := newTrial(t)
	o, err := c.place(line{c.sku("A", 5, "2"), fixed.Units(1)})
	if err != nil {
		t.Fatal(err)
	}
	clerk := actor.With(c.ctx, actor.Actor{Rights: []string{"sales.order.place", "sales.order.view"}})
	err = c.db.Do(clerk, func(tx *pg.Tx) error {
		_, err := c.sales.Orders.Take(clerk, tx, id.ID(o.ID), 0, "approve", nil)
		return err
	})
	if fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a clerk approved: %v", err)
	}
	for _, step := range []string{"approve", "unapprove", "approve", "ship"} {
		if _, err := c.take(o.ID, step, ""); err != nil {
			t.Fatalf("%s: %v", step, err)
		}
	}
	if _, err := c.take(o.ID, "unapprove", ""); fault.KindOf(err) != fault.Conflict {
		t.Errorf("taken back after shipping: %v", err)
	}
}

// ORD-11, FIN-11: an order shipped in three parts ships all of it and no more, and its parts add up to the cent.
func TestPartsOfAnOrderAddUp(t *testing.T) {
	c := newTrial(t)
	o, err := c.place(line{c.sku("P", 9, "3.3333"), fixed.Units(3)}, line{c.sku("Q", 9, "1"), fixed.Units(1)})
	if err != nil {
		t.Fatal(err)
	}
	ship := func(qty string) error {
		_, err := c.take(o.ID, "ship", fmt.Sprintf(`{"lines":[{"order_line":1,"qty":%q}]}`, qty))
		return err
	}
	if _, err := c.take(o.ID, "approve", ""); err != nil {
		t.Fatal(err)
	}
	if ship("1") != nil || ship("2.5") == nil || ship("0.3333") != nil {
		t.Error("parts shipped wrongly")
	}
	done, err := c.take(o.ID, "ship", "")
	if err != nil || done.State != sales.Shipped {
		t.Fatalf("%+v, %v", done, err)
	}
	if _, err := c.take(o.ID, "ship", ""); err == nil {
		t.Error("shipped once more")
	}
	c.do(func(tx *pg.Tx) error {
		var parts int
		var net, vat fixed.Amount
		err := tx.QueryRow(c.ctx, `select count(distinct doc), sum(l.net), sum(l.vat) from sales.shipment_line l join sales.shipment s on s.id = l.doc
			where s."order" = $1`, o.ID).Scan(&parts, &net, &vat)
		if parts != 3 || net+vat != o.Total {
			t.Errorf("%d parts of %s + %s make %s", parts, net, vat, o.Total)
		}
		return err
	})
	c.mustBeSound()
}

// ORD-11, ORD-16: an order that will not be shipped to its end is closed: the rest of the goods is free again, the money for it goes back.
func TestTheRestOfAnOrderIsClosed(t *testing.T) {
	c := newTrial(t)
	sku := c.sku("R", 9, "3")
	o, err := c.place(line{sku, fixed.Units(3)})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.pay(o.ID); err != nil {
		t.Fatal(err)
	}
	for _, step := range [][2]string{{"approve", ""}, {"ship", `{"lines":[{"order_line":1,"qty":"1"}]}`}, {"close", `{"reason":"不要了"}`}} {
		if _, err := c.take(o.ID, step[0], step[1]); err != nil {
			t.Fatalf("%s: %v", step[0], err)
		}
	}
	c.do(func(tx *pg.Tx) error {
		closed, err := c.sales.Orders.Def.Get(c.ctx, tx, id.ID(o.ID))
		if err == nil && (closed.State != sales.Shipped || closed.Refunded != fixed.Yuan(226) || closed.Paid != fixed.Yuan(339)) {
			t.Errorf("closed as %s, paid %s, refunded %s", closed.State, closed.Paid, closed.Refunded)
		}
		return err
	})
	if l := c.level(sku, c.wuhan); l.Reserved != 0 || l.OnHand != fixed.Units(8) {
		t.Errorf("%s on hand, %s reserved", l.OnHand, l.Reserved)
	}
	c.mustBeSound()
}
