package purchasing_test

import (
	"slices"
	"sync"
	"testing"

	"hesuan/internal/actor"
	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/oltp/purchasing"
)

// proposal is what a run might say of a SKU: 360 cups because …
func (y *yard) proposal(sku id.ID, demand, onHand int64) purchasing.Proposal {
	latest := cal.Of(2026, 11, 3)
	qty := fixed.Units(demand + 71 - onHand + 6 + 10)
	return purchasing.Proposal{
		SKU: ref.SKU(sku), Code: "CUP", Name: "保温杯", Warehouse: ref.Warehouse(y.warehouse), Supplier: ref.Supplier(y.supplier), Currency: "CNY",
		Price: 113_000, Qty: qty, MOQ: fixed.Units(120), Pack: fixed.Units(60), Latest: &latest, Cover: fixed.Units(4), Daily: 91_000,
		Risk: fixed.Yuan(demand), P10: 10, P50: 20, P90: 30, Method: "ets", LeadDays: fixed.Units(12), LeadSpread: fixed.Units(3), LeadCount: 4,
		Terms: []purchasing.Term{{Key: "demand", Qty: fixed.Units(demand)}, {Key: "safety", Qty: fixed.Units(71)}, {Key: "on_hand", Qty: fixed.Units(-onHand)},
			{Key: "reserved", Qty: fixed.Units(6)}, {Key: "rounding", Qty: fixed.Units(10)}},
		Backtest: []purchasing.Trial{{Method: "ets", Error: 0.71, Bias: -0.02, Taken: true}, {Method: "naive", Error: 1}},
		Series:   purchasing.Series{Since: cal.Of(2026, 9, 1), Sales: []float64{1, 0, 2.5}, Out: []int32{1}, P10: []float64{1}, P50: []float64{2}, P90: []float64{4}},
	}
}

func (y *yard) suggest(proposals ...purchasing.Proposal) (told purchasing.Changes) {
	y.t.Helper()
	y.do(func(tx *pg.Tx) (err error) {
		told, err = y.Suggest(y.ctx, tx, id.New[any](), proposals)
		return err
	})
	return told
}

func (y *yard) listed(state string) (rows []*purchasing.Suggestion) {
	y.t.Helper()
	y.do(func(tx *pg.Tx) (err error) {
		rows, err = y.Suggestions.Def.Select(y.ctx, tx, "where t.state = $1 order by t.risk desc", state)
		return err
	})
	return rows
}

// PUR-05: a run changes what changed and nothing else; the buyer's own quantity stays.
func TestARunChangesWhatChanged(t *testing.T) {
	y := open(t)
	cup, pot := y.proposal(y.cup, 300, 42), y.proposal(y.pot, 200, 1)
	if told := y.suggest(cup, pot); told.New != 2 {
		t.Fatalf("%+v", told)
	}
	if told := y.suggest(pot, cup); told.Same != 2 || told.New+told.Changed+told.Superseded != 0 {
		t.Errorf("%+v", told)
	}
	mine := y.listed("open")[0]
	if mine.Version != 1 || mine.Amount.String() != "3898.5" || mine.Day == nil || mine.Number == "" {
		t.Errorf("%+v", mine)
	}
	y.do(func(tx *pg.Tx) error {
		_, err := y.Adjust(y.ctx, tx, mine.ID, purchasing.Adjustment{Qty: fixed.Units(240), Reason: "资金紧"})
		return err
	})
	cup = y.proposal(y.cup, 310, 42)
	if told := y.suggest(cup); told.Changed != 1 || told.Superseded != 1 {
		t.Errorf("%+v", told)
	}
	rows := y.listed("open")
	if len(rows) != 1 || rows[0].Version != 3 || rows[0].Wanted() != fixed.Units(240) || rows[0].Qty != fixed.Units(355) || rows[0].Amount.String() != "2712" ||
		rows[0].Reason != "资金紧" {
		t.Errorf("%+v", rows)
	}
	wrong := y.proposal(y.cup, 310, 42)
	wrong.Qty++
	err := y.db.Do(y.ctx, func(tx *pg.Tx) error {
		_, err := y.Suggest(y.ctx, tx, id.New[any](), []purchasing.Proposal{wrong})
		return err
	})
	if key(err) != "purchasing.suggestion.terms_differ" {
		t.Errorf("got %v", err)
	}
	y.sound()
}

func TestDismissedRests(t *testing.T) {
	y := open(t)
	cup := y.proposal(y.cup, 300, 42)
	y.suggest(cup)
	y.do(func(tx *pg.Tx) error {
		_, err := y.Suggestions.Def.Take(y.ctx, tx, id.ID(y.listed("open")[0].ID), 0, "dismiss", []byte(`{"reason":"换季","until":"2026-11-05"}`))
		return err
	})
	if told := y.suggest(cup); told.Resting != 1 || len(y.listed("open")) != 0 {
		t.Errorf("%+v", told)
	}
	y.now = y.now.AddDate(0, 0, 3)
	if told := y.suggest(cup); told.New != 1 {
		t.Errorf("%+v", told)
	}
	y.sound()
}

// PUR-06: picks become one order for each supplier, warehouse and currency, with the buyer's quantities.
func TestPicksBecomeOrdersPerSupplier(t *testing.T) {
	y := open(t)
	pan := y.make(y.catalog.SKUs, `{"code":"PAN","name":"锅"}`)
	other := y.make(y.Suppliers, `{"code":"S2","name":"乙厂"}`)
	fromOther := y.proposal(pan, 50, 0)
	fromOther.Supplier = ref.Supplier(other)
	y.suggest(y.proposal(y.cup, 300, 42), y.proposal(y.pot, 200, 1), fromOther)
	rows := y.listed("open")
	picks := []purchasing.Pick{{Suggestion: rows[0].ID, Qty: fixed.Units(360), Reason: "凑整箱"}, {Suggestion: rows[1].ID}, {Suggestion: rows[2].ID}}
	var preview, made, again purchasing.Outcome
	y.do(func(tx *pg.Tx) (err error) { preview, err = y.Preview(y.ctx, tx, picks); return err })
	y.do(func(tx *pg.Tx) (err error) { made, err = y.Order(y.ctx, tx, picks, true); return err })
	y.do(func(tx *pg.Tx) (err error) { again, err = y.Order(y.ctx, tx, picks, true); return err })
	if len(preview.Orders) != 2 || len(made.Orders) != 2 || len(again.Orders) != 0 || len(again.Taken) != 3 {
		t.Fatalf("preview %d, made %d, again %d and %d", len(preview.Orders), len(made.Orders), len(again.Orders), len(again.Taken))
	}
	for i, o := range made.Orders {
		if o.Total != preview.Orders[i].Total || o.State != purchasing.Approved || len(o.Lines) != map[bool]int{true: 2, false: 1}[o.Supplier == ref.Supplier(y.supplier)] {
			t.Errorf("%+v, preview %+v", o, preview.Orders[i])
		}
	}
	done := y.listed("ordered")
	at := slices.IndexFunc(done, func(s *purchasing.Suggestion) bool { return s.ID == rows[0].ID })
	if len(done) != 3 || done[at].Wanted() != fixed.Units(360) || done[at].Reason != "凑整箱" || done[at].PurchaseNumber == "" || done[at].Purchase.IsZero() {
		t.Errorf("%+v", done[at])
	}
	err := y.db.Do(y.ctx, func(tx *pg.Tx) error {
		_, err := y.Adjust(y.ctx, tx, done[0].ID, purchasing.Adjustment{Qty: 1})
		return err
	})
	if key(err) != "purchasing.suggestion.taken" {
		t.Errorf("got %v", err)
	}
	y.sound()
}

// PUR-06: two buyers press at once, with lists that overlap: every suggestion is ordered once, nobody sees a deadlock.
func TestPressingAtOnceMakesOneOrder(t *testing.T) {
	y := open(t)
	var proposals []purchasing.Proposal
	for i := range 12 {
		sku := y.make(y.catalog.SKUs, `{"code":"K%d","name":"k"}`, i)
		proposals = append(proposals, y.proposal(sku, int64(100+i), 3))
	}
	y.suggest(proposals...)
	rows := y.listed("open")
	var mu sync.Mutex
	var wg sync.WaitGroup
	lines, taken := 0, 0
	for buyer := range 16 {
		wg.Go(func() {
			var picks []purchasing.Pick
			for i := range rows {
				if pick := rows[(i*7+buyer)%len(rows)]; buyer%4 != 1 || i%2 == 0 {
					picks = append(picks, purchasing.Pick{Suggestion: pick.ID})
				}
			}
			var out purchasing.Outcome
			err := y.db.Do(y.ctx, func(tx *pg.Tx) (err error) { out, err = y.Order(y.ctx, tx, picks, buyer%2 == 0); return err })
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			for _, o := range out.Orders {
				lines += len(o.Lines)
			}
			taken += len(out.Taken)
		})
	}
	wg.Wait()
	if lines != 12 || taken != 4*6+12*12-12 || len(y.listed("ordered")) != 12 {
		t.Errorf("%d lines ordered, %d found taken", lines, taken)
	}
	y.do(func(tx *pg.Tx) error {
		var n int
		err := tx.QueryRow(y.ctx, "select count(*) from purchasing.order_line").Scan(&n)
		if n != 12 {
			t.Errorf("%d lines in all orders", n)
		}
		return err
	})
	y.sound()
}

func TestOrderingIsARight(t *testing.T) { // SEC-01
	y := open(t)
	y.suggest(y.proposal(y.cup, 300, 42))
	picks := []purchasing.Pick{{Suggestion: y.listed("open")[0].ID}}
	clerk := actor.With(y.ctx, actor.Actor{Rights: []string{"purchasing.suggestion.view"}})
	err := y.db.Do(clerk, func(tx *pg.Tx) error { _, err := y.Order(clerk, tx, picks, true); return err })
	if fault.KindOf(err) != fault.Forbidden {
		t.Errorf("got %v", err)
	}
	buyer := actor.With(y.ctx, actor.Actor{Rights: []string{"purchasing.suggestion.order"}})
	var out purchasing.Outcome
	if err := y.db.Do(buyer, func(tx *pg.Tx) (err error) { out, err = y.Order(buyer, tx, picks, true); return err }); err != nil {
		t.Fatal(err)
	}
	if len(out.Orders) != 1 || out.Orders[0].State != purchasing.Draft { // approving is another's right
		t.Errorf("%+v", out.Orders)
	}
	if err := y.db.Do(y.ctx, func(tx *pg.Tx) error { _, err := y.Order(y.ctx, tx, nil, true); return err }); key(err) != "purchasing.suggestion.none_picked" {
		t.Errorf("got %v", err)
	}
}
