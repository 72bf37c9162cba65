package main

import (
	"fmt"
	"strings"
)

// drafted makes a draft of a purchase order for three pieces and gives its number.
func (h *hands) drafted() string {
	h.Helper()
	item := `from purchasing.item i join purchasing.supplier s on s.id = i.supplier where not i.archived order by i.id limit 1`
	return h.make("/purchasing/order", fmt.Sprintf(`{"supplier":%q,"warehouse":%q,"lines":[{"sku":%q,"qty":"3","price":"5"}]}`,
		h.p.value("select i.supplier "+item), h.p.value("select id from inventory.warehouse order by code limit 1"), h.p.value("select i.sku "+item)))
}

// suggested is the suggestion in a row of the workbench.
func (h *hands) suggested(row int) string {
	h.Helper()
	h.See("[data-rp-row]")
	return strings.TrimPrefix(h.Eval(fmt.Sprintf(`document.querySelectorAll("[data-rp-row]")[%d].id`, row)), "s-")
}

func buyerTasks() []task {
	var number string
	return []task{
		{"buyer", "read why something is suggested", nil, func(h *hands) {
			h.waits("/replenish?late=1")
			h.Click("[data-rp-open]")
			h.See(".rp-card .rp-chart svg")
			why, _, _ := strings.Cut(h.say("purchasing.replenish.why"), "{")
			h.SeeText(strings.TrimSpace(why))
		}},
		{"buyer", "change a quantity", nil, func(h *hands) {
			h.waits("/replenish?late=1")
			one := h.suggested(0)
			h.Type(fmt.Sprintf(`[name="qty.%s"]`, one), "999")
			h.Press("Tab")
			h.comes(fmt.Sprintf("select count(*) from purchasing.suggestion where id = '%s' and edited = 999", one), 1)
		}},
		{"buyer", "dismiss a suggestion", nil, func(h *hands) {
			h.visit("/replenish")
			one := h.suggested(2)
			h.Click("#s-" + one + " [data-rp-open]")
			h.tap("#d-"+one, h.say("purchasing.suggestion.step.dismiss"))
			h.See(".rp-gone")
			h.comes(fmt.Sprintf("select count(*) from purchasing.suggestion where id = '%s' and state = 'dismissed'", one), 1)
		}},
		{"buyer", "order all of a supplier", nil, (*hands).orderAll},
		{"buyer", "approve a purchase order", func(h *hands) { number = h.drafted() }, func(h *hands) {
			h.visit("/purchasing/order")
			h.open()
			h.SeeText(number)
			h.act("approve")
			h.SeeText(h.say("purchasing.order.state.approved"))
			h.comes(fmt.Sprintf("select count(*) from purchasing.order where number = '%s' and state = 'approved'", number), 1)
		}},
		{"buyer", "receive goods with the scanner", nil, (*hands).receive},
		{"buyer", "see which deliveries are late", nil, func(h *hands) {
			h.visit("/purchasing/progress")
			h.tap(".page-acts", h.say("purchasing.progress.late"))
			h.Until(`location.search === "?late=1"`)
			h.calm()
		}},
		{"buyer", "compare suppliers", nil, func(h *hands) {
			h.visit("/purchasing/scorecard")
			h.Until(`[...document.querySelectorAll("tbody td")].some(cell => /^\d+%$/.test(cell.innerText.trim()))`)
			h.Click("tbody td.head a")
			h.See("[data-detail]")
		}},
		{"buyer", "say what goods cost at a supplier", nil, (*hands).newItem},
		{"buyer", "look at one warehouse only", nil, func(h *hands) {
			h.visit("/replenish")
			name := h.p.value("select name from inventory.warehouse where id = (select warehouse from purchasing.suggestion where state = 'open' limit 1)")
			code := h.p.value(fmt.Sprintf("select code from inventory.warehouse where name = '%s'", name))
			h.Type("select[name=warehouse]", code)
			h.Until(`location.search.includes("warehouse=")`)
			h.calm()
			h.Until(fmt.Sprintf(`(all => all.length > 0 && all.every(row => row.innerText.includes(%q)))([...document.querySelectorAll("[data-rp-row]")])`, name))
		}},
	}
}

func (h *hands) orderAll() {
	before := h.p.count("select count(*) from purchasing.order")
	h.visit("/replenish")
	supplier := h.p.value("select s.name from purchasing.supplier s join purchasing.suggestion g on g.supplier = s.id where g.state = 'open' group by s.name order by count(*), s.name limit 1")
	h.Type("select[name=supplier]", supplier)
	h.Until(`location.search.includes("supplier=")`)
	h.calm()
	h.Click("[data-rp-all]")
	h.Click("[data-rp-order]")
	h.See("#dialog[open] .rp-order")
	h.confirm("#dialog")
	h.p.waitFor("purchase orders", func() bool { return h.p.count("select count(*) from purchasing.order") > before })
}

func (h *hands) receive() {
	before := h.p.count("select count(*) from purchasing.order where state = 'received'")
	h.visit("/receive")
	h.Click(".dk-order")
	h.See("[data-scan]")
	order := strings.TrimPrefix(h.Path(), "/receive/")
	code := h.p.value(fmt.Sprintf(`select k.code from purchasing.order_line l join catalog.sku k on k.id = l.sku where l.doc = '%s' order by l.no limit 1`, order))
	h.Until(`document.activeElement.matches("[data-scan]")`)
	h.Scan(code)
	h.See("[data-answer].good")
	h.Click("[data-rest]")
	h.Click("[data-finish]")
	h.Until(`location.pathname === "/receive"`)
	h.comes("select count(*) from purchasing.order where state = 'received'", before+1)
}

func (h *hands) newItem() {
	before := h.p.count("select count(*) from purchasing.item")
	pair := "from purchasing.supplier s, catalog.sku k where not exists (select from purchasing.item i where i.supplier = s.id and i.sku = k.id) order by s.code, k.code limit 1"
	h.visit("/purchasing/item")
	if h.phone {
		h.Click("[data-new]")
	} else {
		h.Press("n")
	}
	h.pick("supplier", h.p.value("select s.code "+pair))
	h.pick("sku", h.p.value("select k.code "+pair))
	h.Type("[name=price]", "12.50")
	h.confirm("[data-form]")
	h.See("[data-detail]")
	h.comes("select count(*) from purchasing.item", before+1)
}
