package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/oltp/catalog"
	"hesuan/oltp/crm"
	"hesuan/oltp/inventory"
)

// benchShop is a company with much of everything, so that no order is refused.
type benchShop struct {
	channel   ref.Channel
	warehouse ref.Warehouse
	customers []ref.Customer
	skus      []ref.SKU
}

// shop fills a company: a shop, a warehouse, customers, and SKUs with a million pieces each.
func (h benchHouse) shop(ctx context.Context, customers, skus int) (*benchShop, error) {
	s := &benchShop{}
	err := h.db.Do(ctx, func(tx *pg.Tx) error {
		channel := &catalog.Channel{Code: "TM", Name: "天猫旗舰店", Kind: "tmall"}
		place := &inventory.Warehouse{Code: "WH", Name: "武汉仓", Kind: "own"}
		if err := h.catalog.Channels.Insert(ctx, tx, channel, "create"); err != nil {
			return err
		}
		if err := h.inventory.Warehouses.Insert(ctx, tx, place, "create"); err != nil {
			return err
		}
		s.channel, s.warehouse = channel.ID, place.ID
		for n := range customers {
			c := &crm.Customer{Code: fmt.Sprintf("K%05d", n), Name: fmt.Sprintf("顾客 %d", n), Province: "湖北", Level: "normal"}
			if err := h.crm.Customers.Insert(ctx, tx, c, "create"); err != nil {
				return err
			}
			s.customers = append(s.customers, c.ID)
		}
		return h.fill(ctx, tx, s, skus)
	})
	if err == nil {
		_, err = h.db.Pool.Exec(ctx, "analyze catalog.sku, crm.customer, inventory.stock")
	}
	return s, err
}

// fill puts SKUs on sale and their goods into stock.
func (h benchHouse) fill(ctx context.Context, tx *pg.Tx, s *benchShop, skus int) error {
	category := &catalog.Category{Code: "C1", Name: "保温杯"}
	if err := h.catalog.Categories.Insert(ctx, tx, category, "create"); err != nil {
		return err
	}
	for n := range skus {
		sku := &catalog.SKU{Code: fmt.Sprintf("B%05d", n), Name: fmt.Sprintf("保温杯 %d 号", n), Spec: "500ml", Category: category.ID,
			Unit: "件", Price: fixed.Yuan(int64(10 + n%90)), Rate: 1300, Active: true}
		if err := h.catalog.SKUs.Insert(ctx, tx, sku, "create"); err != nil {
			return err
		}
		s.skus = append(s.skus, sku.ID)
	}
	for some := range slices.Chunk(s.skus, 500) {
		opening := &inventory.Adjustment{Warehouse: s.warehouse, Reason: "opening"}
		for _, sku := range some {
			opening.Lines = append(opening.Lines, inventory.AdjustmentLine{SKU: sku, Category: category.ID, Qty: fixed.Units(1_000_000),
				Cost: fixed.Yuan(5)})
		}
		if err := h.inventory.Adjustments.Begin(ctx, tx, "draft", opening); err != nil {
			return err
		}
		if _, err := h.inventory.Adjustments.Go(ctx, tx, id.ID(opening.ID), "post", nil); err != nil {
			return err
		}
	}
	return nil
}

// order is an order of five lines as a browser sends it, over the first so many SKUs.
func (s *benchShop) order(out *bytes.Buffer, skus int) []byte {
	out.Reset()
	fmt.Fprintf(out, `{"channel":%q,"customer":%q,"warehouse":%q,"lines":[`, s.channel, s.customers[rand.IntN(len(s.customers))], s.warehouse)
	first := rand.IntN(skus)
	for line := range 5 {
		if line > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(out, `{"sku":%q,"qty":"1"}`, s.skus[(first+line*(skus/5)+rand.IntN(skus/5))%skus])
	}
	out.WriteString("]}")
	return out.Bytes()
}
