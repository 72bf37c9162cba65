package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"testing"

	"hesuan/internal/actor"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/testkit"
	"hesuan/oltp/catalog"
	"hesuan/oltp/crm"
	"hesuan/oltp/inventory"
	"hesuan/oltp/sales"
)

// asProgram makes the test binary the program itself: the crash test's engines and roles.
const asProgram = "HESUAN_TESTKIT_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	http.DefaultClient.Timeout = commandLimit // a server that hangs is a failure of one test
	testkit.Main(m)
}

// runHere runs a command in the process of the test, as quiet as the test is, and gives its exit code.
func runHere(t *testing.T, out io.Writer, args ...string) int {
	t.Helper()
	t.Setenv("HESUAN_LOG", "warn") // run sets the logger of the whole process
	return run(t.Context(), args, out)
}

// migrateTest is what `hesuan migrate` does to an empty database.
func migrateTest(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = found(asHouse(ctx), db, pg.Company{Name: "试用公司", Currency: "CNY", Zone: "Asia/Shanghai"})
	return err
}

// trial is a small company for tests: two warehouses, one channel, one customer.
type trial struct {
	*house
	t            testing.TB
	ctx          context.Context
	channel      ref.Channel
	customer     ref.Customer
	wuhan, ezhou ref.Warehouse
	category     ref.Category
}

func newTrial(t testing.TB) *trial {
	t.Helper()
	ctx := actor.With(t.Context(), actor.House)
	return openTrial(t, ctx, testkit.Postgres(t, migrateTest))
}

// openTrial makes the small company in a database that is migrated.
func openTrial(t testing.TB, ctx context.Context, dsn string) *trial {
	t.Helper()
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	h, err := wire(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	c := &trial{house: h, t: t, ctx: ctx}
	c.do(func(tx *pg.Tx) error {
		category := &catalog.Category{Code: "C1", Name: "保温杯"}
		channel := &catalog.Channel{Code: "TM", Name: "天猫旗舰店", Kind: "tmall"}
		customer := &crm.Customer{Code: "K1", Name: "王小明", Province: "湖北", Phone: "13800000000"}
		wuhan := &inventory.Warehouse{Code: "WH", Name: "武汉仓", Kind: "own"}
		ezhou := &inventory.Warehouse{Code: "EZ", Name: "鄂州仓", Kind: "own"}
		for _, err := range []error{
			h.catalog.Categories.Insert(ctx, tx, category, "create"), h.catalog.Channels.Insert(ctx, tx, channel, "create"),
			h.crm.Customers.Insert(ctx, tx, customer, "create"), h.inventory.Warehouses.Insert(ctx, tx, wuhan, "create"),
			h.inventory.Warehouses.Insert(ctx, tx, ezhou, "create"),
		} {
			if err != nil {
				return err
			}
		}
		c.category, c.channel, c.customer, c.wuhan, c.ezhou = category.ID, channel.ID, customer.ID, wuhan.ID, ezhou.ID
		return nil
	})
	return c
}

func (c *trial) do(fn func(tx *pg.Tx) error) {
	c.t.Helper()
	if err := c.db.Do(c.ctx, fn); err != nil {
		c.t.Fatal(err)
	}
}

// sku makes a SKU with so many pieces in Wuhan at a cost.
func (c *trial) sku(code string, qty int64, cost string) ref.SKU {
	c.t.Helper()
	var sku *catalog.SKU
	c.do(func(tx *pg.Tx) error {
		sku = &catalog.SKU{Code: code, Name: code, Category: c.category, Unit: "件", Price: fixed.Yuan(113), Rate: 1300, Active: true}
		return c.catalog.SKUs.Insert(c.ctx, tx, sku, "create")
	})
	if qty > 0 {
		c.adjust(c.wuhan, sku.ID, qty, cost, "opening")
	}
	return sku.ID
}

func (c *trial) adjust(warehouse ref.Warehouse, sku ref.SKU, qty int64, cost, reason string) {
	c.t.Helper()
	if err := c.tryAdjust(warehouse, sku, qty, cost, reason); err != nil {
		c.t.Fatal(err)
	}
}

func (c *trial) tryAdjust(warehouse ref.Warehouse, sku ref.SKU, qty int64, cost, reason string) error {
	return c.db.Do(c.ctx, func(tx *pg.Tx) error {
		input := fmt.Sprintf(`{"warehouse":%q,"reason":%q,"lines":[{"sku":%q,"qty":"%d","cost":%q}]}`, warehouse, reason, sku, qty, cost)
		made, err := c.inventory.Adjustments.Start(c.ctx, tx, "draft", []byte(input))
		if err != nil {
			return err
		}
		_, err = c.inventory.Adjustments.Go(c.ctx, tx, id.ID(made.(*inventory.Adjustment).ID), "post", nil)
		return err
	})
}

// line is one line of an order to be placed.
type line struct {
	SKU ref.SKU   `json:"sku"`
	Qty fixed.Qty `json:"qty"`
}

func (c *trial) place(lines ...line) (o *sales.Order, err error) {
	input, _ := json.Marshal(map[string]any{"channel": c.channel, "customer": c.customer, "warehouse": c.wuhan, "lines": lines})
	err = c.db.Do(c.ctx, func(tx *pg.Tx) error {
		made, err := c.sales.Orders.Start(c.ctx, tx, "place", input)
		if err == nil {
			o = made.(*sales.Order)
		}
		return err
	})
	return o, err
}

// take takes a step of an order with an input.
func (c *trial) take(order ref.Order, step, input string) (o *sales.Order, err error) {
	err = c.db.Do(c.ctx, func(tx *pg.Tx) error {
		made, err := c.sales.Orders.Take(c.ctx, tx, id.ID(order), 0, step, []byte(input))
		if err == nil {
			o = made.(*sales.Order)
		}
		return err
	})
	return o, err
}

func (c *trial) level(sku ref.SKU, warehouse ref.Warehouse) (l inventory.Level) {
	c.t.Helper()
	c.do(func(tx *pg.Tx) error {
		levels, err := c.inventory.Levels(c.ctx, tx, sku)
		for _, found := range levels {
			if found.Warehouse == warehouse {
				l = found
			}
		}
		return err
	})
	return l
}
