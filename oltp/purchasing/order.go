package purchasing

import (
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/flow"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Order is a purchase order 采购单.
type Order struct {
	resource.Doc[ref.Purchase]
	Supplier  ref.Supplier  `json:"supplier"`
	Warehouse ref.Warehouse `json:"warehouse"`
	Currency  string        `json:"currency"` // the supplier's
	Exchange  fixed.Amount  `json:"exchange"` // one of it in the company's currency
	Due       *cal.Date     `json:"due,omitempty"`
	Approved  *time.Time    `json:"approved,omitempty"` // from here lead times are measured
	Total     fixed.Amount  `json:"total"`
	Reason    string        `json:"reason,omitempty"` // for closing short or cancelling
	Lines     []OrderLine   `json:"lines"`
}

// OrderLine is one SKU of an order. Code, name and category are as they were when it was written.
type OrderLine struct {
	resource.Line
	SKU      ref.SKU      `json:"sku"`
	Code     string       `json:"code"`
	Name     string       `json:"name"`
	Category ref.Category `json:"category,omitzero"`
	Qty      fixed.Qty    `json:"qty"`
	Price    fixed.Amount `json:"price"` // VAT included
	Rate     fixed.Amount `json:"rate"`
	Amount   fixed.Amount `json:"amount"` // qty × price
	VAT      fixed.Amount `json:"vat"`
	Net      fixed.Amount `json:"net"`
	Received fixed.Qty    `json:"received"`
	Due      *cal.Date    `json:"due,omitempty"`
}

// States of an order.
const (
	Draft     = "draft"
	Approved  = "approved"
	Receiving = "receiving"
	Received  = "received"
	Closed    = "closed"
	Cancelled = "cancelled"
)

func (r *Room) orders() *flow.Flow[Order] {
	def := resource.Define(resource.Def[Order]{
		Meta: resource.Meta{
			Name: "purchasing.order", Icon: "clipboard-list", Title: []string{"number"}, Sort: "-at", Prefix: "PO", Editable: []string{Draft},
			Bounds: []resource.Bound{resource.By("warehouse", "warehouse")},
			Fields: resource.Fields{
				resource.Text("number", 40).Find().Col().RO(),
				resource.Choice("state", Draft, Approved, Receiving, Received, Closed, Cancelled).Col().RO(),
				resource.Link("supplier", "purchasing.supplier").Req().Find().Col(),
				resource.Link("warehouse", "inventory.warehouse").Req().Col(),
				resource.Instant("at").Col(),
				resource.Date("due").Col(),
				resource.Money("total").Total().RO(),
				resource.Text("currency", 3).Col().RO(),
				resource.Money("exchange"),
				resource.Instant("approved").RO(),
				resource.Text("reason", 200).RO(),
				resource.LongText("note"),
			},
			Lines: resource.Fields{
				resource.Link("sku", "catalog.sku").Req(), resource.Quantity("qty").Req(), resource.Money("price"), resource.Rate("rate"),
				resource.Date("due"), resource.Money("amount").RO(), resource.Money("vat").RO(), resource.Quantity("received").RO(),
			},
		},
		Check:  checkOrder,
		Before: r.priceDraft,
	})
	return flow.Define(def, flow.Plan[Order]{
		States: []resource.State{
			{Name: Draft, Tone: "plain"}, {Name: Approved, Tone: "wait"}, {Name: Receiving, Tone: "go"}, {Name: Received, Tone: "done"},
			{Name: Closed, Tone: "done"}, {Name: Cancelled, Tone: "dead"},
		},
		Draft: []string{Draft},
		Steps: r.orderSteps(),
	})
}

func (r *Room) orderSteps() []flow.Step[Order] {
	reason := resource.Text("reason", 200)
	return []flow.Step[Order]{
		{StepInfo: resource.StepInfo{Name: "draft", Icon: "pencil", From: []string{""}, To: []string{Draft}}},
		{StepInfo: resource.StepInfo{Name: "approve", Icon: "checks", From: []string{"", Draft}, To: []string{Approved}, Main: true},
			Action: flow.Do(r.approve)},
		{StepInfo: resource.StepInfo{Name: "receive", Icon: "package-import", From: []string{Approved, Receiving}, To: []string{Receiving, Received}, Main: true,
			Fields: resource.Fields{resource.Bool("with_invoice").Or("true"), resource.Text("delivery", 60), resource.LongText("note")},
			Lines: resource.Fields{resource.Int("order_line"), resource.Link("sku", "catalog.sku"), resource.Quantity("qty"),
				resource.Quantity("rejected")}},
			Action: flow.With(r.receive)},
		{StepInfo: resource.StepInfo{Name: "close", Icon: "lock", From: []string{Receiving}, To: []string{Closed}, Fields: resource.Fields{reason}},
			Action: flow.With(r.closeShort)},
		{StepInfo: resource.StepInfo{Name: "cancel", Icon: "x", From: []string{Draft, Approved}, To: []string{Cancelled}, Danger: true,
			Fields: resource.Fields{reason.Req()}},
			Action: flow.With(cancel)},
	}
}

func checkOrder(o *Order) (faults fault.List) {
	if len(o.Lines) == 0 {
		faults.Add(fault.New(fault.Invalid, "core.lines.empty", nil).At("lines"))
	}
	return faults
}

// Line gives the line of a number, or nil.
func (o *Order) Line(no int32) *OrderLine {
	for i := range o.Lines {
		if o.Lines[i].No == no {
			return &o.Lines[i]
		}
	}
	return nil
}

// Open is what a line still waits for.
func (l *OrderLine) Open() fixed.Qty { return max(l.Qty-l.Received, 0) }
