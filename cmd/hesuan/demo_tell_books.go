package main

import (
	"time"

	"hesuan/demo"
	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/ref"
	"hesuan/oltp/inventory"
)

// What the demo company's accountant does: decide on stock differences before a month is out, and close it when the next one has begun.

// differ remembers what an adjustment brought to the stock differences. The input VAT of what was lost by carelessness may not be
// deducted; what buyers sent back broken was nobody's.
func (t *demoTeller) differ(n demo.Count, a *inventory.Adjustment) {
	if a.Reason == "opening" {
		return
	}
	entry := adjustmentEntry(a)
	t.undecided.Lost += entry.Out
	t.undecided.Found += entry.In
	if n.Warehouse == demo.Apart {
		return
	}
	rates := map[ref.SKU]fixed.Amount{}
	for _, l := range n.Lines {
		rates[demoSKU(l.SKU)] = t.world.SKUs[l.SKU].VAT
	}
	for _, l := range a.Lines {
		if l.Value < 0 {
			vat, _ := (-l.Value).Part(int64(rates[l.SKU]), fixed.Scale) // a rate is below 1: never out of range
			t.undecided.VAT += vat.Round(2)
		}
	}
}

// decide books the decision on the month's stock differences on its last day.
func (t *demoTeller) decide() {
	last := cal.On(t.tx.Now.Add(-time.Second), t.tx.Zone)
	t.undecided.At = last.Start(t.tx.Zone).Add(18 * time.Hour).UTC()
	if last.Month() != last.Add(1).Month() && !t.undecided.At.After(t.asOf) { // else the month is not out
		t.book(id.ID{}, t.undecided)
	}
}

// closing is the day of a month on which the one before is closed.
const closing = 8

// closeMonths closes the month that a chapter tells, and the one in which the company began, if that day has come.
func (t *demoTeller) closeMonths(c *demo.Chapter) error {
	months := []cal.Date{c.First.Month()}
	if began := t.world.From.Add(-1).Month(); c.First == t.world.From && began != months[0] {
		months = []cal.Date{began, months[0]}
	}
	for _, month := range months {
		at := month.Add(31).Month().Add(closing - 1).Start(t.tx.Zone).Add(17 * time.Hour).UTC()
		if at.After(t.asOf) {
			return nil
		}
		now := t.tx.Now
		t.tx.Now = at
		err := t.finance.Close(t.ctx, t.tx, month.Period())
		if t.tx.Now = now; err != nil {
			return err
		}
	}
	return nil
}
