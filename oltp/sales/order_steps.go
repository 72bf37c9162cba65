package sales

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// self names the order as a holder of reservations and a source of documents.
func (o *Order) self() ref.Doc {
	return ref.Doc{Type: "sales.order", ID: id.ID(o.ID), Number: o.Number}
}

// place prices the order and reserves its goods.
func (r *Room) place(ctx context.Context, tx *pg.Tx, o *Order) error {
	if err := r.price(ctx, tx, o); err != nil {
		return err
	}
	return o.lacking(r.stock.Reserve(ctx, tx, o.self(), o.Warehouse, o.open()))
}

// backorder places an order although goods are lacking 缺货登记: what is there is promised, the rest waits as an exception until the
// step reserve finds it.
func (r *Room) backorder(ctx context.Context, tx *pg.Tx, o *Order) error {
	if err := r.price(ctx, tx, o); err != nil {
		return err
	}
	goods := o.open()
	for len(goods) > 0 {
		err := r.stock.Reserve(ctx, tx, o.self(), o.Warehouse, goods)
		short := shortage(err)
		if short == nil {
			return err
		}
		o.Exception = "short"
		goods = slices.DeleteFunc(goods, func(g ref.Goods) bool { return g.SKU.String() == short.Args["sku"] })
	}
	return nil
}

// shortage is what stock says of a SKU that it has too little of, or nil for any other error.
func shortage(err error) *fault.Fault {
	var short *fault.Fault
	if errors.As(err, &short) && short.Key == "inventory.stock.short" {
		return short
	}
	return nil
}

// lacking says which line it is that stock has too little for, in the words of the order.
func (o *Order) lacking(err error) error {
	short := shortage(err)
	if short == nil {
		return err
	}
	for i, l := range o.Lines {
		if l.SKU.String() == short.Args["sku"] {
			args := fault.Args{"sku": l.Code + " " + l.Name, "wanted": short.Args["wanted"], "free": short.Args["free"]}
			return fault.New(fault.Conflict, "sales.order.short", args).At(fmt.Sprintf("lines.%d.qty", i))
		}
	}
	return err
}

// open are the goods that are still to be shipped.
func (o *Order) open() []ref.Goods {
	var goods []ref.Goods
	for _, l := range o.Lines {
		if l.Qty > l.Shipped {
			goods = append(goods, ref.Goods{Line: l.No, SKU: l.SKU, Category: l.Category, Qty: l.Qty - l.Shipped})
		}
	}
	return goods
}

func (r *Room) approve(_ context.Context, _ *pg.Tx, o *Order) error {
	if o.Exception != "" {
		return fault.New(fault.Conflict, "sales.order.has_exception", nil)
	}
	return nil
}

// reserveAgain takes up anew the goods of an order that lost some.
func (r *Room) reserveAgain(ctx context.Context, tx *pg.Tx, o *Order) error {
	if err := r.stock.Release(ctx, tx, id.ID(o.ID)); err != nil {
		return err
	}
	o.Exception = ""
	return o.lacking(r.stock.Reserve(ctx, tx, o.self(), o.Warehouse, o.open()))
}

// record is a sale over the counter: priced, paid, and its goods leave at once.
func (r *Room) record(ctx context.Context, tx *pg.Tx, o *Order) error {
	if err := r.price(ctx, tx, o); err != nil {
		return err
	}
	valued, err := r.stock.Sell(ctx, tx, o.self(), o.Warehouse, o.open())
	if err != nil {
		return o.lacking(err)
	}
	for i := range o.Lines {
		o.Lines[i].Shipped, o.Lines[i].Cost = o.Lines[i].Qty, valued[i].Value
	}
	o.Paid = o.Total
	return nil
}

// Cancellation is what the step cancel asks for.
type Cancellation struct {
	Reason string `json:"reason"`
}

// cancel lets go of what was not shipped: of all of an order, or, to close one that shipped in part, of the rest.
func (r *Room) cancel(ctx context.Context, tx *pg.Tx, o *Order, in *Cancellation) error {
	o.Note = joinNote(o.Note, in.Reason)
	o.Exception = ""
	return r.stock.Release(ctx, tx, id.ID(o.ID))
}

// Unshipped is what the customer was asked for goods that have not been shipped, with VAT.
func (o *Order) Unshipped() (open fixed.Amount) {
	for _, l := range o.Lines {
		open += l.Net - slice(l.Net, 0, l.Shipped, l.Qty) + l.VAT - slice(l.VAT, 0, l.Shipped, l.Qty)
	}
	return open
}

func joinNote(note, more string) string {
	if note == "" || more == "" {
		return note + more
	}
	return note + "\n" + more
}

// Settlement is what was paid for an order so far, and given back.
type Settlement struct {
	Paid     fixed.Amount `json:"paid"`
	Refunded fixed.Amount `json:"refunded"`
}

func (r *Room) settle(_ context.Context, _ *pg.Tx, o *Order, in *Settlement) error {
	o.Paid, o.Refunded = in.Paid, in.Refunded
	return nil
}

// Settle tells an order what was paid for it so far and given back. An order that knows already is left alone.
func (r *Room) Settle(ctx context.Context, tx *pg.Tx, order id.ID, s Settlement) error {
	o, err := r.Orders.Def.Lock(ctx, tx, order)
	if err != nil || o.Paid == s.Paid && o.Refunded == s.Refunded {
		return err
	}
	_, err = r.Orders.Go(ctx, tx, order, "settle", &s)
	return err
}

// Loss is goods promised to a line that turned out to be lost.
type Loss struct {
	Line int32     `json:"line"`
	Qty  fixed.Qty `json:"qty"`
}

func (r *Room) lose(_ context.Context, _ *pg.Tx, o *Order, _ *Loss) error {
	o.Exception = "short"
	return nil
}

// Lost puts an order that lost its goods into the queue of exceptions.
func (r *Room) Lost(ctx context.Context, tx *pg.Tx, holder id.ID, line int32, qty fixed.Qty) error {
	_, err := r.Orders.Go(ctx, tx, holder, "lose", &Loss{line, qty})
	return err
}
