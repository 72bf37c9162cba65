package web_test

import (
	"os"
	"testing"

	"hesuan/internal/testkit"
)

// TestPictures writes a picture of each page into the folder HESUAN_PICTURES, for people to look at.
func TestPictures(t *testing.T) {
	dir := os.Getenv("HESUAN_PICTURES")
	if dir == "" {
		dir = t.TempDir()
	}
	s := open(t)
	keys := s.stock(23)
	b := testkit.NewBrowser(t, s.base)
	b.Open("/login")
	b.Shot(dir + "/login.png")
	enter(b, "admin", password)
	for name, path := range map[string]string{
		"today": "/", "list": "/shop/order", "goods": "/shop/good", "detail": "/shop/order/" + keys[2].String(), "new": "/shop/order/new",
		"good": "/shop/good/new", "empty": "/shop/good?q=nothing", "users": "/auth/user",
	} {
		b.Size(1440, 900, false)
		b.Open(path)
		b.Shot(dir + "/" + name + ".png")
		b.Size(390, 844, true)
		b.Open(path)
		b.Shot(dir + "/" + name + "-phone.png")
	}
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
