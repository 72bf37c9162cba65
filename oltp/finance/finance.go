// Package finance owns the books: the chart of accounts (会计科目), vouchers (记账凭证), periods and payments.
//
// Always true, by constraint and by the checks of the house: a voucher is append-only and balances; its lines come in the
// transaction that posts it; a closed period takes none; a mistake is a red voucher (红冲), never a change; the legal numbers
// of a month (记字第 n 号) have no gaps. Amounts are in the company's currency.
//
// Other rooms never write vouchers. What they did is handed in by wire.go as an Entry, a plain struct of amounts, in the
// transaction that did it: a Sale, a Return, a Refund, a Receipt, an Invoice, a Stock change, a Money movement. Each Entry's
// file holds the accounts it is booked on. Sub-ledgers are dimensions on lines: customer, supplier, channel.
//
// Events: finance.voucher.post, finance.payment.*, finance.period.*, finance.account.*.
package finance

import (
	"context"
	"embed"

	"hesuan/internal/flow"
	"hesuan/internal/i18n"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// Files holds the schema and the words.
//
//go:embed schema*.sql lang/*.json
var Files embed.FS

// Company is what the books must know of whose they are.
type Company struct {
	Lang     string // of summaries: zh or en
	Currency string
}

// Room is the finance room.
type Room struct {
	Accounts *resource.Def[Account]
	Vouchers *flow.Flow[Voucher]
	Periods  *flow.Flow[Period]
	Payments *flow.Flow[Payment]
	// Credit are the terms of suppliers in days 账期; those that are not in it are paid at once. Without it all have a customer's.
	Credit func(ctx context.Context, tx *pg.Tx) (map[id.ID]int64, error)

	// Goods tells what of an order has left; nil for a company that has no orders.
	Goods Goods

	company Company
	words   *i18n.Book
	serials serials
}

// New makes the room.
func New(company Company) *Room {
	words, err := i18n.Load(Files)
	if err != nil {
		panic(err) // embedded: a broken file does not get past the first test
	}
	r := &Room{company: company, words: words, Accounts: accounts()}
	r.Vouchers, r.Periods, r.Payments = r.vouchers(), r.periods(), r.payments()
	return r
}

// Defs are the room's tables in the order of the navigation.
func (r *Room) Defs() []resource.Any {
	return []resource.Any{r.Vouchers.Def, r.Payments.Def, r.Accounts, r.Periods.Def}
}
