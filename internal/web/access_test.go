package web_test

import (
	"fmt"
	"os"
	"testing"

	"hesuan/internal/testkit"
)

// axeScript finds what people with a screen reader, a keyboard or weak eyes would stumble over.
const axeScript = "../../node_modules/axe-core/axe.min.js"

// Nothing serious is in the way of anybody, in either theme.
func TestPagesAreAccessible(t *testing.T) {
	script, err := os.ReadFile(axeScript)
	if err != nil {
		t.Fatalf("%v: run make assets", err)
	}
	s := open(t)
	keys := s.stock(5)
	b := testkit.NewBrowser(t, s.base)
	b.Expect("404")
	b.Open("/login")
	axe(t, b, string(script), "/login")
	enter(b, "admin", password)
	paths := []string{"/", "/shop/order", "/shop/order/" + keys[1].String(), "/shop/order/new", "/shop/good/new",
		"/shop/good?q=nothing", "/me/password", "/auth/role", "/nowhere"}
	for range 2 {
		for _, path := range paths {
			b.Open(path)
			axe(t, b, string(script), path)
		}
		b.Open("/")
		b.Click("[data-theme-switch]")
		b.Until(`document.documentElement.dataset.bsTheme === "dark"`)
	}
}

func axe(t *testing.T, b *testkit.Browser, script, path string) {
	t.Helper()
	b.Eval("(() => {" + script + `; window.found = null;
		axe.run().then(r => { window.found = r.violations.filter(v => v.impact === "serious" || v.impact === "critical") }); return 1 })()`)
	b.Until("window.found !== null")
	found := b.Eval(`found.map(v => v.id + ": " + v.nodes.slice(0, 3)
		.map(n => n.html.slice(0, 140) + " " + (n.any[0] ? n.any[0].message : "")).join(" | ")).join("\n")`)
	if found != "" {
		t.Error(fmt.Sprint(path, " ", b.Eval("document.documentElement.dataset.bsTheme"), ":\n", found))
	}
}
