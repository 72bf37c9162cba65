package sales

import (
	"context"
	"net/http"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// Ops give programs what a clerk sees while typing: what an order would cost, what is there for it, who else has it. What it would be refused
// for is part of the answer, as on the page.
func (r *Room) Ops(desk Desk) []web.Op {
	c := &counter{Room: r, desk: desk}
	return []web.Op{{Method: http.MethodPost, Path: "/sales/quote", Name: "sales.quote", Right: r.Orders.Def.Right("place"), Answer: quote{}, Run: c.quoteOp,
		Input: resource.Fields{resource.Link("channel", "catalog.channel").Req(), resource.Link("warehouse", "inventory.warehouse").Req(),
			resource.Link("customer", "crm.customer").Req(), resource.Money("discount"), resource.Money("freight")},
		Lines: resource.Fields{resource.Link("sku", "catalog.sku").Req(), resource.Quantity("qty").Req(), resource.Money("price"),
			resource.Money("discount")}}}
}

// asked is an order whose price a program asks.
type asked struct {
	Channel   ref.Channel   `json:"channel"`
	Warehouse ref.Warehouse `json:"warehouse"`
	Customer  ref.Customer  `json:"customer"`
	Discount  fixed.Amount  `json:"discount"`
	Freight   fixed.Amount  `json:"freight"`
	Lines     []askedLine   `json:"lines"`
}

type askedLine struct {
	SKU      ref.SKU       `json:"sku"`
	Qty      fixed.Qty     `json:"qty"`
	Price    *fixed.Amount `json:"price"` // none is the channel's, 0 a gift
	Discount fixed.Amount  `json:"discount"`
}

// typed is the order as a clerk would have typed it.
func (a *asked) typed() *typed {
	t := &typed{Channel: a.Channel.String(), Warehouse: a.Warehouse.String(), Customer: a.Customer.String(), Discount: a.Discount.String(),
		Freight: a.Freight.String()}
	for _, l := range a.Lines {
		line := typedLine{SKU: l.SKU.String(), Qty: l.Qty.String(), Discount: l.Discount.String()}
		if l.Price != nil {
			line.Price = l.Price.String()
		}
		t.Lines = append(t.Lines, line)
	}
	return t
}

func (c *counter) quoteOp(ctx context.Context, tx *pg.Tx, call *web.OpCall) (any, error) {
	var in asked
	if err := call.Read(&in); err != nil {
		return nil, err
	}
	if len(in.Lines) > maxLines {
		return nil, fault.New(fault.Conflict, "sales.entry.too_long", fault.Args{"max": maxLines})
	}
	k, err := c.reckon(ctx, tx, in.typed())
	if err != nil {
		return nil, err
	}
	return c.shown(ctx, tx, call.Request, k)
}
