package web_test

import (
	"testing"

	"hesuan/internal/testkit"
)

// Nothing serious is in the way of anybody, in either theme.
func TestPagesAreAccessible(t *testing.T) {
	s := open(t)
	keys := s.stock(5)
	b := testkit.NewBrowser(t, s.base)
	b.Expect("404")
	b.Open("/login")
	b.Axe()
	enter(b, "admin", password)
	paths := []string{"/", "/shop/order", "/shop/order/" + keys[1].String(), "/shop/order/new", "/shop/good/new",
		"/shop/good?q=nothing", "/me/password", "/auth/role", "/nowhere"}
	for _, next := range []string{"dark", "light"} {
		for _, path := range paths {
			b.Open(path)
			b.Axe()
		}
		b.Open("/")
		b.Click("[data-theme-switch]")
		b.Until(`document.documentElement.dataset.bsTheme === "` + next + `"`)
	}
}
