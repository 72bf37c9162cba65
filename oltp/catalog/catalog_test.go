package catalog_test

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
)

func TestMain(m *testing.M) { testkit.Main(m) }

func migrate(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Migrate(ctx, pg.Schema{Room: "core", Files: event.Files}, pg.Schema{Room: "catalog", Files: catalog.Files})
}

// shop is a room on a fresh database, with shorthand for stories.
type shop struct {
	*catalog.Room
	t   *testing.T
	db  *pg.DB
	ctx context.Context
}

func open(t *testing.T) *shop {
	t.Parallel()
	ctx := actor.With(t.Context(), actor.House)
	db, err := pg.Open(ctx, testkit.Postgres(t, migrate))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	room := catalog.New()
	resource.NewHouse(room.Defs()...)
	return &shop{Room: room, t: t, db: db, ctx: ctx}
}

func (s *shop) do(fn func(tx *pg.Tx) error) {
	s.t.Helper()
	if err := s.db.Do(s.ctx, fn); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) try(def resource.Any, input string) (row any, err error) {
	err = s.db.Do(s.ctx, func(tx *pg.Tx) (err error) { row, err = def.Create(s.ctx, tx, []byte(input)); return err })
	return row, err
}

func (s *shop) make(def resource.Any, format string, args ...any) id.ID {
	s.t.Helper()
	row, err := s.try(def, fmt.Sprintf(format, args...))
	if err != nil {
		s.t.Fatal(err)
	}
	return resource.KeyOf(row)
}

func key(err error) string {
	if all := fault.All(err); len(all) > 0 {
		return all[0].Key
	}
	return fmt.Sprint(err)
}

// A code is one SKU whatever its case, and keeps the spelling it was given.
func TestCodesDifferInMoreThanCase(t *testing.T) {
	s := open(t)
	s.make(s.SKUs, `{"code":"85123a","name":"白色心形烛台","price":"20.80","barcode":"6901234567892"}`)
	if _, err := s.try(s.SKUs, `{"code":"85123A","name":"x"}`); key(err) != "catalog.sku.code_taken" || fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
	if _, err := s.try(s.SKUs, `{"code":"B","name":"x","barcode":"6901234567892"}`); key(err) != "catalog.sku.barcode_taken" {
		t.Errorf("got %v", err)
	}
	s.make(s.SKUs, `{"code":"C","name":"two without barcode"}`)
	s.make(s.SKUs, `{"code":"D","name":"two without barcode"}`)
	s.do(func(tx *pg.Tx) error {
		found, err := s.ByCode(s.ctx, tx, []string{"85123A", " c", "none"})
		if len(found) != 2 || found["85123A"].Code != "85123a" || found["85123A"].Rate.String() != "0.13" || !found["C"].Active || found["C"].Unit != "件" {
			t.Errorf("found %+v", found)
		}
		return err
	})
}

func TestScanAndSearch(t *testing.T) {
	s := open(t)
	s.make(s.SKUs, `{"code":"A103","name":"保温杯","spec":"蓝 500ml","barcode":"6901234567892"}`)
	s.make(s.SKUs, `{"code":"6901234567893","name":"code like a barcode"}`)
	for text, want := range map[string]string{"6901234567892": "A103", "a103": "A103", "bwb": "A103", "baowen": "A103", "保温 蓝": "A103", "500ML": "A103"} {
		s.do(func(tx *pg.Tx) error {
			found, err := s.Find(s.ctx, tx, text, 10)
			if len(found) != 1 || found[0].Code != want {
				t.Errorf("%s: %+v", text, found)
			}
			return err
		})
	}
	err := s.db.Do(s.ctx, func(tx *pg.Tx) error { _, err := s.Scan(s.ctx, tx, "6900000000000"); return err })
	if key(err) != "catalog.sku.unknown" {
		t.Errorf("got %v", err)
	}
}

func TestPriceIsTheChannelsOnTheDay(t *testing.T) {
	s := open(t)
	sku := ref.SKU(s.make(s.SKUs, `{"code":"A","name":"a","price":"99.90"}`))
	list := s.make(s.PriceLists, `{"code":"P1","name":"双11"}`)
	dear := ref.Channel(s.make(s.Channels, `{"code":"jd","name":"京东","kind":"jd"}`))
	cheap := ref.Channel(s.make(s.Channels, `{"code":"tm","name":"天猫旗舰店","kind":"tmall","price_list":"%s"}`, list))
	s.make(s.Prices, `{"price_list":"%s","sku":"%s","price":"79.9","since":"2026-11-01","until":"2026-11-11"}`, list, sku)
	s.make(s.Prices, `{"price_list":"%s","sku":"%s","price":"89.9","since":"2026-11-12"}`, list, sku)
	_, err := s.try(s.Prices, fmt.Sprintf(`{"price_list":"%s","sku":"%s","price":"1","since":"2026-11-11","until":"2026-11-12"}`, list, sku))
	if key(err) != "catalog.price.overlap" {
		t.Errorf("got %v", err)
	}
	_, err = s.try(s.Prices, fmt.Sprintf(`{"price_list":"%s","sku":"%s","price":"-1","since":"2026-11-11","until":"2026-11-10"}`, list, sku))
	if len(fault.All(err)) != 2 {
		t.Errorf("got %v", err)
	}
	for _, c := range []struct {
		channel ref.Channel
		day     cal.Date
		want    string
	}{
		{dear, cal.Of(2026, 11, 11), "99.9"}, {cheap, cal.Of(2026, 10, 31), "99.9"}, {cheap, cal.Of(2026, 11, 1), "79.9"},
		{cheap, cal.Of(2026, 11, 11), "79.9"}, {cheap, cal.Of(2027, 11, 12), "89.9"}, {ref.Channel{}, cal.Of(2026, 11, 5), "99.9"},
	} {
		s.do(func(tx *pg.Tx) error {
			got, err := s.Price(s.ctx, tx, c.channel, sku, c.day)
			if got.String() != c.want {
				t.Errorf("%v on %s: %s, want %s", c.channel, c.day, got, c.want)
			}
			return err
		})
	}
	err = s.db.Do(s.ctx, func(tx *pg.Tx) error {
		_, err := s.Price(s.ctx, tx, dear, ref.SKU(id.New[any]()), cal.Of(2026, 1, 1))
		return err
	})
	if key(err) != "catalog.sku.unknown" {
		t.Errorf("got %v", err)
	}
}

// A price that is still to come is told on the start page to those who keep prices; one in force, over or put away is not.
func TestPricesToComeAreTold(t *testing.T) {
	s := open(t)
	list := s.make(s.PriceLists, `{"code":"L1","name":"天猫"}`)
	category := s.make(s.Categories, `{"code":"C1","name":"杯"}`)
	sku := s.make(s.SKUs, `{"code":"A1","name":"杯","category":%q,"unit":"件","price":"10"}`, category)
	s.db.Clock = func() time.Time { return time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC) }
	for _, span := range []string{`"until":"2026-11-22"`, `"since":"2026-11-23","until":"2026-11-30"`, `"since":"2026-12-01"`} {
		s.make(s.Prices, `{"price_list":%q,"sku":%q,"price":"9",%s}`, list, sku, span)
	}
	told := func(who actor.Actor) (got string) {
		s.do(func(tx *pg.Tx) error {
			items, err := s.Today(func(_, key string, _ map[string]any) string { return key })(s.ctx, tx, who)
			for _, i := range items {
				got += fmt.Sprintf("%d %s", i.Count, i.Href)
			}
			return err
		})
		return got
	}
	if got := told(actor.House); got != "2 /catalog/price?q=since%3E2026-11-22" {
		t.Errorf("told is %q", got)
	}
	if got := told(actor.Actor{Rights: []string{"catalog.price.view"}}); got != "" {
		t.Errorf("somebody who keeps no prices is told %q", got)
	}
}

func TestTheCategoryTreeHasNoCircle(t *testing.T) {
	s := open(t)
	top := s.make(s.Categories, `{"code":"1","name":"家居"}`)
	mid := s.make(s.Categories, `{"code":"11","name":"杯壶","parent":"%s"}`, top)
	low := s.make(s.Categories, `{"code":"111","name":"保温杯","parent":"%s"}`, mid)
	for _, parent := range []id.ID{top, low} {
		err := s.db.Do(s.ctx, func(tx *pg.Tx) error {
			_, err := s.Categories.Change(s.ctx, tx, top, 0, fmt.Appendf(nil, `{"parent":"%s"}`, parent))
			return err
		})
		if key(err) != "catalog.category.circle" {
			t.Errorf("got %v", err)
		}
	}
	product := s.make(s.Products, `{"code":"P","name":"保温杯","category":"%s"}`, low)
	s.make(s.SKUs, `{"code":"A","name":"a","product":"%s"}`, product)
	s.do(func(tx *pg.Tx) error {
		sku, err := s.Scan(s.ctx, tx, "a")
		if sku.Category != ref.Category(low) {
			t.Errorf("category %v", sku.Category)
		}
		return err
	})
}

// A backfill leaves what creating each row would have left.
func TestBackfillTellsItsEvents(t *testing.T) {
	s := open(t)
	top := &catalog.Category{Code: "1", Name: "家居"}
	top.ID = ref.Category(id.New[any]())
	batch := catalog.Batch{
		Categories: []*catalog.Category{top, {Code: "2", Name: "杯", Parent: top.ID}},
		Channels:   []*catalog.Channel{{Code: "tm", Name: "天猫", Kind: "tmall", Settings: map[string]string{"a": "1"}}},
	}
	for i := range 300 {
		batch.SKUs = append(batch.SKUs, &catalog.SKU{Code: fmt.Sprint("S", i), Name: "保温杯", Price: fixed.Yuan(int64(i)), Category: top.ID})
	}
	s.do(func(tx *pg.Tx) error { return s.Backfill(s.ctx, tx, batch) })
	s.do(func(tx *pg.Tx) error {
		for _, def := range s.Defs() {
			if err := def.Compare(s.ctx, tx, func(b resource.Break) { t.Errorf("%+v", b) }); err != nil {
				return err
			}
		}
		found, err := s.Find(s.ctx, tx, "bwb", 1000)
		if len(found) != 0 { // none is on sale
			t.Errorf("found %d", len(found))
		}
		totals, counted := s.SKUs.Totals(s.ctx, tx, resource.Query{Search: "bwb"})
		if totals.Count != 300 {
			t.Errorf("totals %+v", totals)
		}
		return errors.Join(err, counted)
	})
	err := s.db.Do(s.ctx, func(tx *pg.Tx) error {
		return s.Backfill(s.ctx, tx, catalog.Batch{SKUs: []*catalog.SKU{{Code: "s7", Name: "x"}}})
	})
	if key(err) != "catalog.sku.code_taken" {
		t.Errorf("got %v", err)
	}
}

func TestWords(t *testing.T) {
	book, err := i18n.Load(catalog.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range book.Keys("zh") {
		if !book.Has("en", k) {
			t.Errorf("en lacks %s", k)
		}
	}
	for _, def := range catalog.New().Defs() {
		for _, f := range def.Info().Fields {
			if k := def.Info().Name + "." + f.Name; !book.Has("zh", k) || !book.Has("en", k) {
				t.Errorf("no word for %s", k)
			}
		}
		raw, err := json.Marshal(def.New())
		if err != nil || len(raw) == 0 {
			t.Errorf("%s: %v", def.Info().Name, err)
		}
	}
}
