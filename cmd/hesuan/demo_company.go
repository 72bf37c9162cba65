package main

import (
	"context"
	"fmt"
	"time"

	"hesuan/demo"
	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/oltp/catalog"
	"hesuan/oltp/inventory"
	"hesuan/oltp/purchasing"
)

// demoCompany writes a world and its past into the rooms, as their steps would have.
type demoCompany struct {
	*house
	world *demo.World
	asOf  time.Time // what was to happen later has not happened
}

// masters writes who and what the company has, before its first day.
func (d *demoCompany) masters(ctx context.Context, tx *pg.Tx) error {
	tx.Now = d.world.From.Add(-2).Start(tx.Zone).UTC()
	for _, step := range []func(context.Context, *pg.Tx) error{d.places, d.goods, d.makers} {
		if err := step(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

func (d *demoCompany) places(ctx context.Context, tx *pg.Tx) error {
	rows := []*inventory.Warehouse{{Code: demo.Defective.Code, Name: demo.Defective.Name, Kind: "defective", Region: demo.Defective.Region,
		Address: demo.Defective.Address}}
	rows[0].ID = demoWarehouse(demoDefective)
	for i, w := range d.world.Warehouses {
		row := &inventory.Warehouse{Code: w.Code, Name: w.Name, Kind: "own", Region: w.Region, Address: w.Address, Defective: rows[0].ID}
		row.ID = demoWarehouse(i)
		rows = append(rows, row)
	}
	return create(ctx, tx, d.inventory.Warehouses, rows...)
}

// brands are the company's own, by group of categories.
var demoBrands = []struct{ code, name, group string }{
	{"HX", "鹤选", "家居"}, {"JHW", "江汉味", "食品"}, {"SL", "速翎", "数码"}, {"NL", "暖邻", "季节"}, {"RC", "日常研究所", "生活"},
}

// goods writes the catalog: categories below their groups, brands, products and SKUs, channels with the price list of promotions.
func (d *demoCompany) goods(ctx context.Context, tx *pg.Tx) error {
	list := &catalog.PriceList{Code: "PROMO", Name: "活动价"}
	list.ID = demoPriceList()
	batch := catalog.Batch{PriceLists: []*catalog.PriceList{list}}
	groups := map[string]ref.Category{}
	for n, b := range demoBrands {
		top := &catalog.Category{Code: fmt.Sprintf("C%d", n+1), Name: b.group}
		top.ID = ref.Category(demoID("group", n))
		groups[b.group] = top.ID
		brand := &catalog.Brand{Code: b.code, Name: b.name, Owner: d.company.Name}
		brand.ID = demoBrand(b.group)
		batch.Categories, batch.Brands = append(batch.Categories, top), append(batch.Brands, brand)
	}
	for n, c := range d.world.Categories {
		row := &catalog.Category{Code: c.Code, Name: c.Name, Parent: groups[c.Parent]}
		row.ID = demoCategory(n)
		batch.Categories = append(batch.Categories, row)
	}
	for n, c := range d.world.Channels {
		row := &catalog.Channel{Code: c.Code, Name: c.Name, Kind: c.Kind, PriceList: list.ID, Shop: fmt.Sprintf("%d", 58_000_000+n*7_919)}
		row.ID = demoChannel(n)
		batch.Channels = append(batch.Channels, row)
	}
	batch.Products = d.products()
	if err := d.catalog.Backfill(ctx, tx, batch); err != nil {
		return err
	}
	return d.skus(ctx, tx)
}

func demoPriceList() ref.PriceList { return ref.PriceList(demoID("price_list", 0)) }

func demoBrand(group string) catalog.BrandID {
	return catalog.BrandID(id.Derive[any]("demo/brand", group))
}

func (d *demoCompany) products() (rows []*catalog.Product) {
	seen := map[ref.Product]bool{}
	for _, s := range d.world.SKUs {
		key := demoProduct(&s)
		if seen[key] {
			continue
		}
		seen[key] = true
		row := &catalog.Product{Code: s.Code[:2], Name: s.Product, Category: demoCategory(s.Category),
			Brand: demoBrand(d.world.Categories[s.Category].Parent)}
		row.ID = key
		rows = append(rows, row)
	}
	return rows
}

// demoProduct is the product of a SKU: the letter of its category and the product's number within.
func demoProduct(s *demo.SKU) ref.Product {
	return ref.Product(id.Derive[any]("demo/product", s.Code[:2]))
}

// skus writes SKUs with their lives: created, dearer or cheaper, delisted.
func (d *demoCompany) skus(ctx context.Context, tx *pg.Tx) error {
	var lives [][]resource.Told[catalog.SKU]
	for n := range d.world.SKUs {
		s := &d.world.SKUs[n]
		row := &catalog.SKU{Code: s.Code, Name: s.Name, Spec: s.Spec, Barcode: s.Barcode, Product: demoProduct(s), Category: demoCategory(s.Category),
			Unit: "件", Price: s.Price, Rate: s.VAT, Weight: s.Weight, Pack: fixed.Units(int64(s.Pack)), Active: true}
		row.ID = demoSKU(n)
		life := []resource.Told[catalog.SKU]{{Step: "create", Row: row}}
		edit := func(day cal.Date, change func(*catalog.SKU)) {
			row = d.catalog.SKUs.Clone(row)
			change(row)
			life = append(life, resource.Told[catalog.SKU]{Step: "edit", Row: row, When: day.Start(tx.Zone)})
		}
		for day := d.world.From; day <= d.world.Today; day++ {
			if price := d.world.PriceOn(n, day); price != row.Price {
				edit(day, func(s *catalog.SKU) { s.Price = price })
			}
		}
		if s.End != 0 && s.End < d.world.Today {
			edit(s.End+1, func(s *catalog.SKU) { s.Active = false })
		}
		lives = append(lives, life)
	}
	return d.catalog.SKUs.Backfill(ctx, tx, lives...)
}

// makers writes suppliers and what they sell at today's prices.
func (d *demoCompany) makers(ctx context.Context, tx *pg.Tx) error {
	var batch purchasing.Batch
	for n, s := range d.world.Suppliers {
		row := &purchasing.Supplier{Code: s.Code, Name: s.Name, Invoice: purchasing.Special, Contact: s.Contact, Phone: s.Phone, Address: s.Address,
			Bank: s.Bank, Currency: d.company.Currency, CreditDays: int64(s.CreditDays), LeadDays: int64(s.LeadDays), Under: fixed.Scale / 20}
		if s.Ordinary {
			row.Invoice = purchasing.Ordinary
		}
		row.ID = demoSupplier(n)
		batch.Suppliers = append(batch.Suppliers, row)
	}
	for n := range d.world.SKUs {
		s := &d.world.SKUs[n]
		batch.Items = append(batch.Items, &purchasing.Item{Supplier: demoSupplier(s.Supplier), SKU: demoSKU(n), Code: "F-" + s.Code, Price: d.bought(n),
			MOQ: fixed.Units(int64(s.MOQ)), Pack: fixed.Units(int64(s.Pack)), Preferred: true})
	}
	return d.purchasing.Backfill(ctx, tx, batch)
}

// bought is today's price of a SKU at its supplier, with VAT.
func (d *demoCompany) bought(sku int) fixed.Amount {
	rate := d.world.SKUs[sku].VAT
	vat, _ := d.world.CostOn(sku, d.world.Today).Part(int64(rate+fixed.Yuan(1)), fixed.Scale) // a price and a bit
	return vat.Round(2)
}
