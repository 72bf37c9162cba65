package web_test

import (
	"context"
	"fmt"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/flow"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// The shop of these tests: its tables and words are in testdata/shop.
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
			resource.Text("code", 20).Key(), resource.Text("name", 60).Req().Find().Col(),
			resource.Choice("kind", "cup", "bag", "other").Col().Or("cup"),
			resource.Money("price").Col(), resource.Rate("rate").Col().Or("0.13"), resource.Date("since").Col(),
			resource.Bool("active").Col().Or("true"),
			resource.LongText("about"),
		},
	}})
	def := resource.Define(resource.Def[order]{Meta: resource.Meta{
		Name: "shop.order", Icon: "shopping-cart", Title: []string{"number"}, Sort: "-at", Prefix: "SO", Editable: []string{"draft"},
		Fields: resource.Fields{
			resource.Text("buyer", 40).Req().Find().Col(), resource.Choice("pay", "wechat", "alipay", "bank").Col(),
			resource.Money("total").Total().RO(), resource.Money("paid").Total().RO(), resource.LongText("note"),
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
			{StepInfo: resource.StepInfo{Name: "place", Icon: "check", From: []string{"", "draft"}, To: []string{"placed"}, Main: true},
				Action: flow.Do(price)},
			{StepInfo: resource.StepInfo{Name: "approve", Icon: "checks", From: []string{"placed"}, To: []string{"approved"}, Main: true},
				Action: flow.Do(solvent)},
			{StepInfo: resource.StepInfo{Name: "ship", Icon: "truck", From: []string{"approved", "shipping"},
				To: []string{"shipping", "shipped"}, Main: true,
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
