package finance

import (
	"context"

	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/money"
	"hesuan/internal/pg"
	"hesuan/internal/web"
)

// paper is a voucher as it is printed and signed 记账凭证.
type paper struct {
	Voucher        *Voucher
	Company, Legal string
	Words          string // the amount in capital figures, where the books are in yuan
	Lines          []paperLine
}

type paperLine struct {
	Summary string       `json:"summary"`
	Account string       `json:"account"`
	Debit   fixed.Amount `json:"debit"`
	Credit  fixed.Amount `json:"credit"`
}

// paperPage shows a voucher in the form that the law gives it (令98号): number without gaps, accounts by name, total in words, signatures.
func (r *Room) paperPage(ctx context.Context, q *web.Request) (web.Answer, error) {
	key, err := q.Key("id")
	if err != nil {
		return web.Answer{}, err
	}
	data := paper{}
	err = q.View(ctx, func(tx *pg.Tx) error { return r.paper(ctx, tx, key, &data, q.Lang) })
	if err != nil {
		return web.Answer{}, err
	}
	return show("voucher", data, q.Text("finance.voucher")+" "+data.Legal), nil
}

func (r *Room) paper(ctx context.Context, tx *pg.Tx, key id.ID, data *paper, lang string) (err error) {
	if data.Voucher, err = r.Vouchers.Def.Get(ctx, tx, key); err != nil {
		return err
	}
	if r.company.Currency == "CNY" {
		data.Words = money.Capital(data.Voucher.Amount)
	}
	err = tx.QueryRow(ctx, `select name, coalesce((select word || '-' || no from finance.voucher_number where voucher = $1), '')
		from core.company`, key).Scan(&data.Company, &data.Legal)
	if err != nil {
		return err
	}
	for _, l := range data.Voucher.Lines {
		a, err := r.Accounts.Get(ctx, tx, id.ID(l.Account))
		if err != nil {
			return err
		}
		name := a.Code + " " + naming(lang, a.Name, a.NameEn)
		data.Lines = append(data.Lines, paperLine{Summary: l.Summary, Account: name, Debit: l.Debit, Credit: l.Credit})
	}
	return nil
}
