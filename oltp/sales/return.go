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

// Return is goods coming back, or money without goods 售后单 (ORD-14). Order is empty only in imported history.
type Return struct {
	resource.Doc[ref.Return]
	Order       ref.Order     `json:"order"`
	OrderNumber string        `json:"order_number"`
	Channel     ref.Channel   `json:"channel"`
	Customer    ref.Customer  `json:"customer"`
	Warehouse   ref.Warehouse `json:"warehouse"`
	Region      string        `json:"region"`
	Currency    string        `json:"currency"`
	Kind        string        `json:"kind"`
	Reason      string        `json:"reason,omitempty"`
	Amount      fixed.Amount  `json:"amount"` // to be refunded, with VAT
	VAT         fixed.Amount  `json:"vat"`
	Cost        fixed.Amount  `json:"cost"` // at which the goods come back
	Lost        fixed.Amount  `json:"lost"` // of it, what was defective and written off
	Lines       []ReturnLine  `json:"lines"`
}

// ReturnLine is goods of one order line that come back.
type ReturnLine struct {
	resource.Line
	OrderLine int32        `json:"order_line"`
	SKU       ref.SKU      `json:"sku"`
	Code      string       `json:"code"`
	Name      string       `json:"name"`
	Category  ref.Category `json:"category,omitzero"`
	Qty       fixed.Qty    `json:"qty"`
	Accepted  fixed.Qty    `json:"accepted"`  // back to good stock
	Defective fixed.Qty    `json:"defective"` // to the defective warehouse, or written off
	Amount    fixed.Amount `json:"amount"`
	VAT       fixed.Amount `json:"vat"`
	Cost      fixed.Amount `json:"cost"`
}

// Kinds of after-sales cases: 退货退款, 仅退款.
var returnKinds = []string{"return", "refund_only"}

func (r *Room) returns() *flow.Flow[Return] {
	def := resource.Define(resource.Def[Return]{Meta: resource.Meta{
		Name: "sales.return", Icon: "truck-return", Title: []string{"number"}, Sort: "-at", Prefix: "RT",
		Bounds: []resource.Bound{resource.By("warehouse", "warehouse"), resource.By("channel", "channel")},
		Fields: resource.Fields{
			resource.Text("number", 40).Find().Col().RO(), resource.Choice("state", "requested", "received", "refunded", "rejected").Col().RO(),
			resource.Link("order", "sales.order").Req().Once().Col(), resource.Choice("kind", returnKinds...).Req().Once().Col(),
			resource.Text("reason", 200).Col(), resource.Money("amount").Total().RO(), resource.Instant("at").Col().RO(),
			resource.Link("customer", "crm.customer").Find().Col().RO(), resource.Link("warehouse", "inventory.warehouse").RO(),
			resource.Link("channel", "catalog.channel").RO(), resource.Money("cost").RO(), resource.LongText("note"),
		},
		Lines: resource.Fields{
			resource.Int("order_line").Req(), resource.Link("sku", "catalog.sku").RO(), resource.Text("name", 200).RO(), resource.Quantity("qty").Req(),
			resource.Quantity("accepted").RO(), resource.Quantity("defective").RO(), resource.Money("amount").RO(),
		},
	}})
	inspect := resource.Fields{resource.Int("return_line").Req(), resource.Quantity("accepted").Req(), resource.Quantity("defective").Or("0")}
	return flow.Define(def, flow.Plan[Return]{
		States: []resource.State{{Name: "requested", Tone: "wait"}, {Name: "received", Tone: "go"}, {Name: "refunded", Tone: "done"}, {Name: "rejected", Tone: "dead"}},
		Steps: []flow.Step[Return]{
			{StepInfo: resource.StepInfo{Name: "request", From: []string{""}, To: []string{"requested"}}, Action: flow.Do(r.request)},
			{StepInfo: resource.StepInfo{Name: "receive", Icon: "package-import", From: []string{"requested"}, To: []string{"received"}, Main: true, Lines: inspect},
				Action: flow.With(r.receive), Rule: onlyGoods},
			{StepInfo: resource.StepInfo{Name: "refund", Icon: "cash-banknote", From: []string{"requested", "received"}, To: []string{"refunded"}, Main: true}, Rule: goodsFirst},
			{StepInfo: resource.StepInfo{Name: "reject", Icon: "x", From: []string{"requested"}, To: []string{"rejected"}, Danger: true}},
			{StepInfo: resource.StepInfo{Name: "record", From: []string{""}, To: []string{"refunded"}, Private: true}},
		},
	})
}

func onlyGoods(_ *pg.Tx, ret *Return) *fault.Fault {
	if ret.Kind == "refund_only" {
		return fault.New(fault.Conflict, "sales.return.no_goods", nil)
	}
	return nil
}

func goodsFirst(_ *pg.Tx, ret *Return) *fault.Fault {
	if ret.Kind == "return" && ret.State != "received" {
		return fault.New(fault.Conflict, "sales.return.goods_first", nil)
	}
	return nil
}

// request takes the case's lines from its order: what they cost and what is owed for them.
func (r *Room) request(ctx context.Context, tx *pg.Tx, ret *Return) error {
	o, err := r.Orders.Def.Lock(ctx, tx, id.ID(ret.Order))
	if err != nil {
		return err
	}
	ret.OrderNumber, ret.Channel, ret.Customer, ret.Warehouse = o.Number, o.Channel, o.Customer, o.Warehouse
	ret.Region, ret.Currency = o.Region, o.Currency
	claims, err := r.claims(ctx, tx, ret.Order)
	if err != nil {
		return err
	}
	for i := range ret.Lines {
		l := &ret.Lines[i]
		line, claimed := o.Line(l.OrderLine), claims[l.OrderLine]
		if line == nil || l.Qty <= 0 || claimed.qty+l.Qty > line.Shipped {
			return fault.New(fault.Invalid, "sales.order.over_returned", fault.Args{"line": l.OrderLine}).At(fmt.Sprintf("lines.%d.qty", i))
		}
		claims[l.OrderLine] = l.from(line, claimed)
		ret.Amount += l.Amount
		ret.VAT += l.VAT
	}
	if len(ret.Lines) == 0 {
		return fault.New(fault.Invalid, "core.lines.empty", nil).At("lines")
	}
	return nil
}

// claim is what cases claim of an order line together.
type claim struct {
	qty         fixed.Qty
	amount, vat fixed.Amount
}

// claims are what other cases of the order already claim of each line; the order is locked, so none comes between.
func (r *Room) claims(ctx context.Context, tx *pg.Tx, order ref.Order) (map[int32]claim, error) {
	found, err := tx.Query(ctx, `select l.order_line, sum(l.qty), sum(l.amount), sum(l.vat) from sales.return t join sales.return_line l on l.doc = t.id
		where t."order" = $1 and t.state <> 'rejected' group by l.order_line`, order)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	claims := map[int32]claim{}
	for found.Next() {
		var no int32
		var c claim
		if err := found.Scan(&no, &c.qty, &c.amount, &c.vat); err != nil {
			return nil, err
		}
		claims[no] = c
	}
	return claims, found.Err()
}

// from takes the line's share of its order line beyond what is claimed, and gives what is claimed with it. It counts what the
// others were given rather than their quantities: one of them may have been rejected since, and its cent with it.
func (l *ReturnLine) from(o *OrderLine, claimed claim) claim {
	l.SKU, l.Code, l.Name, l.Category = o.SKU, o.Code, o.Name, o.Category
	qty := claimed.qty + l.Qty
	vat := slice(o.VAT, 0, qty, o.Qty)
	amount := slice(o.Net, 0, qty, o.Qty) + vat
	l.VAT, l.Amount = vat-claimed.vat, amount-claimed.amount
	return claim{qty: qty, amount: amount, vat: vat}
}

// Inspection is what the step receive asks for: what of each line was good and what was not.
type Inspection struct {
	Lines []InspectionLine `json:"lines"`
}

// InspectionLine is the result of inspecting one line of the return.
type InspectionLine struct {
	resource.Line
	ReturnLine int32     `json:"return_line"`
	Accepted   fixed.Qty `json:"accepted"`
	Defective  fixed.Qty `json:"defective"`
}

// receive puts the goods back at the cost they left with (ORD-15); without lines all is good.
func (r *Room) receive(ctx context.Context, tx *pg.Tx, ret *Return, in *Inspection) error {
	for i := range ret.Lines {
		l := &ret.Lines[i]
		l.Accepted, l.Defective = l.Qty, 0
		for _, seen := range in.Lines {
			if seen.ReturnLine == l.No {
				l.Accepted, l.Defective = seen.Accepted, seen.Defective
			}
		}
		if l.Accepted < 0 || l.Defective < 0 || l.Accepted+l.Defective != l.Qty {
			return fault.New(fault.Invalid, "sales.return.over_received", fault.Args{"line": l.No})
		}
	}
	if _, err := r.Orders.Go(ctx, tx, id.ID(ret.Order), "take_back", ret); err != nil {
		return err
	}
	var good, defective []ref.Goods
	for _, l := range ret.Lines {
		part := slice(l.Cost, 0, l.Accepted, l.Qty)
		if l.Accepted > 0 {
			good = append(good, ref.Goods{Line: l.No, SKU: l.SKU, Category: l.Category, Qty: l.Accepted, Value: part})
		}
		if l.Defective > 0 {
			defective = append(defective, ref.Goods{Line: l.No, SKU: l.SKU, Category: l.Category, Qty: l.Defective, Value: l.Cost - part})
		}
	}
	source := ref.Doc{Type: "sales.return", ID: id.ID(ret.ID), Number: ret.Number}
	lost, err := r.stock.TakeBack(ctx, tx, source, ret.Warehouse, good, defective)
	ret.Lost = lost
	return err
}

// takeBack counts what came back on the order's lines and gives the return its cost.
func (r *Room) takeBack(_ context.Context, _ *pg.Tx, o *Order, ret *Return) error {
	ret.Cost = 0
	for i := range ret.Lines {
		l := &ret.Lines[i]
		line := o.Line(l.OrderLine)
		if line.Returned+l.Qty > line.Shipped {
			return fault.New(fault.Conflict, "sales.order.over_returned", fault.Args{"line": l.OrderLine})
		}
		// Of what is still out: shipments that came between changed the average, and all that left must come back at all it cost.
		l.Cost = slice(line.Cost-line.CostBack, 0, l.Qty, line.Shipped-line.Returned)
		line.Returned += l.Qty
		line.CostBack += l.Cost
		ret.Cost += l.Cost
	}
	return nil
}
