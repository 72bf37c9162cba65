package replay

import (
	"context"
	"math"
	"testing"

	"hesuan/forecasting/desk"
	"hesuan/internal/cal"
	"hesuan/internal/id"
)

// steady wants the same number of pieces every day, but for a burst on each tenth; goods take five days.
type steady struct{ items []Item }

func newSteady(n int, since cal.Date) *steady {
	s := &steady{}
	for i := range n {
		s.items = append(s.items, Item{SKU: id.Derive[any]("steady", string(rune('a'+i))), Price: 3, Cost: 2, MOQ: 1, Pack: 1, AgreedDays: 5, Since: since})
	}
	return s
}

func (s *steady) Items() []Item { return s.items }

func (s *steady) Wanted(item int, day cal.Date) float64 {
	if day%10 == 0 {
		return 8
	}
	return float64(item + 2)
}

func (s *steady) Arrives(_ int, ordered cal.Date) cal.Date { return ordered + 5 }

var (
	opened = cal.Of(2025, 1, 1)
	year   = Span{First: cal.Of(2026, 1, 1), Last: cal.Of(2026, 4, 10), Warm: 20, Review: 7}
)

// What is served, lost and kept adds up, and a shelf that was empty hides what was wanted.
func TestADayAddsUp(t *testing.T) {
	s := &Shelf{Item: Item{Price: 3, Cost: 2}, OnHand: 5}
	s.order(4, year.First, year.First+2)
	o := s.serve(8, year, year.First)
	if o.Wanted != 8 || o.Served != 5 || o.Lost != 3 || o.Earned != 5 || !s.Out[0] || s.Sold[0] != 5 {
		t.Errorf("the first day was %+v of %+v", o, s)
	}
	if s.receive(year.First + 1); s.OnHand != 0 || s.Have() != 4 {
		t.Error("goods came early")
	}
	if s.receive(year.First + 2); s.OnHand != 4 || s.OnOrder != 0 || s.LeadDays[0] != 2 {
		t.Errorf("goods did not come: %+v", s)
	}
	if o := s.serve(1, year, year.First-1); o != (Outcome{}) {
		t.Errorf("a day before the span counts %+v", o)
	}
}

// Fixed levels found in hindsight reach their fill rate where they were found, with less stock than a higher one takes.
func TestHindsightKnowsItsYear(t *testing.T) {
	w := newSteady(2, opened)
	ctx := context.Background()
	var before float64
	for _, fill := range []float64{0.9, 0.99} {
		levels, err := Hindsight(ctx, w, year, fill, 2)
		if err != nil {
			t.Fatal(err)
		}
		o, err := Play(ctx, w, year, levels.High, levels, nil)
		if err != nil || o.Fill() < fill-1e-9 || o.Pieces <= before {
			t.Errorf("fill %g of %g with %g pieces, %v", o.Fill(), fill, o.Pieces, err)
		}
		before = o.Pieces
	}
}

// The desk's own suggestions keep the shelves filled; a higher service asks for more stock.
func TestTheDeskKeepsShelvesFilled(t *testing.T) { // PUR-05, INV-12
	w := newSteady(2, opened)
	var last Outcome
	for _, service := range []float64{0.6, 0.98} {
		settings := desk.Settings{Service: service, Review: 7, History: 200}
		days := 0
		o, err := Play(context.Background(), w, year, []float64{30, 30}, Desk{settings}, func(cal.Date) { days++ })
		if err != nil || days != int(year.days())+year.Warm || o.Orders == 0 {
			t.Fatalf("%d days, %d orders, %v", days, o.Orders, err)
		}
		if math.Abs(o.Wanted-o.Served-o.Lost) > 1e-9 {
			t.Errorf("%g wanted, %g served, %g lost at a margin of 1", o.Wanted, o.Served, o.Lost)
		}
		if last.Wanted > 0 && (o.Fill() < last.Fill() || o.Pieces <= last.Pieces) {
			t.Errorf("service %g fills %g with %g pieces; the lower one %g with %g", service, o.Fill(), o.Pieces, last.Fill(), last.Pieces)
		}
		last = o
	}
	if last.Fill() < 0.97 {
		t.Errorf("only %g is served", last.Fill())
	}
}
