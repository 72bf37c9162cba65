package web_test

import (
	"os"
	"strconv"
	"testing"

	"hesuan/internal/id"
	"hesuan/internal/testkit"
)

// TestPictures goes through every kind of page in both languages and themes, on a desktop and on a phone; what a page must never do
// (another host, an error in the console) fails it. HESUAN_PICTURES names a folder that keeps a picture of each, for people to look at.
func TestPictures(t *testing.T) {
	dir := os.Getenv("HESUAN_PICTURES")
	if dir == "" {
		dir = t.TempDir()
	}
	s := open(t)
	keys := s.stock(23)
	b := testkit.NewBrowser(t, s.base)
	b.Expect("404", "422")
	b.Open("/login")
	b.Shot(dir + "/login.png")
	enter(b, "admin", password)
	for _, look := range []struct{ lang, theme string }{{"zh", "light"}, {"en", "dark"}} {
		if look.lang == "en" {
			b.Click("[name=lang]")
			b.Until(`document.documentElement.lang === "en"`)
			b.Click("[data-theme-switch]")
			b.Until(`document.documentElement.dataset.bsTheme === "dark"`)
		}
		tour(b, dir+"/"+look.lang+"-", 1440, keys)
		b.Size(390, 844, true)
		tour(b, dir+"/"+look.lang+"-phone-", 390, keys)
		b.Size(1440, 900, false)
		b.Open("/")
	}
}

// tour visits each kind of page.
func tour(b *testkit.Browser, to string, width int, keys []id.ID) {
	b.Helper()
	order := "/shop/order/" + keys[1].String()
	for name, path := range map[string]string{
		"today": "/", "list": "/shop/order", "goods": "/shop/good", "detail": "/shop/order/" + keys[2].String(), "new": "/shop/order/new",
		"good": "/shop/good/new", "empty": "/shop/good?q=nothing", "password": "/me/password", "missing": "/nowhere",
	} {
		b.Open(path)
		b.Shot(to + name + ".png")
		if got := b.Eval(`document.documentElement.scrollWidth`); got != strconv.Itoa(width) {
			b.Errorf("%s is %s pixels wide, the screen %d", path, got, width)
		}
	}
	b.Open(order)
	b.Click("[data-step=ship]")
	b.See("#dialog[open]")
	b.Shot(to + "step.png")
	b.Click("#dialog [data-main]")
	b.See("#dialog .field-bad")
	b.Shot(to + "fault.png")
	b.Open("/shop/order")
	b.Press("Ctrl+k")
	b.See("#find[open]")
	b.Press("bw")
	b.Until(`document.querySelectorAll("#found a").length > 0`)
	b.Shot(to + "find.png")
	b.Open("/shop/order?pay=wechat")
	b.Click("[data-chip] summary")
	b.Press("ArrowDown")
	b.Click("tr[data-key]:nth-child(2) [data-one]")
	b.Click("tr[data-key]:nth-child(3) [data-one]")
	b.See("[data-bulk-bar]")
	b.Shot(to + "bulk.png")
}

// enter logs in.
func enter(b *testkit.Browser, name, password string) {
	b.Helper()
	b.Open("/login")
	b.Type("input[name=name]", name)
	b.Type("input[name=password]", password)
	b.Press("Enter")
	b.See("#main")
}
