package purchasing_test

import (
	"testing"

	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/testkit"
	"hesuan/oltp/purchasing"
)

// browse opens a real browser, logged in.
func (v *visitor) browse() *testkit.Browser {
	v.t.Helper()
	b := testkit.NewBrowser(v.t, v.base)
	b.Open("/login")
	b.Type("input[name=name]", "admin")
	b.Type("input[name=password]", password)
	b.Press("Enter")
	b.See("#main")
	return b
}

// PUR-05, PUR-06: a buyer reads why, changes a quantity and sees its effect, and has orders in three clicks.
func TestThreeClicksInABrowser(t *testing.T) {
	y := open(t)
	y.suggest(y.proposal(y.cup, 300, 42), y.proposal(y.pot, 200, 1))
	b := y.visit().browse()
	cup := y.listed("open")[0].ID.String()
	b.Open("/replenish")
	b.Click("#s-" + cup + " [data-rp-open]")
	b.See("#d-" + cup + " .rp-chart svg path")
	b.SeeText("为什么 345")
	b.Type(`[name="qty.`+cup+`"]`, "360")
	b.Until(`document.querySelector("#s-` + cup + ` [data-rp-amount]").textContent === "¥4,068.00"`)
	b.Until(`document.querySelector("#s-` + cup + ` [data-rp-after]").textContent === "→ 43.6"`)
	b.Press("Enter")
	b.Click("[data-rp-all]")
	b.Click("[data-rp-order]")
	b.See("#dialog[open] .rp-order")
	b.Click("#dialog .sheet-foot .btn-primary")
	b.SeeText("已生成 1 张采购单")
	y.do(func(tx *pg.Tx) error {
		orders, err := y.Orders.Def.Select(y.ctx, tx, "")
		if len(orders) != 1 || orders[0].State != purchasing.Approved {
			t.Errorf("%+v", orders)
		}
		return err
	})
	for _, s := range y.listed("ordered") {
		if s.ID.String() == cup && s.Wanted() != fixed.Units(360) {
			t.Errorf("ordered %s", s.Wanted())
		}
	}
	y.sound()
}

// PUR-06: the same morning without a mouse: move, read why, change a quantity, take back another, select, order.
func TestTheWorkbenchByKeys(t *testing.T) {
	y := open(t)
	y.suggest(y.proposal(y.cup, 300, 42), y.proposal(y.pot, 200, 1))
	b := y.visit().browse()
	cup, pot := y.listed("open")[0].ID.String(), y.listed("open")[1].ID.String()
	at := func(key string) { t.Helper(); b.See("#s-" + key + " tr.at") }
	value := func(key, want string) {
		t.Helper()
		b.Until(`document.querySelector('[name="qty.` + key + `"]').value === "` + want + `"`)
	}
	b.Open("/replenish")
	b.Rest()
	b.Press("?")
	b.See("#keys[open]")
	b.SeeText("展开建议的说明")
	b.Press("Escape")
	b.Until(`!document.querySelector("#keys").open`)
	b.Press("Ctrl+Enter")
	b.SeeText("请先勾选")
	b.Press("ArrowDown", "ArrowDown")
	at(pot)
	b.Press("ArrowUp")
	at(cup)
	b.Press("o")
	b.See("#d-" + cup + " .rp-chart svg path")
	b.Press("Enter")
	b.Until(`document.querySelector("#s-` + cup + ` .rp-detail").hidden`)
	b.Press("x", "360", "Enter")
	b.Until(`document.activeElement.name === "qty.` + pot + `"`)
	at(pot)
	value(cup, "360")
	before := b.Eval(`document.activeElement.value`)
	b.Press("77", "Escape")
	value(pot, before)
	b.Press("x", "Ctrl+Enter")
	b.See("#dialog[open] .rp-order")
	b.Press("Ctrl+Enter")
	b.SeeText("已生成 1 张采购单")
	if b.Effort().Clicks != 0 {
		t.Errorf("%d clicks", b.Effort().Clicks)
	}
	for _, s := range y.listed("ordered") {
		if key := s.ID.String(); key == cup && s.Wanted() != fixed.Units(360) || key == pot && s.Wanted().String() != before {
			t.Errorf("%s: ordered %s", s.Code, s.Wanted())
		}
	}
	if n := len(y.listed("ordered")); n != 2 {
		t.Errorf("%d suggestions are ordered", n)
	}
	y.sound()
}

// PUR-08: a scanner at the dock: right, wrong, too many, undone; and what was scanned outlives a reload.
func TestScanningInABrowser(t *testing.T) {
	y := open(t)
	y.do(func(tx *pg.Tx) error {
		_, err := y.catalog.SKUs.Change(y.ctx, tx, y.cup, 0, []byte(`{"barcode":"6901234567892"}`))
		return err
	})
	o := y.order(40, 2)
	b := y.visit().browse()
	b.Size(390, 844, true)
	b.Open("/receive/" + o.ID.String())
	scan := func(text, tone, says string) {
		t.Helper()
		b.Type("[data-scan]", text)
		b.Press("Enter")
		b.See("[data-answer]." + tone)
		b.SeeText(says)
	}
	scan("24*6901234567892", "good", "CUP 24 / 40")
	scan("6900000000000", "bad", "货不对单")
	scan("50*cup", "bad", "最多还能 18")
	scan("pot", "good", "POT 1 / 2")
	b.Click("[data-undo]")
	b.Open("/receive/" + o.ID.String())
	b.Until(`document.querySelector("[data-progress]").textContent === "24 / 42"`)
	b.Click("[data-rest]")
	b.Click("[data-finish]")
	b.SeeText("已收货")
	b.Until(`location.pathname === "/receive"`)
	if qty, _ := y.onHand(y.cup); qty != fixed.Units(40) {
		t.Errorf("%s cups came", qty)
	}
	y.do(func(tx *pg.Tx) error {
		o, err := y.Orders.Def.Get(y.ctx, tx, id.ID(o.ID))
		if o.State != purchasing.Received {
			t.Errorf("%+v", o)
		}
		return err
	})
	y.sound()
}
