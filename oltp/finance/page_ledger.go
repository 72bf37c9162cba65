package finance

import (
	"context"
	"strconv"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/web"
)

// ledgerLimit is how many lines a page of the sub-ledger shows.
const ledgerLimit = 200

// ledgerLine is a line with its balance put on a side 方向.
type ledgerLine struct {
	Posted
	Side    string // text key
	Balance fixed.Amount
}

// ledgerData is a page of the sub-ledger.
type ledgerData struct {
	Code, Name, Back, Next, OpeningSide string
	Customer, Supplier                  string
	From, To                            cal.Date
	Opening                             fixed.Amount
	Lines                               []ledgerLine
}

func (r *Room) ledgerPage(ctx context.Context, q *web.Request) (web.Answer, error) {
	data := ledgerData{Code: q.Get("code"), Customer: q.Get("customer"), Supplier: q.Get("supplier")}
	offset, _ := strconv.Atoi(q.Get("offset"))
	ask := LedgerQuery{Offset: max(offset, 0), Limit: ledgerLimit + 1}
	err := q.View(ctx, func(tx *pg.Tx) error {
		opening, lines, err := r.ledgerOf(ctx, tx, q, &ask)
		if err != nil {
			return err
		}
		data.fill(opening, lines)
		data.Name, err = r.accountName(ctx, tx, q.Lang, data.Code)
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	data.From, data.To = ask.From, ask.To
	if len(data.Lines) > ledgerLimit {
		data.Lines = data.Lines[:ledgerLimit]
		data.Next = q.URL("offset", strconv.Itoa(ask.Offset+ledgerLimit))
	}
	data.Back = "/finance/trial?from=" + data.From.String() + "&to=" + data.To.String()
	return show("ledger", data, q.Text("finance.ledger")+" "+data.Code), nil
}

// ledgerOf reads the sub-ledger that a request names; ask has its place and its length.
func (r *Room) ledgerOf(ctx context.Context, tx *pg.Tx, q *web.Request, ask *LedgerQuery) (opening fixed.Amount, lines []Posted, err error) {
	ask.Code, ask.Customer, ask.Supplier = q.Get("code"), party[ref.Customer](q.Get("customer")), party[ref.Supplier](q.Get("supplier"))
	if ask.From, ask.To, err = span(tx, q); err != nil {
		return 0, nil, err
	}
	if _, err := r.Accounts.ByKey(ctx, tx, ask.Code); err != nil {
		return 0, nil, err
	}
	return r.Ledger(ctx, tx, *ask)
}

func (d *ledgerData) fill(opening fixed.Amount, lines []Posted) {
	d.OpeningSide, d.Opening = sided(opening)
	for _, l := range lines {
		line := ledgerLine{Posted: l}
		line.Side, line.Balance = sided(l.Running)
		d.Lines = append(d.Lines, line)
	}
}

// party reads whom a sub-ledger is of; nobody in particular where the text names none.
func party[I ~[16]byte](text string) I {
	key, _ := id.Parse[any](text)
	return I(key)
}

func (r *Room) accountName(ctx context.Context, tx *pg.Tx, lang, code string) (string, error) {
	key, err := r.Accounts.ByKey(ctx, tx, code)
	if err != nil {
		return "", err
	}
	account, err := r.Accounts.Get(ctx, tx, key)
	if err != nil {
		return "", err
	}
	return naming(lang, account.Name, account.NameEn), nil
}

// sided is a balance with the side it stands on: 借, 贷 or 平.
func sided(balance fixed.Amount) (key string, amount fixed.Amount) {
	switch {
	case balance > 0:
		return "finance.debit_side", balance
	case balance < 0:
		return "finance.credit_side", -balance
	}
	return "finance.even", 0
}
