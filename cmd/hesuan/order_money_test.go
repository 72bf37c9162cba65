package main

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/oltp/inventory"
	"hesuan/oltp/sales"
)

// must takes steps of an order, each with its input, and gives the order after the last.
func (c *trial) must(order ref.Order, steps ...string) *sales.Order {
	c.t.Helper()
	for i := 0; i < len(steps); i += 2 {
		if _, err := c.take(order, steps[i], steps[i+1]); err != nil {
			c.t.Fatalf("%s: %v", steps[i], err)
		}
	}
	return c.order(order)
}

func (c *trial) order(key ref.Order) (o *sales.Order) {
	c.t.Helper()
	c.do(func(tx *pg.Tx) (err error) {
		o, err = c.sales.Orders.Def.Get(c.ctx, tx, id.ID(key))
		return err
	})
	return o
}

// comesBack asks for a return of the order's first line and takes its steps.
func (c *trial) comesBack(order ref.Order, qty string, steps ...string) (ret *sales.Return) {
	c.t.Helper()
	c.do(func(tx *pg.Tx) error {
		made, err := c.sales.Returns.Start(c.ctx, tx, "request",
			fmt.Appendf(nil, `{"order":%q,"kind":"return","lines":[{"order_line":1,"qty":%q}]}`, order, qty))
		if err != nil {
			return err
		}
		ret = made.(*sales.Return)
		for _, step := range steps {
			if made, err = c.sales.Returns.Take(c.ctx, tx, id.ID(ret.ID), 0, step, nil); err != nil {
				return fmt.Errorf("%s: %w", step, err)
			}
			ret = made.(*sales.Return)
		}
		return nil
	})
	return ret
}

// start begins an order in Wuhan by a step; rest are its other fields.
func (c *trial) start(step, rest string) (o *sales.Order) {
	c.t.Helper()
	c.do(func(tx *pg.Tx) error {
		made, err := c.sales.Orders.Start(c.ctx, tx, step,
			fmt.Appendf(nil, `{"channel":%q,"customer":%q,"warehouse":%q,%s}`, c.channel, c.customer, c.wuhan, rest))
		if err == nil {
			o = made.(*sales.Order)
		}
		return err
	})
	return o
}

// ORD-15: what came back between two shipments does not change at what cost the rest comes back.
func TestGoodsComeBackAtTheCostTheyLeftWith(t *testing.T) {
	c := newTrial(t)
	sku := c.sku("A", 2, "10")
	o, err := c.place(line{sku, fixed.Units(2)})
	if err != nil {
		t.Fatal(err)
	}
	c.must(o.ID, "approve", `{}`, "ship", `{"lines":[{"order_line":1,"qty":"1"}]}`)
	c.comesBack(o.ID, "1", "receive")
	c.adjust(c.wuhan, sku, 8, "1", "found") // the average falls to 2.80
	c.must(o.ID, "ship", `{}`)
	if back := c.comesBack(o.ID, "1", "receive"); back.Cost.String() != "2.8" {
		t.Errorf("a piece that left at 2.80 came back at %s", back.Cost)
	}
	if l := c.order(o.ID).Lines[0]; l.Cost != l.CostBack {
		t.Errorf("all came back: it left at %s and came back at %s", l.Cost, l.CostBack)
	}
	c.mustBeSound()
}

// Pieces that come back one by one come back at their price, whatever cases were rejected in between.
func TestReturnsAddUpAfterARejection(t *testing.T) {
	c := newTrial(t)
	o := c.start("place", fmt.Sprintf(`"lines":[{"sku":%q,"qty":"3","price":"4","discount":"2"}]`, c.sku("A", 3, "1")))
	c.must(o.ID, "approve", `{}`, "ship", `{}`, "pay", `{}`)
	first, second := c.comesBack(o.ID, "1"), c.comesBack(o.ID, "1")
	c.do(func(tx *pg.Tx) error { // the first is rejected when the second is there already
		_, err := c.sales.Returns.Take(c.ctx, tx, id.ID(first.ID), 0, "reject", nil)
		return err
	})
	given := second.Amount
	for range 2 {
		given += c.comesBack(o.ID, "1", "receive", "refund").Amount
	}
	if given != o.Total {
		t.Errorf("three pieces come back for %s of %s", given, o.Total)
	}
	c.mustBeSound()
}

// An order that lost goods after its first parcel takes new ones up and ships.
func TestAPartlyShippedOrderReservesAgain(t *testing.T) {
	c := newTrial(t)
	sku := c.sku("A", 2, "1")
	o, err := c.place(line{sku, fixed.Units(2)})
	if err != nil {
		t.Fatal(err)
	}
	c.must(o.ID, "approve", `{}`, "ship", `{"lines":[{"order_line":1,"qty":"1"}]}`)
	c.adjust(c.wuhan, sku, -1, "0", "loss")
	if _, err := c.take(o.ID, "ship", `{}`); !errors.Is(err, &fault.Fault{Key: "sales.order.short"}) {
		t.Errorf("shipping what was lost: %v", err)
	}
	c.adjust(c.wuhan, sku, 1, "1", "found")
	if o = c.must(o.ID, "reserve", `{}`, "ship", `{}`); o.State != sales.Shipped || o.Exception != "" {
		t.Errorf("the order is %s, exception %q", o.State, o.Exception)
	}
	c.mustBeSound()
}

// ORD-16: people take money for an order; who cancels gets it back, whoever never paid gets nothing.
func TestMoneyFollowsTheOrder(t *testing.T) {
	c := newTrial(t)
	sku := c.sku("A", 10, "1")
	paid, _ := c.place(line{sku, fixed.Units(1)})
	o := c.must(paid.ID, "pay", `{"amount":"100","external":"wx-1"}`)
	if o.Paid != fixed.Yuan(100) {
		t.Errorf("paid %s", o.Paid)
	}
	for input, key := range map[string]string{`{"amount":"13.01"}`: "sales.order.over_paid", `{"external":"wx-1"}`: "finance.payment.external_taken",
		`{"amount":"-1"}`: "sales.order.over_paid"} {
		if _, err := c.take(paid.ID, "pay", input); !errors.Is(err, &fault.Fault{Key: key}) {
			t.Errorf("pay %s: %v", input, err)
		}
	}
	o = c.must(paid.ID, "pay", `{}`, "cancel", `{"reason":"buyer"}`)
	if o.Paid != o.Total || o.Refunded != o.Total || o.State != sales.Cancelled {
		t.Errorf("%s: paid %s, refunded %s of %s", o.State, o.Paid, o.Refunded, o.Total)
	}
	credit, _ := c.place(line{sku, fixed.Units(2)})
	c.must(credit.ID, "approve", `{}`, "ship", `{}`)
	c.comesBack(credit.ID, "1", "receive", "refund")
	if o := c.order(credit.ID); o.Refunded != 0 {
		t.Errorf("%s was given back that was never paid", o.Refunded)
	}
	c.mustBeSound()
}

// A draft that people change keeps its total.
func TestADraftKeepsItsTotal(t *testing.T) {
	c := newTrial(t)
	a, b := c.sku("A", 0, "0"), c.sku("B", 0, "0")
	o := c.start("draft", fmt.Sprintf(`"lines":[{"sku":%q,"qty":"1"},{"sku":%q,"qty":"1"}]`, a, b))
	c.do(func(tx *pg.Tx) error {
		_, err := c.sales.Orders.Def.Change(c.ctx, tx, id.ID(o.ID), 0, []byte(`{"lines":[{"no":1,"qty":"3"}]}`))
		return err
	})
	if o = c.order(o.ID); o.Total != fixed.Yuan(339) {
		t.Errorf("three pieces at 113 come to %s", o.Total)
	}
	c.mustBeSound()
}

// INV-05 in part: a loss of promised goods on two lines of one SKU counts twice.
func TestALossOnTwoLinesCountsTwice(t *testing.T) {
	c := newTrial(t)
	sku := c.sku("A", 4, "1")
	o, err := c.place(line{sku, fixed.Units(4)})
	if err != nil {
		t.Fatal(err)
	}
	c.do(func(tx *pg.Tx) error {
		made, err := c.inventory.Adjustments.Start(c.ctx, tx, "draft", fmt.Appendf(nil,
			`{"warehouse":%q,"reason":"loss","lines":[{"sku":%q,"qty":"-1"},{"sku":%q,"qty":"-2"}]}`, c.wuhan, sku, sku))
		if err != nil {
			return err
		}
		_, err = c.inventory.Adjustments.Go(c.ctx, tx, id.ID(made.(*inventory.Adjustment).ID), "post", nil)
		return err
	})
	if l := c.level(sku, c.wuhan); l.OnHand != fixed.Units(1) || l.Reserved != fixed.Units(1) {
		t.Errorf("%s on hand, %s reserved", l.OnHand, l.Reserved)
	}
	if o = c.order(o.ID); o.Exception != "short" {
		t.Error("nobody told the order")
	}
	c.mustBeSound()
}

// An order of a day to come would be revenue before it is earned.
func TestAnOrderOfTomorrowIsRefused(t *testing.T) {
	c := newTrial(t)
	sku := c.sku("A", 1, "1")
	err := c.db.Do(c.ctx, func(tx *pg.Tx) error {
		_, err := c.sales.Orders.Start(c.ctx, tx, "place", fmt.Appendf(nil, `{"channel":%q,"customer":%q,"warehouse":%q,"at":%q,"lines":[{"sku":%q,"qty":"1"}]}`,
			c.channel, c.customer, c.wuhan, tx.Now.AddDate(0, 0, 2).Format(time.RFC3339), sku))
		return err
	})
	if !errors.Is(err, &fault.Fault{Key: "sales.order.future"}) {
		t.Errorf("an order of the day after tomorrow: %v", err)
	}
}

// Goods and their value move on one day, though the adjustment was drafted a month before.
func TestAnOldDraftIsBookedWhenItsGoodsMove(t *testing.T) {
	c := newTrial(t)
	sku := c.sku("A", 3, "1")
	now := c.db.Clock
	c.db.Clock = func() time.Time { return now().AddDate(0, -1, 0) }
	var draft *inventory.Adjustment
	c.do(func(tx *pg.Tx) error {
		made, err := c.inventory.Adjustments.Start(c.ctx, tx, "draft",
			fmt.Appendf(nil, `{"warehouse":%q,"reason":"loss","lines":[{"sku":%q,"qty":"-1"}]}`, c.wuhan, sku))
		if err == nil {
			draft = made.(*inventory.Adjustment)
		}
		return err
	})
	c.db.Clock = now
	c.do(func(tx *pg.Tx) error {
		if _, err := c.inventory.Adjustments.Go(c.ctx, tx, id.ID(draft.ID), "post", nil); err != nil {
			return err
		}
		var moved, booked cal.Date
		err := tx.QueryRow(c.ctx, `select p.day, v.day from inventory.posting p join finance.voucher v on v.source = p.source
			where p.source = $1`, draft.ID).Scan(&moved, &booked)
		if moved != booked || moved != tx.Today() {
			t.Errorf("the goods moved on %s, their value on %s", moved, booked)
		}
		return err
	})
	c.mustBeSound()
}

// FIN-08: what a customer pays before goods leave is an advance, and what leaves unpaid is owed; parts, cases and closing between them
// leave no cent on the wrong side.
func TestMoneyThatComesFirstIsAnAdvance(t *testing.T) {
	c := newTrial(t)
	a, b := c.sku("A", 9, "10"), c.sku("B", 9, "10")
	o, err := c.place(line{a, fixed.Units(2)}, line{b, fixed.Units(1)})
	if err != nil {
		t.Fatal(err)
	}
	all, each := o.Total, (o.Lines[0].Net+o.Lines[0].VAT)/2
	c.must(o.ID, "pay", "{}", "approve", "{}")
	c.mustStand(0, all)
	c.must(o.ID, "ship", `{"lines":[{"order_line":1,"qty":"2"}]}`)
	c.mustStand(0, all-2*each)
	c.comesBack(o.ID, "1", "receive", "refund")
	c.mustStand(0, all-2*each)
	c.must(o.ID, "ship", "{}")
	c.mustStand(0, 0)

	o, err = c.place(line{a, fixed.Units(2)})
	if err != nil {
		t.Fatal(err)
	}
	c.must(o.ID, "approve", "{}", "ship", `{"lines":[{"order_line":1,"qty":"1"}]}`)
	c.mustStand(each, 0)
	c.must(o.ID, "pay", fmt.Sprintf(`{"amount":%q}`, each+fixed.Yuan(3)))
	c.mustStand(0, fixed.Yuan(3))
	c.must(o.ID, "close", `{"reason":"x"}`)
	c.mustStand(0, 0)

	if o, err = c.place(line{a, fixed.Units(2)}); err != nil {
		t.Fatal(err)
	}
	one := `{"lines":[{"order_line":1,"qty":"1"}]}`
	c.must(o.ID, "pay", fmt.Sprintf(`{"amount":%q}`, each), "approve", "{}", "ship", one)
	c.comesBack(o.ID, "1", "receive", "refund")
	c.mustStand(0, 0)
	c.must(o.ID, "ship", one) // what was given back no longer pays for it
	c.mustStand(each, 0)
	c.mustOweRightly()
	c.mustBeSound()
}

// mustStand holds what customers owe in the books, and what they have paid in advance.
func (c *trial) mustStand(owed, paid fixed.Amount) {
	c.t.Helper()
	var receivables, advances fixed.Amount
	c.do(func(tx *pg.Tx) error {
		return tx.QueryRow(c.ctx, `select coalesce(sum(debit - credit) filter (where code = '1122'), 0),
			coalesce(sum(credit - debit) filter (where code = '2203'), 0) from finance.voucher_line`).Scan(&receivables, &advances)
	})
	if receivables != owed || advances != paid {
		c.t.Errorf("receivables of %s, not %s; advances of %s, not %s", receivables, owed, advances, paid)
	}
}
