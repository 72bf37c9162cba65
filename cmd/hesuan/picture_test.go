package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"hesuan/internal/testkit"
)

// The README's pictures: the demo company as people see it. `make pictures` draws them anew.
func TestTheReadmesPictures(t *testing.T) {
	dir := os.Getenv("HESUAN_README")
	if dir == "" {
		t.Skip("SKIPPED: draws the README's pictures from two years of the demo company; make pictures")
	}
	t.Setenv("HESUAN_DEMO_RATE", "0") // so that nothing changes while it is drawn
	p := startProgram(t, "full")
	p.lasts("loaded demo company", func() bool { return p.count("select count(*) from demo.load where done = steps") == 1 })
	p.lasts("forecast of all of it", func() bool { return p.count("select count(*) from purchasing.suggestion where state = 'open'") > 10 })
	if out, complaint, err := said(t, p.command("reconcile")); err != nil { // the boards say that they agree with the books
		t.Fatalf("%v: %s %s", err, out, complaint)
	}
	b := testkit.NewBrowser(t, p.url)
	b.Open("/login")
	b.Type("input[name=name]", "admin")
	b.Type("input[name=password]", programPassword)
	b.Press("Enter")
	b.See("#main")
	for _, picture := range pictures {
		file := filepath.Join(dir, picture.name+".png")
		picture.draw(b, file)
		if seen, err := os.Stat(file); err != nil || seen.Size() > 300_000 {
			t.Errorf("%s: %d bytes are too many for a README, %v", file, seen.Size(), err)
		}
	}
}

// view is a page of the README: an address, and what is done there before it is drawn.
type view struct {
	name, address, lang, theme string
	phone                      bool
	act                        func(b *testkit.Browser)
}

var pictures = []view{
	{"board", "/board/overview", "en", "light", false, func(b *testkit.Browser) { b.See("[data-name=trend] svg, [data-name=trend] canvas") }},
	{"replenish", "/replenish", "zh", "light", false, openSuggestion},
	{"today", "/", "zh", "dark", false, func(*testkit.Browser) {}},
	{"entry-phone", "/sales/entry", "zh", "light", true, enterOrder},
}

func (p view) draw(b *testkit.Browser, file string) {
	b.Size(1440, 900, false)
	if p.phone {
		b.Size(390, 780, true)
	}
	b.Open("/")
	prefer(b, "lang", p.lang)
	prefer(b, "theme", p.theme)
	b.Open(p.address)
	b.Until(`document.querySelectorAll(".htmx-request, .bd-wait").length === 0`)
	p.act(b)
	b.Until(`document.querySelectorAll(".htmx-request").length === 0`)
	var before []byte
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); { // charts grow into their places
		b.Shot(file)
		now, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		if bytes.Equal(now, before) {
			return
		}
		before = now
	}
	b.Errorf("%s never comes to rest", p.name)
}

// openSuggestion opens the first suggestion with its terms and its chart.
func openSuggestion(b *testkit.Browser) {
	b.Eval(`(document.querySelector("[data-rp-open]").click(), 1)`)
	b.See("[data-rp-chart] canvas, [data-rp-chart] svg")
}

// enterOrder types an order of two lines for somebody, and stops before it is placed.
func enterOrder(b *testkit.Browser) {
	b.Type("[data-customer]", "wf")
	b.Until(`document.querySelector("[data-buyers]").innerText.length > 0`)
	b.Press("Enter")
	for n, initials := range []string{"bwb", "rgm"} { // 保温杯, 热干面
		b.Type("[data-scan]", initials)
		b.Until(`document.querySelector("[data-goods]").innerText.length > 0`)
		b.Press("Enter")
		b.Until(`document.querySelectorAll("[data-lines] [data-cell=qty]").length === ` + []string{"1", "2"}[n])
	}
	b.Until(`/[1-9]/.test(document.querySelector("[data-sum=total]").innerText)`)
}

// lasts waits for something that takes minutes on a busy machine.
func (p *program) lasts(what string, there func() bool) {
	p.t.Helper()
	for end := time.Now().Add(12 * time.Minute); !there(); time.Sleep(time.Second) {
		if time.Now().After(end) {
			p.t.Fatalf("no %s within 12 minutes", what)
		}
	}
}
