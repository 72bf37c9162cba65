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

// Capital is money that the owners bring.
//
//	Dr 1002 银行存款            amount
//	  Cr 4001 实收资本          amount
type Capital struct {
	Head
	Amount fixed.Amount
}

func (Capital) summary() string { return "capital" }

func (c Capital) lines() []Line {
	return []Line{dims{}.debit(bank, c.Amount), dims{}.credit(capital, c.Amount)}
}

// Withdrawal is money that goes from the platforms' wallets to the bank 提现.
//
//	Dr 1002 银行存款            amount
//	  Cr 1012 其他货币资金      amount
type Withdrawal struct {
	Head
	Amount fixed.Amount
}

func (Withdrawal) summary() string { return "withdrawal" }

func (w Withdrawal) lines() []Line {
	return []Line{dims{}.debit(bank, w.Amount), dims{}.credit(wallet, w.Amount)}
}

// Expense is what the business costs beside its goods, paid from the bank: commission, promotion and express are selling expenses, rent
// and wages those of the office.
//
//	Dr 6601 销售费用 | 6602 管理费用  amount
//	  Cr 1002 银行存款                amount
type Expense struct {
	Head
	Kind   string // commission, promotion, express, rent, wages
	Amount fixed.Amount
}

func (e Expense) summary() string { return "expense." + e.Kind }

func (e Expense) lines() []Line {
	account := sellingCosts
	if e.Kind == "rent" || e.Kind == "wages" {
		account = office
	}
	return []Line{dims{}.debit(account, e.Amount), dims{}.credit(bank, e.Amount)}
}
