package main

import (
	"context"
	"errors"
	"math"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/ref"
	"hesuan/oltp/purchasing"
	"hesuan/oltp/sales"
)

type (
	// delivery is a purchase on its way, and the day on which it really comes.
	delivery struct {
		order id.ID
		comes cal.Date
	}
	// demoOrder is an order and where it is on its way.
	demoOrder struct {
		id    ref.Order
		day   cal.Date
		stage int // 0 placed, 1 shipped, 2 completed
	}
)

// linesPerOrder and piecesPerLine are the simulator's means.
const (
	linesPerOrder = 1.7
	piecesPerLine = 1.5
)

// untouched is how many days before today nobody bought anything: so that there is something to suggest.
const untouched = 35

// rate is the mean demand of a SKU in a place, in pieces a day.
func (d *smallDemo) rate(g *demoGoods, p demoPlace) float64 {
	var goods, places float64
	for _, other := range d.goods {
		goods += other.weight
	}
	for _, other := range d.places {
		places += other.weight
	}
	return demoOrders / float64(demoDays) * linesPerOrder * piecesPerLine * g.weight / goods * p.weight / places
}

// morning receives what has come, ships yesterday's orders, ends old ones, closes the month that is out and, on Mondays, buys.
func (d *smallDemo) morning(ctx context.Context, day cal.Date, now time.Time) error {
	d.at(day, 9, 30, now)
	if err := d.receive(ctx, day); err != nil {
		return err
	}
	if err := d.ship(ctx, day); err != nil {
		return err
	}
	if month := day.Month(); day == month.Add(closing-1) && d.began < month {
		if err := d.finance.Close(ctx, d.tx, month.Add(-1).Period()); err != nil {
			return err
		}
	}
	if day.Time().Weekday() == time.Monday && day < d.today.Add(-untouched) {
		return d.buy(ctx, day)
	}
	return nil
}

func (d *smallDemo) receive(ctx context.Context, day cal.Date) error {
	waiting := d.coming[:0]
	for _, c := range d.coming {
		if c.comes > day {
			waiting = append(waiting, c)
			continue
		}
		if _, err := d.purchasing.Orders.Go(ctx, d.tx, c.order, "receive", &purchasing.Arrival{WithInvoice: true}); err != nil {
			return err
		}
	}
	d.coming = waiting
	return nil
}

// ship sends what was ordered before today; today's and some of yesterday's orders are left for people to work on.
func (d *smallDemo) ship(ctx context.Context, day cal.Date) error {
	for i := range d.ordered {
		o := &d.ordered[i]
		switch {
		case o.stage == 0 && o.day < day && (day < d.today || d.chance(0.7)):
			if err := d.steps(ctx, o, "approve", "ship"); err != nil {
				return err
			}
		case o.stage == 1 && o.day.Add(5) <= day:
			if err := d.close(ctx, o); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *smallDemo) steps(ctx context.Context, o *demoOrder, steps ...string) error {
	for _, step := range steps {
		var input any
		if step == "ship" {
			input = &sales.Dispatch{Carrier: "中通"}
		}
		if _, err := d.sales.Orders.Go(ctx, d.tx, id.ID(o.id), step, input); err != nil {
			return err
		}
	}
	o.stage++
	return nil
}

// close completes an order; one in twenty-five sends a line back first.
func (d *smallDemo) close(ctx context.Context, o *demoOrder) error {
	if d.chance(0.04) {
		ret := &sales.Return{Order: o.id, Kind: "return", Reason: "不喜欢", Lines: []sales.ReturnLine{{OrderLine: 1, Qty: fixed.Units(1)}}}
		if err := d.sales.Returns.Begin(ctx, d.tx, "request", ret); err != nil {
			return err
		}
		for _, step := range []string{"receive", "refund"} {
			var input any
			if step == "receive" {
				input = &sales.Inspection{}
			}
			if _, err := d.sales.Returns.Go(ctx, d.tx, id.ID(ret.ID), step, input); err != nil {
				return err
			}
		}
	}
	return d.steps(ctx, o, "complete")
}

// buy orders what falls below three weeks of demand, up to seven weeks, in cartons.
func (d *smallDemo) buy(ctx context.Context, day cal.Date) error {
	levels, err := d.inventory.Levels(ctx, d.tx)
	if err != nil {
		return err
	}
	free := map[purchasing.Key]float64{}
	for _, l := range levels {
		free[purchasing.Key{SKU: l.SKU, Warehouse: l.Warehouse}] += l.Free().Float()
	}
	inbound, err := d.purchasing.OnOrder(ctx, d.tx)
	if err != nil {
		return err
	}
	for _, in := range inbound {
		free[in.Key] += in.Qty.Float()
	}
	for _, p := range d.places {
		orders := map[ref.Supplier]*purchasing.Order{}
		var suppliers []*purchasing.Order
		for _, g := range d.goods {
			have, mean := free[purchasing.Key{SKU: g.id, Warehouse: p.id}], d.rate(g, p)
			if have >= mean*21 {
				continue
			}
			if orders[g.supplier] == nil {
				orders[g.supplier] = &purchasing.Order{Supplier: g.supplier, Warehouse: p.id}
				suppliers = append(suppliers, orders[g.supplier])
			}
			cartons := int64(math.Ceil((mean*49 - have) / float64(g.pack)))
			orders[g.supplier].Lines = append(orders[g.supplier].Lines, purchasing.OrderLine{SKU: g.id, Qty: fixed.Units(cartons * g.pack)})
		}
		for _, o := range suppliers {
			if err := d.purchasing.Orders.Begin(ctx, d.tx, "approve", o); err != nil {
				return err
			}
			late := 3 + d.rand.IntN(9) + max(0, int(d.rand.NormFloat64()*2))
			d.coming = append(d.coming, delivery{id.ID(o.ID), day.Add(late)})
		}
	}
	return nil
}

// sell places a day's orders: more at weekends and with the years' trend, each paid at once. What is out of stock is not sold.
func (d *smallDemo) sell(ctx context.Context, day cal.Date, now time.Time) error {
	mean := demoOrders / float64(demoDays) * []float64{1.3, 0.9, 0.85, 0.85, 0.9, 1, 1.2}[day.Time().Weekday()]
	mean *= 0.8 + 0.4*float64(demoDays-int(d.today-day))/demoDays
	for n := d.poisson(mean); n > 0; n-- {
		d.at(day, 8+d.rand.IntN(14), d.rand.IntN(60), now)
		err := d.order(ctx, day)
		if err != nil && !errors.Is(err, &fault.Fault{Key: "sales.order.short"}) {
			return err
		}
	}
	return nil
}

func (d *smallDemo) order(ctx context.Context, day cal.Date) error {
	person := d.people[d.rand.IntN(len(d.people))]
	o := &sales.Order{Channel: d.channel[d.pick(weights(d.channel, func(c smallChannel) float64 { return c.weight }))].id,
		Customer: person.id, Warehouse: d.places[d.pick(weights(d.places, func(p demoPlace) float64 { return p.weight }))].id, Region: person.province}
	for n := 1 + d.poisson(linesPerOrder-1); n > 0; n-- {
		g := d.goods[d.pick(weights(d.goods, func(g *demoGoods) float64 { return g.weight }))]
		o.Lines = append(o.Lines, sales.OrderLine{SKU: g.id, Qty: fixed.Units(int64(1 + d.poisson(piecesPerLine-1)))})
	}
	if d.chance(0.2) {
		o.Discount = fixed.Yuan(5)
	}
	if err := d.sales.Orders.Begin(ctx, d.tx, "place", o); err != nil {
		return err
	}
	_, err := d.sales.Orders.Go(ctx, d.tx, id.ID(o.ID), "pay", &sales.Receipt{})
	d.ordered = append(d.ordered, demoOrder{id: o.ID, day: day})
	return err
}

func weights[T any](items []T, of func(T) float64) []float64 {
	list := make([]float64, len(items))
	for i, item := range items {
		list[i] = of(item)
	}
	return list
}

// poisson draws a count of the given mean (Knuth; the means here are small).
func (d *smallDemo) poisson(mean float64) int {
	limit, product, n := math.Exp(-mean), d.rand.Float64(), 0
	for product > limit {
		product *= d.rand.Float64()
		n++
	}
	return n
}
