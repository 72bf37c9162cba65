package sales

import (
	"context"
	"encoding/json"
	"fmt"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/web"
)

// placing is an entry that is done. The slot is its key: sent again, it is the same order.
type placing struct {
	Slot      string        `json:"slot"`
	Order     typed         `json:"order"`
	Total     *fixed.Amount `json:"total"` // what the page showed; nothing where it was typed without a network
	Backorder bool          `json:"backorder"`
}

// placed is the order that an entry became.
type placed struct {
	ID     id.ID        `json:"id"`
	Number string       `json:"number"`
	Total  fixed.Amount `json:"total"`
}

// place makes the order, once, and forgets its draft.
func (c *counter) place(ctx context.Context, r *web.Request) (web.Answer, error) {
	var in placing
	if err := r.JSON(&in); err != nil {
		return web.Answer{}, err
	}
	if len(in.Order.Lines) > maxLines {
		return refused(r, fault.New(fault.Invalid, "sales.entry.too_long", fault.Args{"max": maxLines}))
	}
	var answer []byte
	err := r.Do(ctx, func(tx *pg.Tx) (err error) {
		answer, _, err = tx.Once(ctx, "entry "+in.Slot, r.Body, func() ([]byte, error) { return c.make(ctx, tx, &in) })
		if err != nil {
			return err
		}
		return web.DropDraft(ctx, tx, entryPath, in.Slot)
	})
	if err != nil {
		return refused(r, err)
	}
	return web.JSON(json.RawMessage(answer)), nil
}

func (c *counter) make(ctx context.Context, tx *pg.Tx, in *placing) ([]byte, error) {
	k, err := c.reckon(ctx, tx, &in.Order)
	if err == nil {
		err = k.faults.Err()
	}
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(k.body(in.Total))
	if err != nil {
		return nil, err
	}
	step := "place"
	if in.Backorder {
		step = "backorder"
	}
	made, err := c.Orders.Start(ctx, tx, step, body)
	if err != nil {
		return nil, err
	}
	o, ok := made.(*Order)
	if !ok {
		return nil, fmt.Errorf("the step %s made a %T", step, made)
	}
	return json.Marshal(placed{id.ID(o.ID), o.Number, o.Total})
}

// body is the order as the API would receive it: identifiers, quantities, what was typed by hand, and the total that was shown.
func (k *reckoned) body(total *fixed.Amount) map[string]any {
	lines := make([]map[string]any, len(k.Lines))
	for i, l := range k.Lines {
		lines[i] = map[string]any{"sku": l.SKU, "qty": l.Qty, "discount": l.Discount}
		if k.manual[i] {
			lines[i]["price"] = l.Price
		}
	}
	body := map[string]any{
		"channel": k.Channel, "customer": k.Customer, "warehouse": k.Warehouse, "external": k.External, "receiver": k.Receiver, "phone": k.Phone,
		"address": k.Address, "discount": k.Discount, "freight": k.Freight, "note": k.Note, "lines": lines,
	}
	if total != nil {
		body["quoted"] = *total
	}
	return body
}

// undo cancels an order that was just placed.
func (c *counter) undo(ctx context.Context, r *web.Request) (web.Answer, error) {
	key, err := r.Key("id")
	if err != nil {
		return web.Answer{}, err
	}
	reason, err := json.Marshal(map[string]string{"reason": r.Text("sales.entry.undo.reason")})
	if err != nil {
		return web.Answer{}, err
	}
	err = r.Do(ctx, func(tx *pg.Tx) error {
		_, err := c.Orders.Take(ctx, tx, key, 0, "cancel", reason)
		return err
	})
	if err != nil {
		return refused(r, err)
	}
	return web.JSON(map[string]bool{"cancelled": true}), nil
}
