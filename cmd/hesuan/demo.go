package main

import (
	"context"
	"math/rand/v2"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/pg"
)

// loadDemo fills an empty company with a sample one, all in one transaction: it is there
// whole or not at all, and a second call finds it and does nothing.
func (h *house) loadDemo(ctx context.Context) error {
	return h.db.Do(ctx, func(tx *pg.Tx) error {
		if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock(hashtext('hesuan.demo'))"); err != nil {
			return err
		}
		var busy bool
		err := tx.QueryRow(ctx, "select exists (select from catalog.sku) or exists (select from sales.order)").Scan(&busy)
		if err != nil || busy {
			return err
		}
		return newSmallDemo(h, tx).run(ctx)
	})
}

// smallDemo is the simulator of a small seller in Wuhan: every step it takes is a real step of
// the rooms, at the time it would have happened.
type smallDemo struct {
	*house
	tx      *pg.Tx
	rand    *rand.Rand
	today   cal.Date
	began   cal.Date
	channel []smallChannel
	goods   []*demoGoods
	people  []demoPerson
	places  []demoPlace
	coming  []delivery
	ordered []demoOrder
}

// The size of the sample: its days up to today and about how many orders fall into them.
const (
	demoDays   = 150
	demoOrders = 500
)

func newSmallDemo(h *house, tx *pg.Tx) *smallDemo {
	return &smallDemo{house: h, tx: tx, rand: rand.New(rand.NewPCG(20261121, 430000)), today: tx.Today()}
}

func (d *smallDemo) run(ctx context.Context) error {
	now := d.tx.Now
	d.began = d.today.Add(-demoDays - 1)
	if err := d.masters(ctx, d.began); err != nil {
		return err
	}
	for day := d.today.Add(-demoDays); day <= d.today; day++ {
		if err := d.morning(ctx, day, now); err != nil {
			return err
		}
		if err := d.sell(ctx, day, now); err != nil {
			return err
		}
	}
	return nil
}

// at sets the transaction's clock to a time of a day, never later than now.
func (d *smallDemo) at(day cal.Date, hour, minute int, now time.Time) {
	t := day.Start(d.tx.Zone).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute).UTC()
	if t.After(now) {
		t = now
	}
	d.tx.Now = t
}

// chance is true with probability p.
func (d *smallDemo) chance(p float64) bool { return d.rand.Float64() < p }

// pick draws an index by weight.
func (d *smallDemo) pick(weights []float64) int {
	var total float64
	for _, w := range weights {
		total += w
	}
	x := d.rand.Float64() * total
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}
