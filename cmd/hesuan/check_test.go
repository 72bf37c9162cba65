package main

import (
	"context"
	"errors"
	"slices"
	"testing"

	"hesuan/internal/actor"
	"hesuan/internal/check"
	"hesuan/internal/config"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/internal/testkit"
	"hesuan/olap"
)

// PERF-07: hesuan check is content with a house at work and finds what somebody forged.
func TestCheckFindsAForgery(t *testing.T) {
	ctx := actor.With(t.Context(), actor.House)
	c := newTrial(t)
	sku := c.sku("A", 10, "7.77")
	o, err := c.place(line{sku, fixed.Units(3)})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{"approve", "ship"} {
		if _, err := c.take(o.ID, step, `{}`); err != nil {
			t.Fatal(err)
		}
	}
	at := config.Config{Postgres: c.db.Pool.Config().ConnString(), Kafka: "127.0.0.1:1", ClickHouse: testkit.ClickHouse(t)}
	warehouse, err := olap.Dial(at.ClickHouse)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = warehouse.Close() })
	if err := warehouse.Migrate(ctx, func(context.Context) (uint64, error) { return 1, nil }); err != nil {
		t.Fatal(err)
	}
	if err := (checkCommand{}).Run(ctx, &at); err != nil {
		t.Errorf("a sound house: %v", err)
	}
	for rule, forgery := range map[string]string{
		"inventory.on_hand_is_moves":            "update inventory.stock set value = value + 0.01",
		"stock_account_is_value_of_stock":       "update inventory.stock set value = value + 0.01",
		"inventory.reserved_is_reservations":    "update inventory.stock set reserved = 1",
		"order_paid_is_sum_of_payments":         "update sales.order set paid = paid + 1",
		"sales.order_total":                     "update sales.order_line set amount = amount + 1",
		"sales.shipped_is_shipments":            "update sales.order_line set shipped = shipped - 1",
		"catalog.sku.events":                    "update catalog.sku set name = 'forged'",
		"crm.customer.events":                   "update crm.customer set version = version + 1",
		"finance.lines_of_vouchers_on_accounts": "update finance.account set code = '9999' where code = '6001'",
		"finance.numbers_without_gaps":          "insert into finance.voucher_number select id, word, period, 7 from finance.voucher limit 1",
	} {
		if found := c.forge(forgery); !slices.Contains(found, rule) {
			t.Errorf("after %s: found %v, want %s", forgery, found, rule)
		}
	}
	c.do(func(tx *pg.Tx) error {
		_, err := tx.Exec(ctx, "update inventory.stock set value = value + 0.01")
		return err
	})
	if err := (checkCommand{}).Run(ctx, &at); !errors.Is(err, unsound{}) {
		t.Errorf("a forged house: %v", err)
	}
}

// forge tells which rules a change past the rooms breaks, and takes it back.
func (c *trial) forge(sql string) (broken []string) {
	c.t.Helper()
	forged := errors.New("taken back")
	err := c.db.Do(c.ctx, func(tx *pg.Tx) error {
		if _, err := tx.Exec(c.ctx, sql); err != nil {
			return err
		}
		results, err := check.In(c.ctx, tx, c.rules())
		for _, r := range results {
			if r.Broken > 0 {
				broken = append(broken, r.Rule)
			}
		}
		return errors.Join(err, forged)
	})
	if !errors.Is(err, forged) {
		c.t.Fatalf("%s: %v", sql, err)
	}
	return broken
}
