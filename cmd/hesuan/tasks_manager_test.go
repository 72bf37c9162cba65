package main

import (
	"fmt"
	"strings"
)

// board opens the overview and waits until its tiles are drawn.
func (h *hands) board() {
	h.Helper()
	h.visit("/board/overview")
	h.Until(`document.querySelector("[data-name=gmv] .bd-number b").innerText.length > 0`)
}

// more chooses from the menu of a tile.
func (h *hands) more(tile, as string) {
	h.Helper()
	h.Click("[data-name=" + tile + "] .bd-menu > summary")
	h.Click("[data-name=" + tile + "] [data-as=" + as + "]")
}

// onto comes to a chart by the Tab key.
func (h *hands) onto(tile string) {
	h.Helper()
	h.See("[data-name=" + tile + "] .bd-chart svg, [data-name=" + tile + "] .bd-chart canvas")
	h.Eval(`(document.querySelector("[data-name=` + tile + `] .bd-chart").focus(), 1)`)
}

// sieves opens what a phone keeps below a button.
func (h *hands) sieves() {
	h.Helper()
	if h.phone {
		h.Click("[data-sheet-open]")
	}
}

// owed ships an order that nobody has paid.
func (h *hands) owed() {
	h.Helper()
	at := "/sales/order/" + h.p.value(fmt.Sprintf("select id from sales.order where number = '%s'", h.order())) + "/steps/"
	h.make(at+"approve", "{}")
	h.make(at+"ship", "{}")
}

func managerTasks() []task {
	return []task{
		{"manager", "see how things stand", nil, func(h *hands) {
			h.board()
			h.See("[data-name=trend] svg, [data-name=trend] canvas")
		}},
		{"manager", "look at another period", nil, func(h *hands) {
			h.board()
			h.tap(".bd-periods", h.say("board.period.7d"))
			h.Until(`location.search.includes("period=7d")`)
			h.calm()
			h.Until(fmt.Sprintf(`document.querySelector(".bd-periods .on").innerText === %q`, h.say("board.period.7d")))
		}},
		{"manager", "compare with the year before", nil, func(h *hands) {
			h.board()
			h.sieves()
			h.Type("[name=against]", h.say("board.against.year"))
			h.Until(`location.search.includes("against=year")`)
			h.calm()
		}},
		{"manager", "go from a mark to its documents", nil, func(h *hands) {
			h.board()
			if h.phone {
				h.Click("[data-name=gmv] .bd-number")
			} else {
				h.onto("trend")
				h.Press("ArrowRight", "ArrowRight", "ArrowRight", "Enter")
			}
			h.Until(`location.pathname.endsWith("/behind")`)
			h.Click(`.bd-behind a[href^="/sales/order/"]`)
			h.See("[data-detail]")
		}},
		{"manager", "filter the board by a channel", nil, func(h *hands) {
			h.board()
			before := h.Text("[data-name=gmv] .bd-number b")
			if h.phone {
				h.sieves()
				h.Click("[data-sieve=channel] summary")
				h.Click("[data-sieve=channel] label")
			} else {
				h.onto("channel")
				h.Press("ArrowDown", "Ctrl+Enter")
			}
			h.Until(`location.search.includes("channel=") && !!document.querySelector(".bd-chip")`)
			h.calm()
			h.Until(fmt.Sprintf(`document.querySelector("[data-name=gmv] .bd-number b").innerText !== %q`, before))
		}},
		{"manager", "read the numbers of a chart", nil, func(h *hands) {
			h.board()
			h.more("channel", "table")
			h.Until(`document.querySelectorAll("#dialog[open] .bd-grid tbody tr").length > 1`)
		}},
		{"manager", "save the numbers as CSV", nil, func(h *hands) {
			h.board()
			h.more("channel", "csv")
			if text := h.fetched(h.Eval(`document.querySelector("[data-name=channel] [data-as=csv]").href`)); strings.Count(text, "\n") < 3 {
				h.Errorf("the file holds %s", text)
			}
		}},
		{"manager", "see the SQL of a number", nil, func(h *hands) {
			h.board()
			h.more("gmv", "sql")
			h.See("#dialog[open] .bd-sql")
			if sql := strings.ToLower(h.Text("#dialog .bd-sql")); !strings.Contains(sql, "select") {
				h.Errorf("the SQL is %s", sql)
			}
		}},
		{"manager", "be told when a number falls", nil, func(h *hands) {
			before := h.p.count("select count(*) from board.alert")
			h.board()
			h.more("gmv", "alert")
			h.See("#dialog[open] [name=line]")
			h.Type("#dialog [name=line]", "1000")
			h.Press("Enter")
			h.comes("select count(*) from board.alert", before+1)
		}},
		{"manager", "see who owes what for how long", (*hands).owed, func(h *hands) {
			h.visit("/finance/ageing")
			h.See("tfoot")
			h.Click("tbody td.head a")
			h.Until(`location.pathname === "/finance/ledger"`)
		}},
	}
}
