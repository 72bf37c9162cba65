package sales

import (
	"context"
	"fmt"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// typed is an order as a clerk has typed it: texts, and less than an order may have.
type typed struct {
	Channel   string      `json:"channel"`
	Warehouse string      `json:"warehouse"`
	Customer  string      `json:"customer"`
	External  string      `json:"external"`
	Receiver  string      `json:"receiver"`
	Phone     string      `json:"phone"`
	Address   string      `json:"address"`
	Discount  string      `json:"discount"`
	Freight   string      `json:"freight"`
	Note      string      `json:"note"`
	Lines     []typedLine `json:"lines"`
}

// typedLine names goods by identifier, or by a code or barcode that was scanned without a network.
type typedLine struct {
	SKU      string `json:"sku"`
	Code     string `json:"code"`
	Qty      string `json:"qty"`
	Price    string `json:"price"`    // empty is the channel's, 0 is a gift
	Discount string `json:"discount"` // an amount, 10% or 9折
}

// plain is a text with narrow digits, letters and signs, as scanners and Chinese keyboards mix them.
func plain(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000':
			return ' '
		case r == '−':
			return '-'
		}
		return r
	}, text))
}

// share reads 10%, 9折 or 85折 as the part that is taken off.
func share(text string) (off fixed.Amount, is bool) {
	number, percent := strings.CutSuffix(text, "%")
	if !percent {
		if number, is = strings.CutSuffix(text, "折"); !is {
			return 0, false
		}
	}
	n, err := fixed.ParseAmount(strings.TrimSpace(number))
	switch {
	case err != nil || n < 0:
		return -1, true
	case percent:
		return n / 100, true
	case n >= fixed.Yuan(10): // 85折
		return fixed.Yuan(1) - n/100, true
	}
	return fixed.Yuan(1) - n/10, true
}

// discounts are as they were typed, to be resolved once prices are known: the order's, and its lines'.
type discounts struct {
	order string
	lines []string
}

// order reads what was typed; faults say which texts are no numbers.
func (t *typed) order(ctx context.Context, tx *pg.Tx, desk Desk) (o *Order, off discounts, faults fault.List, err error) {
	o = &Order{External: strings.TrimSpace(t.External), Receiver: strings.TrimSpace(t.Receiver), Phone: plain(t.Phone), Address: strings.TrimSpace(t.Address)}
	o.At, o.Note, o.TaxIncluded = tx.Now, strings.TrimSpace(t.Note), true
	for _, link := range []struct {
		text       string
		to         *id.ID
		field, key string
	}{
		{t.Channel, (*id.ID)(&o.Channel), "channel", "core.field.required"},
		{t.Warehouse, (*id.ID)(&o.Warehouse), "warehouse", "core.field.required"},
		{t.Customer, (*id.ID)(&o.Customer), "customer", "sales.entry.customer.required"},
	} {
		key, missing := id.Parse[any](link.text)
		if *link.to = key; missing != nil {
			faults.Add(fault.New(fault.Invalid, link.key, nil).At(link.field))
		}
	}
	off.order = plain(t.Discount)
	o.Freight = readAmount(t.Freight, "freight", &faults)
	for i := range t.Lines {
		line, discount, err := t.Lines[i].line(ctx, tx, desk, i, &faults)
		if err != nil {
			return nil, off, nil, err
		}
		o.Lines, off.lines = append(o.Lines, line), append(off.lines, discount)
	}
	return o, off, faults, nil
}

func (t *typedLine) line(ctx context.Context, tx *pg.Tx, desk Desk, i int, faults *fault.List) (l OrderLine, discount string, err error) {
	at := func(field string) string { return fmt.Sprintf("lines.%d.%s", i, field) }
	key, bad := id.Parse[any](t.SKU)
	if bad != nil && t.Code != "" {
		found, exact, err := desk.Goods(ctx, tx, plain(t.Code), 1)
		if err != nil {
			return l, "", err
		}
		if exact {
			key = id.ID(found[0].SKU)
		}
	}
	l.SKU = ref.SKU(key)
	if l.Qty, bad = fixed.ParseQty(number(t.Qty)); bad != nil {
		faults.Add(fault.New(fault.Invalid, "core.field.qty", nil).At(at("qty")))
	}
	discount = plain(t.Discount)
	if text := number(t.Price); text != "" {
		if l.Price, bad = fixed.ParseAmount(text); bad != nil {
			faults.Add(fault.New(fault.Invalid, "core.field.amount", nil).At(at("price")))
		} else if l.Price == 0 {
			discount = "100%" // a gift: the list price, all of it taken off
		}
	}
	return l, discount, nil
}

func number(text string) string { return strings.NewReplacer(",", "", "¥", "").Replace(plain(text)) }

func readAmount(text, field string, faults *fault.List) fixed.Amount {
	if text = number(text); text == "" {
		return 0
	}
	n, err := fixed.ParseAmount(text)
	if err != nil {
		faults.Add(fault.New(fault.Invalid, "core.field.amount", nil).At(field))
	}
	return n
}

// resolve turns the discounts into amounts, now that the lines have their prices.
func (off discounts) resolve(o *Order, decimals int, faults *fault.List) {
	var goods fixed.Amount
	for i := range o.Lines {
		l := &o.Lines[i]
		gross, _ := l.Price.Times(l.Qty) // Compute tells of one that is too large
		l.Discount = part(off.lines[i], gross.Round(decimals), decimals, fmt.Sprintf("lines.%d.discount", i), faults)
		goods += gross.Round(decimals) - l.Discount
	}
	o.Discount = part(off.order, goods, decimals, "discount", faults)
}

func part(text string, of fixed.Amount, decimals int, field string, faults *fault.List) fixed.Amount {
	off, is := share(text)
	if !is {
		return readAmount(text, field, faults)
	}
	if off < 0 || off > fixed.Yuan(1) {
		faults.Add(fault.New(fault.Invalid, "sales.entry.share", nil).At(field))
		return 0
	}
	amount, err := of.Part(int64(off), fixed.Scale)
	if err != nil {
		faults.Add(fault.New(fault.Invalid, "core.field.amount", nil).At(field))
	}
	return amount.Round(decimals)
}
