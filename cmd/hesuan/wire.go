package main

import (
	"context"
	"time"

	"hesuan/dashboards"
	"hesuan/demo/load"
	"hesuan/docs"
	"hesuan/ingest/history"
	"hesuan/ingest/sheet"
	"hesuan/ingest/status"
	"hesuan/internal/actor"
	"hesuan/internal/auth"
	"hesuan/internal/event"
	"hesuan/internal/fixed"
	"hesuan/internal/help"
	"hesuan/internal/i18n"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/internal/web"
	"hesuan/internal/webhook"
	"hesuan/olap"
	"hesuan/oltp/catalog"
	"hesuan/oltp/crm"
	"hesuan/oltp/finance"
	"hesuan/oltp/inventory"
	"hesuan/oltp/purchasing"
	"hesuan/oltp/sales"
)

// house is every room, wired.
type house struct {
	db         *pg.DB
	company    pg.Company
	auth       *auth.Room
	catalog    *catalog.Room
	crm        *crm.Room
	inventory  *inventory.Room
	purchasing *purchasing.Room
	sales      *sales.Room
	finance    *finance.Room
	webhooks   *webhook.Room
	journals   *resource.Def[history.Import]
	alerts     *resource.Def[dashboards.Alert]
	targets    *resource.Def[dashboards.Target]
	defs       *resource.House
	book       *i18n.Book
	manual     *help.Manual
}

// schemas are every room's tables, in the order in which they may refer to each other.
func schemas() []pg.Schema {
	return []pg.Schema{
		{Room: "core", Files: event.Files}, {Room: "auth", Files: auth.Files}, {Room: "web", Files: web.Files},
		{Room: "catalog", Files: catalog.Files}, {Room: "crm", Files: crm.Files}, {Room: "inventory", Files: inventory.Files},
		{Room: "purchasing", Files: purchasing.Files}, {Room: "sales", Files: sales.Files}, {Room: "finance", Files: finance.Files},
		{Room: "board", Files: dashboards.Files}, {Room: "history", Files: history.Files}, {Room: "sheet", Files: sheet.Files},
		{Room: "webhook", Files: webhook.Files}, {Room: "demo", Files: load.Files},
	}
}

// wire builds the house on a database that is migrated: every constructor call, in order.
func wire(ctx context.Context, db *pg.DB) (*house, error) {
	company, err := db.Company(ctx)
	if err != nil {
		return nil, err
	}
	if db.Zone, err = time.LoadLocation(company.Zone); err != nil {
		return nil, err
	}
	h := &house{db: db, company: company}
	h.auth = auth.New(db)
	h.catalog = catalog.New()
	h.crm = crm.New()
	h.crm.Stranger = h.named(h.crm.Stranger, "Walk-in")
	h.inventory = inventory.New()
	h.finance = books(company)
	h.sales = sales.New(h.inventory, h.catalog, parties{h.crm}, company.Currency)
	h.purchasing = purchasing.New(arrivals{h.inventory}, h.catalog, company.Currency)
	h.inventory.Tell(h.sales)
	h.finance.Goods = h.sales
	h.finance.Credit = h.purchasing.Credit
	h.webhooks = webhook.New(db)
	h.webhooks.Owner, h.webhooks.Encode = h.auth.ActorOf, web.EncodeRow
	h.journals = history.Journals()
	h.alerts, h.targets = dashboards.Alerts(), dashboards.Targets()
	h.hook()

	var defs []resource.Any
	for _, room := range []interface{ Defs() []resource.Any }{
		h.sales, h.inventory, h.purchasing, h.catalog, h.crm, h.finance, h.auth, h.webhooks,
	} {
		defs = append(defs, room.Defs()...)
	}
	h.defs = resource.NewHouse(append(defs, h.journals, h.alerts, h.targets)...)
	h.webhooks.Live(h.defs)
	if h.manual, err = help.Load(docs.Files); err != nil {
		return nil, err
	}
	h.book, err = i18n.Load(web.Files, web.APIFiles, help.Files, olap.Files, dashboards.Files, sheet.Files, auth.Files, webhook.Files,
		catalog.Files, crm.Files, inventory.Files, purchasing.Files, sales.Files, finance.Files, history.Files, load.Files, status.Files)
	return h, err
}

// parties lets sales ask crm.
type parties struct{ crm *crm.Room }

func (p parties) Party(ctx context.Context, tx *pg.Tx, customer ref.Customer) (ref.Party, error) {
	c, err := p.crm.MayBuy(ctx, tx, customer)
	if err != nil {
		return ref.Party{}, err
	}
	return ref.Party{Name: c.Name, Region: c.Province}, nil
}

// arrivals lets purchasing put goods into stock.
type arrivals struct{ inventory *inventory.Room }

func (a arrivals) Receive(ctx context.Context, tx *pg.Tx, source ref.Doc, warehouse ref.Warehouse, goods []ref.Goods) error {
	return a.inventory.Receive(ctx, tx, "receipt", source, inventory.Supplier, warehouse, goods)
}

// asHouse is a context in which the house itself acts.
func asHouse(ctx context.Context) context.Context { return actor.With(ctx, actor.House) }

// sum adds one amount of many lines.
func sum[L any](lines []L, amount func(L) fixed.Amount) (total fixed.Amount) {
	for _, l := range lines {
		total += amount(l)
	}
	return total
}
