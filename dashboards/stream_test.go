package dashboards

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/event"
	"hesuan/internal/i18n"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/testkit"
	"hesuan/internal/web"
	"hesuan/olap"
)

// now is the instant of all tests: 14:03:05 in Wuhan. It lies ahead, because the engine forgets heartbeats of yesterday.
var now = time.Date(2076, 2, 28, 6, 3, 5, 0, time.UTC)

// evil is a name that would run if anything let it.
const evil = `</script><img src=x onerror=window.hacked=1>"'{{7*7}}`

type object = map[string]any

// shop is a warehouse with the business of forty days, worked out by hand: every day one order of 2 × 50 + 13 % VAT from the first
// channel, every other day one of 1 × 80 from the second.
type shop struct {
	t testing.TB
	*Wall
	db                                                                    *pg.DB // of a shop that is visited
	last                                                                  atomic.Uint64
	seq                                                                   uint64
	channels, skus, categories, warehouses                                [2]id.ID
	supplier, customer, receivable, income, cost, goods, payable, capital id.ID
}

func open(t testing.TB) *shop {
	t.Helper()
	w, err := olap.Open(t.Context(), testkit.ClickHouse(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	s := &shop{t: t, Wall: New(w, "CNY", cal.Shanghai)}
	s.Clock = func() time.Time { return now }
	s.Cash = func(context.Context, *CashBook) (*CashBook, error) { return cashBook(), nil }
	if err := w.Migrate(t.Context(), s.ticket); err != nil {
		t.Fatal(err)
	}
	for _, two := range []*[2]id.ID{&s.channels, &s.skus, &s.categories, &s.warehouses} {
		two[0], two[1] = id.New[any](), id.New[any]()
	}
	for _, one := range []*id.ID{&s.supplier, &s.customer, &s.receivable, &s.income, &s.cost, &s.goods, &s.payable, &s.capital} {
		*one = id.New[any]()
	}
	return s
}

func (s *shop) ticket(context.Context) (uint64, error) { return s.last.Add(1), nil }

func (s *shop) record(kind string, doc id.ID, version uint64, day cal.Date, body object) *event.Record {
	s.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	s.seq++
	r := &event.Record{Seq: s.seq, Xid: s.seq, ID: id.New[any](), Recorded: now, At: now, Kind: kind + ".save", Type: kind, Doc: doc,
		Version: version, Schema: 1, Body: raw}
	if day != 0 {
		r.Day = &day
	}
	return r
}

// apply does what a sink does with a batch.
func (s *shop) apply(records ...*event.Record) {
	s.t.Helper()
	touched, err := s.Warehouse.Insert(s.t.Context(), 1, records)
	if err != nil {
		s.t.Fatal(err)
	}
	ticket, _ := s.ticket(s.t.Context())
	if err := s.Warehouse.Refresh(s.t.Context(), ticket, touched); err != nil {
		s.t.Fatal(err)
	}
}

// today is the day of now in the company's zone.
var today = cal.On(now, cal.Shanghai)

// order is an order of one SKU; which chooses channel, SKU, category, warehouse.
func (s *shop) order(number string, day cal.Date, which int, qty, net, vat, state string) *event.Record {
	return s.record("sales.order", id.New[any](), 1, day, object{"number": number, "state": state, "channel": s.channels[which],
		"customer":  s.customer,
		"warehouse": s.warehouses[which], "region": []string{"湖北", evil}[which], "currency": "CNY", "freight": "0", "freight_vat": "0",
		"at": now.Add(-24 * time.Hour * time.Duration(today-day)), "lines": []object{{"no": 1, "sku": s.skus[which], "category": s.categories[which],
			"qty": qty, "net": net, "vat": vat, "amount": net, "shipped": qty, "discount": []string{"0", "9.6"}[which]}}})
}

// trade fills the warehouse.
func (s *shop) trade() {
	names := []*event.Record{}
	name := func(kind string, doc id.ID, code, text string) {
		names = append(names, s.record(kind, doc, 1, 0, object{"code": code, "name": text}))
	}
	for i := range 2 {
		name("catalog.channel", s.channels[i], fmt.Sprint("C", i), []string{"天猫旗舰店", evil}[i])
		name("catalog.sku", s.skus[i], fmt.Sprint("S", i), []string{"绿茶", evil}[i])
		name("catalog.category", s.categories[i], fmt.Sprint("K", i), []string{"茶叶", evil}[i])
		name("inventory.warehouse", s.warehouses[i], fmt.Sprint("W", i), []string{"武汉仓", "鄂州仓"}[i])
	}
	name("purchasing.supplier", s.supplier, "F", "甲厂")
	for _, a := range []struct {
		key        id.ID
		code, name string
	}{{s.receivable, "1122", "应收账款"}, {s.income, "6001", "主营业务收入"}, {s.cost, "6401", "主营业务成本"}, {s.goods, "1405", "库存商品"}, {s.payable,
		"2202", "应付账款"}, {s.capital, "4001", evil}} {
		name("finance.account", a.key, a.code, a.name)
	}
	s.apply(names...)
	batch := s.opening()
	for i := range 40 {
		batch = append(batch, s.day(today.Add(-i), i)...)
	}
	s.apply(batch...)
	if err := s.Warehouse.SetOrigin(s.t.Context(), olap.Origin{Epoch: 1, System: "test", Timeline: 1}); err != nil {
		s.t.Fatal(err)
	}
	if err := s.Warehouse.Beat(s.t.Context(), 1, now, 1); err != nil {
		s.t.Fatal(err)
	}
	if err := s.Warehouse.NoteReconcile(s.t.Context(), now, 0, 0); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) opening() []*event.Record {
	supplier := id.New[any]()
	day := today.Add(-45)
	line := func(i int, qty, value string) object {
		return object{"no": i + 1, "sku": s.skus[i], "category": s.categories[i], "from_place": supplier, "to_place": s.warehouses[i],
			"qty": qty, "value": value}
	}
	band := make([]float64, 30)
	low, high := make([]float64, 30), make([]float64, 30)
	series := id.New[any]()
	for i := range band {
		band[i], low[i], high[i] = 120, 90, 200
	}
	return []*event.Record{
		s.record("inventory.posting", id.New[any](), 1, day, object{"number": "M0", "kind": "opening",
			"lines": []object{line(0, "100", "3000"), line(1, "30", "1200")}}),
		// The second SKU's shelf is empty for two days.
		s.record("inventory.posting", id.New[any](), 1, today.Add(-5), object{"number": "M98", "kind": "transfer", "lines": []object{
			{"no": 1, "sku": s.skus[1], "category": s.categories[1], "from_place": s.warehouses[1], "to_place": supplier, "qty": "30", "value": "1200"}}}),
		s.record("inventory.posting", id.New[any](), 1, today.Add(-3), object{"number": "M99", "kind": "transfer", "lines": []object{line(1, "30", "1200")}}),
		s.record("sales.return", id.New[any](), 3, today.Add(-2), object{"number": "RT1", "state": "refunded", "kind": "return", "reason": evil,
			"channel": s.channels[0], "customer": s.customer, "warehouse": s.warehouses[0], "region": "湖北", "lines": []object{{"no": 1,
				"sku": s.skus[1], "category": s.categories[1], "qty": "1", "accepted": "1", "defective": "0", "amount": "0", "vat": "0", "cost": "0"}}}),
		s.voucher("V000", today.Add(-3), []string{"6601", "0.01", "0", "2211", "0", "0.01", "22210101", "1", "0", "2211", "0", "1",
			"22210107", "0", "1", "2211", "1", "0"}),
		s.voucher("V0", day, []string{"1405", "4200", "0", "4001", "0", "3000", "2202", "0", "1200"}),
		s.voucher("V00", today.Add(-3), []string{"1002", "100", "0", "4001", "0", "100"}),
		s.record("purchasing.suggestion", id.New[any](), 1, today, object{"number": "P1", "state": "open", "sku": s.skus[0],
			"warehouse": s.warehouses[0],
			"supplier":  s.supplier, "qty": "40", "risk": "500", "latest": "2026-03-02"}),
		s.record("purchasing.order", id.New[any](), 1, today.Add(-5), object{"number": "PO1", "state": "approved", "supplier": s.supplier,
			"warehouse": s.warehouses[0],
			"currency":  "CNY", "exchange": "1", "lines": []object{{"no": 1, "sku": s.skus[0], "category": s.categories[0], "qty": "10",
				"price": "33.9", "amount": "339", "net": "300", "received": "0"}}}),
		s.record("sales.forecast", series, 1, 0, object{"scope": "all", "since": today.Add(-14).String(), "method": "theta", "expected": band,
			"p10": low, "p90": high}),
		s.record("sales.forecast", series, 2, 0, object{"scope": "all", "since": today.String(), "method": "theta", "expected": band,
			"p10": low, "p90": high}),
		s.record("sales.forecast", id.New[any](), 1, 0, object{"scope": "category", "key": s.categories[0], "since": today.Add(-14).String(),
			"method": "theta", "expected": band, "p10": low, "p90": high}),
	}
}

// day is one day of trade: ordered, shipped, booked.
func (s *shop) day(day cal.Date, i int) []*event.Record {
	state := "completed"
	if i == 0 {
		state = "placed"
	}
	batch := []*event.Record{s.order(fmt.Sprint("SO-A", i), day, 0, "2", "100", "13", state)}
	if i%2 == 0 {
		batch = append(batch, s.order(fmt.Sprint("SO-B", i), day, 1, "1", "80", "10.4", "approved"))
	}
	shipment := id.New[any]()
	goods := object{"no": 1, "sku": s.skus[0], "category": s.categories[0]}
	with := func(more object) object {
		line := object{}
		for _, part := range []object{goods, more} {
			for k, v := range part {
				line[k] = v
			}
		}
		return line
	}
	return append(batch,
		s.record("sales.shipment", shipment, 1, day, object{"number": fmt.Sprint("SH", i), "state": "posted", "channel": s.channels[0],
			"customer":  s.customer,
			"warehouse": s.warehouses[0], "region": "湖北", "lines": []object{with(object{"qty": "2", "cost": "60", "net": "100", "vat": "13"})}}),
		s.record("inventory.posting", id.New[any](), 1, day, object{"number": fmt.Sprint("M", i), "kind": "shipment",
			"source_type": "sales.shipment", "source": shipment,
			"lines": []object{with(object{"from_place": s.warehouses[0], "to_place": s.customer, "qty": "2", "value": "60"})}}),
		s.voucher(fmt.Sprint("V", i), day, []string{"1122", "113", "0", "6001", "0", "100", "222101", "0", "13", "6401", "60", "0", "1405", "0",
			"60"}))
}

// voucher takes code, debit, credit, code, debit …
func (s *shop) voucher(number string, day cal.Date, entries []string) *event.Record {
	accounts := map[string]id.ID{"1122": s.receivable, "6001": s.income, "6401": s.cost, "1405": s.goods, "2202": s.payable, "4001": s.capital}
	var lines []object
	for i := 0; i < len(entries); i += 3 {
		lines = append(lines, object{"no": i/3 + 1, "account": accounts[entries[i]], "code": entries[i], "debit": entries[i+1],
			"credit": entries[i+2]})
	}
	return s.record("finance.voucher", id.New[any](), 1, day, object{"number": number, "period": day.Period(), "lines": lines})
}

var book = func() *i18n.Book {
	b, err := i18n.Load(web.Files, olap.Files, Files)
	if err != nil {
		panic(err)
	}
	return b
}()

func penOf(lang string) pen {
	return pen{lang, "¥", func(key string, pairs ...any) string {
		args := map[string]any{}
		for i := 0; i+1 < len(pairs); i += 2 {
			args[fmt.Sprint(pairs[i])] = pairs[i+1]
		}
		return book.Text(lang, key, args)
	}}
}

// asked is the question of a period of days that end today.
func asked(days int, filters ...olap.Filter) Ask {
	return Ask{Period: custom, From: today.Add(1 - days), To: today, Today: today, Against: olap.PeriodBefore, Lang: "zh", Filters: filters}
}

func (s *shop) drawn(b *Board, name string, a Ask) *Drawing {
	s.t.Helper()
	t := b.tile(name)
	if t == nil {
		s.t.Fatalf("no tile %s on %s", name, b.Name)
	}
	d, err := s.draw(s.t.Context(), b, t, a, penOf(a.Lang))
	if err != nil {
		s.t.Fatal(err)
	}
	if d.Empty != "" || d.Away {
		s.t.Fatalf("%s of %s is empty: %s", name, b.Name, d.Empty)
	}
	return d
}

func has(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("it lacks %q: %.400s", part, text)
		}
	}
}
