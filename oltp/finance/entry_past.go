package finance

import (
	"hesuan/internal/fixed"
	"hesuan/internal/ref"
)

// The accounts that only business of the past is booked on.
const (
	allowance    = "1231" // 坏账准备
	creditLosses = "6702" // 信用减值损失
)

// Fee is what others charge the company in a customer's account: a marketplace, a bank. A negative one was given back.
//
//	Dr 6601 销售费用            amount
//	  Cr 1122 应收账款          amount
type Fee struct {
	Head
	Customer ref.Customer
	Channel  ref.Channel
	Amount   fixed.Amount
}

func (Fee) summary() string { return "fee" }

func (f Fee) lines() []Line {
	return []Line{dims{channel: f.Channel}.debit(sellingCosts, f.Amount), dims{customer: f.Customer, channel: f.Channel}.credit(receivables, f.Amount)}
}

// BadDebt is what is not expected to be paid any more. A negative one is expected again.
//
//	Dr 6702 信用减值损失        amount
//	  Cr 1231 坏账准备          amount
type BadDebt struct {
	Head
	Amount fixed.Amount
}

func (BadDebt) summary() string { return "bad_debt" }

func (b BadDebt) lines() []Line {
	return []Line{dims{}.debit(creditLosses, b.Amount), dims{}.credit(allowance, b.Amount)}
}
