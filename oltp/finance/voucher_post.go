package finance

import (
	"context"
	"fmt"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Post writes the voucher of an Entry, in the transaction of the business that it tells of: one round trip. An Entry without
// amounts (a shipment of goods without price and cost) is none: the voucher is nil.
func (r *Room) Post(ctx context.Context, tx *pg.Tx, e Entry) (*Voucher, error) {
	v := r.write(e)
	if len(v.Lines) == 0 {
		return nil, nil
	}
	return v, r.Vouchers.Begin(ctx, tx, "post", v)
}

// Reverse takes a voucher back by a red one (红冲): the same lines with negative amounts, on today's date. A voucher is
// reversed once.
func (r *Room) Reverse(ctx context.Context, tx *pg.Tx, key VoucherID) (*Voucher, error) {
	v := &Voucher{Reverses: key, house: true}
	return v, r.Vouchers.Begin(ctx, tx, "post", v)
}

// complete is the step post: it gives the voucher what it does not bring with it. Day is frozen by then.
func (r *Room) complete(ctx context.Context, tx *pg.Tx, v *Voucher) error {
	v.Word, v.Period = word, v.Day.Period()
	var err error
	switch {
	case !v.Reverses.IsZero():
		err = r.redden(ctx, tx, v)
	case !v.house:
		err = checkHand(ctx, tx, v)
	}
	if err != nil {
		return err
	}
	v.Amount = v.debits()
	return r.serial(ctx, tx, v)
}

// word of every voucher: one series for all kinds (记), rather than 收, 付 and 转.
const word = "记"

func (v *Voucher) debits() (sum fixed.Amount) {
	for _, l := range v.Lines {
		sum += l.Debit
	}
	return sum
}

// redden fills a reversal from the voucher that it takes back.
func (r *Room) redden(ctx context.Context, tx *pg.Tx, v *Voucher) error {
	if len(v.Lines) > 0 {
		return fault.New(fault.Invalid, "finance.voucher.reverse_lines", nil).At("lines")
	}
	old, err := r.Vouchers.Def.Get(ctx, tx, id.ID(v.Reverses))
	if err != nil {
		return err
	}
	if !v.house && !old.Source.IsZero() {
		return fault.New(fault.Conflict, "finance.voucher.reverse_source", fault.Args{"number": old.SourceNumber}).At("reverses")
	}
	if !old.Reverses.IsZero() {
		return fault.New(fault.Conflict, "finance.voucher.reverse_red", fault.Args{"number": old.Number}).At("reverses")
	}
	v.SourceType, v.Source, v.SourceNumber = old.SourceType, old.Source, old.SourceNumber
	if v.Summary == "" {
		v.Summary = r.say("finance.summary.reverse", fault.Args{"number": old.Number, "day": old.Day, "summary": old.Summary})
	}
	for _, l := range old.Lines {
		l.No, l.Debit, l.Credit = 0, -l.Debit, -l.Credit
		v.Lines = append(v.Lines, l)
	}
	return nil
}

// checkHand looks at what a person wrote: the accounts are there and may be written on, and who is meant is said where
// the account asks for it. Lines get their codes.
func checkHand(ctx context.Context, tx *pg.Tx, v *Voucher) error {
	if v.At.After(tx.Now) {
		return fault.New(fault.Invalid, "finance.voucher.future", nil).At("at")
	}
	keys := make([]AccountID, len(v.Lines))
	for i, l := range v.Lines {
		keys[i] = l.Account
	}
	found, err := tx.Query(ctx, "select id, code, control, archived from finance.account where id = any($1)", keys)
	if err != nil {
		return err
	}
	defer found.Close()
	known := map[AccountID]Account{}
	for found.Next() {
		var a Account
		if err := found.Scan(&a.ID, &a.Code, &a.Control, &a.Archived); err != nil {
			return err
		}
		known[a.ID] = a
	}
	if err := found.Err(); err != nil {
		return err
	}
	var faults fault.List
	for i := range v.Lines {
		l := &v.Lines[i]
		a := known[l.Account]
		l.Code = a.Code
		faults.Add(l.fits(i, a))
	}
	return faults.Err()
}

func (l *Line) fits(i int, a Account) *fault.Fault {
	args := fault.Args{"code": a.Code, "line": i + 1}
	switch {
	case a.Code == "" || a.Archived:
		return fault.New(fault.Invalid, "finance.voucher.account_missing", args).At(lineField(i, "account"))
	case a.Control == "stock":
		return fault.New(fault.Invalid, "finance.voucher.stock_account", args).At(lineField(i, "account"))
	case a.Control == "customer" && l.Customer.IsZero():
		return fault.New(fault.Invalid, "finance.voucher.customer_needed", args).At(lineField(i, "customer"))
	case a.Control == "supplier" && l.Supplier.IsZero():
		return fault.New(fault.Invalid, "finance.voucher.supplier_needed", args).At(lineField(i, "supplier"))
	}
	return nil
}

func lineField(i int, name string) string { return fmt.Sprintf("lines.%d.%s", i, name) }

// say is a text in the company's language.
func (r *Room) say(key string, args fault.Args) string {
	return r.words.Text(r.company.Lang, key, args)
}
