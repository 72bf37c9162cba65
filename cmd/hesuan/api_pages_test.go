package main

import (
	"slices"
	"strings"
	"testing"

	"hesuan/internal/resource"
)

// pageOps are the operations of the API that do what a page does; {def} is any Def.
var pageOps = map[string]string{
	"GET /{def}": "{def}.list", "GET /{def}/tallies": "{def}.list", "GET /{def}/:id": "{def}.read {def}.events",
	"POST /{def}/new": "{def}.create", "POST /{def}/:id/edit": "{def}.change", "POST /{def}/:id/archive": "{def}.archive {def}.restore",
	"POST /{def}/:id/step/:step": "{def}.take.*", "POST /{def}/bulk": "{def}.bulk",
	"POST /{def}/bulk/:task": "{def}.bulk", "GET /{def}/bulk/:task": "op.house.task op.house.task.rows",
	"GET /suggest/:def/:field": "catalog.sku.list", // any Def's list, with q
	"GET /{def}/:id/related":   "{def}.list",       // with a filter

	"GET /{def}/export.csv": "op.files.export", "POST /{def}/export.csv": "op.files.export", "GET /{def}/export.xlsx": "op.files.export",
	"POST /{def}/export.xlsx": "op.files.export", "GET /{def}/export/:download": "op.files.export.state",
	"GET /{def}/export/:download/file": "op.files.export.file", "POST /{def}/import": "op.files.import",
	"GET /{def}/import/:upload": "op.files.import.state op.files.import.preview", "POST /{def}/import/:upload": "op.files.import.confirm",
	"GET /{def}/import/:upload/errors": "op.files.import.errors",
	"GET /import/history":              "op.history.upload.state", "POST /import/history": "op.history.upload.send",
	"GET /import/history/rejected": "op.history.upload.rejected",

	"GET /": "op.house.today", "GET /today/later": "op.house.today", "GET /find": "op.house.find", "GET /status": "op.house.status", "GET /status.json": "op.house.status",
	"GET /me/token": "op.auth.tokens", "POST /me/token": "op.auth.token.make", "POST /me/token/:id/revoke": "op.auth.token.revoke",
	"GET /{def}/:id/scope": "op.auth.scope", "POST /{def}/:id/scope": "op.auth.scope.set", "POST /{def}/:id/password": "op.auth.password",

	"GET /board/{board}": "op.board.metrics op.board.metric", "GET /board/{board}/tile/:tile": "op.board.tile",
	"GET /board/{board}/behind": "op.board.metric op.board.documents", "GET /board/{board}/stamp": "op.board.fresh",
	"GET /board/{board}/cash": "op.board.cash", "GET /today/figures": "op.board.metric", "GET /alerts": "op.board.alerts", "POST /alerts": "op.board.alerts.make",
	"GET /alerts/:id": "op.board.alerts", "POST /alerts/:id": "op.board.alerts.change op.board.alerts.mute op.board.alerts.delete",

	"GET /finance/trial": "op.finance.trial", "GET /finance/ledger": "op.finance.ledger", "GET /finance/ageing": "op.finance.ageing",
	"GET /{def}/:id/source": "finance.voucher.read", "GET /{def}/:id/paper": "op.finance.paper",

	"GET /replenish": "op.purchasing.replenish", "GET /replenish/:id": "purchasing.suggestion.read", "POST /replenish/:id/qty": "purchasing.suggestion.take.adjust",
	"POST /replenish/:id/dismiss": "purchasing.suggestion.take.dismiss", "POST /replenish/preview": "op.purchasing.preview",
	"POST /replenish/order": "op.purchasing.order_picks", "GET /purchasing/progress": "op.purchasing.progress",
	"GET /purchasing/scorecard": "op.purchasing.scorecard", "GET /receive": "purchasing.order.list", "GET /receive/:id": "purchasing.order.read",
	"POST /receive/:id": "purchasing.order.take.receive",

	"GET /sales/entry/goods": "catalog.sku.list op.inventory.stock", "GET /sales/entry/customer": "crm.customer.list",
	"POST /sales/entry/customer": "crm.customer.create", "POST /sales/entry/quote": "op.sales.quote", "POST /sales/entry/place": "sales.order.start.place",
	"POST /sales/entry/undo/:id": "sales.order.take.cancel", "GET /pick": "sales.order.list", "GET /pick/:id": "sales.order.read",
	"POST /pick/:id": "sales.order.take.ship",

	"GET /{def}/:id/deliveries": "op.webhook.deliveries op.webhook.secret", "POST /{def}/:id/deliveries": "op.webhook.secret op.webhook.again op.webhook.replay",
}

// pagesAlone need no operation, and why.
var pagesAlone = map[string]string{
	"GET /login": "a login", "POST /login": "a login", "POST /logout": "a login", "GET /me/password": "a login", "POST /me/password": "a login: programs have tokens",
	"POST /me/prefer": "a preference", "POST /{def}/columns": "a preference", "POST /{def}/view": "a preference", "POST /{def}/view/:view": "a preference",
	"GET /draft": "a draft", "POST /draft": "a draft", "POST /sales/entry/drop": "a draft",
	"GET /{def}/new": "a form", "GET /{def}/:id/edit": "a form", "GET /{def}/:id/step/:step": "a form", "GET /{def}/import": "a form",
	"GET /{def}/import/blank.xlsx": "a form", "GET /sales/entry": "a form",
	"GET /{def}/token": "helps to type a filter", "GET /{def}/tokens": "helps to type a filter",
	"GET /strip": "what the demo company loads", "GET /help": "the manual", "GET /help/for": "the manual", "GET /help/of/:name": "the manual",
	"GET /help/:chapter": "the manual", "GET /api/docs": "the manual", "GET /api/docs/:name": "the manual", "GET /api/docs/problem/:key": "the manual",
	"GET /static/*": "an asset", "GET /sw.js": "an asset", "GET /manifest.webmanifest": "an asset",
	"GET /healthz": "for monitors", "GET /readyz": "for monitors", "GET /metrics": "for monitors", "GET /api/openapi.json": "the API",
}

// API-01: what a page shows or does, a program can: every route has its operations, or a reason to have none.
func TestWhatAPageDoesAProgramCan(t *testing.T) {
	c := newCaller(t)
	var ids []string
	for _, item := range c.doc.Paths.Map() {
		for _, op := range item.Operations() {
			ids = append(ids, op.OperationID)
		}
	}
	used := map[string]bool{}
	for _, route := range c.routes {
		at, def := c.general(route)
		if strings.HasSuffix(at, " /api/v1/*") {
			continue
		}
		wants, known := pageOps[at]
		if _, alone := pagesAlone[at]; !known && !alone {
			t.Errorf("%s has no operation in the API", at)
		}
		used[at] = true
		for _, want := range strings.Fields(wants) {
			if !offered(ids, want, def) {
				t.Errorf("%s: there is no operation %s", route, want)
			}
		}
	}
	for _, table := range []map[string]string{pageOps, pagesAlone} {
		for at := range table {
			if !used[at] {
				t.Errorf("there is no page %s", at)
			}
		}
	}
}

// general is a route with {def} in place of a Def, and the Def.
func (c *caller) general(route string) (string, resource.Any) {
	method, path, _ := strings.Cut(route, " ")
	for _, def := range c.defs.All() {
		own := "/" + strings.Replace(def.Info().Name, ".", "/", 1)
		if rest, found := strings.CutPrefix(path, own); found && (rest == "" || rest[0] == '/') {
			return method + " /{def}" + rest, def
		}
	}
	for _, board := range []string{"overview", "sales", "stock", "finance"} {
		if rest, found := strings.CutPrefix(path, "/board/"+board); found {
			return method + " /board/{board}" + rest, nil
		}
	}
	return route, nil
}

// offered tells that the API has an operation. What a Def does not let people do, it does not let programs do either: its ledgers are not
// written, documents live by their steps.
func offered(ids []string, want string, def resource.Any) bool {
	if def != nil {
		want = strings.ReplaceAll(want, "{def}", def.Info().Name)
		action := strings.TrimPrefix(want, def.Info().Name+".")
		if action != "list" && action != "read" && action != "events" && (def.Info().Ledger || def.IsDoc() || strings.HasPrefix(action, "take.")) {
			if !slices.Contains(ids, want) && !strings.HasPrefix(want, "op.") {
				return action != "take.*" || def.Plan() == nil || !people(def.Plan()) || slices.ContainsFunc(ids, func(id string) bool {
					return strings.HasPrefix(id, strings.TrimSuffix(want, "*"))
				})
			}
		}
	}
	return slices.Contains(ids, want)
}

// people tells that a plan has steps that people take with a document.
func people(plan *resource.Plan) bool {
	return slices.ContainsFunc(plan.Steps, func(step resource.StepInfo) bool {
		return !step.Private && slices.ContainsFunc(step.From, func(state string) bool { return state != "" })
	})
}
