package finance_test

import (
	"fmt"
	"testing"

	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/oltp/finance"
)

// FIN-06 in part: the chart of 企业会计准则 is there at the first start, each account below the one whose code its own begins with,
// and loading it again changes nothing.
func TestTheChartIsThereOnce(t *testing.T) {
	b := open(t)
	b.do(func(tx *pg.Tx) error {
		page, err := b.Accounts.List(b.ctx, tx, resource.Query{Limit: 500})
		if err != nil {
			return err
		}
		byID := map[finance.AccountID]*finance.Account{}
		for _, a := range page.Rows {
			byID[a.ID] = a
		}
		for _, a := range page.Rows {
			parent := byID[a.Parent]
			if (len(a.Code) > 4) != (parent != nil) || parent != nil && (a.Code[:len(a.Code)-2] != parent.Code || a.Class != parent.Class) {
				t.Errorf("%s %s lies below %v", a.Code, a.Name, parent)
			}
			if a.Name == "" || a.NameEn == "" || a.Class == "" {
				t.Errorf("%+v lacks something", a)
			}
		}
		if len(page.Rows) < 110 {
			t.Errorf("only %d accounts", len(page.Rows))
		}
		return b.LoadChart(b.ctx, tx)
	})
	var accounts, events int
	b.do(func(tx *pg.Tx) error {
		return tx.QueryRow(b.ctx, "select (select count(*) from finance.account), (select count(*) from core.event)").Scan(&accounts, &events)
	})
	if accounts != events {
		t.Errorf("%d accounts, %d events", accounts, events)
	}
	b.sound()
}

// People add sub-accounts by their code alone; what stands there counts in the account above.
func TestSubAccounts(t *testing.T) {
	b := open(t)
	add := func(input string) func(tx *pg.Tx) error {
		return func(tx *pg.Tx) error { _, err := b.Accounts.Create(b.ctx, tx, []byte(input)); return err }
	}
	b.do(add(`{"code":"660101","name":"平台推广费"}`))
	b.refused("finance.account.code_taken", add(`{"code":"660101","name":"快递费"}`))
	b.refused("finance.account.code_parent", add(`{"code":"777701","name":"x"}`))
	b.refused("finance.account.code_parent", add(fmt.Sprintf(`{"code":"660102","name":"x","parent":%q}`, finance.Bank)))
	b.refused("finance.account.code_class", add(`{"code":"7001","name":"x","side":"debit"}`))
	b.refused("core.field.required", add(`{"code":"6602"}`))
	b.refused("finance.account.code_form", add(`{"code":"66AB","name":"x","side":"debit"}`))
	b.do(func(tx *pg.Tx) error {
		sub, err := b.Accounts.ByKey(b.ctx, tx, "660101")
		if err != nil {
			return err
		}
		_, err = b.Vouchers.Def.Create(b.ctx, tx, fmt.Appendf(nil,
			`{"summary":"支付推广费","lines":[{"account":%q,"debit":"30"},{"account":%q,"credit":"30"}]}`, sub, id.ID(finance.Wallet)))
		return err
	})
	b.hold(map[string]string{"6601": "30", "660101": "30", "1012": "-30"})
	if err := b.db.Do(b.ctx, func(tx *pg.Tx) error { _, err := tx.Exec(b.ctx, "delete from finance.account"); return err }); err == nil {
		t.Error("the chart was deleted")
	}
	b.sound()
}
