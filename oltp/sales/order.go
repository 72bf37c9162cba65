package sales

import (
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/flow"
	"hesuan/internal/id"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Order is a sales order 销售订单.
type Order struct {
	resource.Doc[ref.Order]
	Channel     ref.Channel   `json:"channel"`
	Customer    ref.Customer  `json:"customer"`
	Warehouse   ref.Warehouse `json:"warehouse"`
	Region      string        `json:"region"` // province or country, of the customer at the time
	External    string        `json:"external,omitempty"`
	Currency    string        `json:"currency"`
	Receiver    string        `json:"receiver,omitempty"`
	Phone       string        `json:"phone,omitempty"`
	Address     string        `json:"address,omitempty"`
	TaxIncluded bool          `json:"tax_included"`
	Goods       fixed.Amount  `json:"goods"`
	Discount    fixed.Amount  `json:"discount"`
	Freight     fixed.Amount  `json:"freight"`
	FreightVAT  fixed.Amount  `json:"freight_vat"`
	Tax         fixed.Amount  `json:"tax"`
	Total       fixed.Amount  `json:"total"`
	Quoted      *fixed.Amount `json:"quoted,omitempty"` // the total the buyer was shown
	Paid        fixed.Amount  `json:"paid"`
	Refunded    fixed.Amount  `json:"refunded"`
	Exception   string        `json:"exception,omitempty"` // short: goods are not, or no longer, promised
	Lines       []OrderLine   `json:"lines"`

	receipt Receipt // what the step pay was told, for the books
}

// OrderLine is one SKU of an order. Code, name and category are as they were when it was placed.
type OrderLine struct {
	resource.Line
	SKU      ref.SKU      `json:"sku"`
	Code     string       `json:"code"`
	Name     string       `json:"name"`
	Category ref.Category `json:"category,omitzero"`
	Qty      fixed.Qty    `json:"qty"`
	Price    fixed.Amount `json:"price"`
	Discount fixed.Amount `json:"discount"`
	Amount   fixed.Amount `json:"amount"` // qty × price − discount
	Share    fixed.Amount `json:"share"`  // part of the order's discount
	Rate     fixed.Amount `json:"rate"`
	VAT      fixed.Amount `json:"vat"`
	Net      fixed.Amount `json:"net"` // revenue without VAT
	Shipped  fixed.Qty    `json:"shipped"`
	Returned fixed.Qty    `json:"returned"`
	Cost     fixed.Amount `json:"cost"`      // of what was shipped
	CostBack fixed.Amount `json:"cost_back"` // of what came back
}

// States of an order.
const (
	Draft     = "draft"
	Placed    = "placed"
	Approved  = "approved"
	Shipping  = "shipping"
	Shipped   = "shipped"
	Completed = "completed"
	Cancelled = "cancelled"
)

var orderStates = []resource.State{
	{Name: Draft, Tone: "plain"}, {Name: Placed, Tone: "wait"}, {Name: Approved, Tone: "go"}, {Name: Shipping, Tone: "go"},
	{Name: Shipped, Tone: "done"}, {Name: Completed, Tone: "done"}, {Name: Cancelled, Tone: "dead"},
}

func (r *Room) orders() *flow.Flow[Order] {
	def := resource.Define(resource.Def[Order]{
		Meta: resource.Meta{
			Name: "sales.order", Icon: "shopping-cart", Title: []string{"number"}, Sort: "-at", Prefix: "SO", Editable: []string{Draft},
			Bounds: []resource.Bound{resource.By("warehouse", "warehouse"), resource.By("channel", "channel")},
			Fields: orderFields(), Lines: orderLineFields(),
		},
		Check:   checkOrder,
		Before:  r.priceDraft,
		Subject: func(o *Order) id.ID { return id.ID(o.Customer) },
	})
	step := func(name, icon string, from, to []string) resource.StepInfo {
		return resource.StepInfo{Name: name, Icon: icon, From: from, To: to}
	}
	main := func(s resource.StepInfo) resource.StepInfo { s.Main = true; return s }
	live := []string{Placed, Approved, Shipping, Shipped, Completed, Cancelled}
	cancel := resource.StepInfo{Name: "cancel", Icon: "x", From: []string{Draft, Placed, Approved}, To: []string{Cancelled}, Danger: true,
		Fields: resource.Fields{resource.Text("reason", 200).Req()}}
	closing := resource.StepInfo{Name: "close", Icon: "lock", From: []string{Shipping}, To: []string{Shipped}, Danger: true,
		Fields: resource.Fields{resource.Text("reason", 200).Req()}}
	ship := resource.StepInfo{Name: "ship", Icon: "truck", From: []string{Approved, Shipping}, To: []string{Shipping, Shipped}, Main: true,
		Fields: resource.Fields{resource.Text("carrier", 20), resource.Text("waybill", 40)},
		Lines:  resource.Fields{resource.Int("order_line").Req(), resource.Quantity("qty").Req()}}
	owing := []string{Placed, Approved, Shipping, Shipped, Completed}
	pay := resource.StepInfo{Name: "pay", Icon: "cash", From: owing, To: owing,
		Fields: resource.Fields{resource.Money("amount"), resource.Text("external", 100)}}
	return flow.Define(def, flow.Plan[Order]{
		States: orderStates, Draft: []string{Draft},
		Steps: []flow.Step[Order]{
			{StepInfo: step("draft", "pencil", []string{""}, []string{Draft}), Action: flow.Do(r.price)},
			{StepInfo: main(step("place", "check", []string{"", Draft}, []string{Placed})), Action: flow.Do(r.place)},
			{StepInfo: step("backorder", "clock-pause", []string{"", Draft}, []string{Placed}), Action: flow.Do(r.backorder)},
			{StepInfo: main(step("approve", "checks", []string{Placed}, []string{Approved})), Action: flow.Do(r.approve)},
			{StepInfo: step("unapprove", "arrow-back", []string{Approved}, []string{Placed})},
			{StepInfo: step("reserve", "lock", []string{Placed, Approved, Shipping}, []string{Placed, Approved, Shipping}), Action: flow.Do(r.reserveAgain)},
			{StepInfo: ship, Action: flow.With(r.ship)},
			{StepInfo: pay, Action: flow.With(r.pay)},
			// Not the main step: a shipped order waits for nobody at the company.
			{StepInfo: step("complete", "circle-check", []string{Shipped}, []string{Completed})},
			{StepInfo: cancel, Action: flow.With(r.cancel)},
			{StepInfo: closing, Action: flow.With(r.cancel)},
			{StepInfo: step("record", "cash-register", []string{""}, []string{Completed}), Action: flow.Do(r.record)},
			{StepInfo: resource.StepInfo{Name: "settle", From: live, To: live, Private: true}, Action: flow.With(r.settle)},
			{StepInfo: resource.StepInfo{Name: "lose", From: live, To: live, Private: true}, Action: flow.With(r.lose)},
			{StepInfo: resource.StepInfo{Name: "take_back", From: live, To: live, Private: true}, Action: flow.With(r.takeBack)},
		},
	})
}

func orderFields() resource.Fields {
	return resource.Fields{
		resource.Text("number", 40).Find().Col().RO(), resource.Choice("state", Draft, Placed, Approved, Shipping, Shipped, Completed, Cancelled).Col().RO(),
		resource.Link("channel", "catalog.channel").Req().Col(), resource.Link("customer", "crm.customer").Req().Find().Col(),
		resource.Link("warehouse", "inventory.warehouse").Req().Col(), resource.Text("external", 60).Tails().Col(), resource.Instant("at").Col(),
		resource.Money("total").Total().RO(), resource.Money("paid").Total().RO(),
		resource.Text("receiver", 60).Secret(), resource.Text("phone", 30).Secret(), resource.Text("address", 300).Secret(),
		resource.Text("region", 40).Col(), resource.Money("discount"), resource.Money("freight"),
		resource.Money("goods").RO(), resource.Money("tax").RO(), resource.Money("refunded").RO(), resource.Money("quoted"),
		resource.Choice("exception", "short").RO(), resource.LongText("note"),
	}
}

func orderLineFields() resource.Fields {
	return resource.Fields{
		resource.Link("sku", "catalog.sku").Req(), resource.Quantity("qty").Req(), resource.Money("price"), resource.Money("discount"),
		resource.Money("amount").RO(), resource.Money("vat").RO(), resource.Quantity("shipped").RO(), resource.Quantity("returned").RO(), resource.Money("cost").RO(),
	}
}

func checkOrder(o *Order) (faults fault.List) {
	if len(o.Lines) == 0 {
		faults.Add(fault.New(fault.Invalid, "core.lines.empty", nil).At("lines"))
	}
	if o.Freight < 0 {
		faults.Add(fault.New(fault.Invalid, "sales.order.freight_negative", nil).At("freight"))
	}
	return faults
}
