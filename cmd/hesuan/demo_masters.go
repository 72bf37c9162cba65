package main

import (
	"context"
	"fmt"
	"strings"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/ref"
	"hesuan/oltp/catalog"
	"hesuan/oltp/crm"
	"hesuan/oltp/inventory"
	"hesuan/oltp/purchasing"
)

type (
	smallChannel struct {
		id     ref.Channel
		weight float64
	}
	demoPlace struct {
		id     ref.Warehouse
		weight float64
	}
	demoPerson struct {
		id       ref.Customer
		province string
	}
	// demoGoods is a SKU with what the simulator knows of its demand and supply.
	demoGoods struct {
		id       ref.SKU
		code     string
		name     string
		category ref.Category
		supplier ref.Supplier
		weight   float64 // share of demand
		cost     fixed.Amount
		pack     int64
		lead     int // agreed days
	}
)

// The sample's goods: category, supplier, price, cost, pieces in a carton, and the SKUs of it.
var demoRange = []struct {
	category, supplier string
	price, cost        int64
	pack               int64
	names              string
}{
	{"保温杯", "永康杯业", 89, 38, 24, "保温杯 蓝 500ml,保温杯 白 500ml,保温杯 黑 750ml,儿童保温杯 粉,儿童保温杯 黄,咖啡杯 380ml"},
	{"数据线", "深圳线缆", 29, 9, 100, "Type-C 数据线 1m,Type-C 数据线 2m,苹果数据线 1m,苹果数据线 2m,三合一数据线,65W 快充头"},
	{"收纳", "台州塑业", 45, 19, 12, "收纳箱 大,收纳箱 中,收纳箱 小,抽屉分隔盒,真空压缩袋 6 只装,桌面收纳盒,鞋盒 4 只装"},
	{"毛巾", "高阳纺织", 25, 10, 50, "纯棉毛巾 灰,纯棉毛巾 粉,浴巾 白,浴巾 蓝,方巾 5 条装,干发帽"},
	{"茶叶", "恩施茶厂", 128, 62, 20, "恩施玉露 100g,利川红 100g,宜红 250g,绿茶礼盒,红茶礼盒"},
	{"零食", "武汉食品", 19, 9, 40, "热干面 6 盒装,周黑鸭味锁骨 200g,孝感麻糖 250g,洪湖莲子 300g,藕粉 18 袋,桂花糕 200g,鸭脖 150g"},
	{"台灯", "中山灯饰", 159, 78, 6, "护眼台灯 白,护眼台灯 黑,床头灯,夹式台灯,感应小夜灯 2 只装,落地灯"},
	{"雨具", "绍兴伞业", 59, 24, 30, "折叠伞 黑,折叠伞 蓝,全自动伞,儿童雨衣,长柄伞,雨靴 38 码,雨靴 40 码"},
}

var (
	demoChannels = []struct {
		code, name, kind string
		weight           float64
	}{{"TM01", "天猫旗舰店", "tmall", 5}, {"JD01", "京东自营店", "jd", 3}, {"PDD01", "拼多多专卖店", "pdd", 2}, {"DY01", "抖音小店", "douyin", 2}}
	demoProvinces = []string{"湖北", "湖北", "湖北", "广东", "广东", "江苏", "浙江", "河南", "湖南", "四川", "山东", "上海", "北京", "陕西"}
	demoSurnames  = []rune("李王张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗")
	demoGiven     = []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰")
)

// masters makes the company's master data and the stock it begins with.
func (d *smallDemo) masters(ctx context.Context, day cal.Date) error {
	d.at(day, 9, 0, d.tx.Now)
	for _, step := range []func(context.Context) error{d.makePlaces, d.makeChannels, d.makeGoods, d.makePeople, d.openStock, d.watchStockOf} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (d *smallDemo) makePlaces(ctx context.Context) error {
	defective := &inventory.Warehouse{Code: "WH09", Name: "武汉残次仓", Kind: "defective", Region: "湖北"}
	if err := d.inventory.Warehouses.Insert(ctx, d.tx, defective, "create"); err != nil {
		return err
	}
	for i, name := range []string{"武汉东西湖仓", "鄂州花湖仓"} {
		w := &inventory.Warehouse{Code: fmt.Sprintf("WH%02d", i+1), Name: name, Kind: "own", Region: "湖北", Defective: defective.ID}
		if err := d.inventory.Warehouses.Insert(ctx, d.tx, w, "create"); err != nil {
			return err
		}
		d.places = append(d.places, demoPlace{w.ID, []float64{3, 1}[i]})
	}
	return nil
}

func (d *smallDemo) makeChannels(ctx context.Context) error {
	for _, c := range demoChannels {
		channel := &catalog.Channel{Code: c.code, Name: c.name, Kind: c.kind}
		if err := d.catalog.Channels.Insert(ctx, d.tx, channel, "create"); err != nil {
			return err
		}
		d.channel = append(d.channel, smallChannel{channel.ID, c.weight})
	}
	return nil
}

func (d *smallDemo) makeGoods(ctx context.Context) error {
	for i, r := range demoRange {
		category := &catalog.Category{Code: fmt.Sprintf("C%02d", i+1), Name: r.category}
		if err := d.catalog.Categories.Insert(ctx, d.tx, category, "create"); err != nil {
			return err
		}
		supplier := &purchasing.Supplier{Code: fmt.Sprintf("S%02d", i+1), Name: r.supplier, Invoice: purchasing.Special, Currency: d.company.Currency,
			CreditDays: 30, LeadDays: int64(4 + 2*i)}
		if err := d.purchasing.Suppliers.Insert(ctx, d.tx, supplier, "create"); err != nil {
			return err
		}
		for n, name := range strings.Split(r.names, ",") {
			g := &demoGoods{code: fmt.Sprintf("%c%03d", 'A'+i, 101+n), name: name, category: category.ID, supplier: supplier.ID,
				weight: 1 / float64(1+n*n), cost: fixed.Yuan(r.cost + int64(n)), pack: r.pack, lead: int(supplier.LeadDays)}
			if err := d.makeSKU(ctx, g, fixed.Yuan(r.price+2*int64(n))); err != nil {
				return err
			}
			d.goods = append(d.goods, g)
		}
	}
	return nil
}

func (d *smallDemo) makeSKU(ctx context.Context, g *demoGoods, price fixed.Amount) error {
	sku := &catalog.SKU{Code: g.code, Name: g.name, Barcode: fmt.Sprintf("69012345%05d", 100+len(d.goods)), Category: g.category, Unit: "件",
		Price: price, Rate: 1300, Weight: 300, Pack: fixed.Units(g.pack), Active: true}
	if err := d.catalog.SKUs.Insert(ctx, d.tx, sku, "create"); err != nil {
		return err
	}
	g.id = sku.ID
	vat, err := g.cost.Part(113, 100)
	if err != nil {
		return err
	}
	return d.purchasing.Items.Insert(ctx, d.tx, &purchasing.Item{Supplier: g.supplier, SKU: g.id, Code: g.code, Price: vat.Round(2),
		MOQ: fixed.Units(g.pack), Pack: fixed.Units(g.pack), Preferred: true}, "create")
}

func (d *smallDemo) makePeople(ctx context.Context) error {
	for i := range 120 {
		name := string(demoSurnames[d.rand.IntN(len(demoSurnames))]) + string(demoGiven[d.rand.IntN(len(demoGiven))])
		if d.chance(0.6) {
			name += string(demoGiven[d.rand.IntN(len(demoGiven))])
		}
		province := demoProvinces[d.rand.IntN(len(demoProvinces))]
		c := &crm.Customer{Code: fmt.Sprintf("K%05d", i+1), Name: name, Province: province, Level: "normal",
			Phone: fmt.Sprintf("1%d%09d", 30+d.rand.IntN(9), d.rand.IntN(1e9))}
		if err := d.crm.Customers.Insert(ctx, d.tx, c, "create"); err != nil {
			return err
		}
		d.people = append(d.people, demoPerson{c.ID, province})
	}
	return nil
}

// openStock gives each place about six weeks of each SKU.
func (d *smallDemo) openStock(ctx context.Context) error {
	for _, p := range d.places {
		a := &inventory.Adjustment{Warehouse: p.id, Reason: "opening"}
		for _, g := range d.goods {
			qty := int64(d.rate(g, p)*42) + 2
			a.Lines = append(a.Lines, inventory.AdjustmentLine{SKU: g.id, Category: g.category, Qty: fixed.Units(qty), Cost: g.cost})
		}
		if err := d.inventory.Adjustments.Begin(ctx, d.tx, "draft", a); err != nil {
			return err
		}
		if _, err := d.inventory.Adjustments.Go(ctx, d.tx, id.ID(a.ID), "post", nil); err != nil {
			return err
		}
	}
	return nil
}

func (d *smallDemo) watchStockOf(ctx context.Context) error {
	for i, g := range d.goods {
		if i%5 != 0 {
			continue
		}
		t := &inventory.Threshold{SKU: g.id, Warehouse: d.places[0].id, Low: fixed.Units(3)}
		if err := d.inventory.Thresholds.Insert(ctx, d.tx, t, "create"); err != nil {
			return err
		}
	}
	return nil
}
