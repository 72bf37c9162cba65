package main

import (
	"os"
	"path/filepath"
	"testing"

	"hesuan/internal/testkit"
)

// The README's pictures: the demo company as people see it. `make pictures` draws them anew.
func TestTheReadmesPictures(t *testing.T) {
	dir := os.Getenv("HESUAN_README")
	if dir == "" {
		t.Skip("SKIPPED: draws the README's pictures from two years of the demo company; make pictures")
	}
	p := startProgram(t, "full")
	p.waitFor("demo company", func() bool { return p.count("select count(*) from demo.load where done = steps") == 1 })
	p.waitFor("suggestions", func() bool { return p.count("select count(*) from purchasing.suggestion where state = 'open'") > 10 })
	b := testkit.NewBrowser(t, p.url)
	b.Open("/login")
	b.Type("input[name=name]", "admin")
	b.Type("input[name=password]", programPassword)
	b.Press("Enter")
	b.See("#main")
	for _, picture := range []struct{ name, address, act string }{
		{"today", "/", ""},
		{"board", "/board/overview", ""},
		{"replenish", "/replenish", `document.querySelector("[data-rp-open]").click()`},
	} {
		b.Open(picture.address)
		b.Until(`document.querySelectorAll(".htmx-request, .bd-wait").length === 0`)
		if picture.act != "" {
			b.Eval(picture.act)
			b.Until(`document.querySelectorAll(".htmx-request").length === 0 && document.querySelectorAll("[data-rp-chart] canvas").length > 0`)
		}
		b.Shot(filepath.Join(dir, picture.name+".png"))
	}
}
