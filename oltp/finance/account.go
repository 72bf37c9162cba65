package finance

import (
	"context"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

type account struct{}

// AccountID names an account.
type AccountID = id.Of[account]

// Account is an account of the chart 会计科目. A sub-account's code begins with its parent's.
type Account struct {
	resource.Base[AccountID]
	resource.Searchable
	Code     string    `json:"code"`
	Name     string    `json:"name"`
	NameEn   string    `json:"name_en"`
	Class    string    `json:"class"` // asset, liability, equity, cost, income, expense
	Side     string    `json:"side"`  // the side on which it grows 余额方向: debit or credit
	Parent   AccountID `json:"parent,omitzero"`
	Official bool      `json:"official"` // the code is one of the Ministry of Finance's
	Control  string    `json:"control"`  // 受控: stock is booked by stock documents alone; customer and supplier ask for whom
}

// classes by the first digit of a code in 企业会计准则; income and expense share the 6.
var classes = map[byte]string{'1': "asset", '2': "liability", '4': "equity", '5': "cost"}

func accounts() *resource.Def[Account] {
	return resource.Define(resource.Def[Account]{
		Meta: resource.Meta{
			Name: "finance.account", Icon: "list-numbers", Title: []string{"code", "name"}, Sort: "code",
			Fields: resource.Fields{
				resource.Text("code", 20).Key().Once(),
				resource.Text("name", 60).Req().Find().Col(),
				resource.Text("name_en", 80).Find().Col(),
				resource.Link("parent", "finance.account").Col().Once(),
				resource.Choice("class", "asset", "liability", "equity", "cost", "income", "expense").Col().RO(),
				resource.Choice("side", "debit", "credit").Col().Once(),
				resource.Choice("control", "customer", "supplier", "stock").Col().RO(),
				resource.Bool("official").RO(),
			},
		},
		Before: placeAccount,
	})
}

// accountOf is the identifier of a code: always the same, so that posting needs to look up nothing.
func accountOf(code string) AccountID { return id.Derive[account]("finance.account", code) }

// placeAccount finds where a new account belongs: below the one whose code its own begins with. It takes class and
// control from there, and the side too unless another is given.
func placeAccount(ctx context.Context, tx *pg.Tx, a, old *Account) error {
	if old != nil {
		return nil
	}
	a.ID = accountOf(a.Code)
	if len(a.Code) <= 4 {
		return a.top()
	}
	var parent Account
	err := tx.QueryRow(ctx, `select id, code, class, side, control from finance.account
		where starts_with($1, code) and code <> $1 order by length(code) desc limit 1`, a.Code).
		Scan(&parent.ID, &parent.Code, &parent.Class, &parent.Side, &parent.Control)
	if err == pg.ErrNoRows || err == nil && !a.Parent.IsZero() && a.Parent != parent.ID {
		return fault.New(fault.Invalid, "finance.account.code_parent", fault.Args{"code": a.Code}).At("code")
	}
	a.inherit(&parent)
	return err
}

func (a *Account) inherit(parent *Account) {
	a.Parent, a.Class, a.Control = parent.ID, parent.Class, parent.Control
	if a.Side == "" {
		a.Side = parent.Side
	}
}

// top gives an account of the first level its class, which the first digit of the code says.
func (a *Account) top() error {
	if a.Side == "" {
		return fault.New(fault.Conflict, "core.field.required", fault.Args{"field": "side"}).At("side")
	}
	if a.Class = classOf(a.Code, a.Side); a.Class == "" {
		return fault.New(fault.Invalid, "finance.account.code_class", fault.Args{"code": a.Code}).At("code")
	}
	return nil
}

func classOf(code, side string) string {
	switch {
	case code == "":
		return ""
	case !strings.HasPrefix(code, "6"):
		return classes[code[0]]
	case side == "credit":
		return "income"
	}
	return "expense"
}
