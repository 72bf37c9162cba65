package main

import (
	"io/fs"
	"slices"

	"hesuan/dashboards"
	"hesuan/ingest/history"
	"hesuan/ingest/status"
	"hesuan/internal/actor"
	"hesuan/internal/help"
	"hesuan/internal/web"
	"hesuan/olap"
	"hesuan/oltp/finance"
	"hesuan/oltp/purchasing"
	"hesuan/oltp/sales"
)

// pages are those that rooms add beside the generated ones.
func (h *house) pages(warehouse *olap.Warehouse) []web.Page {
	return slices.Concat(h.boards(warehouse).Pages(), h.sales.Pages(counter{h}), h.purchasing.Pages(h.inventory.Warehouses),
		h.finance.Pages(h.defs), h.sheets().Pages(), h.webhooks.Pages(), importPages(warehouse), help.Pages(h.manual, h.defs))
}

// boards hang over the warehouse.
func (h *house) boards(warehouse *olap.Warehouse) *dashboards.Wall {
	wall := dashboards.New(warehouse, h.company.Currency, h.db.Zone)
	wall.Alerts, wall.Scope, wall.Owner = h.alerts, sightOf, h.auth.ActorOf
	wall.Cash = h.cashBook
	wall.Targets = dashboards.TargetsIn(h.db, h.targets)
	return wall
}

// sightOf is what somebody may see, as the semantic layer asks for it.
func sightOf(who actor.Actor) (s olap.Scope) {
	s.Warehouses, s.Channels = names(who.Scope, "warehouse"), names(who.Scope, "channel")
	return s
}

// names are the things of a kind that somebody is limited to; nil is no limit.
func names(scope actor.Scope, kind string) []string {
	own, limited := scope.Limits(kind)
	if !limited {
		return nil
	}
	all := make([]string, len(own))
	for i, key := range own {
		all[i] = key.String()
	}
	return all
}

// static are the files of the rooms' pages, served below /static/<room>/.
func (h *house) static() map[string]fs.FS {
	return map[string]fs.FS{
		"board": dashboards.Static, "purchasing": purchasing.Static, "finance": finance.Static, "help": help.Static, "sales": sales.Static,
	}
}

// ops are what the API does beside what follows from declarations.
func (h *house) ops(warehouse *olap.Warehouse) []web.Op {
	return slices.Concat(h.boards(warehouse).Ops(), h.sales.Ops(counter{h}), h.purchasing.Ops(h.inventory.Warehouses), h.inventory.Ops(),
		h.finance.Ops(h.defs), h.sheets().Ops(), history.Ops(), h.webhooks.Ops())
}

// today finds what waits for people beside documents that wait for their next step.
func (h *house) today() []web.Today {
	text := h.book.Text
	return []web.Today{h.boards(nil).Today(text), h.sales.Today(text), h.purchasing.Today(text), h.catalog.Today(text), h.webhooks.Today(text)}
}

// later finds what takes longer: debts that are due, and how the engines are.
func (h *house) later(state *status.House) []web.Today {
	text := h.book.Text
	return []web.Today{h.finance.Today(text), state.Today(text)}
}
