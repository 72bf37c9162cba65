package web_test

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/auth"
	"hesuan/internal/cal"
	"hesuan/internal/event"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/flow"
	"hesuan/internal/i18n"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/testkit"
	"hesuan/internal/web"
)

// A small shop with master data, a document with lines and steps of every sort, and a second document that a step causes.
const shopSchema = `
create schema shop;
create sequence shop.order_number;
create sequence shop.delivery_number;
create table shop.good (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null, search text not null,
	code text not null constraint "shop.good.code_taken" unique, name text not null, kind text not null, price numeric(18,4) not null,
	rate numeric(18,4) not null, since date, active boolean not null, about text not null
);
create table shop.order (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null unique, state text not null, at timestamptz not null, day date, note text not null, last_line int not null,
	buyer text not null, pay text not null, total numeric(18,4) not null, paid numeric(18,4) not null
);
create table shop.order_line (doc uuid not null references shop.order, no int not null, good uuid constraint "shop.order.good_missing" references shop.good,
	qty numeric(18,4) not null, price numeric(18,4) not null, amount numeric(18,4) not null, shipped numeric(18,4) not null, primary key (doc, no));
create table shop.delivery (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null unique, state text not null, at timestamptz not null, day date, note text not null, last_line int not null,
	"order" uuid references shop.order, carrier text not null
);
`

type (
	goodKind     struct{}
	orderKind    struct{}
	deliveryKind struct{}
)

type good struct {
	resource.Base[id.Of[goodKind]]
	resource.Searchable
	Code   string       `json:"code"`
	Name   string       `json:"name"`
	Kind   string       `json:"kind"`
	Price  fixed.Amount `json:"price"`
	Rate   fixed.Amount `json:"rate"`
	Since  *cal.Date    `json:"since"`
	Active bool         `json:"active"`
	About  string       `json:"about"`
}

type order struct {
	resource.Doc[id.Of[orderKind]]
	Buyer string       `json:"buyer"`
	Pay   string       `json:"pay"`
	Total fixed.Amount `json:"total"`
	Paid  fixed.Amount `json:"paid"`
	Lines []orderLine  `json:"lines"`
}

type orderLine struct {
	resource.Line
	Good    id.Of[goodKind] `json:"good"`
	Qty     fixed.Qty       `json:"qty"`
	Price   fixed.Amount    `json:"price"`
	Amount  fixed.Amount    `json:"amount"`
	Shipped fixed.Qty       `json:"shipped"`
}

type delivery struct {
	resource.Doc[id.Of[deliveryKind]]
	Order   id.Of[orderKind] `json:"order"`
	Carrier string           `json:"carrier"`
}

type shipment struct {
	Carrier string     `json:"carrier"`
	Lines   []shipLine `json:"lines"`
}

type shipLine struct {
	Line int32     `json:"order_line"`
	Qty  fixed.Qty `json:"qty"`
}

type shop struct {
	goods      *resource.Def[good]
	orders     *flow.Flow[order]
	deliveries *flow.Flow[delivery]
}

func newShop() *shop {
	s := &shop{}
	s.goods = resource.Define(resource.Def[good]{Meta: resource.Meta{
		Name: "shop.good", Icon: "barcode", Title: []string{"code", "name"}, Sort: "code",
		Fields: resource.Fields{
			resource.Text("code", 20).Key(), resource.Text("name", 60).Req().Find().Col(), resource.Choice("kind", "cup", "bag", "other").Col().Or("cup"),
			resource.Money("price").Col(), resource.Rate("rate").Col().Or("0.13"), resource.Date("since").Col(), resource.Bool("active").Col().Or("true"),
			resource.LongText("about"),
		},
	}})
	def := resource.Define(resource.Def[order]{Meta: resource.Meta{
		Name: "shop.order", Icon: "shopping-cart", Title: []string{"number"}, Sort: "-at", Prefix: "SO", Editable: []string{"draft"},
		Fields: resource.Fields{
			resource.Text("buyer", 40).Req().Find().Col(), resource.Choice("pay", "wechat", "alipay", "bank").Col(), resource.Money("total").Total().RO(),
			resource.Money("paid").Total().RO(), resource.LongText("note"),
		},
		Lines: resource.Fields{
			resource.Link("good", "shop.good").Req(), resource.Quantity("qty").Req(), resource.Money("price"), resource.Money("amount").RO(),
			resource.Quantity("shipped").RO(),
		},
	}})
	s.deliveries = flow.Define(resource.Define(resource.Def[delivery]{Meta: resource.Meta{
		Name: "shop.delivery", Icon: "truck", Title: []string{"number"}, Prefix: "DN",
		Fields: resource.Fields{resource.Link("order", "shop.order").Col().RO(), resource.Text("carrier", 20).Col().RO()},
	}}), flow.Plan[delivery]{
		States: []resource.State{{Name: "posted", Tone: "done"}},
		Steps:  []flow.Step[delivery]{{StepInfo: resource.StepInfo{Name: "post", From: []string{""}, To: []string{"posted"}, Private: true}}},
	})
	s.orders = flow.Define(def, flow.Plan[order]{
		States: []resource.State{
			{Name: "draft", Tone: "plain"}, {Name: "placed", Tone: "wait"}, {Name: "approved", Tone: "go"}, {Name: "shipping", Tone: "go"},
			{Name: "shipped", Tone: "done"}, {Name: "cancelled", Tone: "dead"},
		},
		Draft: []string{"draft"},
		Steps: []flow.Step[order]{
			{StepInfo: resource.StepInfo{Name: "draft", Icon: "pencil", From: []string{""}, To: []string{"draft"}}, Action: flow.Do(price)},
			{StepInfo: resource.StepInfo{Name: "place", Icon: "check", From: []string{"", "draft"}, To: []string{"placed"}, Main: true}, Action: flow.Do(price)},
			{StepInfo: resource.StepInfo{Name: "approve", Icon: "checks", From: []string{"placed"}, To: []string{"approved"}, Main: true}, Action: flow.Do(solvent)},
			{StepInfo: resource.StepInfo{Name: "ship", Icon: "truck", From: []string{"approved", "shipping"}, To: []string{"shipping", "shipped"}, Main: true,
				Fields: resource.Fields{resource.Text("carrier", 20).Req()},
				Lines:  resource.Fields{resource.Int("order_line").Req(), resource.Quantity("qty").Req()}}, Action: flow.With(s.ship)},
			{StepInfo: resource.StepInfo{Name: "cancel", Icon: "x", From: []string{"draft", "placed"}, To: []string{"cancelled"}, Danger: true}},
		},
	})
	return s
}

func price(_ context.Context, _ *pg.Tx, o *order) error {
	o.Total = 0
	if len(o.Lines) == 0 {
		return fault.New(fault.Invalid, "core.lines.empty", nil)
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.Qty <= 0 {
			return fault.New(fault.Invalid, "shop.order.qty_positive", nil).At(fmt.Sprintf("lines.%d.qty", i))
		}
		var err error
		if l.Amount, err = l.Price.Times(l.Qty); err != nil {
			return fault.New(fault.Invalid, "core.field.range", nil).At(fmt.Sprintf("lines.%d.qty", i))
		}
		o.Total += l.Amount
	}
	return nil
}

func solvent(_ context.Context, _ *pg.Tx, o *order) error {
	if o.Total > fixed.Yuan(100000) {
		return fault.New(fault.Conflict, "shop.order.too_dear", fault.Args{"total": o.Total})
	}
	return nil
}

func (s *shop) ship(ctx context.Context, tx *pg.Tx, o *order, in *shipment) error {
	for i, sent := range in.Lines {
		for n := range o.Lines {
			if l := &o.Lines[n]; l.No == sent.Line {
				if l.Shipped += sent.Qty; l.Shipped > l.Qty {
					return fault.New(fault.Conflict, "shop.order.over_shipped", nil).At(fmt.Sprintf("lines.%d.qty", i))
				}
			}
		}
	}
	o.State = "shipped"
	for _, l := range o.Lines {
		if l.Shipped < l.Qty {
			o.State = "shipping"
		}
	}
	return s.deliveries.Begin(ctx, tx, "post", &delivery{Order: o.ID, Carrier: in.Carrier})
}

var shopWords = map[string]string{
	"zh": `{"room.shop": "订单", "shop.good": "商品", "shop.good.list": "商品", "shop.good.kind": "种类", "shop.good.kind.cup": "杯壶", "shop.good.kind.bag": "箱包", "shop.good.about": "说明",
		"shop.good.code_taken": "这个编码已被使用", "shop.good.rate": "税率", "shop.good.code.hint": "建立后也可以修改",
		"shop.order": "销售订单", "shop.order.list": "销售订单", "shop.order.buyer": "买家", "shop.order.pay": "付款方式", "shop.order.pay.wechat": "微信", "shop.order.pay.alipay": "支付宝", "shop.order.pay.bank": "银行转账",
		"shop.order.good": "商品", "shop.order.state.placed": "待审核", "shop.order.state.approved": "待发货", "shop.order.state.cancelled": "交易关闭", "shop.order.step.approve": "审核订单", "shop.order.step.cancel": "取消订单",
		"shop.order.total": "应付合计", "shop.order.qty_positive": "数量必须大于 0", "shop.order.over_shipped": "超过未发数量", "shop.order.too_dear": "订单金额 {total} 超过审核权限 100,000.00", "shop.order.good_missing": "商品不存在", "shop.order.carrier": "快递公司",
		"shop.delivery": "发货单", "shop.delivery.list": "发货单", "demo.page": "拣货台"}`,
	"en": `{"room.shop": "Orders", "shop.good": "product", "shop.good.list": "Products", "shop.good.kind": "Kind", "shop.good.kind.cup": "Cups", "shop.good.kind.bag": "Bags", "shop.good.about": "About",
		"shop.good.code_taken": "This code is taken", "shop.good.rate": "VAT", "shop.good.code.hint": "Can be changed later",
		"shop.order": "sales order", "shop.order.list": "Sales orders", "shop.order.buyer": "Buyer", "shop.order.pay": "Payment", "shop.order.pay.wechat": "WeChat", "shop.order.pay.alipay": "Alipay", "shop.order.pay.bank": "Bank transfer",
		"shop.order.good": "Product", "shop.order.state.placed": "To approve", "shop.order.state.approved": "To ship", "shop.order.state.cancelled": "Closed", "shop.order.step.approve": "Approve order", "shop.order.step.cancel": "Cancel order",
		"shop.order.total": "Total", "shop.order.qty_positive": "Quantity must be above 0", "shop.order.over_shipped": "More than what is open", "shop.order.too_dear": "{total} is above the limit of 100,000.00", "shop.order.good_missing": "There is no such product", "shop.order.carrier": "Carrier",
		"shop.delivery": "delivery note", "shop.delivery.list": "Delivery notes", "demo.page": "Pick station"}`,
}

func migrate(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Migrate(ctx, pg.Schema{Room: "core", Files: event.Files}, pg.Schema{Room: "auth", Files: auth.Files},
		pg.Schema{Room: "shop", Files: fstest.MapFS{"schema.sql": {Data: []byte(shopSchema)}}})
}

// password is the administrator's in these tests.
const password = "stork-over-the-lake"

// site is a shop with its pages served.
type site struct {
	*testing.T
	*shop
	db    *pg.DB
	room  *auth.Room
	house *resource.House
	book  *i18n.Book
	base  string
	log   *record
	ctx   context.Context
}

// record is a log that tests read.
type record struct {
	mu   sync.Mutex
	text strings.Builder
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) has(part string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Contains(r.text.String(), part)
}

func open(t *testing.T, pages ...web.Page) *site {
	t.Helper()
	ctx := actor.With(t.Context(), actor.House)
	db, err := pg.Open(ctx, testkit.Postgres(t, migrate))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	if _, _, err := auth.EnsureAdmin(ctx, db, password); err != nil {
		t.Fatal(err)
	}
	words := fstest.MapFS{}
	for lang, text := range shopWords {
		words["lang/"+lang+".json"] = &fstest.MapFile{Data: []byte(text)}
	}
	book, err := i18n.Load(web.Files, web.APIFiles, auth.Files, fs.FS(words))
	if err != nil {
		t.Fatal(err)
	}
	s := &site{T: t, shop: newShop(), db: db, room: auth.New(db), book: book, log: &record{}, ctx: ctx}
	s.house = resource.NewHouse(append([]resource.Any{s.orders.Def, s.deliveries.Def, s.goods}, s.room.Defs()...)...)
	s.serve(pages)
	return s
}

func (s *site) serve(pages []web.Page) {
	server := web.New(web.Options{DB: s.db, House: s.house, Book: s.book, Auth: s.room, Pages: pages,
		Log: slog.New(slog.NewTextHandler(s.log, nil))})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.Fatal(err)
	}
	s.base = "http://" + ln.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, ln) }()
	s.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			s.Errorf("the server ended with %v", err)
		}
	})
}

// do runs a transaction as the house.
func (s *site) do(fn func(tx *pg.Tx) error) {
	s.Helper()
	if err := s.db.Do(s.ctx, fn); err != nil {
		s.Fatal(err)
	}
}

// stock makes goods, and orders in several states.
func (s *site) stock(orders int) []id.ID {
	s.Helper()
	var keys []id.ID
	var made []id.Of[goodKind]
	s.do(func(tx *pg.Tx) error {
		made = nil
		for i, name := range []string{"保温杯 蓝 500ml", "保温杯 白 500ml", "登山包 45L 墨绿", "旅行箱 20 寸", "马克杯 陶瓷"} {
			g := &good{Code: fmt.Sprintf("A%03d", 101+i), Name: name, Kind: []string{"cup", "cup", "bag", "bag", "cup"}[i], Price: fixed.Yuan(int64(39 + 60*i)), Rate: 1300, Active: i != 3}
			if err := s.goods.Insert(s.ctx, tx, g, "create"); err != nil {
				return err
			}
			made = append(made, g.ID)
		}
		return nil
	})
	buyers := []string{"武汉光谷贸易有限公司", "李雷", "韩梅梅", "汉口百货", "楚天电商"}
	for i := range orders {
		s.do(func(tx *pg.Tx) error {
			tx.Now = tx.Now.Add(-time.Duration(i*i) * 7 * time.Minute)
			raw := fmt.Sprintf(`{"buyer":%q,"pay":%q,"lines":[{"good":%q,"qty":"%d","price":"39.9"},{"good":%q,"qty":"2","price":"199"}]}`,
				buyers[i%5], []string{"wechat", "alipay", "bank"}[i%3], made[i%5], 3+i*2, made[(i+2)%5])
			row, err := s.orders.Start(s.ctx, tx, "place", []byte(raw))
			if err != nil {
				return err
			}
			key := resource.KeyOf(row)
			keys = append(keys, key)
			for _, step := range []string{"approve", "ship"}[:i%3] {
				input := []byte(nil)
				if step == "ship" {
					input = []byte(`{"carrier":"顺丰","lines":[{"order_line":1,"qty":"1"}]}`)
				}
				if _, err := s.orders.Take(s.ctx, tx, key, 0, step, input); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return keys
}
