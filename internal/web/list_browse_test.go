package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"hesuan/internal/pg"
	"hesuan/internal/testkit"
)

// rows waits until a list shows so many.
func rows(b *testkit.Browser, n int) {
	b.Helper()
	b.Until(fmt.Sprintf(`document.querySelectorAll("tr[data-key]").length === %d && !document.querySelector(".htmx-request")`, n))
}

// Several tokens pasted at once, before the page knows the names of fields: each becomes a chip, and what is no token is searched for.
func TestTokensArePasted(t *testing.T) {
	s := open(t)
	s.stock(24)
	b := testkit.NewBrowser(t, s.base)
	enter(b, "admin", password)
	b.Open("/shop/order")
	rows(b, 24)
	b.Eval(`(() => { const real = window.fetch, held = [];
		window.fetch = (to, how) => String(to).endsWith("/tokens") ? new Promise((done) => held.push(() => done(real(to, how)))) : real(to, how);
		window.release = () => held.forEach((one) => one()); return 1 })()`)
	b.Click("#q")
	b.Eval(`document.execCommand("insertText", false, "付款方式:微信 李雷  状态:待审核")`)
	b.Press("Enter")
	b.Eval(`release()`)
	b.Until(`location.search.includes("state=placed") && location.search.includes("pay=wechat")`)
	b.Until(`document.querySelector("#q").value.trim() === "李雷" && new URLSearchParams(location.search).get("q") === "李雷"`)
	b.Until(`document.querySelectorAll("#sieve-chips .chip.on").length >= 1 && !document.querySelector(".htmx-request")`)
}

// A question is typed in the words of the trade, becomes chips, goes into the address, and is kept as a view with its columns.
func TestAQuestionIsTypedAndKeptAsAView(t *testing.T) {
	s := open(t)
	s.stock(24)
	b := testkit.NewBrowser(t, s.base)
	enter(b, "admin", password)
	b.Open("/shop/order")
	rows(b, 24)
	b.Press("/")
	b.Type("#q", "状态:待")
	b.Until(`(document.querySelector("#offers [aria-selected=true]")?.innerText || "").startsWith("待审核")`)
	b.Press("Enter")
	rows(b, 8)
	b.Until(`location.search === "?state=placed" && document.querySelector(".tab input:checked").value === "placed"`)
	b.Type("#q", "应付合计>500 ")
	b.Until(`location.search.includes("total%5Bgt%5D=500")`)
	b.SeeText("> 500")
	b.Type("#q", "状况:好 ")
	b.SeeText("没有“状况”这一项")
	b.Type("#q", "付款方式:现金 ")
	b.SeeText("不是付款方式可用的值")
	b.Type("#q", "日期:本月 ")
	b.Until(`location.search.includes("at=this_month")`)
	b.Type("#q", "x")
	b.Press("Backspace", "Backspace")
	b.Until(`!location.search.includes("total")`)
	b.Open("/shop/order?q=" + url.QueryEscape("状态:待审核 韩梅梅"))
	b.Until(`decodeURIComponent(location.search).includes("q=韩梅梅") && location.search.includes("state=placed")`)

	b.Open("/shop/order?state=placed&pay=wechat")
	b.Click(".page-acts details:nth-of-type(2) summary")
	b.Click(`[data-column=number] [data-column-down]`)
	b.Click(`[data-column=paid] input`)
	b.Click(`[data-columns-do=keep]`)
	b.Until(`[...document.querySelectorAll("th[data-name]")].map(th => th.dataset.name).join() === "state,number,buyer,pay,total,at"`)
	b.Click(".page-acts details:nth-of-type(1) summary")
	b.Type(".view-new [data-view-name]", "微信待审核")
	b.Click("[data-view-first]")
	b.Click("[data-view-do=new]")
	b.SeeText("视图“微信待审核”已保存")
	b.Until(`document.querySelector(".tab-view.on").innerText.replace(/\s/g, "") === "微信待审核8"`)
	b.Open("/shop/order")
	b.Until(`location.search.includes("state=placed") && location.search.includes("cols=state")`)
	b.Click(".page-acts details:nth-of-type(1) summary")
	b.Type(".view-name [data-view-name]", "微信单")
	b.Click("[data-view-do=rename]")
	b.Until(`document.querySelector(".tab-view.on")?.innerText.includes("微信单")`)
	b.Click(".page-acts details:nth-of-type(1) summary")
	b.Click("[data-view-do=delete]")
	b.Until(`location.search === "?view=all" && !document.querySelector(".tab-view")`)
	b.Click(".page-acts details:nth-of-type(2) summary")
	b.Click(`[data-columns-do=reset]`)
	b.Until(`document.querySelector("th[data-name]").dataset.name === "number"`)
	b.Axe()
}

// Every row that matches is chosen, also those of other pages; what will happen is shown before, what did happen after, once however often
// it is asked for.
func TestManyRowsAreActedUponAtOnce(t *testing.T) {
	s := open(t)
	s.stock(70)
	b := testkit.NewBrowser(t, s.base)
	enter(b, "admin", password)
	b.Open("/shop/order?view=all")
	rows(b, 50)
	b.See("#totals[data-total]")
	b.Press("j", "x", "j", "j", "X")
	b.SeeText("3 条已选")
	b.Click("[data-all]")
	b.Click("[data-bulk-every]")
	b.Until(`document.querySelector("[data-bulk-count]").textContent === "70"`)
	b.Click(`[data-bulk-do=approve]`)
	b.SeeText("24 条可以执行")
	b.SeeText("46 条不能执行")
	b.Click("#dialog .btn-primary")
	b.SeeText("已完成 24 条")
	s.do(func(tx *pg.Tx) error {
		var approved, tasks int
		err := tx.QueryRow(s.ctx, `select (select count(*) from core.event where kind = 'shop.order.approve'), (select count(*) from web.task)`).Scan(&approved, &tasks)
		if approved != 24+46 || tasks != 1 { // 46 were approved when they were made
			t.Errorf("%d approvals, %d tasks", approved, tasks)
		}
		return err
	})
}

// A word given twice is one word, and rows that changed since the preview are told, not overwritten.
func TestATaskIsDoneOnce(t *testing.T) {
	s := open(t)
	s.stock(3)
	v := s.visitor()
	v.login("admin", password)
	token := v.token("/shop/good")
	form := func(path string, values url.Values) (int, string) {
		values.Set("csrf", token)
		status, text, _ := v.send("POST", path, values.Encode(), "HX-Request", "true")
		return status, text
	}
	status, text := form("/shop/good/bulk", url.Values{"do": {"edit"}, "all": {"1"}, "query": {"?kind=cup"}})
	if status != 200 || !strings.Contains(text, "3 条可以执行") {
		t.Fatalf("%d %s", status, text)
	}
	at := text[strings.Index(text, `hx-post="`)+9:]
	at = at[:strings.Index(at, `"`)]
	s.do(func(tx *pg.Tx) error { // somebody else is quicker with one of them
		key, err := s.goods.ByKey(s.ctx, tx, "A102")
		if err == nil {
			_, err = s.goods.Change(s.ctx, tx, key, 0, []byte(`{"name":"改过了"}`))
		}
		return err
	})
	if status, text = form(at, url.Values{"field": {""}}); status != 422 || !strings.Contains(text, "请选择要修改的一项") {
		t.Errorf("without a field: %d %s", status, text)
	}
	for range 2 {
		status, text = form(at, url.Values{"field": {"kind"}, "kind": {"other"}})
		if status != 200 || !strings.Contains(text, "已完成 2 条") || !strings.Contains(text, "1 条没有完成") || !strings.Contains(text, "A102") {
			t.Errorf("%d %s", status, text)
		}
	}
	other := s.user("stranger", "shop.*")
	if status, _, _ := other.send("GET", at, ""); status != 404 {
		t.Errorf("somebody else sees the task: %d", status)
	}
	s.do(func(tx *pg.Tx) error {
		var n int
		err := tx.QueryRow(s.ctx, "select count(*) from shop.good where kind = 'other'").Scan(&n)
		if n != 2 {
			t.Errorf("%d goods were changed", n)
		}
		return err
	})
}

// Views belong to their owner; sharing needs a right, and a shared one is everybody's to use, not to change.
func TestViewsBelongToTheirOwner(t *testing.T) {
	s := open(t)
	s.stock(2)
	ann, bob := s.user("ann", "shop.*"), s.user("bob", "shop.order.view shop.good.view")
	save := func(v *visitor, values url.Values) (int, string) {
		values.Set("csrf", v.token("/shop/order?view=all"))
		status, text, header := v.send("POST", "/shop/order/view", values.Encode())
		if status == 303 {
			return status, header.Get("Location")
		}
		return status, text
	}
	status, at := save(ann, url.Values{"name": {"我的"}, "query": {"?state=placed&after=xyz&nonsense=1&view=all"}, "shared": {"1"}})
	if status != 303 || strings.Contains(at, "after") || strings.Contains(at, "nonsense") || !strings.Contains(at, "state=placed") {
		t.Fatalf("%d %s", status, at)
	}
	if status, _ := save(ann, url.Values{"name": {"我的"}}); status != 409 {
		t.Errorf("the same name again: %d", status)
	}
	if status, _ := save(bob, url.Values{"name": {"他的"}, "shared": {"1"}}); status != 403 {
		t.Errorf("sharing without the right: %d", status)
	}
	if _, text, _ := bob.send("GET", "/shop/order?view=all", ""); !strings.Contains(text, "我的") {
		t.Error("a shared view is not seen")
	}
	view := at[strings.Index(at, "view=")+5:]
	for _, do := range []string{"delete", "rename", "save", "keep"} {
		body := url.Values{"csrf": {bob.token("/shop/order?view=all")}, "do": {do}, "name": {"x"}}
		if status, _, _ := bob.send("POST", "/shop/order/view/"+view, body.Encode()); status != 403 {
			t.Errorf("%s of somebody else's view: %d", do, status)
		}
	}
	body := url.Values{"csrf": {bob.token("/shop/order?view=all")}, "do": {"first"}}
	if status, _, _ := bob.send("POST", "/shop/order/view/"+view, body.Encode()); status != 303 {
		t.Errorf("opening with a shared view: %d", status)
	}
	if status, _, header := bob.send("GET", "/shop/order", ""); status != 303 || !strings.Contains(header.Get("Location"), "state=placed") {
		t.Errorf("the list opens with %d %s", status, header.Get("Location"))
	}
	s.do(func(tx *pg.Tx) error { // many others share theirs
		_, err := tx.Exec(s.ctx, `insert into web.view (id, def, owner, who, name, shared, query, created)
			select gen_random_uuid(), 'shop.order', gen_random_uuid(), 'x', 'x', true, '', now() from generate_series(2, 50)`)
		return err
	})
	if status, text := save(ann, url.Values{"name": {"一个太多"}, "shared": {"1"}}); status != 422 || !strings.Contains(text, "最多共享 50 个视图") {
		t.Errorf("one shared view too many: %d %s", status, text)
	}
	if status, at = save(ann, url.Values{"name": {"自己的"}}); status != 303 {
		t.Errorf("one's own beside them: %d", status)
	}
	body = url.Values{"csrf": {ann.token("/shop/order?view=all")}, "do": {"share"}}
	if status, _, _ := ann.send("POST", "/shop/order/view/"+at[strings.Index(at, "view=")+5:], body.Encode()); status != 422 {
		t.Errorf("sharing it then: %d", status)
	}
}

// The finder knows pages, things to begin, rows by the end of their number or by pinyin, and what was seen last comes first; coming back,
// the list stands where it was left.
func TestTheFinderAndTheWayBack(t *testing.T) {
	s := open(t)
	keys := s.stock(60)
	b := testkit.NewBrowser(t, s.base)
	enter(b, "admin", password)
	b.Open("/shop/order")
	rows(b, 50)
	b.Click("#more button")
	rows(b, 60)
	b.Eval(`[...document.querySelectorAll("tr[data-key]")][54].scrollIntoView()`)
	b.Eval(`[...document.querySelectorAll("tr[data-key]")][54].querySelector("td.head a").click()`)
	b.See("[data-detail]")
	number := b.Text(".page-head h1")
	b.Eval(`history.back()`)
	b.Until(`location.pathname === "/shop/order" && document.querySelectorAll("tr[data-key]").length === 60 && scrollY > 500`)
	b.Until(`(document.querySelector("tr.at")?.innerText || "").includes("` + strings.Fields(number)[0] + `")`)
	found := func(typed, want string) {
		t.Helper()
		b.Type("[data-find]", typed)
		b.Until(fmt.Sprintf(`(document.querySelector("#found a")?.innerText || "").includes(%q)`, want))
	}
	b.Press("Ctrl+k")
	b.See("#find[open]")
	b.Until(`document.querySelector(".found-head").textContent === "最近看过"`)
	var tail string
	s.do(func(tx *pg.Tx) error {
		return tx.QueryRow(s.ctx, "select number from shop.order where id = $1", keys[7]).Scan(&tail)
	})
	found(tail[len(tail)-4:], tail)
	found("bwb", "保温杯")
	found("新建商品", "新建商品")
	found("xsdd", "销售订单")
	b.Type("[data-find]", "' or 1=1 --<script>%_\\")
	b.SeeText("没有找到")
	b.Press("Escape")
	b.Until(`!document.querySelector("#find[open]") && document.activeElement === document.body`)
	b.Press("?")
	b.Until(`document.querySelector("#keys").open`)
}

// The English name of a field has several words; before a sign they are one name.
func TestAQuestionInSeveralWords(t *testing.T) {
	s := open(t)
	s.stock(3)
	b := testkit.NewBrowser(t, s.base)
	enter(b, "admin", password)
	b.Click("[name=lang]")
	b.SeeText("Waiting for you")
	b.Open("/shop/order")
	rows(b, 3)
	b.Open("/shop/order?q=" + url.QueryEscape("Ordered at:Today x"))
	b.Until(`new URLSearchParams(location.search).get("at") === "today" && new URLSearchParams(location.search).get("q") === "x"`)
	b.Open("/shop/order?q=" + url.QueryEscape("State:,"))
	b.SeeText("is no value of")
}
