package sales

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/money"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/web"
)

// marginRight lets its holder see what is earned on an order before it is placed.
const marginRight = "sales.order.margin"

// reckoned is an order that was typed, with the amounts that placing it would give. Lines at fault count nothing.
type reckoned struct {
	*Order
	faults fault.List
	lists  []fixed.Amount // what each line costs in the channel
	manual []bool         // whose price was typed
}

// reckon computes what was typed by the same code that placing does.
func (c *counter) reckon(ctx context.Context, tx *pg.Tx, t *typed) (*reckoned, error) {
	o, off, faults, err := t.order(ctx, tx, c.desk)
	if err != nil {
		return nil, err
	}
	k := &reckoned{Order: o, faults: faults, lists: make([]fixed.Amount, len(o.Lines)), manual: make([]bool, len(o.Lines))}
	o.Currency = c.currency
	if !o.Customer.IsZero() {
		if err := k.also(c.stamp(ctx, tx, o)); err != nil {
			return nil, err
		}
	}
	if err := c.prices(ctx, tx, k); err != nil {
		return nil, err
	}
	for i := range o.Lines {
		if k.wrong(i) {
			o.Lines[i].Qty, off.lines[i] = 0, ""
		}
	}
	decimals := money.Decimals(o.Currency)
	off.resolve(o, decimals, &k.faults)
	return k, k.also(o.Compute(decimals))
}

// prices asks what the lines cost in the channel, and puts what was typed in its place.
func (c *counter) prices(ctx context.Context, tx *pg.Tx, k *reckoned) error {
	typed := make([]fixed.Amount, len(k.Lines))
	for i := range k.Lines {
		typed[i], k.Lines[i].Price = k.Lines[i].Price, min(0, k.Lines[i].Price) // one below zero stays, to be refused
	}
	faults, err := c.offer(ctx, tx, k.Order)
	if err != nil {
		return err
	}
	for _, f := range faults {
		if !k.faults.Has(f.Field) {
			k.faults.Add(f)
		}
	}
	for i := range k.Lines {
		k.lists[i] = k.Lines[i].Price
		if typed[i] > 0 {
			k.Lines[i].Price, k.manual[i] = typed[i], true
		}
	}
	return nil
}

// also takes faults up; it gives back any other error.
func (k *reckoned) also(err error) error {
	faults := fault.All(err)
	k.faults = append(k.faults, faults...)
	if len(faults) == 0 {
		return err
	}
	return nil
}

// wrong tells whether a line is at fault.
func (k *reckoned) wrong(i int) bool {
	for _, f := range k.faults {
		if strings.HasPrefix(f.Field, "lines."+strconv.Itoa(i)+".") {
			return true
		}
	}
	return false
}

// quote is what the page shows of an order that is being typed.
type quote struct {
	Lines    []quoteLine   `json:"lines"`
	Goods    fixed.Amount  `json:"goods"`
	Discount fixed.Amount  `json:"discount"`
	Freight  fixed.Amount  `json:"freight"`
	VAT      fixed.Amount  `json:"vat"` // inside the total
	Total    fixed.Amount  `json:"total"`
	Margin   *fixed.Amount `json:"margin,omitempty"`
	Rate     string        `json:"margin_rate,omitempty"`
	Short    bool          `json:"short"`
	Faults   []refusal     `json:"faults"`
}

type quoteLine struct {
	SKU       ref.SKU       `json:"sku"`
	Code      string        `json:"code"`
	Name      string        `json:"name"`
	Price     fixed.Amount  `json:"price"`
	Origin    string        `json:"origin"`
	Manual    bool          `json:"manual"`
	Discount  fixed.Amount  `json:"discount"`
	Amount    fixed.Amount  `json:"amount"`
	Free      fixed.Qty     `json:"free"`
	Short     bool          `json:"short"`
	Elsewhere []elsewhere   `json:"elsewhere,omitempty"`
	Margin    *fixed.Amount `json:"margin,omitempty"`
	Rate      string        `json:"margin_rate,omitempty"`
}

// quote reckons what was typed so far and keeps it as a draft.
func (c *counter) quote(ctx context.Context, r *web.Request) (web.Answer, error) {
	var in struct {
		Slot  string          `json:"slot"`
		Order json.RawMessage `json:"order"`
	}
	var t typed
	if err := r.JSON(&in); err != nil {
		return web.Answer{}, err
	}
	if json.Unmarshal(in.Order, &t) != nil || len(t.Lines) > maxLines {
		return refused(r, fault.New(fault.Invalid, "sales.entry.too_long", fault.Args{"max": maxLines}))
	}
	var q *quote
	err := r.Do(ctx, func(tx *pg.Tx) error {
		if err := web.KeepDraft(ctx, tx, entryPath, in.Slot, in.Order); err != nil {
			return err
		}
		k, err := c.reckon(ctx, tx, &t)
		if err != nil {
			return err
		}
		q, err = c.shown(ctx, tx, r, k)
		return err
	})
	return web.JSON(q), err
}

// maxLines bounds an order that is typed; longer ones are imported.
const maxLines = 500

func (c *counter) shown(ctx context.Context, tx *pg.Tx, r *web.Request, k *reckoned) (*quote, error) {
	q := &quote{Lines: []quoteLine{}, Goods: k.Goods, Discount: k.Discount, Freight: k.Freight, Total: k.Total, VAT: k.FreightVAT,
		Faults: refusals(r, k.faults)}
	skus := make([]ref.SKU, len(k.Lines))
	for i, l := range k.Lines {
		skus[i] = l.SKU
	}
	lists, err := c.desk.Lists(ctx, tx, k.Channel, skus)
	if err != nil {
		return nil, err
	}
	for i, l := range k.Lines {
		q.VAT += l.VAT
		line := quoteLine{SKU: l.SKU, Code: l.Code, Name: l.Name, Price: l.Price, Discount: l.Discount, Amount: l.Amount, Manual: k.manual[i]}
		switch {
		case l.Code == "":
		case k.manual[i] && k.lists[i] != l.Price:
			line.Origin = r.Text("sales.entry.origin.manual", "price", k.lists[i])
		case lists[l.SKU] != "":
			line.Origin = lists[l.SKU]
		default:
			line.Origin = r.Text("sales.entry.origin.own")
		}
		q.Lines = append(q.Lines, line)
	}
	return q, c.stocked(ctx, tx, r, k, q, skus)
}

// drop throws a parked entry away.
func (c *counter) drop(ctx context.Context, r *web.Request) (web.Answer, error) {
	var in struct {
		Slot string `json:"slot"`
	}
	if err := r.JSON(&in); err != nil {
		return web.Answer{}, err
	}
	return web.Nothing(), r.Do(ctx, func(tx *pg.Tx) error { return web.DropDraft(ctx, tx, entryPath, in.Slot) })
}
