package demo_test

import (
	"cmp"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"hesuan/demo"
	"hesuan/internal/cal"
)

var today = cal.Of(2026, 11, 22)

func full() *demo.World { return demo.New(demo.Full(today)) }

// The same seed makes the same world, whatever was asked before; another seed another one.
func TestAWorldFollowsFromItsSeed(t *testing.T) {
	t.Parallel()
	one, two := full(), full()
	_ = one.Demand(today)
	day := cal.Of(2025, 11, 11)
	if !reflect.DeepEqual(one.Demand(day), two.Demand(day)) || !reflect.DeepEqual(one.Baskets(day), two.Baskets(day)) {
		t.Error("two worlds of one seed differ")
	}
	if !reflect.DeepEqual(one.Past(cal.Shanghai).Next(), two.Past(cal.Shanghai).Next()) {
		t.Error("their pasts differ")
	}
	size := demo.Full(today)
	size.Seed++
	if reflect.DeepEqual(one.Demand(day), demo.New(size).Demand(day)) {
		t.Error("another seed made the same day")
	}
}

// Baskets are the pieces of Demand, each once.
func TestBasketsAreTheDemand(t *testing.T) {
	t.Parallel()
	w := full()
	type place struct{ sku, warehouse int }
	for day := today.Add(-40); day <= today.Add(40); day++ {
		pieces := map[place]int{}
		for _, d := range w.Demand(day) {
			pieces[place{d.SKU, d.Warehouse}] += d.Pieces
		}
		for _, b := range w.Baskets(day) {
			for _, l := range b.Lines {
				pieces[place{l.SKU, b.Warehouse}] -= l.Pieces
			}
		}
		for at, left := range pieces {
			if left != 0 {
				t.Fatalf("%s %v: %d pieces too many or too few", day, at, left)
			}
		}
	}
}

// All four classes of weekly demand (Syntetos and Boylan) are there, and none is all there is.
func TestDemandIsOfAllClasses(t *testing.T) {
	t.Parallel()
	w := full()
	weeks := make([][]float64, len(w.SKUs))
	for day := today.Add(-363); day <= today; day++ {
		pieces := make([]float64, len(w.SKUs))
		for _, d := range w.Demand(day) {
			pieces[d.SKU] += float64(d.Pieces)
		}
		for s, n := range pieces {
			if int(today-day)%7 == 6 {
				weeks[s] = append(weeks[s], 0)
			}
			if last := len(weeks[s]) - 1; last >= 0 {
				weeks[s][last] += n
			}
		}
	}
	classes := map[string]int{}
	for _, series := range weeks {
		classes[class(series)]++
	}
	for _, name := range []string{"smooth", "erratic", "intermittent", "lumpy"} {
		if classes[name] < len(w.SKUs)/25 {
			t.Errorf("few %s SKUs: %v", name, classes)
		}
	}
	t.Log(classes)
}

func class(series []float64) string {
	var n, sum, squares float64
	for _, x := range series {
		if x > 0 {
			n, sum, squares = n+1, sum+x, squares+x*x
		}
	}
	if n < 2 {
		return "none"
	}
	mean := sum / n
	cv2 := (squares/n - mean*mean) / (mean * mean)
	switch often := float64(len(series))/n < 1.32; {
	case often && cv2 < 0.49:
		return "smooth"
	case often:
		return "erratic"
	case cv2 < 0.49:
		return "intermittent"
	}
	return "lumpy"
}

// Seasons and festivals can be seen: umbrellas in the plum rain, heaters in winter, 双11, and the quiet of 春节.
func TestSeasonsAndFestivalsAreSeen(t *testing.T) {
	t.Parallel()
	w := full()
	sum := func(category string, first, last cal.Date) (n float64) {
		for day := first; day <= last; day++ {
			for _, d := range w.Demand(day) {
				if category == "" || w.Categories[w.SKUs[d.SKU].Category].Name == category {
					n += float64(d.Pieces)
				}
			}
		}
		return n / float64(last-first+1)
	}
	for name, ratio := range map[string]float64{
		"雨具 in June to December":  sum("雨具", cal.Of(2026, 6, 20), cal.Of(2026, 7, 10)) / sum("雨具", cal.Of(2025, 12, 20), cal.Of(2026, 1, 10)),
		"取暖 in December to July":  sum("取暖", cal.Of(2025, 12, 14), cal.Of(2026, 1, 10)) / sum("取暖", cal.Of(2026, 7, 1), cal.Of(2026, 7, 31)) / 5,
		"双11 to the weeks before": sum("", cal.Of(2026, 11, 11), cal.Of(2026, 11, 11)) / sum("", cal.Of(2026, 9, 28), cal.Of(2026, 10, 18)) / 1.5,
		"October to 春节":           sum("", cal.Of(2026, 10, 1), cal.Of(2026, 10, 18)) / sum("", cal.Of(2026, 2, 16), cal.Of(2026, 2, 20)),
		"before 双11 to the dip":   sum("", cal.Of(2026, 10, 20), cal.Of(2026, 10, 30)) / sum("", cal.Of(2026, 11, 13), cal.Of(2026, 11, 19)) * 1.5,
	} {
		if ratio < 2 {
			t.Errorf("%s: only %.2f", name, ratio)
		}
	}
}

// Nothing comes while factories are shut, and the true lead times scatter.
func TestSuppliersRestInSpring(t *testing.T) {
	t.Parallel()
	w := full()
	normal := w.Arrives(3, 0, cal.Of(2025, 9, 1)) - cal.Of(2025, 9, 1)
	before := w.Arrives(3, 0, cal.Of(2026, 2, 4)) - cal.Of(2026, 2, 4)
	if normal > 25 || before < 30 {
		t.Errorf("%d days in September, %d before 春节", normal, before)
	}
	seen := map[int]bool{}
	for day := cal.Of(2025, 9, 1); day < cal.Of(2025, 12, 1); day++ {
		seen[int(w.Arrives(3, 0, day)-day)] = true
	}
	if len(seen) < 6 {
		t.Errorf("lead times are of %d lengths only", len(seen))
	}
}

// move is what a step of a document does to stock.
type move struct {
	at             time.Time
	sku, warehouse int
	pieces         int
}

// Told chapter by chapter, each in the order of its steps, the past never lets go of what is not there; and it has what pasts have.
func TestThePastHoldsTogether(t *testing.T) {
	t.Parallel()
	w := full()
	past := w.Past(cal.Shanghai)
	stock := map[[2]int]int{}
	orders, lost, sold, returns, late, people, apart, account := 0, 0, 0, 0, 0, 0, 0, 0
	for c := past.Next(); c != nil; c = past.Next() {
		moves := movesOf(c)
		slices.SortStableFunc(moves, func(a, b move) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(b.pieces, a.pieces)) })
		for _, m := range moves {
			key := [2]int{m.sku, m.warehouse}
			if stock[key] += m.pieces; stock[key] < 0 {
				t.Fatalf("%s: %s in %d falls to %d", m.at, w.SKUs[m.sku].Code, m.warehouse, stock[key])
			}
			if m.warehouse == demo.Apart {
				apart += m.pieces
			}
		}
		orders, lost, people = orders+len(c.Orders), lost+c.Lost, people+len(c.People)
		for _, o := range c.Orders {
			for _, l := range o.Lines {
				sold += l.Pieces
			}
			if o.Return != nil {
				returns++
			}
			if o.OnAccount {
				account++
			}
		}
		for _, p := range c.Purchases {
			if len(p.Arrivals) > 0 && cal.On(p.Arrivals[0].At, cal.Shanghai) > p.Due {
				late++
			}
		}
	}
	share := float64(lost) / float64(lost+sold)
	t.Logf("%d orders of %d people, %d on account, %d pieces, %.1f %% lost, %d returns, %d purchases late, %d pieces apart", orders, people, account, sold,
		100*share, returns, late, apart)
	if orders < 100_000 || share < 0.02 || share > 0.12 || returns < 2000 || late < 200 || people < 10_000 {
		t.Errorf("%d orders, %d people, %.3f lost, %d returns, %d late", orders, people, share, returns, late)
	}
	if apart < 5 || apart > 400 || account < 50 || account > orders/20 { // a month's, or two months'
		t.Errorf("%d pieces lie apart, %d orders on account", apart, account)
	}
}

// movesOf are the moves of a chapter: goods are taken when they are promised and come back when an order is cancelled.
func movesOf(c *demo.Chapter) (moves []move) {
	for _, n := range c.Counts {
		for _, l := range n.Lines {
			moves = append(moves, move{n.At, l.SKU, n.Warehouse, l.Pieces})
		}
	}
	for _, p := range c.Purchases {
		for _, a := range p.Arrivals {
			for i, n := range a.Lines {
				moves = append(moves, move{a.At, p.Lines[n].SKU, p.Warehouse, a.Pieces[i]})
			}
		}
	}
	for _, o := range c.Orders {
		for _, l := range o.Lines {
			moves = append(moves, move{o.Placed, l.SKU, o.Warehouse, -l.Pieces})
			if !o.Cancelled.IsZero() {
				moves = append(moves, move{o.Cancelled, l.SKU, o.Warehouse, l.Pieces})
			}
		}
		if r := o.Return; r != nil && !r.Received.IsZero() {
			moves = append(moves, move{r.Received, o.Lines[r.Line].SKU, o.Warehouse, r.Pieces - r.Defective},
				move{r.Received, o.Lines[r.Line].SKU, demo.Apart, r.Defective})
		}
	}
	return moves
}

// Prices are dearer and cheaper with time, and a cut lets more be wanted.
func TestPricesMove(t *testing.T) {
	t.Parallel()
	w := full()
	changed, cut := 0, 0
	for s := range w.SKUs {
		if w.PriceOn(s, today) != w.PriceOn(s, w.From) {
			changed++
		}
		if w.Sold(s, cal.Of(2026, 11, 11)) < w.PriceOn(s, cal.Of(2026, 11, 11)) {
			cut++
		}
	}
	if changed < len(w.SKUs)/5 || cut < len(w.SKUs)*9/10 {
		t.Errorf("%d prices changed, %d were cut on 双11", changed, cut)
	}
	for _, o := range w.Offers(today.Add(-30), today) {
		if o.Price != w.Sold(o.SKU, o.First) || o.Price != w.Sold(o.SKU, o.Last) || math.Abs(o.Price.Float()) < 0.5 {
			t.Fatalf("offer %+v", o)
		}
	}
}
