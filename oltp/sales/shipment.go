package sales

import (
	"context"
	"fmt"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/flow"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Shipment is what left for a customer at once 发货单 (ORD-11).
type Shipment struct {
	resource.Doc[ref.Shipment]
	Order       ref.Order      `json:"order"`
	OrderNumber string         `json:"order_number"`
	Channel     ref.Channel    `json:"channel"`
	Customer    ref.Customer   `json:"customer"`
	Warehouse   ref.Warehouse  `json:"warehouse"`
	Region      string         `json:"region"`
	Currency    string         `json:"currency"`
	Carrier     string         `json:"carrier,omitempty"`
	Waybill     string         `json:"waybill,omitempty"`
	Freight     fixed.Amount   `json:"freight"` // revenue of freight without VAT, on the first shipment
	FreightVAT  fixed.Amount   `json:"freight_vat"`
	Lines       []ShipmentLine `json:"lines"`

	prepaid fixed.Amount // of its amount, what was paid before, for the books
}

// Amount is what the customer is asked for it, with VAT and freight.
func (s *Shipment) Amount() fixed.Amount {
	amount := s.Freight + s.FreightVAT
	for _, l := range s.Lines {
		amount += l.Net + l.VAT
	}
	return amount
}

// Prepaid is what of its amount was paid before it left; known while it is being posted.
func (s *Shipment) Prepaid() fixed.Amount { return s.prepaid }

// ShipmentLine is goods of one order line with their cost and their part of the revenue.
type ShipmentLine struct {
	resource.Line
	OrderLine int32        `json:"order_line"`
	SKU       ref.SKU      `json:"sku"`
	Code      string       `json:"code"`
	Name      string       `json:"name"`
	Category  ref.Category `json:"category,omitzero"`
	Qty       fixed.Qty    `json:"qty"`
	Cost      fixed.Amount `json:"cost"`
	Net       fixed.Amount `json:"net"`
	VAT       fixed.Amount `json:"vat"`
}

func (r *Room) shipments() *flow.Flow[Shipment] {
	def := resource.Define(resource.Def[Shipment]{Meta: resource.Meta{
		Name: "sales.shipment", Icon: "truck-delivery", Title: []string{"number"}, Sort: "-at", Prefix: "SH", Ledger: true,
		Bounds: []resource.Bound{resource.By("warehouse", "warehouse"), resource.By("channel", "channel")},
		Fields: resource.Fields{
			resource.Text("number", 40).Find().Col().RO(), resource.Choice("state", "posted").RO(),
			resource.Link("order", "sales.order").Col().RO(), resource.Text("order_number", 40).Tails().RO(),
			resource.Link("channel", "catalog.channel").Col().RO(), resource.Link("customer", "crm.customer").Find().Col().RO(),
			resource.Link("warehouse", "inventory.warehouse").Col().RO(),
			resource.Text("carrier", 20).Col().RO(), resource.Text("waybill", 40).Tails().Col().RO(), resource.Instant("at").Col().RO(),
		},
		Lines: resource.Fields{
			resource.Link("sku", "catalog.sku").RO(), resource.Quantity("qty").RO(),
			resource.Money("net").RO(), resource.Money("vat").RO(), resource.Money("cost").RO(),
		},
	}})
	return flow.Define(def, flow.Plan[Shipment]{
		States: []resource.State{{Name: "posted", Tone: "done"}},
		Steps: []flow.Step[Shipment]{
			{StepInfo: resource.StepInfo{Name: "post", From: []string{""}, To: []string{"posted"}, Private: true}, Action: flow.Do(r.fulfil)},
		},
	})
}

// fulfil takes the goods out of stock and stamps their cost.
func (r *Room) fulfil(ctx context.Context, tx *pg.Tx, s *Shipment) error {
	goods := make([]ref.Goods, len(s.Lines))
	for i, l := range s.Lines {
		goods[i] = ref.Goods{Line: l.OrderLine, SKU: l.SKU, Category: l.Category, Qty: l.Qty}
	}
	source := ref.Doc{Type: "sales.shipment", ID: id.ID(s.ID), Number: s.Number}
	valued, err := r.stock.Fulfil(ctx, tx, id.ID(s.Order), source, s.Warehouse, goods)
	if err != nil {
		return err
	}
	for i := range s.Lines {
		s.Lines[i].Cost = valued[i].Value
	}
	return nil
}

// Dispatch is what the step ship asks for; without lines everything that is open ships.
type Dispatch struct {
	Carrier string         `json:"carrier"`
	Waybill string         `json:"waybill"`
	Lines   []DispatchLine `json:"lines"`
}

// DispatchLine is a quantity of an order line.
type DispatchLine struct {
	resource.Line
	OrderLine int32     `json:"order_line"`
	Qty       fixed.Qty `json:"qty"`
}

// ship makes a shipment of the order, whole or in part; Σ shipped never exceeds ordered.
func (r *Room) ship(ctx context.Context, tx *pg.Tx, o *Order, in *Dispatch) error {
	wanted, err := o.wanted(in)
	if err != nil {
		return err
	}
	s := &Shipment{Order: o.ID, OrderNumber: o.Number, Channel: o.Channel, Customer: o.Customer, Warehouse: o.Warehouse,
		Region: o.Region, Currency: o.Currency, Carrier: in.Carrier, Waybill: in.Waybill}
	if o.State == Approved {
		s.Freight, s.FreightVAT = o.Freight, o.FreightVAT
		if o.TaxIncluded {
			s.Freight -= o.FreightVAT
		}
	}
	for i := range o.Lines {
		if qty := wanted[o.Lines[i].No]; qty > 0 {
			s.Lines = append(s.Lines, o.Lines[i].shipment(qty))
		}
	}
	delivered, err := r.delivered(ctx, tx, o)
	if err != nil {
		return err
	}
	s.prepaid = min(s.Amount(), max(o.Paid-o.Refunded-delivered, 0))
	if err := r.Shipments.Begin(ctx, tx, "post", s); err != nil {
		return o.lacking(err)
	}
	o.apply(s)
	return nil
}

func (o *Order) wanted(in *Dispatch) (map[int32]fixed.Qty, error) {
	wanted := map[int32]fixed.Qty{}
	for _, g := range o.open() {
		if len(in.Lines) == 0 {
			wanted[g.Line] = g.Qty
		}
	}
	for i, l := range in.Lines {
		if l.Qty <= 0 {
			return nil, fault.New(fault.Invalid, "sales.order.qty_positive", nil).At(fmt.Sprintf("lines.%d.qty", i))
		}
		wanted[l.OrderLine] += l.Qty
	}
	for no, qty := range wanted {
		line := o.Line(no)
		if line == nil || line.Shipped+qty > line.Qty {
			return nil, fault.New(fault.Invalid, "sales.order.over_shipped", fault.Args{"line": no})
		}
	}
	if len(wanted) == 0 {
		return nil, fault.New(fault.Conflict, "sales.order.nothing_open", nil)
	}
	return wanted, nil
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

// shipment is the part of a line that ships now. The parts of several shipments add up to
// the line exactly: each takes the difference of the shares before and after it.
func (l *OrderLine) shipment(qty fixed.Qty) ShipmentLine {
	return ShipmentLine{OrderLine: l.No, SKU: l.SKU, Code: l.Code, Name: l.Name, Category: l.Category, Qty: qty,
		Net: slice(l.Net, l.Shipped, qty, l.Qty), VAT: slice(l.VAT, l.Shipped, qty, l.Qty)}
}

// slice is the part of whole that belongs to qty after before of all, in whole cents.
func slice(whole fixed.Amount, before, qty, all fixed.Qty) fixed.Amount {
	upTo := func(q fixed.Qty) fixed.Amount {
		part, _ := whole.Part(int64(q), int64(all)) // q ≤ all: never out of range
		return part.Round(2)
	}
	return upTo(before+qty) - upTo(before)
}

func (o *Order) apply(s *Shipment) {
	for _, sl := range s.Lines {
		line := o.Line(sl.OrderLine)
		line.Shipped += sl.Qty
		line.Cost += sl.Cost
	}
	o.State = Shipped
	if len(o.open()) > 0 {
		o.State = Shipping
	}
}
