package purchasing_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/cal"
	"hesuan/internal/event"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/i18n"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/internal/testkit"
	"hesuan/oltp/catalog"
	"hesuan/oltp/inventory"
	"hesuan/oltp/purchasing"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func migrate(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Migrate(ctx, pg.Schema{Room: "core", Files: event.Files}, pg.Schema{Room: "catalog", Files: catalog.Files},
		pg.Schema{Room: "inventory", Files: inventory.Files}, pg.Schema{Room: "purchasing", Files: purchasing.Files})
}

// arrivals is the wire between purchasing and stock, as cmd/hesuan has it.
type arrivals struct{ *inventory.Room }

func (a arrivals) Receive(ctx context.Context, tx *pg.Tx, source ref.Doc, warehouse ref.Warehouse, goods []ref.Goods) error {
	return a.Room.Receive(ctx, tx, "receipt", source, inventory.Supplier, warehouse, goods)
}

// yard is the room on a fresh database beside the real catalog and stock: two SKUs, a warehouse, a supplier of both.
type yard struct {
	*purchasing.Room
	stock     *inventory.Room
	catalog   *catalog.Room
	t         *testing.T
	db        *pg.DB
	ctx       context.Context
	now       time.Time
	cup, pot  id.ID
	warehouse id.ID
	supplier  id.ID
}

func open(t *testing.T) *yard {
	t.Helper()
	ctx := actor.With(t.Context(), actor.House)
	db, err := pg.Open(ctx, testkit.Postgres(t, migrate))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	y := &yard{t: t, db: db, ctx: ctx, catalog: catalog.New(), stock: inventory.New(), now: time.Date(2026, 11, 2, 2, 0, 0, 0, time.UTC)}
	db.Clock = func() time.Time { return y.now }
	y.Room = purchasing.New(arrivals{y.stock}, y.catalog, "CNY")
	defs := append(append(y.catalog.Defs(), y.stock.Defs()...), y.Defs()...)
	resource.NewHouse(defs...)
	category := y.make(y.catalog.Categories, `{"code":"c","name":"杯壶"}`)
	y.cup = y.make(y.catalog.SKUs, `{"code":"CUP","name":"保温杯","category":"%s"}`, category)
	y.pot = y.make(y.catalog.SKUs, `{"code":"POT","name":"茶壶","category":"%s"}`, category)
	y.warehouse = y.make(y.stock.Warehouses, `{"code":"WH","name":"武汉仓"}`)
	y.supplier = y.make(y.Suppliers, `{"code":"S1","name":"甲厂","lead_days":12,"over":"0.05","under":"0.02","phone":"02787654321"}`)
	y.make(y.Items, `{"supplier":"%s","sku":"%s","price":"11.30","moq":"120","pack":"60","preferred":true}`, y.supplier, y.cup)
	y.make(y.Items, `{"supplier":"%s","sku":"%s","price":"22.60","lead_days":5}`, y.supplier, y.pot)
	return y
}

func (y *yard) do(fn func(tx *pg.Tx) error) {
	y.t.Helper()
	if err := y.db.Do(y.ctx, fn); err != nil {
		y.t.Fatal(err)
	}
}

func (y *yard) try(def resource.Any, format string, args ...any) (row any, err error) {
	err = y.db.Do(y.ctx, func(tx *pg.Tx) (err error) {
		row, err = def.Create(y.ctx, tx, fmt.Appendf(nil, format, args...))
		return err
	})
	return row, err
}

func (y *yard) make(def resource.Any, format string, args ...any) id.ID {
	y.t.Helper()
	row, err := y.try(def, format, args...)
	if err != nil {
		y.t.Fatal(err)
	}
	return resource.KeyOf(row)
}

// order makes an approved order of cups and pots.
func (y *yard) order(cups, pots int) *purchasing.Order {
	y.t.Helper()
	key := y.make(y.Orders.Def, `{"supplier":"%s","warehouse":"%s","lines":[{"sku":"%s","qty":"%d"},{"sku":"%s","qty":"%d"}]}`,
		y.supplier, y.warehouse, y.cup, cups, y.pot, pots)
	o, err := y.take(key, "approve", "")
	if err != nil {
		y.t.Fatal(err)
	}
	return o
}

func (y *yard) take(key id.ID, step, format string, args ...any) (o *purchasing.Order, err error) {
	err = y.db.Do(y.ctx, func(tx *pg.Tx) error {
		row, err := y.Orders.Def.Take(y.ctx, tx, key, 0, step, fmt.Appendf(nil, format, args...))
		o, _ = row.(*purchasing.Order)
		return err
	})
	return o, err
}

// onHand is the stock of a SKU and its value.
func (y *yard) onHand(sku id.ID) (qty fixed.Qty, value fixed.Amount) {
	y.do(func(tx *pg.Tx) error {
		return tx.QueryRow(y.ctx, "select coalesce(sum(on_hand), 0), coalesce(sum(value), 0) from inventory.stock where sku = $1", sku).Scan(&qty, &value)
	})
	return qty, value
}

// sound fails the test where events and rows of the room differ.
func (y *yard) sound() {
	y.t.Helper()
	y.do(func(tx *pg.Tx) (err error) {
		for _, def := range y.Defs() {
			err = errors.Join(err, def.Compare(y.ctx, tx, func(b resource.Break) { y.t.Errorf("%+v", b) }))
		}
		return err
	})
}

func key(err error) string {
	if all := fault.All(err); len(all) > 0 {
		return all[0].Key
	}
	return fmt.Sprint(err)
}

func TestTaxNumber(t *testing.T) { // PUR-01
	for number, want := range map[string]bool{
		"91330100799655058B": true, "914403001922038216": true, "91420100MA4K12345K": true,
		"91330100799655058C": false, "91330100799655085B": false, "9133010079965505": false, "": false, "91330100I99655058B": false,
	} {
		if purchasing.TaxNumber(number) != want {
			t.Errorf("%s: %v", number, !want)
		}
	}
}

// PUR-01: what a supplier's record refuses, all at once.
func TestSupplierRecord(t *testing.T) {
	y := open(t)
	_, err := y.try(y.Suppliers, `{"code":"S2","name":"乙厂","tax_number":"91330100799655058c","currency":"yuan","lead_days":-1,"over":"1.5"}`)
	if all := fault.All(err); len(all) == 0 || all[0].Key != "core.field.long" {
		t.Errorf("got %v", err)
	}
	_, err = y.try(y.Suppliers, `{"code":"S2","name":"乙厂","tax_number":"91330100799655058c","currency":"1 2","lead_days":-1,"over":"1.5"}`)
	if all := fault.All(err); len(all) != 4 {
		t.Errorf("got %v", err)
	}
	y.make(y.Suppliers, `{"code":"S2","name":"乙厂","tax_number":"91330100799655058b","currency":"usd"}`)
	if _, err := y.try(y.Suppliers, `{"code":"S3","name":"丙厂","tax_number":"91330100799655058B"}`); key(err) != "purchasing.supplier.tax_number_taken" {
		t.Errorf("got %v", err)
	}
	if _, err := y.try(y.Items, `{"supplier":"%s","sku":"%s","price":"1"}`, y.supplier, y.cup); key(err) != "purchasing.item.taken" {
		t.Errorf("got %v", err)
	}
	y.sound()
}

func TestAnOrderIsPricedHere(t *testing.T) {
	y := open(t)
	_, err := y.try(y.Orders.Def, `{"supplier":"%s","warehouse":"%s","total":"1","lines":[{"sku":"%s","qty":"120"}]}`, y.supplier, y.warehouse, y.cup)
	if key(err) != "core.field.readonly" {
		t.Errorf("a tampered total: %v", err)
	}
	_, err = y.try(y.Orders.Def, `{"supplier":"%s","warehouse":"%s","lines":[]}`, y.supplier, y.warehouse)
	if key(err) != "core.lines.empty" {
		t.Errorf("got %v", err)
	}
	o := y.order(120, 10)
	if o.Total.String() != "1582" || o.Lines[0].Net.String() != "1200" || o.Lines[0].VAT.String() != "156" || o.Lines[1].Code != "POT" {
		t.Errorf("priced %+v", o)
	}
	if o.Lines[0].Due.String() != "2026-11-14" || o.Lines[1].Due.String() != "2026-11-07" || o.Due.String() != "2026-11-14" || o.Day.String() != "2026-11-02" {
		t.Errorf("due %v %v %v", o.Lines[0].Due, o.Lines[1].Due, o.Due)
	}
	ordinary := y.make(y.Suppliers, `{"code":"S2","name":"小店","invoice":"ordinary"}`)
	key2 := y.make(y.Orders.Def, `{"supplier":"%s","warehouse":"%s","at":"2026-11-01T08:00:00.123456789+08:00","lines":[{"sku":"%s","qty":"3","price":"9.99"}]}`, ordinary, y.warehouse, y.cup)
	o, err = y.take(key2, "approve", "")
	if err != nil || o.Lines[0].VAT != 0 || o.Lines[0].Net.String() != "29.97" {
		t.Errorf("ordinary: %+v, %v", o, err)
	}
	key3 := y.make(y.Orders.Def, `{"supplier":"%s","warehouse":"%s","lines":[{"sku":"%s","qty":"3"}]}`, ordinary, y.warehouse, y.cup)
	if _, err = y.take(key3, "approve", ""); key(err) != "purchasing.order.price_missing" {
		t.Errorf("got %v", err)
	}
	dollars := y.make(y.Suppliers, `{"code":"S4","name":"US","currency":"USD"}`)
	_, err = y.try(y.Orders.Def, `{"supplier":"%s","warehouse":"%s","lines":[{"sku":"%s","qty":"3","price":"1"}]}`, dollars, y.warehouse, y.cup)
	if key(err) != "purchasing.order.exchange_missing" {
		t.Errorf("got %v", err)
	}
	y.sound()
}

// PUR-08: part, wrong, too much, refused at inspection, the rest, and what it leaves in stock.
func TestReceiving(t *testing.T) {
	y := open(t)
	o := y.order(100, 3)
	k := id.ID(o.ID)
	other := y.make(y.catalog.SKUs, `{"code":"PAN","name":"锅"}`)
	for input, want := range map[string]string{
		fmt.Sprintf(`{"lines":[{"sku":"%s","qty":"1"}]}`, other):                "purchasing.receipt.wrong_sku",
		fmt.Sprintf(`{"lines":[{"order_line":2,"sku":"%s","qty":"1"}]}`, y.cup): "purchasing.receipt.wrong_sku",
		`{"lines":[{"order_line":7,"qty":"1"}]}`:                                "purchasing.receipt.wrong_sku",
		`{"lines":[{"qty":"1"}]}`:                                               "purchasing.receipt.wrong_sku",
		`{"lines":[{"order_line":1,"qty":"106"}]}`:                              "purchasing.receipt.over",
		`{"lines":[{"order_line":2,"qty":"4"}]}`:                                "purchasing.receipt.over", // 5 % of 3 is no whole piece
		`{"lines":[{"order_line":1,"qty":"60"},{"order_line":1,"qty":"46"}]}`:   "purchasing.receipt.over",
		`{"lines":[{"order_line":1,"qty":"0"}]}`:                                "purchasing.receipt.qty_positive",
		`{"lines":[{"order_line":1,"qty":"-1","rejected":"2"}]}`:                "purchasing.receipt.qty_positive",
	} {
		if _, err := y.take(k, "receive", "%s", input); key(err) != want {
			t.Errorf("%s: %v", input, err)
		}
	}
	if qty, _ := y.onHand(y.cup); qty != 0 {
		t.Fatalf("refused goods entered stock: %s", qty)
	}
	o, err := y.take(k, "receive", `{"lines":[{"sku":"%s","qty":"33","rejected":"2"}],"with_invoice":false,"delivery":"D1"}`, y.cup)
	if err != nil || o.State != purchasing.Receiving || o.Lines[0].Received != fixed.Units(33) {
		t.Fatalf("%+v, %v", o, err)
	}
	if _, err := y.take(k, "cancel", `{"reason":"x"}`); key(err) != "core.step.state" {
		t.Errorf("cancelled after goods came: %v", err)
	}
	o, err = y.take(k, "receive", "{}")
	if err != nil || o.State != purchasing.Received || o.Lines[0].Received != fixed.Units(100) {
		t.Fatalf("%+v, %v", o, err)
	}
	if qty, value := y.onHand(y.cup); qty != fixed.Units(100) || value.String() != "1000" {
		t.Errorf("%s cups worth %s", qty, value)
	}
	y.do(func(tx *pg.Tx) error {
		rows, err := y.Receipts.Def.Select(y.ctx, tx, "order by number")
		if len(rows) != 2 || rows[0].State != purchasing.Estimated || rows[1].State != purchasing.Posted || rows[0].Cost.String() != "330" ||
			rows[0].VAT.String() != "42.9" || rows[1].Cost.String() != "730" {
			t.Errorf("receipts %+v", rows)
		}
		_, err2 := y.Receipts.Def.Take(y.ctx, tx, id.ID(rows[0].ID), 0, "invoice", []byte(`{"invoice":"25422000000000000001"}`))
		return errors.Join(err, err2)
	})
	y.sound()
}

// A supplier paid in another currency: the order is in his, stock and books in ours, to the cent over all receipts.
func TestAnotherCurrency(t *testing.T) {
	y := open(t)
	dollars := y.make(y.Suppliers, `{"code":"US","name":"Acme","currency":"USD","invoice":"ordinary"}`)
	key := y.make(y.Orders.Def, `{"supplier":"%s","warehouse":"%s","exchange":"7.1234","lines":[{"sku":"%s","qty":"3","price":"1.99"}]}`,
		dollars, y.warehouse, y.cup)
	o, err := y.take(key, "approve", "")
	if err != nil || o.Total.String() != "5.97" || o.Currency != "USD" {
		t.Fatalf("%+v, %v", o, err)
	}
	for range 3 {
		if _, err := y.take(key, "receive", `{"lines":[{"order_line":1,"qty":"1"}]}`); err != nil {
			t.Fatal(err)
		}
	}
	if _, value := y.onHand(y.cup); value.String() != "42.53" { // 5.97 × 7.1234 = 42.5267
		t.Errorf("three cups worth %s", value)
	}
	y.sound()
}

// PUR-08: closing short wants a reason beyond the tolerance.
func TestClosingShort(t *testing.T) {
	y := open(t)
	for cups, want := range map[int]string{98: "<nil>", 97: "purchasing.order.short_reason"} {
		o := y.order(100, 1)
		if _, err := y.take(id.ID(o.ID), "receive", `{"lines":[{"order_line":1,"qty":"%d"},{"order_line":2,"qty":"1"}]}`, cups); err != nil {
			t.Fatal(err)
		}
		if _, err := y.take(id.ID(o.ID), "close", ""); key(err) != want {
			t.Errorf("%d: %v", cups, err)
		}
		if want == "<nil>" {
			continue
		}
		if o, err := y.take(id.ID(o.ID), "close", `{"reason":"停产"}`); err != nil || o.State != purchasing.Closed {
			t.Errorf("%v", err)
		}
	}
	y.do(func(tx *pg.Tx) error {
		inbound, err := y.OnOrder(y.ctx, tx)
		if len(inbound) != 0 {
			t.Errorf("closed orders still count: %+v", inbound)
		}
		return err
	})
}

// PUR-07: measured lead times, goods on order, progress per line.
func TestWhatReceiptsTell(t *testing.T) {
	y := open(t)
	for _, days := range []int{10, 14, 12} {
		o := y.order(10, 1)
		y.now = y.now.AddDate(0, 0, days)
		if _, err := y.take(id.ID(o.ID), "receive", `{"lines":[{"order_line":1,"qty":"10"}]}`); err != nil {
			t.Fatal(err)
		}
	}
	o := y.order(7, 1)
	y.do(func(tx *pg.Tx) error {
		leads, err := y.Leads(y.ctx, tx, tx.Today().Add(-365))
		if len(leads) != 1 || leads[0].Count != 3 || leads[0].Mean != 12 || leads[0].Spread != 2 || fmt.Sprint(leads[0].Days) != "[12 14 10]" {
			t.Errorf("leads %+v", leads)
		}
		outlays, err1 := y.Outlays(y.ctx, tx)
		owing := fixed.Amount(0)
		for _, one := range outlays {
			if one.Number == o.Number {
				owing += one.Amount
			}
		}
		if owing != o.Total || len(outlays) != 5 { // what the first three orders still wait for, too
			t.Errorf("outlays %+v of %s", outlays, o.Total)
		}
		if err1 != nil {
			return err1
		}
		inbound, err2 := y.OnOrder(y.ctx, tx)
		total := map[ref.SKU]fixed.Qty{}
		for _, i := range inbound {
			total[i.SKU] += i.Qty
		}
		if total[ref.SKU(y.cup)] != fixed.Units(7) || total[ref.SKU(y.pot)] != fixed.Units(4) {
			t.Errorf("on order %+v", inbound)
		}
		late, err3 := y.Progress(y.ctx, tx, true, 10)
		all, err4 := y.Progress(y.ctx, tx, false, 10)
		if len(late) != 3 || late[0].Late != 31 || late[0].Code != "POT" || late[0].SupplierName != "甲厂" || len(all) != 5 {
			t.Errorf("late %+v, all %d", late, len(all))
		}
		return errors.Join(err, err2, err3, err4)
	})
	if _, err := y.take(id.ID(o.ID), "cancel", `{"reason":"不要了"}`); err != nil {
		t.Error(err)
	}
	y.sound()
}

// PUR-02: a supplier's scores, figure by figure.
func TestScorecard(t *testing.T) {
	y := open(t)
	buy := func(cups int, price string) id.ID {
		k := y.make(y.Orders.Def, `{"supplier":"%s","warehouse":"%s","lines":[{"sku":"%s","qty":"%d","price":"%s"}]}`, y.supplier, y.warehouse, y.cup, cups, price)
		if _, err := y.take(k, "approve", ""); err != nil {
			t.Fatal(err)
		}
		return k
	}
	receive := func(k id.ID, qty, rejected int) {
		if _, err := y.take(k, "receive", `{"lines":[{"order_line":1,"qty":"%d","rejected":"%d"}]}`, qty, rejected); err != nil {
			t.Fatal(err)
		}
	}
	y.now = time.Date(2026, 9, 10, 2, 0, 0, 0, time.UTC)
	receive(buy(10, "10"), 10, 0) // the period before: the price to compare with
	y.now = time.Date(2026, 10, 1, 2, 0, 0, 0, time.UTC)
	good, slow, open := buy(60, "11"), buy(40, "11"), buy(100, "11")
	y.now = y.now.AddDate(0, 0, 10)
	receive(good, 60, 0)
	receive(open, 50, 5)
	y.now = y.now.AddDate(0, 0, 6) // four days late
	receive(slow, 40, 0)
	y.do(func(tx *pg.Tx) error {
		scores, err := y.Scorecard(y.ctx, tx, cal.Of(2026, 10, 1), cal.Of(2026, 10, 31))
		if len(scores) != 1 {
			t.Fatalf("%+v", scores)
		}
		s := scores[0]
		got := fmt.Sprintf("%s %d %s: %.3f %.3f %.4f %+.2f %.2f ± %.3f", s.Name, s.Lines, s.Ordered, *s.OnTime, *s.Fill, *s.Defect, *s.Drift, *s.LeadMean, *s.LeadSD)
		// 110 of 200 in time, 150 of 200 by now, 5 of 155 refused, 11 for 10, leads of 10, 10 and 16 days
		if want := "甲厂 3 2200: 0.550 0.750 0.0323 +0.10 12.00 ± 3.464"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		none, err2 := y.Scorecard(y.ctx, tx, cal.Of(2025, 1, 1), cal.Of(2025, 1, 31))
		if len(none) != 0 {
			t.Errorf("%+v", none)
		}
		return errors.Join(err, err2)
	})
}

// A backfill leaves what the steps would have left, and the next steps go on from there.
func TestBackfill(t *testing.T) {
	y := open(t)
	var past []purchasing.Past
	y.do(func(tx *pg.Tx) error {
		supplier, err := y.Suppliers.Get(y.ctx, tx, y.supplier)
		if err != nil {
			return err
		}
		for i := range 200 {
			line := func(qty int64) []purchasing.OrderLine {
				return []purchasing.OrderLine{{SKU: ref.SKU(y.cup), Code: "CUP", Name: "保温杯", Qty: fixed.Units(qty), Price: 113_000, Rate: 1300}}
			}
			day := tx.Today().Add(-200 + i)
			o := purchasing.PastOrder(tx, supplier, ref.Warehouse(y.warehouse), day, line(9))
			p := purchasing.Past{Order: o}
			for j := range i % 3 {
				receipt := &purchasing.Receipt{WithInvoice: j == 0, Lines: []purchasing.ReceiptLine{{OrderLine: 1, Qty: fixed.Units(3 * int64(j+1))}}}
				receipt.At = day.Add(5 * (j + 1)).Start(tx.Zone)
				p.Arrivals = append(p.Arrivals, purchasing.Arrived{Receipt: receipt})
			}
			past = append(past, p)
		}
		return y.Backfill(y.ctx, tx, purchasing.Batch{Orders: past})
	})
	y.sound()
	last := past[2]
	if last.Order.State != purchasing.Received || last.Order.Version != 3 || last.Arrivals[1].Receipt.Cost.String() != "60" || last.Arrivals[1].Receipt.State != purchasing.Estimated {
		t.Errorf("%+v, %+v", last.Order, last.Arrivals[1].Receipt)
	}
	o, err := y.take(id.ID(past[1].Order.ID), "receive", "")
	if err != nil || o.State != purchasing.Received || o.Version != 3 {
		t.Errorf("%+v, %v", o, err)
	}
	y.do(func(tx *pg.Tx) error {
		var wrong int
		err := tx.QueryRow(y.ctx, `select count(*) from core.event p left join core.event r on r.id = p.cause and r.kind = 'purchasing.order.receive'
			where p.kind = 'purchasing.receipt.post' and r.id is null`).Scan(&wrong)
		if wrong != 0 {
			t.Errorf("%d receipts without their cause", wrong)
		}
		return err
	})
	y.sound()
}

func TestWords(t *testing.T) {
	book, err := i18n.Load(purchasing.Files)
	if err != nil {
		t.Fatal(err)
	}
	need := func(keys ...string) {
		for _, k := range keys {
			for _, lang := range i18n.Langs {
				if !book.Has(lang, k) {
					t.Errorf("%s lacks %s", lang, k)
				}
			}
		}
	}
	need(book.Keys("zh")...)
	need(book.Keys("en")...)
	for _, def := range purchasing.New(nil, nil, "CNY").Defs() {
		name := def.Info().Name
		need(name, name+".list")
		for _, f := range append(append(resource.Fields{}, def.Info().Fields...), def.Info().Lines...) {
			need(name + "." + f.Name)
		}
		if plan := def.Plan(); plan != nil {
			for _, s := range plan.States {
				need(name + ".state." + s.Name)
			}
			for _, s := range plan.Steps {
				need(name + ".step." + s.Name)
				for _, f := range append(append(resource.Fields{}, s.Fields...), s.Lines...) {
					need(name + "." + f.Name)
				}
			}
		}
	}
	if raw, err := json.Marshal(purchasing.Suggestion{}); err != nil || len(raw) == 0 {
		t.Error(err)
	}
}
