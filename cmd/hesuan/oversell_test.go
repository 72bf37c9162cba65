package main

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
)

// PERF-01, INV-01: 200 buyers make 10,000 attempts on 100 pieces, some with the same SKU on
// two lines. Exactly what was there is sold, each refusal had too little left, nobody sees a deadlock.
func TestNothingIsSoldTwice(t *testing.T) {
	c := newTrial(t)
	a, b := c.sku("A", 100, "8"), c.sku("B", 100, "9")
	var soldA, soldB atomic.Int64
	var buyers sync.WaitGroup
	for buyer := range 200 {
		buyers.Go(func() {
			for attempt := range 50 {
				lines, takeA, takeB := basket(buyer+attempt, line{a, fixed.Units(1)}, line{b, fixed.Units(1)})
				switch _, err := c.place(lines...); {
				case err == nil:
					soldA.Add(takeA)
					soldB.Add(takeB)
				case !errors.Is(err, &fault.Fault{Key: "sales.order.short"}):
					t.Errorf("a buyer saw %v", err)
					return
				default:
					wasShort(t, err)
				}
			}
		})
	}
	buyers.Wait()
	la, lb := c.level(a, c.wuhan), c.level(b, c.wuhan)
	if la.Reserved != fixed.Units(soldA.Load()) || lb.Reserved != fixed.Units(soldB.Load()) || la.Reserved > la.OnHand || lb.Reserved > lb.OnHand {
		t.Errorf("sold %d and %d, reserved %s and %s", soldA.Load(), soldB.Load(), la.Reserved, lb.Reserved)
	}
	if la.Free() >= fixed.Units(1) || lb.Free() >= fixed.Units(1) {
		t.Errorf("%s and %s are left although buyers of one piece were refused", la.Free(), lb.Free())
	}
	c.mustBeSound()

}

// basket varies what is bought: one of A, one of B, both in either order, A on two lines.
func basket(n int, a, b line) (lines []line, takeA, takeB int64) {
	switch n % 5 {
	case 0:
		return []line{a}, 1, 0
	case 1:
		return []line{b}, 0, 1
	case 2:
		return []line{a, b}, 1, 1
	case 3:
		return []line{b, a}, 1, 1
	}
	return []line{a, a}, 2, 0
}

// wasShort holds that a refusal tells of too little.
func wasShort(t *testing.T, err error) {
	for _, f := range fault.All(err) {
		if f.Args["free"].(fixed.Qty) >= f.Args["wanted"].(fixed.Qty) {
			t.Errorf("refused although enough was there: %v", f)
		}
	}
}
