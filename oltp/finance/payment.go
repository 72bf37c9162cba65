package finance

import (
	"context"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/flow"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

type payment struct{}

// PaymentID names a payment.
type PaymentID = id.Of[payment]

// Payment is money that came (receive), went to a supplier (pay) or back to a customer (refund) 收付款单. A refund names the
// payment that it gives back; the refunds of a payment never exceed it.
type Payment struct {
	resource.Doc[PaymentID]
	Kind         string       `json:"kind"`
	Customer     ref.Customer `json:"customer,omitzero"`
	Supplier     ref.Supplier `json:"supplier,omitzero"`
	Channel      ref.Channel  `json:"channel,omitzero"`
	Account      AccountID    `json:"account"` // where the money is: 1001, 1002, 1012 or below
	Amount       fixed.Amount `json:"amount"`
	Refunded     fixed.Amount `json:"refunded"`
	Original     PaymentID    `json:"original,omitzero"`
	External     string       `json:"external"` // the provider's own number: booked once
	SourceType   string       `json:"source_type"`
	Source       ref.Any      `json:"source,omitzero"` // the order, the purchase, the return
	SourceNumber string       `json:"source_number"`

	code string // of Account
}

// Accounts that hold money, by default: the platform's wallet for customers, the bank for suppliers.
var (
	Cash   = accountOf("1001")
	Bank   = accountOf("1002")
	Wallet = accountOf("1012")
)

// PaymentKinds are receive, pay and refund.
var PaymentKinds = []string{"receive", "pay", "refund"}

func (r *Room) payments() *flow.Flow[Payment] {
	def := resource.Define(resource.Def[Payment]{
		Meta: resource.Meta{
			Name: "finance.payment", Icon: "cash", Title: []string{"number"}, Sort: "-at", Prefix: "PY", Editable: []string{"draft"},
			Whole: true, Bounds: []resource.Bound{resource.By("channel", "channel")},
			Fields: resource.Fields{
				resource.Text("number", 40).Find().Col().RO(), resource.Choice("state", "draft", "posted").Col().RO(),
				resource.Choice("kind", PaymentKinds...).Req().Col(), resource.Money("amount").Req().Total(),
				resource.Link("customer", "crm.customer").Col(), resource.Link("supplier", "purchasing.supplier").Col(),
				resource.Link("channel", "catalog.channel"), resource.Link("account", "finance.account").Col(),
				resource.Link("original", "finance.payment"), resource.Text("external", 100).Tails(),
				resource.Money("refunded").RO(), resource.Text("source_number", 40).Tails().Col().RO(),
				resource.Instant("at").Col().RO(), resource.LongText("note"),
			},
		},
		Check:  checkPayment,
		Before: r.placePayment,
	})
	f := flow.Define(def, flow.Plan[Payment]{
		States: []resource.State{{Name: "draft", Tone: "plain"}, {Name: "posted", Tone: "done"}},
		Draft:  []string{"draft"},
		Steps: []flow.Step[Payment]{
			{StepInfo: resource.StepInfo{Name: "draft", From: []string{""}, To: []string{"draft"}}},
			{StepInfo: resource.StepInfo{Name: "post", From: []string{"", "draft"}, To: []string{"posted"}, Icon: "check", Main: true},
				Action: flow.Do(r.giveBack)},
			{StepInfo: resource.StepInfo{Name: "refund", From: []string{"posted"}, To: []string{"posted"}, Private: true},
				Action: flow.With(func(_ context.Context, _ *pg.Tx, p *Payment, amount *fixed.Amount) error {
					p.Refunded += *amount
					return nil
				})},
		},
	})
	f.After("post", r.book)
	return f
}

func checkPayment(p *Payment) (faults fault.List) {
	need := func(missing bool, field string) {
		if missing {
			faults.Add(fault.New(fault.Conflict, "core.field.required", fault.Args{"field": field}).At(field))
		}
	}
	need(p.Kind == "receive" && p.Customer.IsZero() && p.Channel.IsZero(), "customer")
	need(p.Kind == "pay" && p.Supplier.IsZero(), "supplier")
	need(p.Kind == "refund" && p.Original.IsZero(), "original")
	if p.Kind != "refund" && !p.Original.IsZero() {
		faults.Add(fault.New(fault.Invalid, "finance.payment.refund_of", nil).At("original"))
	}
	if p.Amount <= 0 {
		faults.Add(fault.New(fault.Invalid, "finance.payment.amount_positive", nil).At("amount"))
	}
	if p.Refunded > p.Amount {
		faults.Add(overRefund(p))
	}
	return faults
}

func overRefund(p *Payment) *fault.Fault {
	return fault.New(fault.Conflict, "finance.payment.over_refund", fault.Args{"number": p.Number, "amount": p.Amount}).At("amount")
}

// placePayment finds the account that holds the money, the usual one where none is given.
func (r *Room) placePayment(ctx context.Context, tx *pg.Tx, p, _ *Payment) error {
	if p.Account.IsZero() {
		p.Account = Wallet
		if p.Kind == "pay" {
			p.Account = Bank
		}
	}
	for code, known := range map[string]AccountID{"1001": Cash, "1002": Bank, "1012": Wallet} {
		if p.Account == known {
			p.code = code
			return nil
		}
	}
	err := tx.QueryRow(ctx, "select code from finance.account where id = $1 and not archived", p.Account).Scan(&p.code)
	for _, money := range []string{"1001", "1002", "1012"} {
		if strings.HasPrefix(p.code, money) {
			return err
		}
	}
	if err == nil || err == pg.ErrNoRows {
		err = fault.New(fault.Invalid, "finance.payment.account_kind", fault.Args{"code": p.code}).At("account")
	}
	return err
}

// giveBack is the step post of a refund: it takes the amount from what is left of the original payment, under its lock.
func (r *Room) giveBack(ctx context.Context, tx *pg.Tx, p *Payment) error {
	if p.Kind != "refund" || p.Original.IsZero() {
		return nil
	}
	original, err := r.Payments.Go(ctx, tx, id.ID(p.Original), "refund", &p.Amount)
	if err != nil {
		return err
	}
	if original.Kind != "receive" {
		return fault.New(fault.Invalid, "finance.payment.refund_of", nil).At("original")
	}
	p.Customer, p.Channel = original.Customer, original.Channel
	if p.Account.IsZero() {
		p.Account = original.Account
	}
	return nil
}

// book writes the voucher of a posted payment.
func (r *Room) book(ctx context.Context, tx *pg.Tx, p *Payment) error {
	money := p.money()
	var err error
	if money.Advance, err = r.advance(ctx, tx, p); err != nil {
		return err
	}
	_, err = r.Post(ctx, tx, money)
	return err
}

// money is the payment as an entry. Its source is the payment: that in turn names the order.
func (p *Payment) money() Money {
	return Money{
		Head: Head{Source: ref.Doc{Type: "finance.payment", ID: id.ID(p.ID), Number: p.Number}, At: p.At},
		Kind: p.Kind, Account: p.code, Customer: p.Customer, Supplier: p.Supplier, Channel: p.Channel, Amount: p.Amount,
	}
}
