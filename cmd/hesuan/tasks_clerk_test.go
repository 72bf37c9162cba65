package main

import (
	"fmt"
	"strings"
)

// plenty is the SKU with the most pieces that can be promised from the first warehouse.
const plenty = `from inventory.stock s join catalog.sku k on k.id = s.sku where k.active and s.warehouse = (select id from inventory.warehouse order by code limit 1)
	order by s.on_hand - s.reserved desc, k.code limit 1`

// order places an order for one piece of what there is plenty of.
func (h *hands) order() string {
	h.Helper()
	return h.make("/sales/order/steps/place", fmt.Sprintf(`{"channel":%q,"customer":%q,"warehouse":%q,"lines":[{"sku":%q,"qty":"1"}]}`,
		h.p.value("select id from catalog.channel order by code limit 1"), h.p.value("select id from crm.customer where not blocked order by code limit 1"),
		h.p.value("select id from inventory.warehouse order by code limit 1"), h.p.value("select k.id "+plenty)))
}

func clerkTasks() []task {
	var number string
	one := func(h *hands) { number = h.order() }
	state := func(h *hands, want string) {
		h.Helper()
		h.SeeText(h.say("sales.order.state." + want))
		h.comes(fmt.Sprintf("select count(*) from sales.order where number = '%s' and state = '%s'", number, want), 1)
	}
	return []task{
		{"clerk", "enter an order with the scanner", nil, (*hands).enterOrder},
		{"clerk", "find an order by its number", one, func(h *hands) { h.find(number) }},
		{"clerk", "approve an order", one, func(h *hands) {
			h.waits("/sales/order?state=placed")
			h.open()
			h.act("approve")
			state(h, "approved")
		}},
		{"clerk", "approve three orders at once", func(h *hands) { _, _, number = h.order(), h.order(), h.order() }, (*hands).approveThree},
		{"clerk", "take a payment", one, func(h *hands) {
			h.find(number)
			h.act("pay")
			h.See("#dialog[open] [name=amount]")
			h.Type("#dialog [name=amount]", h.p.value(fmt.Sprintf("select total::numeric(18,2) from sales.order where number = '%s'", number)))
			h.confirm("#dialog")
			h.comes(fmt.Sprintf("select count(*) from sales.order where number = '%s' and paid = total", number), 1)
		}},
		{"clerk", "cancel an order", one, func(h *hands) {
			h.find(number)
			h.act("cancel")
			h.See("#dialog[open] [name=reason]")
			h.Type("#dialog [name=reason]", "不要了")
			h.confirm("#dialog")
			state(h, "cancelled")
		}},
		{"clerk", "take in a new customer", nil, (*hands).newCustomer},
		{"clerk", "see what can be promised of goods", nil, (*hands).seeStock},
		{"clerk", "ask for a return", nil, (*hands).askReturn},
		{"clerk", "export today's orders", one, func(h *hands) {
			h.visit("/sales/order")
			h.Type("#q", "at:"+h.say("period.today")+" ")
			h.Until(`location.search.includes("at=today")`)
			h.calm()
			h.tap(".page-acts", h.say("act.export"))
			h.Click("a[data-export]")
			file := h.Eval(`document.querySelector("a[data-export]").href`) // the list's question goes along when it is clicked
			if text := h.fetched(file); !strings.Contains(text, number) || strings.Count(text, "\n") > h.p.count("select count(*) from sales.order where at > now() - interval '1 day'")+1 {
				h.Errorf("%s holds %.300s", file, text)
			}
		}},
	}
}

func (h *hands) enterOrder() {
	before := h.p.count("select count(*) from sales.order")
	barcode := h.p.value("select k.barcode " + plenty)
	phone := h.p.value("select phone from crm.customer where not blocked and phone <> '' order by code limit 1")
	h.begin("/sales/entry")
	h.Until(`!!document.activeElement && document.activeElement.matches("[data-scan]")`)
	h.Scan(barcode)
	h.Scan(barcode)
	h.Until(`document.querySelectorAll("[data-lines] [data-cell=qty]").length === 1 && document.querySelector("[data-cell=qty]").value === "2"`)
	if h.phone {
		h.Click("#e-customer")
		h.Press(phone[len(phone)-6:])
		h.Click("[data-buyers] button, [data-buyers] [role=option]")
		h.Until(`!!document.querySelector("[data-buyer]").innerText`)
		h.Click("[data-place]")
	} else {
		h.Press("F3", phone[len(phone)-4:])
		h.See("[data-buyers] [role=option]")
		h.Press("Enter")
		h.Until(`document.activeElement.matches("[data-scan]")`)
		h.Press("Ctrl+Enter")
	}
	h.Until(`document.querySelector("[data-last]").innerText.includes("SO-")`)
	h.comes("select count(*) from sales.order", before+1)
}

func (h *hands) approveThree() {
	before := h.p.count("select count(*) from sales.order where state = 'approved'")
	h.waits("/sales/order?state=placed")
	h.See("tr[data-key]")
	h.calm()
	if h.phone {
		for row := range 3 {
			h.Click(fmt.Sprintf("tr[data-key]:nth-child(%d) [data-one]", row+1))
		}
	} else {
		h.Press("j", "x", "j", "x", "j", "x")
	}
	h.Click("[data-bulk-do=approve]")
	h.Click("#dialog[open] .btn-primary")
	h.comes("select count(*) from sales.order where state = 'approved'", before+3)
}

func (h *hands) newCustomer() {
	before := h.p.count("select count(*) from crm.customer")
	h.visit("/crm/customer")
	if h.phone {
		h.Click("[data-new]")
	} else {
		h.Press("n")
	}
	h.Type("[name=code]", fmt.Sprintf("N%d", before))
	h.Type("[name=name]", "韩梅梅")
	h.Type("[name=phone]", "13912345678")
	h.confirm("[data-form]")
	h.See("[data-detail]")
	h.SeeText("韩梅梅")
	h.comes("select count(*) from crm.customer", before+1)
}

func (h *hands) seeStock() {
	code, free := h.p.value("select k.code "+plenty), h.p.value("select trim_scale(s.on_hand - s.reserved) "+plenty)
	h.begin("/sales/entry")
	h.Until(`!!document.activeElement && document.activeElement.matches("[data-scan]")`)
	h.Press(code)
	h.Until(fmt.Sprintf(`(t => t.includes(%q) && t.includes(%q))(document.querySelector("[data-goods]").innerText.replaceAll(",", ""))`, code, free))
}

func (h *hands) askReturn() {
	before := h.p.count("select count(*) from sales.return")
	number := h.p.value(`select o.number from sales.order o where o.state = 'shipped' and not exists (select from sales.return r where r."order" = o.id) order by o.number desc limit 1`)
	h.begin("/sales/return/new")
	h.pick("order", number)
	h.Type("[name=kind]", h.say("sales.return.kind.return"))
	h.Type(`[name="lines.0.order_line"]`, "1")
	h.Type(`[name="lines.0.qty"]`, "1")
	h.confirm("[data-form]")
	h.See("[data-detail]")
	h.SeeText(h.say("sales.return.state.requested"))
	h.comes("select count(*) from sales.return", before+1)
}
