package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hesuan/dashboards"
	"hesuan/internal/actor"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/internal/web"
	"hesuan/olap"
	"hesuan/oltp/catalog"
	"hesuan/oltp/crm"
	"hesuan/oltp/inventory"
	"hesuan/oltp/purchasing"
	"hesuan/oltp/sales"
)

// twoShops is a company of two shops, each with a warehouse of its own and a row of every kind; its first user is limited to the first.
type twoShops struct {
	*caller
	sight     actor.Scope
	warehouse *olap.Warehouse
	foreign   [2]id.ID // the warehouse and the channel of the other shop
	suggested []purchasing.Proposal
}

func newTwoShops(t *testing.T) *twoShops {
	s := &twoShops{caller: &caller{trial: newTrial(t)}}
	s.sight = actor.Scope{"warehouse": {s.wuhan.Any()}, "channel": {s.channel.Any()}}
	s.fill("A")
	s.do(func(tx *pg.Tx) error {
		channel := &catalog.Channel{Code: "JD", Name: "京东旗舰店", Kind: "jd"}
		customer := &crm.Customer{Code: "K2", Name: "李小红", Province: "湖北", Phone: "13900000000"}
		if err := s.catalog.Channels.Insert(s.ctx, tx, channel, "create"); err != nil {
			return err
		}
		customer.Channel, s.channel = channel.ID, channel.ID
		err := s.crm.Customers.Insert(s.ctx, tx, customer, "create")
		s.customer = customer.ID
		target := &dashboards.Target{Metric: "gmv", Month: "202611", Value: fixed.Yuan(1_000_000)}
		return errors.Join(err, s.targets.Insert(s.ctx, tx, target, "create"))
	})
	s.wuhan = s.ezhou
	s.fill("B")
	s.foreign = [2]id.ID{s.ezhou.Any(), s.channel.Any()}
	s.warehouse = s.filled()
	s.serve(web.Options{DB: s.db, House: s.defs, Book: s.book, Auth: s.auth, Pages: s.pages(s.warehouse), Ops: s.ops(s.warehouse), Static: s.static(),
		Today: s.today(), Log: slog.New(slog.DiscardHandler)})
	s.do(func(tx *pg.Tx) error {
		admin, err := s.auth.Users.ByKey(s.ctx, tx, "admin")
		if err != nil {
			return err
		}
		return s.auth.Limit(s.ctx, tx, ref.User(admin), s.sight)
	})
	return s
}

// fill makes rows of every kind in the present shop.
func (s *twoShops) fill(name string) {
	s.t.Helper()
	sku := s.sku("S"+name, 20, "7.77")
	o, err := s.place(line{sku, fixed.Units(3)})
	if err != nil {
		s.t.Fatal(err)
	}
	s.must(o.ID, "approve", `{}`, "pay", `{"amount":"339"}`, "ship", `{}`)
	s.comesBack(o.ID, "1")
	s.do(func(tx *pg.Tx) error {
		low := &inventory.Threshold{SKU: sku, Warehouse: s.wuhan, Low: fixed.Units(100)}
		if err := s.inventory.Thresholds.Insert(s.ctx, tx, low, "create"); err != nil {
			return err
		}
		if _, _, err := s.inventory.Watch(s.ctx, tx); err != nil {
			return err
		}
		return s.buys(tx, name, sku)
	})
}

// buys suggests and orders goods, receives some of them, and foretells the shop's sales.
func (s *twoShops) buys(tx *pg.Tx, name string, sku ref.SKU) error {
	supplier := &purchasing.Supplier{Code: "P" + name, Name: "供货商" + name, Currency: "CNY", Over: fixed.Yuan(0)}
	if err := s.purchasing.Suppliers.Insert(s.ctx, tx, supplier, "create"); err != nil {
		return err
	}
	proposals := []purchasing.Proposal{{SKU: sku, Code: "S" + name, Name: "S" + name, Warehouse: s.wuhan, Supplier: supplier.ID, Currency: "CNY",
		Price: fixed.Yuan(5), Qty: fixed.Units(10), Risk: fixed.Yuan(9), Terms: []purchasing.Term{{Key: "demand", Qty: fixed.Units(10)}}}}
	s.suggested = append(s.suggested, proposals...)
	if _, err := s.purchasing.Suggest(s.ctx, tx, id.New[any](), s.suggested); err != nil {
		return err
	}
	order := fmt.Appendf(nil, `{"supplier":%q,"warehouse":%q,"lines":[{"sku":%q,"qty":"5","price":"5"}]}`, supplier.ID, s.wuhan, sku)
	made, err := s.purchasing.Orders.Start(s.ctx, tx, "approve", order)
	if err != nil {
		return err
	}
	_, err = s.purchasing.Orders.Take(s.ctx, tx, id.ID(made.(*purchasing.Order).ID), 0, "receive", []byte(`{"lines":[{"order_line":1,"qty":"2"}]}`))
	if err != nil {
		return err
	}
	return s.sales.Foretell(s.ctx, tx, []sales.Forecast{{Scope: "channel", Key: s.channel.Any(), Name: name, Since: tx.Today(),
		Expected: []float64{1}, P10: []float64{1}, P90: []float64{1}}})
}

// isTheirs tells by a row's own fields whether somebody limited to the first shop may see it: what the declaration says, in another way than it does.
func (s *twoShops) isTheirs(def resource.Any, row any) bool {
	m, free := def.Info(), map[string]bool{"warehouse": true, "channel": true}
	for _, b := range m.Bounds {
		delete(free, b.Kind)
		mine := false
		for _, column := range b.Columns {
			values := []any{def.Value(row, column)}
			if b.Lines {
				values = nil
				for _, line := range def.LinesOf(row) {
					values = append(values, def.LineValue(line, column))
				}
			}
			for _, value := range values {
				key := id.ID(value.(interface{ Raw() [16]byte }).Raw())
				mine = mine || key == s.sight[b.Kind][0] || b.Open && key.IsZero()
			}
		}
		if !mine {
			return false
		}
	}
	return !m.Whole || len(free) == 0
}

// everything reads all rows of a Def as the house, with their lines.
func (s *twoShops) everything(def resource.Any) (rows []any) {
	s.t.Helper()
	s.do(func(tx *pg.Tx) error {
		found, _, err := def.Find(s.ctx, tx, resource.Query{Limit: resource.MaxLimit, Archived: true})
		for _, row := range found {
			full, err := def.Read(s.ctx, tx, resource.KeyOf(row))
			if err != nil {
				return err
			}
			rows = append(rows, full)
		}
		return err
	})
	return rows
}

// boundless are Defs whose links to a warehouse or a channel do not make their rows anybody's, with the reason.
var boundless = map[string]string{}

// SEC-02: whoever is limited to a warehouse and a channel meets only what belongs to them: on lists, pages, searches, in the API, in exports and in steps.
func TestNobodySeesBeyondTheirWarehousesAndChannels(t *testing.T) {
	s := newTwoShops(t)
	walked := 0
	for _, def := range s.defs.All() {
		m := def.Info()
		for _, f := range m.Fields {
			if (f.Link == "inventory.warehouse" || f.Link == "catalog.channel") && len(m.Bounds) == 0 && !m.Whole && boundless[m.Name] == "" {
				t.Errorf("%s has a %s and does not say whose its rows are", m.Name, f.Name)
			}
		}
		if len(m.Bounds) == 0 && !m.Whole {
			continue
		}
		walked++
		s.walk(def)
	}
	if walked < 12 {
		t.Errorf("only %d Defs have bounds", walked)
	}
	s.noStrangersIn("/", "/replenish", "/receive", "/purchasing/progress", "/api/v1/catalog/sku?q=S", "/api/v1/purchasing/replenish",
		"/api/v1/purchasing/progress", "/api/v1/inventory/stock", "/api/v1/house/today", "/api/v1/house/find?q=%E4%BA%AC%E4%B8%9C")
	if own := string(s.get("/api/v1/inventory/stock", http.StatusOK)); !strings.Contains(own, s.sight["warehouse"][0].String()) {
		t.Errorf("the stock of the actor's own warehouse is not told: %s", own)
	}
	for _, page := range []string{"/finance/trial", "/finance/ageing", "/purchasing/scorecard", "/api/v1/finance/trial", "/api/v1/finance/ledger?code=1405",
		"/api/v1/finance/ageing", "/api/v1/purchasing/scorecard"} {
		if status, _, _ := s.ask("GET", page, ""); status != http.StatusNotFound {
			t.Errorf("%s tells of the whole company: %d", page, status)
		}
	}
}

// walk holds every door of a Def against what may be seen.
func (s *twoShops) walk(def resource.Any) {
	s.t.Helper()
	m := def.Info()
	at := "/" + strings.ReplaceAll(m.Name, ".", "/")
	mine, others := 0, 0
	listed := string(s.get("/api/v1"+at+"?limit=1000&totals=true", http.StatusOK))
	page := string(s.get(at, http.StatusOK))
	exported := string(s.get(at+"/export.csv", http.StatusOK))
	for _, row := range s.everything(def) {
		key := resource.KeyOf(row).String()
		if s.isTheirs(def, row) {
			mine++
			s.get("/api/v1"+at+"/"+key, http.StatusOK)
			s.get(at+"/"+key, http.StatusOK)
			if !strings.Contains(listed, key) {
				s.t.Errorf("%s: the list lacks a row of the actor's own", m.Name)
			}
			continue
		}
		others++
		if strings.Contains(listed, key) || strings.Contains(page, key) {
			s.t.Errorf("%s: the list shows what is not the actor's", m.Name)
		}
		if number, _ := def.Value(row, "number").(string); number != "" && strings.Contains(exported+page, number) {
			s.t.Errorf("%s: the export or the page shows %s", m.Name, number)
		}
		s.closed(def, at, key)
	}
	var answer struct{ Totals struct{ Count int } }
	if err := json.Unmarshal([]byte(listed), &answer); err != nil || answer.Totals.Count > mine {
		s.t.Errorf("%s: %d are counted and %d are the actor's (%v)", m.Name, answer.Totals.Count, mine, err)
	}
	if !m.Whole && mine == 0 || others == 0 && m.Name != "history.import" {
		s.t.Errorf("%s: %d rows of his own and %d of others prove nothing", m.Name, mine, others)
	}
}

// closed tries every door of a row that is not the actor's: it must not be there, whatever is asked.
func (s *twoShops) closed(def resource.Any, at, key string) {
	s.t.Helper()
	s.get("/api/v1"+at+"/"+key, http.StatusNotFound)
	s.get("/api/v1"+at+"/"+key+"/events", http.StatusNotFound)
	for _, page := range []string{"", "/edit", "/print"} {
		if status, _, _ := s.ask("GET", at+"/"+key+page, ""); status != http.StatusNotFound && status != http.StatusConflict && status != http.StatusForbidden {
			s.t.Errorf("%s%s of a stranger's row: %d", def.Info().Name, page, status)
		}
	}
	posts := map[string]string{}
	if plan := def.Plan(); plan != nil {
		for _, step := range plan.Steps {
			if !step.Private {
				posts["/steps/"+step.Name] = "POST"
			}
		}
	}
	posts[""], posts["/archive"] = "PATCH", "POST"
	for path, method := range posts {
		status, _, raw := s.ask(method, "/api/v1"+at+"/"+key+path, "{}")
		if status < 400 || status == http.StatusConflict || status == http.StatusForbidden {
			s.t.Errorf("%s %s%s of a stranger's row: %d %s", method, def.Info().Name, path, status, raw)
		}
	}
}

// get asks and insists on a status.
func (s *twoShops) get(target string, want int) []byte {
	s.t.Helper()
	status, _, raw := s.ask("GET", target, "")
	if status != want {
		s.t.Errorf("%s gives %d, want %d: %.200s", target, status, want, raw)
	}
	return raw
}

// noStrangersIn looks for the other shop's names and goods' owners on pages.
func (s *twoShops) noStrangersIn(targets ...string) {
	s.t.Helper()
	for _, target := range targets {
		text := string(s.get(target, http.StatusOK))
		for _, word := range []string{"鄂州仓", "京东旗舰店", "李小红", s.foreign[0].String(), s.foreign[1].String()} {
			if strings.Contains(text, word) {
				s.t.Errorf("%s shows %s", target, word)
			}
		}
	}
	for _, word := range []string{"京东", "鄂州", "李小红"} {
		if found := string(s.get("/find?q="+url.QueryEscape(word), http.StatusOK)); strings.Contains(found, `"href":"/c`) || strings.Contains(found, `"href":"/i`) {
			s.t.Errorf("the command box finds %s: %s", word, found)
		}
	}
}

// SEC-02: boards count only what the person may see, in every tile and in the documents behind it, and name nothing else.
func TestBoardsKeepToThePersonsScope(t *testing.T) {
	s := newTwoShops(t)
	var strangers []string
	for _, row := range s.everything(s.sales.Orders.Def) {
		if !s.isTheirs(s.sales.Orders.Def, row) {
			strangers = append(strangers, row.(*sales.Order).Number)
		}
	}
	tiles := 0
	for _, board := range dashboards.Boards() {
		s.noStrangersIn(board.Path())
		for _, tile := range board.Tiles {
			tiles++
			s.noStrangersIn(board.Path()+"/tile/"+tile.Name, board.Path()+"/tile/"+tile.Name+"?as=table")
			s.noStrangersIn("/api/v1/board/tile?tile=" + board.Name + "." + tile.Name)
			for _, metric := range tile.Metrics {
				_, _, behind := s.ask("GET", board.Path()+"/behind?metric="+metric, "")
				_, _, documents := s.ask("GET", "/api/v1/board/documents?metric="+metric, "")
				for _, number := range strangers {
					if strings.Contains(string(behind)+string(documents), number) {
						t.Errorf("behind %s of %s stands %s", metric, board.Name, number)
					}
				}
			}
		}
	}
	if tiles < 10 || len(strangers) == 0 {
		t.Errorf("%d tiles, %d orders of others", tiles, len(strangers))
	}
	if csv := string(s.get("/board/overview/tile/gmv?as=csv", http.StatusOK)); strings.Contains(csv, "678") || !strings.Contains(csv, "339") {
		t.Errorf("the turnover is not that of one shop: %s", csv)
	}
}

// SEC-02: what is pointed to must be seen too: an order for another's channel, from another's warehouse, a return of another's order are refused
// in the words for what does not exist.
func TestNobodyPointsBeyondTheirScope(t *testing.T) {
	s := newTwoShops(t)
	stranger := s.everything(s.sales.Orders.Def)
	var foreign string
	for _, row := range stranger {
		if !s.isTheirs(s.sales.Orders.Def, row) {
			foreign = resource.KeyOf(row).String()
		}
	}
	first := func(target string) string {
		var page struct{ Items []struct{ ID string } }
		read(t, s.get(target, http.StatusOK), &page)
		return page.Items[0].ID
	}
	sku, customer := first("/api/v1/catalog/sku"), first("/api/v1/crm/customer")
	order := func(channel, warehouse any) string {
		return fmt.Sprintf(`{"channel":%q,"warehouse":%q,"customer":%q,"lines":[{"sku":%q,"qty":"1"}]}`, channel, warehouse, customer, sku)
	}
	own := s.sight
	for body, at := range map[string]string{
		order(s.foreign[1], own["warehouse"][0]):                                                                      "/api/v1/sales/order",
		order(own["channel"][0], s.foreign[0]):                                                                        "/api/v1/sales/order/steps/place",
		fmt.Sprintf(`{"order":%q,"kind":"return","lines":[{"order_line":1,"qty":"1"}]}`, foreign):                     "/api/v1/sales/return",
		fmt.Sprintf(`{"warehouse":%q,"reason":"count","lines":[{"sku":%q,"qty":"1","cost":"1"}]}`, s.foreign[0], sku): "/api/v1/inventory/adjustment",
	} {
		status, _, raw := s.ask("POST", at, body)
		if status != http.StatusConflict || !strings.Contains(string(raw), "core.link.missing") {
			t.Errorf("%s %s: %d %s", at, body, status, raw)
		}
	}
	if status, _, raw := s.ask("POST", "/api/v1/sales/order", order(own["channel"][0], own["warehouse"][0])); status != http.StatusCreated {
		t.Errorf("one's own order: %d %s", status, raw)
	}
}
