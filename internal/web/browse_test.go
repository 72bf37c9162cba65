package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/testkit"
)

// ORD-01, ORD-04: an order from the form to its delivery, with the keyboard alone.
func TestAnOrderIsEnteredAndShippedWithoutAMouse(t *testing.T) {
	s := open(t)
	s.stock(0)
	b := testkit.NewBrowser(t, s.base)
	enter(b, "admin", password)
	b.Open("/shop/order")
	b.SeeText("还没有销售订单")
	b.Press("n")
	b.Until(`location.pathname === "/shop/order/new"`)
	b.Type("[name=buyer]", "王小明")
	b.Press("Tab")
	b.Type(`[name="lines.0.good~"]`, "bwb") // initials of 保温杯
	b.Until(`!!document.querySelector(".pick-list button[aria-selected=true]")`)
	b.Press("ArrowDown", "Enter", "3", "Enter", "39.9", "Enter")
	b.Press("A103", "Enter") // scanned: no waiting for the list
	b.Press("2", "Enter", "199", "Ctrl+Enter")
	b.SeeText("待审核")
	b.SeeText("A102 保温杯 白 500ml")
	b.SeeText("517.70")
	b.SeeText("王小明")
	b.Click(`[data-step=approve]`)
	b.SeeText("待发货")
	b.Click(`[data-step=ship]`)
	b.See("#dialog[open] [name=carrier]")
	b.Press("Ctrl+Enter")
	b.Expect("422")
	b.SeeText("此项必填")
	b.Type("#dialog [name=carrier]", "顺丰")
	b.Type(`#dialog [name="lines.0.qty"]`, "5")
	b.Press("Ctrl+Enter")
	b.Expect("409")
	b.SeeText("超过未发数量")
	b.Type(`#dialog [name="lines.0.qty"]`, "1")
	b.Press("Ctrl+Enter")
	b.SeeText("部分发货")
	b.SeeText("DN-")
	b.Press("Ctrl+k")
	b.See("#find[open]")
	b.Press("DN-")
	b.Until(`[...document.querySelectorAll("#found a")].some(a => a.innerText.includes("DN-"))`)
	b.Press("Enter")
	b.Until(`location.pathname.startsWith("/shop/delivery/")`)
	b.SeeText("顺丰")
}

// Lists are narrowed by tabs, chips and tokens, sorted, paged, and acted upon in bulk.
func TestAListIsNarrowedAndActedUpon(t *testing.T) {
	s := open(t)
	s.stock(60)
	b := testkit.NewBrowser(t, s.base)
	enter(b, "admin", password)
	b.Open("/shop/order")
	rows := func(n int) {
		t.Helper()
		b.Until(fmt.Sprintf(`document.querySelectorAll("tr[data-key]").length === %d`, n))
	}
	rows(50)
	b.SeeText("共 60 条")
	b.Click("#more button")
	rows(60)
	b.Click(`.tab:nth-child(3)`)
	rows(20)
	b.Until(`location.search === "?state=placed"`)
	b.Type("#q", "买家:李雷 应付合计>1000")
	b.Until(`[...document.querySelectorAll("tr[data-key]")].every(row => row.innerText.includes("李雷"))`)
	b.SeeText("清除筛选")
	b.Open("/shop/order?state=placed&pay=wechat")
	rows(20)
	b.Open("/shop/order?state=placed")
	b.Click("[data-all]")
	b.SeeText("20 条已选")
	b.Click(`[data-bulk-do=approve]`)
	b.SeeText("20 条可以执行")
	b.Click("#dialog .btn-primary")
	b.SeeText("已完成 20 条")
	b.Open("/shop/order")
	b.Press("ArrowDown", "ArrowDown", "x")
	b.SeeText("1 条已选")
	b.Press("Enter")
	b.Until(`location.pathname.length > 20`)
}

// Text from outside is shown, never run.
func TestTextIsInert(t *testing.T) {
	s := open(t)
	evil := `<script>window.hit=1</script><img src=x onerror=hit=1>"'` + "`${hit=1}"
	var key id.ID
	s.do(func(tx *pg.Tx) error {
		g := &good{Code: "X1", Name: evil, Kind: "cup", About: evil, Active: true}
		err := s.goods.Insert(s.ctx, tx, g, "create")
		key = id.ID(g.ID)
		return err
	})
	b := testkit.NewBrowser(t, s.base)
	enter(b, "admin", password)
	at := "/shop/good/" + key.String()
	for _, path := range []string{
		"/shop/good", at, at + "/edit", "/shop/good?q=%3Cscript%3Ehit%3D1%3C/script%3E",
		"/shop/order/new?buyer=%22%3E%3Cimg%20src=x%20onerror=hit=1%3E", "/login?next=//evil.example/",
	} {
		b.Open(path)
		if got := b.Eval(`typeof window.hit`); got != "undefined" {
			t.Errorf("%s ran a text", path)
		}
	}
	b.Open("/shop/order/new")
	b.Type(`[name="lines.0.good~"]`, "X1")
	b.Until(`!!document.querySelector(".pick-list button")`)
	if got := b.Text(".pick-list"); !strings.Contains(got, "<script>") || b.Eval(`typeof window.hit`) != "undefined" {
		t.Errorf("the list shows %q", got)
	}
	if got := b.Path(); got != "/shop/order/new" {
		t.Errorf("at %s", got)
	}
}

// A session that ends while somebody types costs nothing that was typed.
func TestAnEndedSessionKeepsWhatWasTyped(t *testing.T) {
	s := open(t)
	s.stock(0)
	b := testkit.NewBrowser(t, s.base)
	b.Expect("401")
	enter(b, "admin", password)
	b.Open("/shop/good/new")
	b.Type("[name=code]", "N1")
	b.Type("[name=name]", "新品")
	s.do(func(tx *pg.Tx) error { _, err := tx.Exec(s.ctx, "delete from auth.session"); return err })
	b.Press("Ctrl+Enter")
	b.See("#relogin[open] input[name=name]")
	b.Type("#relogin input[name=name]", "admin")
	b.Type("#relogin input[name=password]", password)
	b.Press("Enter")
	b.SeeText("N1 新品")
	if path := b.Path(); !strings.HasPrefix(path, "/shop/good/") || strings.HasSuffix(path, "/new") {
		t.Errorf("at %s", path)
	}
}

// A draft outlives an accident, and another browser has it too.
func TestNothingTypedIsLost(t *testing.T) {
	s := open(t)
	s.stock(0)
	b := testkit.NewBrowser(t, s.base)
	enter(b, "admin", password)
	b.Open("/shop/order/new")
	b.Type("[name=buyer]", "半途")
	b.Type(`[name="lines.0.qty"]`, "7")
	kept := func(where string) int {
		n := 0
		s.do(func(tx *pg.Tx) error {
			return tx.QueryRow(s.ctx, "select count(*) from core.draft "+where).Scan(&n)
		})
		return n
	}
	b.Until(`Object.entries(localStorage)
		.some(([key, kept]) => key.startsWith("hesuan.draft") && kept.includes("半途") && kept.includes('"7"'))`)
	for deadline := time.Now().Add(20 * time.Second); kept(`where body::text like '%半途%' and body::text like '%"7"%'`) == 0; {
		if time.Now().After(deadline) {
			t.Fatal("the house has no draft")
		}
		time.Sleep(20 * time.Millisecond)
	}
	if warns := b.Eval(`dispatchEvent(new Event("beforeunload", { cancelable: true }))`); warns != "false" {
		t.Error("closing the tab does not warn")
	}
	b.Eval(`(localStorage.clear(), 1)`) // as if in another browser
	b.Open("/shop/order")
	b.Open("/shop/order/new")
	b.SeeText("已恢复")
	b.Until(`document.querySelector("[name=buyer]").value === "半途" && document.querySelector('[name="lines.0.qty"]').value === "7"`)
	b.Click("[data-draft-drop]")
	b.Until(`document.querySelector("[name=buyer]").value === "" && document.querySelector("[data-draft-note]").hidden`)
	if n := kept(""); n != 0 {
		t.Errorf("%d drafts after it was thrown away", n)
	}
	b.Type("[name=buyer]", "再来")
	b.Type(`[name="lines.0.good~"]`, "A101")
	b.Type(`[name="lines.0.qty"]`, "2")
	b.Press("Ctrl+Enter", "Ctrl+Enter") // pressed twice
	b.SeeText("待审核")
	if n := kept(""); n != 0 {
		t.Errorf("%d drafts after it was saved", n)
	}
	s.do(func(tx *pg.Tx) error {
		var orders int
		err := tx.QueryRow(s.ctx, "select count(*) from shop.order where buyer = '再来'").Scan(&orders)
		if orders != 1 {
			t.Errorf("pressed twice: %d orders", orders)
		}
		return err
	})
}

// A conflict shows both versions, field by field, and lets one choose.
func TestAConflictLetsOneChoose(t *testing.T) {
	s := open(t)
	s.stock(0)
	b := testkit.NewBrowser(t, s.base)
	b.Expect("409")
	enter(b, "admin", password)
	var key id.ID
	s.do(func(tx *pg.Tx) (err error) { key, err = s.goods.ByKey(s.ctx, tx, "A101"); return err })
	edit := func(mine, theirs, now string) {
		b.Open("/shop/good/" + key.String() + "/edit")
		b.Type("[name=name]", mine)
		b.Type("[name=price]", "12.50")
		s.do(func(tx *pg.Tx) error {
			_, err := s.goods.Change(s.ctx, tx, key, 0, []byte(`{"name":"`+theirs+`"}`))
			return err
		})
		b.Press("Ctrl+Enter")
		b.SeeText("别人先保存了")
		b.SeeText(theirs)
		if now == theirs {
			b.Click("[data-theirs=name]")
			b.Until(`document.querySelector("[name=name]").value === "` + theirs + `"`)
		}
		b.Press("Ctrl+Enter")
		b.Until(`location.pathname.endsWith("` + key.String() + `")`)
		b.SeeText(now)
		b.SeeText("12.50")
	}
	edit("我的名字", "别人的名字", "我的名字")
	edit("我又改了", "别人又改了", "别人又改了")
}

// A conflict shows the lines too: a field that both changed, a line that they took out, one that they put in.
func TestAConflictShowsItsLines(t *testing.T) {
	s := open(t)
	s.stock(0)
	var made [4]id.ID
	var key id.ID
	line := func(no, good int, qty string) string {
		return fmt.Sprintf(`{"no":%d,"good":%q,"qty":%q,"price":"10"}`, no, made[good], qty)
	}
	s.do(func(tx *pg.Tx) (err error) {
		for i := range made {
			if made[i], err = s.goods.ByKey(s.ctx, tx, fmt.Sprintf("A%d", 101+i)); err != nil {
				return err
			}
		}
		row, err := s.orders.Start(s.ctx, tx, "draft", []byte(`{"buyer":"李雷","lines":[`+line(0, 0, "3")+","+line(0, 1, "2")+","+line(0, 2, "1")+`]}`))
		if err == nil {
			key = resource.KeyOf(row)
		}
		return err
	})
	b := testkit.NewBrowser(t, s.base)
	b.Expect("409")
	enter(b, "admin", password)
	b.Open("/shop/order/" + key.String() + "/edit")
	b.Type(`[name="lines.0.qty"]`, "5")
	s.do(func(tx *pg.Tx) error {
		_, err := s.orders.Def.Change(s.ctx, tx, key, 0, []byte(`{"lines":[`+line(1, 0, "7")+","+line(3, 2, "1")+","+line(0, 3, "4")+`]}`))
		return err
	})
	b.Press("Ctrl+Enter")
	b.SeeText("别人先保存了")
	want := []string{"第 1 行 · 数量", "7", "5", "第 2 行", "没有这一行", "A102", "第 3 行", "A104", "没有这一行"}
	if shown := b.Text(".clash tbody"); !inOrder(shown, want) {
		t.Errorf("the conflict shows %q, not %q", shown, want)
	}
	b.Click(".clash tr:nth-child(2) [data-theirs-line]")
	b.Click(".clash tr:nth-child(3) [data-theirs-line]")
	b.Until(`document.querySelectorAll("[data-lines-body] tr").length === 3`)
	b.Axe()
	b.Press("Ctrl+Enter")
	b.Until(`location.pathname.endsWith("` + key.String() + `")`)
	s.do(func(tx *pg.Tx) error {
		o, err := s.orders.Def.Get(s.ctx, tx, key)
		if got := fmt.Sprint(linesOf(o)); err == nil && got != "[1: 5 3: 1 4: 4]" {
			t.Errorf("the lines are %s", got)
		}
		return err
	})
}

func linesOf(o *order) (all []string) {
	for _, l := range o.Lines {
		all = append(all, fmt.Sprintf("%d: %s", l.No, l.Qty))
	}
	return all
}

// inOrder tells whether a text holds all parts, one after the other.
func inOrder(text string, parts []string) bool {
	for _, part := range parts {
		_, rest, found := strings.Cut(text, part)
		if !found {
			return false
		}
		text = rest
	}
	return true
}

// Faults stand beside their fields; above them a list that leads to each.
func TestFaultsLeadToTheirFields(t *testing.T) {
	s := open(t)
	b := testkit.NewBrowser(t, s.base)
	b.Expect("422")
	enter(b, "admin", password)
	b.Open("/shop/good/new")
	b.Type("[name=price]", "abc")
	b.Press("Ctrl+Enter")
	b.SeeText("处需要修改")
	b.Until(`document.activeElement.name === "code" && document.activeElement.matches("[aria-invalid]")`)
	b.Click(`.alarm-list a[href="#f-price"]`)
	b.Until(`document.activeElement.name === "price" && document.getElementById(document.activeElement.getAttribute("aria-describedby")).innerText.includes("金额")`)
}

// Pages speak the person's language and keep the theme.
func TestLanguageAndThemeStay(t *testing.T) {
	s := open(t)
	keys := s.stock(3)
	b := testkit.NewBrowser(t, s.base)
	enter(b, "admin", password)
	b.Click("[name=lang]")
	b.SeeText("Waiting for you")
	b.Click("[data-theme-switch]")
	b.Until(`document.documentElement.dataset.bsTheme === "dark"`)
	b.Open("/shop/order/" + keys[1].String())
	b.SeeText("To ship")
	var user string
	s.do(func(tx *pg.Tx) error {
		return tx.QueryRow(s.ctx, "select lang || ' ' || theme from auth.user").Scan(&user)
	})
	if user != "en dark" {
		t.Errorf("kept %q", user)
	}
}
