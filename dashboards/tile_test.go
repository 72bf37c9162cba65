package dashboards

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hesuan/internal/cal"
	"hesuan/internal/i18n"
	"hesuan/olap"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Every tile of every board can be drawn, in both languages, for each period and filter, and says in words what it cannot show.
// ANA-04, ANA-05, SAL-03, INV-09, FIN-03.
func TestEveryTileDraws(t *testing.T) {
	s := open(t)
	s.trade()
	asks := map[string]Ask{"month": asked(30), "today": asked(1), "years": asked(800),
		"empty":   asked(30).span(cal.Of(2020, 1, 1), cal.Of(2020, 2, 2)),
		"channel": asked(30, olap.Filter{Dim: "channel", In: []string{s.channels[1].String()}}), "nonsense": asked(30,
			olap.Filter{Dim: "warehouse", In: []string{"x"}}),
		"none": {Period: custom, From: today - 3, To: today, Today: today, Against: "none"}}
	for _, lang := range i18n.Langs {
		for _, b := range Boards() {
			for _, tile := range b.Tiles {
				for name, a := range asks {
					a.Lang = lang
					d, err := s.draw(t.Context(), b, tile, a, penOf(lang))
					if err != nil || d.Away {
						t.Fatalf("%s/%s/%s: %v, away %v", b.Name, tile.Name, name, err, d != nil && d.Away)
					}
					if name == "month" && (d.Empty != "" || len(d.SQL) == 0) {
						t.Errorf("%s/%s: empty (%s) or without its statement", b.Name, tile.Name, d.Empty)
					}
					if d.Empty == "" && d.Lead == nil && d.Option == nil && d.Grid == nil && d.Items == nil {
						t.Errorf("%s/%s/%s shows nothing and does not say why", b.Name, tile.Name, name)
					}
					if d.Option != nil && d.Grid == nil {
						t.Errorf("%s/%s: a chart without its table", b.Name, tile.Name)
					}
					if raw, err := d.JSON(); err != nil || strings.Contains(raw, "__f__") {
						t.Errorf("%s/%s: an option with a function or none: %v", b.Name, tile.Name, err)
					}
				}
			}
		}
	}
}

// Numbers worked out by hand. SAL-03, SAL-08, INV-10, FIN-03.
func TestFigures(t *testing.T) {
	s := open(t)
	s.trade()
	for _, one := range []struct {
		board       *Board
		name, exact string
	}{
		{sales, "gmv", "¥4,746.00"}, // 30 × 113 + 15 × 90.4
		{sales, "orders", "45"},
		{sales, "average_order", "¥105.4667"},
		{sales, "customers", "1"},
		{stock, "stockout_rate", "3.33%"}, // 2 of 60 days of two SKUs
		{stock, "lost_sales", "¥82.1818"}, // 2 days × 20 orders of 90.4 on the 44 days on which there was stock
		{sales, "margin_rate", "40.00%"},
		{stock, "stock_value", "¥1,800.00"}, // 3000 + 1200 − 40 × 60
		{stock, "dead_stock", "¥1,200.00"},  // the second SKU never shipped
		{stock, "risk", "¥500.00"},
		{finance, "sales_income", "¥3,000.00"},
		{finance, "receivable", "¥4,520.00"},
		{finance, "payable", "¥1,200.00"},
	} {
		if d := s.drawn(one.board, one.name, asked(30)); d.Lead.Exact != one.exact {
			t.Errorf("%s: got %s, want %s", one.name, d.Lead.Exact, one.exact)
		}
	}
	gmv := s.drawn(sales, "gmv", asked(5))
	if c := gmv.Lead.Change; c == nil || c.Exact != "¥745.80" || c.Arrow != "up" || c.Text != "+12.1%" { // 5×113 + 3×90.4 beside 5×113 + 2×90.4
		t.Errorf("beside the five days before: %+v", c)
	}
}

// Charts as they were last looked at: a changed option has to be seen by somebody, who then runs the test with -update.
func TestGolden(t *testing.T) {
	s := open(t)
	s.trade()
	names := strings.NewReplacer(s.channels[0].String(), "CHANNEL-0", s.channels[1].String(), "CHANNEL-1", s.categories[0].String(),
		"CATEGORY-0",
		s.categories[1].String(), "CATEGORY-1", s.warehouses[0].String(), "WAREHOUSE-0", s.warehouses[1].String(), "WAREHOUSE-1")
	for _, one := range []struct {
		board *Board
		tile  string
		days  int
	}{{sales, "trend", 5}, {sales, "channel", 30}, {sales, "mix", 4}, {sales, "category", 30}, {finance, "result", 30}, {stock, "value", 3}} {
		d := s.drawn(one.board, one.tile, asked(one.days))
		raw, err := json.MarshalIndent(map[string]any{"option": d.Option, "marks": d.Marks}, "", "\t")
		if err != nil {
			t.Fatal(err)
		}
		got := []byte(names.Replace(string(raw)) + "\n")
		file := filepath.Join("testdata", one.board.Name+"_"+one.tile+".json")
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is drawn otherwise (%v): look at it, then run with -update", file, err)
		}
	}
}

// The forecast is a band, never a bare line; it stands only where it belongs. SAL-08.
func TestTheBand(t *testing.T) {
	s := open(t)
	s.trade()
	d := s.drawn(sales, "trend", asked(30))
	var band *marked
	for i := range d.Marks.Series {
		if d.Marks.Series[i].Band != nil {
			band = &d.Marks.Series[i]
		}
	}
	if band == nil || band.Band[29] != [2]float64{90, 200} || band.Band[0] != [2]float64{} {
		t.Fatalf("no band from today on: %+v", band)
	}
	// Of a month that has begun the band stands on what was sold so far; of one that the forecast does not reach the end of there is none.
	for _, m := range s.drawn(sales, "trend", asked(300)).Marks.Series {
		if m.Band == nil {
			continue
		}
		sold := s.drawn(sales, "gmv", asked(30).span(today.Month(), today)).Lead.Exact
		if got := m.Band[len(m.Band)-1]; len(m.Band) != 10 || got[0] < 2500 || got[1] <= got[0] {
			t.Errorf("the month, of which %s is sold, has the band %v", sold, m.Band)
		}
	}
	for name, a := range map[string]Ask{"another channel": asked(30, olap.Filter{Dim: "channel", In: []string{s.channels[0].String()}}),
		"a past period": asked(30).span(today-40, today-10)} {
		for _, m := range s.drawn(sales, "trend", a).Marks.Series {
			if m.Band != nil {
				t.Errorf("%s has the company's band", name)
			}
		}
	}
	a := asked(30)
	a.Scope = olap.Scope{Channels: []string{s.channels[0].String()}}
	for _, m := range s.drawn(sales, "trend", a).Marks.Series {
		if m.Band != nil {
			t.Error("who may see one channel sees the forecast of all")
		}
	}
}

// Who may see one channel sees its numbers and no others. SEC-02 in part, INV-11.
func TestScope(t *testing.T) {
	s := open(t)
	s.trade()
	a := asked(30)
	a.Scope = olap.Scope{Channels: []string{s.channels[1].String()}}
	if got := s.drawn(sales, "gmv", a).Lead.Exact; got != "¥1,356.00" {
		t.Errorf("got %s", got)
	}
	d, err := s.draw(t.Context(), finance, finance.tile("cash"), Ask{Period: custom, From: today, To: today, Today: today,
		Scope: olap.Scope{Warehouses: []string{"x"}}}, penOf("zh"))
	if err != nil || d.Lead != nil || d.Empty == "" {
		t.Errorf("the cash of all is shown to who may see one warehouse: %+v %v", d, err)
	}
}
