package main

import (
	"context"
	"slices"
	"time"

	"hesuan/demo"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/number"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/oltp/crm"
	"hesuan/oltp/finance"
	"hesuan/oltp/inventory"
	"hesuan/oltp/sales"
)

// demoTeller tells the rooms a chapter of the demo company's past: the steps of its documents in the order of their times, as far as they
// have happened, so that goods are valued as they were moved; then it writes what the rooms made of them.
type demoTeller struct {
	*demoCompany
	ctx context.Context
	tx  *pg.Tx

	stock       *inventory.Past
	sales       *sales.Past
	steps       []demoStep
	adjustments [][]resource.Told[inventory.Adjustment]
	payments    []*demoPayment
	vouchers    []finance.Past
	numbers     map[string]*number.Roll
	undecided   finance.Decision // what 1901 holds of the month
}

// demoStep is something that happened at a time.
type demoStep struct {
	at time.Time
	do func() error
}

// demoPayment is a payment and its events.
type demoPayment struct {
	*finance.Payment
	told []resource.Told[finance.Payment]
}

// chapter writes a month.
func (d *demoCompany) chapter(ctx context.Context, tx *pg.Tx, c *demo.Chapter) error {
	if tx.Now = (c.Last + 1).Start(tx.Zone).UTC(); tx.Now.After(d.asOf) {
		tx.Now = d.asOf
	}
	if err := d.newBuyers(ctx, tx, c.People); err != nil {
		return err
	}
	stock, err := d.inventory.Past(ctx, tx)
	if err != nil {
		return err
	}
	t := &demoTeller{demoCompany: d, ctx: ctx, tx: tx, stock: stock, sales: d.house.sales.Past(), numbers: map[string]*number.Roll{}}
	if err := t.purchases(c.Purchases); err != nil {
		return err
	}
	for i := range c.Orders {
		t.order(&c.Orders[i])
	}
	for _, n := range c.Counts {
		t.on(n.At, func() error { return t.count(n) })
	}
	for _, e := range c.Books {
		t.on(e.At, func() error { return t.money(e) })
	}
	if err := t.tell(); err != nil {
		return err
	}
	return t.closeMonths(c)
}

func (d *demoCompany) newBuyers(ctx context.Context, tx *pg.Tx, people []demo.Buyer) error {
	lives := make([][]resource.Told[crm.Customer], len(people))
	for i, b := range people {
		row := &crm.Customer{Code: demoBuyerCode(b.N), Name: b.Name, Phone: b.Phone, Province: b.Province, City: b.City, Address: b.Address,
			Level: "normal"}
		row.ID = demoBuyer(b.N)
		lives[i] = []resource.Told[crm.Customer]{{Step: "create", Row: row, When: b.Since}}
	}
	if len(lives) == 0 {
		return nil
	}
	return d.crm.Customers.Backfill(ctx, tx, lives...)
}

// on lets something happen at a time, if that has come.
func (t *demoTeller) on(at time.Time, do func() error) {
	if !at.IsZero() && !at.After(t.asOf) {
		t.steps = append(t.steps, demoStep{at, do})
	}
}

// tell takes the steps in the order of their times, and writes.
func (t *demoTeller) tell() error {
	slices.SortStableFunc(t.steps, func(a, b demoStep) int { return a.at.Compare(b.at) })
	for _, step := range t.steps {
		if err := step.do(); err != nil {
			return err
		}
	}
	t.decide()
	return t.flush()
}

func (t *demoTeller) flush() error {
	if err := t.sales.Flush(t.ctx, t.tx); err != nil {
		return err
	}
	if len(t.adjustments) > 0 {
		if err := t.inventory.Adjustments.Def.Backfill(t.ctx, t.tx, t.adjustments...); err != nil {
			return err
		}
	}
	if err := t.stock.Flush(t.ctx, t.tx); err != nil {
		return err
	}
	lives := make([][]resource.Told[finance.Payment], len(t.payments))
	for i, p := range t.payments {
		p.told[len(p.told)-1].Row = p.Payment
		lives[i] = p.told
	}
	if len(lives) > 0 {
		if err := t.finance.Payments.Def.Backfill(t.ctx, t.tx, lives...); err != nil {
			return err
		}
	}
	return t.finance.Backfill(t.ctx, t.tx, t.vouchers)
}

// number gives the next number of a type of document, dated.
func (t *demoTeller) number(docType, prefix string, at time.Time) (string, error) {
	if t.numbers[docType] == nil {
		t.numbers[docType] = number.NewRoll(docType, prefix)
	}
	return t.numbers[docType].Next(t.ctx, t.tx, at)
}

func (t *demoTeller) book(cause id.ID, entries ...finance.Entry) {
	for _, e := range entries {
		t.vouchers = append(t.vouchers, finance.Past{Entry: e, Cause: ref.Event(cause)})
	}
}

// pay posts a payment, because of an event, through the wallet or the bank, and books it: a part of it for goods that have not left.
func (t *demoTeller) pay(p *finance.Payment, advance fixed.Amount, at time.Time, cause id.ID) (paid *demoPayment, event id.ID, err error) {
	code := "1002"
	if p.Account != finance.Bank {
		code, p.Account = "1012", finance.Wallet
	}
	p.ID, p.State, p.At = finance.PaymentID(id.New[any]()), "posted", at
	if p.Number, err = t.number("finance.payment", "PY", at); err != nil {
		return nil, event, err
	}
	resource.Freeze(t.tx, p)
	event = id.New[any]()
	paid = &demoPayment{Payment: p}
	paid.tell(t, "post", event, cause, at)
	t.payments = append(t.payments, paid)
	t.book(event, finance.Money{Head: finance.Head{Source: ref.Doc{Type: "finance.payment", ID: id.ID(p.ID), Number: p.Number}, At: at}, Kind: p.Kind,
		Account: code, Customer: p.Customer, Supplier: p.Supplier, Channel: p.Channel, Amount: p.Amount, Advance: advance})
	return paid, event, nil
}

func (p *demoPayment) tell(t *demoTeller, step string, event, cause id.ID, at time.Time) {
	row := t.finance.Payments.Def.Clone(p.Payment)
	p.told = append(p.told, resource.Told[finance.Payment]{Step: step, Row: row, Event: event, Cause: ref.Event(cause), When: at})
}

// refund gives back a part of a payment, because of an event, for a document: a case, or an order whose goods never left.
func (t *demoTeller) refund(p *demoPayment, amount fixed.Amount, source ref.Doc, at time.Time, cause id.ID) (event id.ID, err error) {
	advance := amount
	if source.Type == "sales.return" {
		advance = 0
	}
	_, event, err = t.pay(&finance.Payment{Kind: "refund", Customer: p.Customer, Channel: p.Channel, Amount: amount, Original: p.ID,
		SourceType: source.Type, Source: source.ID, SourceNumber: source.Number}, advance, at, cause)
	p.Refunded += amount
	p.tell(t, "refund", id.ID{}, event, at)
	return event, err
}

// money books what moves without goods.
func (t *demoTeller) money(e demo.Entry) error {
	head := finance.Head{At: e.At}
	switch e.Kind {
	case "capital":
		t.book(id.ID{}, finance.Capital{Head: head, Amount: e.Amount})
	case "withdrawal":
		t.book(id.ID{}, finance.Withdrawal{Head: head, Amount: e.Amount})
	default:
		t.book(id.ID{}, finance.Expense{Head: head, Kind: e.Kind, Amount: e.Amount})
	}
	return nil
}
