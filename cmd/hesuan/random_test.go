package main

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"hesuan/internal/check"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/oltp/finance"
	"hesuan/oltp/sales"
)

// mustBeSound holds that no rule of the house is broken.
func (c *trial) mustBeSound() {
	c.t.Helper()
	results, err := check.Run(c.ctx, c.db, c.rules())
	if err != nil {
		c.t.Fatal(err)
	}
	for _, r := range results {
		if r.Broken > 0 {
			c.t.Errorf("%s: %d broken, such as %v", r.Rule, r.Broken, r.First)
		}
	}
}

// TST-02, INV-02, FIN-11, ORD-11, ORD-15, ORD-16: whatever steps people take in whatever order, stock, orders, books and events agree.
func TestWhateverHappensTheHouseAgrees(t *testing.T) {
	c := newTrial(t)
	skus := []ref.SKU{c.sku("A", 40, "7.77"), c.sku("B", 7, "0.03"), c.sku("C", 1, "99.99")}
	var orders []ref.Order
	var returns []id.ID
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			err := c.random(rt, skus, &orders, &returns)
			if err != nil && fault.All(err) == nil {
				rt.Fatalf("a person would see an internal error: %v", err)
			}
		}
	})
	c.mustBeSound()
	c.mustOweRightly()
	if len(orders) < 20 || len(returns) < 3 {
		t.Errorf("only %d orders and %d returns were made", len(orders), len(returns))
	}
}

// mustOweRightly holds that of each order either money or goods came first, and the books say which: advances of customers are what was
// paid for goods that have not left, receivables what has left and is not paid, never one below zero for the other.
func (c *trial) mustOweRightly() {
	c.t.Helper()
	var owed, paid, booked, advanced fixed.Amount
	err := c.db.Do(c.ctx, func(tx *pg.Tx) error {
		all, err := c.sales.Orders.Def.Select(c.ctx, tx, "where t.state <> 'draft'")
		if err != nil {
			return err
		}
		for _, o := range all {
			delivered, err := c.sales.Delivered(c.ctx, tx, id.ID(o.ID))
			if err != nil {
				return err
			}
			owed += max(delivered-o.Paid+o.Refunded, 0)
			paid += max(o.Paid-o.Refunded-delivered, 0)
		}
		return tx.QueryRow(c.ctx, `select coalesce(sum(debit - credit) filter (where code = '1122'), 0),
			coalesce(sum(credit - debit) filter (where code = '2203'), 0) from finance.voucher_line`).Scan(&booked, &advanced)
	})
	if err != nil || booked != owed || advanced != paid {
		c.t.Errorf("receivables of %s for %s, advances of %s for %s, %v", booked, owed, advanced, paid, err)
	}
}

// random takes one step of somebody's.
func (c *trial) random(rt *rapid.T, skus []ref.SKU, orders *[]ref.Order, returns *[]id.ID) error {
	draw := func(n int, what string) int { return rapid.IntRange(0, n-1).Draw(rt, what) }
	sku := skus[draw(len(skus), "sku")]
	switch choice := draw(10, "what"); {
	case choice < 3 || len(*orders) == 0:
		o, err := c.place(line{sku, fixed.Units(int64(1 + draw(3, "qty")))}, line{skus[draw(len(skus), "other")], 5000})
		if err == nil {
			*orders = append(*orders, o.ID)
		}
		if err != nil || draw(2, "at once") == 0 {
			return err
		}
		for _, step := range []string{"approve", "ship"} {
			if _, err := c.take(o.ID, step, `{}`); err != nil {
				return err
			}
		}
		return c.pay(o.ID)
	case choice == 3:
		qty := int64(1 + draw(20, "in"))
		return c.tryAdjust(c.wuhan, sku, qty, []string{"3.33", "8", "0"}[draw(3, "cost")], "found")
	case choice == 4:
		return c.tryAdjust(c.wuhan, sku, -int64(1+draw(6, "out")), "0", "loss")
	case choice == 5 && len(*returns) > 0:
		return c.goOn(rt, *returns)
	case choice == 6:
		made, err := c.giveBack(rt, (*orders)[draw(len(*orders), "order")])
		if err == nil {
			*returns = append(*returns, made)
		}
		return err
	}
	order := (*orders)[draw(len(*orders), "order")]
	step := []string{"approve", "approve", "ship", "ship", "ship", "complete", "cancel", "unapprove", "reserve", "close", "pay"}[draw(11, "step")]
	if step == "pay" {
		return c.pay(order)
	}
	input := map[string]string{"cancel": `{"reason":"x"}`, "close": `{"reason":"x"}`, "ship": []string{`{}`, `{"lines":[{"order_line":1,"qty":"0.3333"}]}`}[draw(2, "part")]}[step]
	_, err := c.take(order, step, input)
	return err
}

func (c *trial) pay(order ref.Order) error {
	return c.db.Do(c.ctx, func(tx *pg.Tx) error {
		o, err := c.sales.Orders.Def.Get(c.ctx, tx, id.ID(order))
		if err != nil || o.Paid >= o.Total {
			return err
		}
		_, err = c.finance.Pay(c.ctx, tx, &finance.Payment{Kind: "receive", Customer: o.Customer, Channel: o.Channel, Account: finance.Wallet,
			Amount: o.Total - o.Paid, SourceType: "sales.order", Source: id.ID(o.ID), SourceNumber: o.Number})
		return err
	})
}

func (c *trial) giveBack(rt *rapid.T, order ref.Order) (made id.ID, err error) {
	kind := rapid.SampledFrom([]string{"return", "refund_only"}).Draw(rt, "kind")
	qty := rapid.SampledFrom([]string{"1", "0.3333", "0.5"}).Draw(rt, "back")
	err = c.db.Do(c.ctx, func(tx *pg.Tx) error {
		ret, err := c.sales.Returns.Start(c.ctx, tx, "request",
			fmt.Appendf(nil, `{"order":%q,"kind":%q,"lines":[{"order_line":1,"qty":%q}]}`, order, kind, qty))
		if err == nil {
			made = id.ID(ret.(*sales.Return).ID)
		}
		return err
	})
	return made, err
}

func (c *trial) goOn(rt *rapid.T, returns []id.ID) error {
	step := rapid.SampledFrom([]string{"receive", "refund", "reject"}).Draw(rt, "return step")
	ret := returns[rapid.IntRange(0, len(returns)-1).Draw(rt, "return")]
	return c.db.Do(c.ctx, func(tx *pg.Tx) error {
		_, err := c.sales.Returns.Take(c.ctx, tx, ret, 0, step, nil)
		return err
	})
}
