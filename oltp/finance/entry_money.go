package finance

import (
	"hesuan/internal/fixed"
	"hesuan/internal/ref"
)

// Money is money coming or going. Payments write it themselves.
//
//	receive: Dr 1012 or 1002    amount    Cr 1122 应收账款   amount − advance
//	                                      Cr 2203 预收账款   advance
//	refund:  Dr 1122 应收账款   amount − advance
//	         Dr 2203 预收账款   advance   Cr 1012 or 1002    amount
//	pay:     Dr 220201 应付货款 amount    Cr 1002
type Money struct {
	Head
	Kind     string // receive, pay, refund
	Account  string // code of the account that holds the money
	Customer ref.Customer
	Supplier ref.Supplier
	Channel  ref.Channel
	Amount   fixed.Amount
	Advance  fixed.Amount // of it, for goods that have not left: a customer's claim, with VAT, for that is due when they leave
}

func (m Money) summary() string {
	if m.Kind == "refund" {
		return "refund_paid"
	}
	return m.Kind
}

func (m Money) lines() []Line {
	buyer, seller, till := dims{customer: m.Customer, channel: m.Channel}, dims{supplier: m.Supplier}, dims{channel: m.Channel}
	switch m.Kind {
	case "receive":
		return []Line{till.debit(m.Account, m.Amount), buyer.credit(receivables, m.Amount-m.Advance), buyer.credit(advances, m.Advance)}
	case "refund":
		return []Line{buyer.debit(receivables, m.Amount-m.Advance), buyer.debit(advances, m.Advance), till.credit(m.Account, m.Amount)}
	}
	return []Line{seller.debit(invoiced, m.Amount), till.credit(m.Account, m.Amount)}
}
