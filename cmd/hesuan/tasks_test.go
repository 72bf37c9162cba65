package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"hesuan/internal/testkit"
)

// task is something that a person of a role does often. ready makes what it needs and costs nothing; do begins at the start page and ends when
// the page or the books show that it is done.
type task struct {
	role, name string
	ready, do  func(h *hands)
}

// UX-03: the ten commonest tasks of a clerk, a buyer and a manager, at a desk in Chinese and on a phone in English: each can be done, and the clicks and
// keys that it takes are counted and printed.
func TestTheCommonestTasks(t *testing.T) {
	if os.Getenv("HESUAN_PAGES") == "" {
		t.Skip("SKIPPED: sixty tasks in a browser take minutes; set HESUAN_PAGES=1 (make test-pages)")
	}
	p := startProgram(t, "small")
	p.waitFor("sample company", func() bool { return p.count("select count(*) from sales.order") > 300 })
	p.waitFor("suggestions", func() bool { return p.count("select count(*) from purchasing.suggestion") > 10 })
	b := testkit.NewBrowser(t, p.url)
	b.Open("/login")
	b.Type("input[name=name]", "admin")
	b.Type("input[name=password]", programPassword)
	b.Press("Enter")
	b.See("#main")
	words := p.words()
	var table strings.Builder
	for _, look := range []struct {
		name, lang string
		width      int64
	}{{"desk zh", "zh", 1440}, {"phone en", "en", 390}} {
		phone := look.width < 600
		b.Size(look.width, 900, phone)
		b.Open("/")
		prefer(b, "lang", look.lang)
		h := &hands{Browser: b, p: p, phone: phone, say: func(key string) string { return words(look.lang, key) }}
		for _, one := range tasks() {
			t.Run(look.name+"/"+one.role+"/"+one.name, func(t *testing.T) {
				defer func(outer testing.TB) { b.TB, p.t = outer, outer.(*testing.T) }(b.TB)
				b.TB, p.t = t, t
				b.Open("/")
				if one.ready != nil {
					one.ready(h)
				}
				b.Rest()
				one.do(h)
				fmt.Fprintf(&table, "%-8s %-36s %-8s %6d %5d\n", one.role, one.name, look.name, b.Effort().Clicks, b.Effort().Keys)
			})
		}
	}
	t.Logf("\n%-8s %-36s %-8s %6s %5s\n%s", "role", "task", "look", "clicks", "keys", table.String())
}

func tasks() []task {
	return append(append(clerkTasks(), buyerTasks()...), managerTasks()...)
}

// hands are a person's at a browser: what they look for they know by its words.
type hands struct {
	*testkit.Browser
	p     *program
	phone bool
	say   func(key string) string
}

// tap clicks on what a part of the page shows with a text: the one whose text it is, else the first that holds it.
func (h *hands) tap(within, text string) {
	h.Helper()
	h.Until(fmt.Sprintf(`(() => {
		const shown = [...document.querySelectorAll(%q)].flatMap(part => [...part.querySelectorAll("a, button, summary, label, [role=option]")])
			.filter(e => e.getClientRects().length && !e.disabled);
		const texts = e => [e.innerText, e.getAttribute("aria-label") || ""].map(s => s.trim());
		const found = shown.find(e => texts(e).includes(%[2]q)) || shown.find(e => texts(e).some(s => s.includes(%[2]q)));
		document.querySelectorAll("[data-tapped]").forEach(e => e.removeAttribute("data-tapped"));
		if (found) found.setAttribute("data-tapped", "");
		return !!found })()`, within, text))
	h.Click("[data-tapped]")
}

// visit goes to a page by the navigation: its menu on a phone, its group if that is closed, and the page.
func (h *hands) visit(path string) {
	h.Helper()
	if h.phone {
		h.Click(".top-menu")
		h.Until(`document.querySelector("nav.side").getBoundingClientRect().left === 0`) // it slides in
	}
	link := fmt.Sprintf("nav.side a[href=%q]", path)
	if h.Eval(fmt.Sprintf(`(e => e.closest("details:not([open])") ? "closed" : "")(document.querySelector(%q))`, link)) != "" {
		h.Click(fmt.Sprintf("nav.side details:has(a[href=%q]) > summary", path))
	}
	h.follow(link, path)
}

// waits and begin follow a card of the start page: what waits for somebody, what one may begin.
func (h *hands) waits(path string) { h.Helper(); h.follow(fmt.Sprintf(".wait[href=%q]", path), path) }
func (h *hands) begin(path string) {
	h.Helper()
	h.follow(fmt.Sprintf(".begin a[href=%q]", path), path)
}

func (h *hands) follow(link, path string) {
	h.Helper()
	h.Click(link)
	h.Until(fmt.Sprintf("(location.pathname + location.search).startsWith(%q)", path))
	h.calm()
}

// calm waits until nothing of the page is on its way.
func (h *hands) calm() {
	h.Helper()
	h.Until(`document.readyState === "complete" && document.querySelectorAll(".htmx-request, .bd-wait, .bd-busy").length === 0`)
}

// open opens a row of a list, the first, as one does with keys or with a finger.
func (h *hands) open() {
	h.Helper()
	h.See("tr[data-key]")
	if h.phone {
		h.Click("tr[data-key] td.head a")
	} else {
		h.Press("ArrowDown", "Enter")
	}
	h.See("[data-detail]")
}

// find opens a document by the end of its number.
func (h *hands) find(number string) {
	h.Helper()
	if h.phone {
		h.Click("[data-find-open]")
	} else {
		h.Press("Ctrl+k")
	}
	h.See("#find[open]")
	h.Press(number[len(number)-6:])
	h.Until(fmt.Sprintf(`[...document.querySelectorAll("#found a")].some(a => a.innerText.includes(%q))`, number))
	if h.phone {
		h.tap("#found", number)
	} else {
		for tries := 0; tries < 8 && !strings.Contains(h.Text("#found [aria-selected=true]"), number); tries++ {
			h.Press("ArrowDown")
		}
		h.Press("Enter")
	}
	h.See("[data-detail]")
	h.SeeText(number)
}

// act takes a step from the page of a document, wherever its button is.
func (h *hands) act(step string) {
	h.Helper()
	button := fmt.Sprintf("[data-step=%s]", step)
	h.Until(fmt.Sprintf("!!document.querySelector(%q)", button))
	if h.Eval(fmt.Sprintf(`(e => e.closest("details:not([open])") ? "closed" : "")(document.querySelector(%q))`, button)) != "" {
		h.Click(".page-head details:has(" + button + ") > summary")
	}
	h.Click(button)
}

// confirm says yes to a dialog or a form.
func (h *hands) confirm(within string) {
	h.Helper()
	if h.phone {
		h.Click(within + " [data-main]")
	} else {
		h.Press("Ctrl+Enter")
	}
}

// pick types into a field that looks for rows and takes the one that is found.
func (h *hands) pick(name, text string) {
	h.Helper()
	h.Type(fmt.Sprintf(`[name="%s~"]`, name), text)
	h.Until(`!!document.querySelector(".pick-list [aria-selected=true]")`)
	if h.phone {
		h.Click(".pick-list [aria-selected=true]")
	} else {
		h.Press("Enter")
	}
	h.Until(fmt.Sprintf(`document.querySelector('[name="%s"]').value.length === 36`, name))
}

// comes waits until a count in the books is right.
func (h *hands) comes(sql string, want int) {
	h.Helper()
	h.p.waitFor(sql, func() bool { return h.p.count(sql) == want })
}

// make sends a document to the API, as another program would, and gives its number.
func (h *hands) make(path, body string) string {
	h.Helper()
	h.Eval(fmt.Sprintf(`(() => { window.made = ""; fetch("/api/v1" + %q, { method: "POST", body: %q,
		headers: { "Content-Type": "application/json", "X-CSRF-Token": document.querySelector("meta[name=csrf]").content } })
		.then(a => a.text()).then(text => { window.made = text }); return 1 })()`, path, body))
	h.Until("!!window.made")
	number := h.Eval(`JSON.parse(made).number || made`)
	if strings.Contains(number, "{") {
		h.Fatalf("%s: %s", path, number)
	}
	return number
}

// fetched is what lies at an address, such as a file that a click would save.
func (h *hands) fetched(address string) string {
	h.Helper()
	h.Eval(fmt.Sprintf(`(() => { window.file = ""; fetch(%q).then(a => a.text()).then(text => { window.file = text }); return 1 })()`, address))
	h.Until("!!window.file")
	return h.Eval("file")
}
