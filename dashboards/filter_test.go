package dashboards

import (
	"strings"
	"testing"

	"hesuan/internal/testkit"
)

// desk is a browser of somebody who is logged in and looks at a board whose tiles are drawn.
func (v *visitor) desk(path string) *testkit.Browser {
	v.t.Helper()
	b := testkit.NewBrowser(v.t, v.base)
	b.Open("/login")
	b.Type("input[name=name]", "admin")
	b.Type("input[name=password]", password)
	b.Press("Enter")
	b.Until(`location.pathname != "/login"`)
	b.Open(path)
	b.Until(settled)
	return b
}

// settled is when every tile shows what was asked for last.
const settled = `document.querySelectorAll(".bd-wait, .bd-busy").length == 0`

// click is a click on a mark of a tile, at parts of its width and height.
func click(tile, x, y, keys string) string {
	return `(() => { const c = document.querySelector("[data-name=` + tile + `] canvas"), r = c.getBoundingClientRect();
		for (const kind of ["mousemove", "mousedown", "mouseup", "click"]) c.dispatchEvent(new MouseEvent(kind, {bubbles: true, ` + keys + `
			clientX: r.left + r.width * ` + x + `, clientY: r.top + r.height * ` + y + `, view: window})); })()`
}

// A mark's value becomes a filter of the whole board, by mouse, by keyboard and by the mark's menu; several values stand side by side;
// the address carries them, and each can be lifted. ANA-05.
func TestCrossfilter(t *testing.T) {
	s := open(t)
	s.trade()
	v := s.visit()
	b := v.desk("/board/sales?from=" + today.Add(-29).String() + "&to=" + today.String())
	gmv := `document.querySelector("[data-name=gmv] b").textContent`
	first, second := s.channels[0].String(), s.channels[1].String()
	b.Eval(`(() => { window.same = true; })()`)
	b.Eval(click("channel", ".35", ".25", "ctrlKey: true,"))
	b.Until(`location.search.includes("channel=` + first + `") && ` + gmv + ` == "¥3,390"`)
	b.SeeText("渠道: 天猫旗舰店")
	b.Until(settled)
	b.Eval(click("channel", ".3", ".75", "ctrlKey: true,"))
	b.Until(`new URLSearchParams(location.search).getAll("channel").length == 2 && ` + gmv + ` == "¥4,746"`)
	b.Until(settled)

	b.Eval(`document.querySelector("[data-name=channel] [data-chart]").focus()`)
	b.Press("ArrowDown")
	b.Until(`document.querySelector("[data-told]").textContent.includes("天猫旗舰店")`)
	b.Press("Ctrl+Enter")
	b.Until(`new URLSearchParams(location.search).getAll("channel").join() == "` + second + `" && ` + gmv + ` == "¥1,356"`)
	b.Until(settled)

	b.Eval(`document.querySelector("[data-name=sku] a[data-dim=sku]").dispatchEvent(new MouseEvent("contextmenu", {bubbles: true, cancelable: true}))`)
	b.Until(`document.querySelectorAll(".bd-mark button").length >= 2 && document.activeElement.closest(".bd-mark") != null`)
	b.Press("Enter")
	b.Until(`location.search.includes("sku=` + s.skus[1].String() + `")`)
	b.Until(settled)
	b.Until(`document.querySelectorAll(".bd-chip").length == 2`)
	b.Click(".bd-chip:nth-of-type(2)")
	b.Until(`!location.search.includes("sku=")`)
	b.Eval(`history.back()`)
	b.Until(`location.search.includes("sku=") && document.querySelectorAll(".bd-chip").length == 2`)
	if b.Eval(`window.same === true && window.hacked === undefined`) != "true" {
		t.Error("the page was loaded anew, or a name ran")
	}
}

// Whoever opens an address sees what its sender saw: filters, period, comparison, the tile that filled the screen, the table over it.
func TestTheAddressRestores(t *testing.T) {
	s := open(t)
	s.trade()
	v := s.visit()
	b := v.desk("/board/sales?period=month&against=weeks&channel=" + s.channels[0].String() + "&open=trend")
	b.See(`[data-name=trend].bd-full`)
	b.SeeText("渠道: 天猫旗舰店")
	if got := b.Eval(`document.querySelector("[name=against]").value + document.querySelector(".bd-periods .on").textContent`); got != "weeks本月" {
		t.Errorf("it shows %s", got)
	}
	b.Press("Escape")
	b.Until(`!location.search.includes("open=") && !document.querySelector(".bd-full")`)
	b.Open("/board/sales?from=" + today.Add(-29).String() + "&to=" + today.String() + "&open=sku.table")
	b.See("#dialog[open] table")
	b.Click("#dialog th:nth-child(2) button")
	rows := `Array.from(document.querySelectorAll("#dialog tbody tr"), (r) => r.children[1].dataset.raw).join()`
	b.Until(rows + ` == "3390,1356"`)
	b.Press("Enter")
	b.Until(rows + ` == "1356,3390"`)
	b.Press("Escape")
	b.Until(`!location.search.includes("open=")`)
	if strings.Contains(b.Path(), "open=") {
		t.Error("a closed table stands in the address")
	}
}

// On paper a board is light, narrow and without what cannot be pressed; the screen is as it was afterwards.
func TestPaper(t *testing.T) {
	s := open(t)
	s.trade()
	v := s.visit()
	b := v.desk("/board/sales?from=" + today.Add(-29).String() + "&to=" + today.String())
	b.Eval(`(() => { document.documentElement.dataset.bsTheme = "dark"; window.wide = document.querySelector(".board").offsetWidth; })()`)
	b.Eval(`window.dispatchEvent(new Event("beforeprint"))`)
	printed := `document.documentElement.dataset.bsTheme + " " + Array.from(document.querySelectorAll(".bd-chart canvas")).every((c) => c.offsetWidth < 690)`
	if got := b.Eval(printed); got != "light true" {
		t.Errorf("on paper: %s", got)
	}
	if text := b.Eval(`document.querySelector(".bd-printed").textContent`); !strings.Contains(text, today.String()) {
		t.Errorf("the paper does not say of when it is: %s", text)
	}
	b.Eval(`window.dispatchEvent(new Event("afterprint"))`)
	if got := b.Eval(`document.documentElement.dataset.bsTheme + (document.querySelector(".board").offsetWidth == window.wide)`); got != "darktrue" {
		t.Errorf("after printing: %s", got)
	}
}

// On a phone: figures first, one column, nothing wider than the screen, what can be pressed is large enough; a tap on a mark asks what to do.
func TestPhone(t *testing.T) {
	s := open(t)
	s.trade()
	v := s.visit()
	b := v.desk("/board/sales")
	b.Size(390, 844, true)
	b.Open("/board/sales?from=" + today.Add(-29).String() + "&to=" + today.String())
	b.Until(settled)
	if got := b.Eval(`document.documentElement.scrollWidth`); got != "390" {
		t.Errorf("the page is %s pixels wide", got)
	}
	small := `Array.from(document.querySelectorAll(".bd-head .btn, .bd-periods a, .bd-sheet-open, .bd-menu summary")).filter((e) => e.offsetParent && e.getBoundingClientRect().height < 42).length`
	if got := b.Eval(small); got != "0" {
		t.Errorf("%s things are too small to press", got)
	}
	b.Click("[data-sheet-open]")
	b.See(".bd-sieves.open")
	b.Axe()
	b.Eval(`document.querySelector("[data-sieve=channel]").open = true`)
	b.Click("[data-sieve=channel] .bd-option:first-of-type input")
	b.Until(`location.search.includes("channel=") && document.querySelectorAll(".bd-chip").length == 1 && !!document.querySelector(".bd-sieves.open")`)
	b.Press("Escape")
	b.Until(`!document.querySelector(".bd-sieves.open")`)
	b.Until(settled)
	b.Eval(`(() => { const c = document.querySelector("[data-name=channel] canvas"); c.scrollIntoView({block: "center"}); const r = c.getBoundingClientRect();
		const at = {bubbles: true, clientX: r.left + r.width * .35, clientY: r.top + r.height * .75, view: window};
		c.dispatchEvent(new PointerEvent("pointerdown", Object.assign({pointerType: "touch"}, at)));
		for (const kind of ["mousemove", "mousedown", "mouseup", "click"]) c.dispatchEvent(new MouseEvent(kind, at)); })()`)
	b.Until(`document.querySelectorAll(".bd-mark button").length >= 2`)
	b.Axe()
}
