package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	simulated "hesuan/demo"
	"hesuan/forecasting/bench"
	"hesuan/forecasting/desk/replay"
	"hesuan/internal/cal"
	"hesuan/internal/id"
)

// known is a world whose demand is known for every day from since on.
type known struct {
	items   []replay.Item
	since   cal.Date
	demand  [][]float32 // by item and day
	arrives func(item int, ordered cal.Date) cal.Date
}

func (k *known) Items() []replay.Item                        { return k.items }
func (k *known) Arrives(item int, ordered cal.Date) cal.Date { return k.arrives(item, ordered) }
func (k *known) Wanted(item int, day cal.Date) float64       { return float64(k.demand[item][day-k.since]) }

// world makes one of the worlds and says which of its days are played.
func (c benchReplenishCommand) world(name string) (*known, replay.Span, error) {
	switch name {
	case "demo":
		w, span := c.demoWorld()
		return w, span, nil
	case "m5":
		return c.m5World()
	}
	return nil, replay.Span{}, fmt.Errorf("no world %q: demo, m5", name)
}

// storyEnd is the day on which the sample company's story is told for benchmarks, so that they give the same figures on any day; the
// year beyond it is played.
var storyEnd = cal.Of(2026, 11, 1)

// demoWorld is the sample company: goods that were on sale in the year before and stay. The world's demand is a process of arrivals that
// no model of the engine describes (package demo).
func (c benchReplenishCommand) demoWorld() (*known, replay.Span) {
	w := simulated.New(simulated.Full(storyEnd))
	span := replay.Span{First: storyEnd, Last: storyEnd.Add(c.Days - 1), Warm: warmth, Review: c.Review}
	k := &known{since: w.From}
	at := map[[2]int]int{}
	var makers [][2]int
	for s, sku := range w.SKUs {
		if s%max(1, c.Every) != 0 || sku.Launch > span.First.Add(-c.Days) || sku.End != 0 && sku.End <= span.Last {
			continue
		}
		for p, share := range sku.Shares {
			if share > 0 {
				at[[2]int{s, p}] = len(k.items)
				k.items = append(k.items, replay.Item{SKU: id.Derive[any]("sku", sku.Code), Warehouse: id.Derive[any]("place", w.Warehouses[p].Code),
					Price: sku.Price.Float() / (1 + sku.VAT.Float()), Cost: sku.Cost.Float(), MOQ: float64(sku.MOQ), Pack: float64(sku.Pack),
					AgreedDays: float64(w.Suppliers[sku.Supplier].LeadDays), Since: max(w.From, sku.Launch)})
				makers = append(makers, [2]int{sku.Supplier, p})
			}
		}
	}
	k.demand = make([][]float32, len(k.items))
	for i := range k.demand {
		k.demand[i] = make([]float32, span.Last-w.From+1)
	}
	for day := w.From; day <= span.Last; day++ {
		for _, d := range w.Demand(day) {
			if i, ok := at[[2]int{d.SKU, d.Warehouse}]; ok {
				k.demand[i][day-k.since] = float32(d.Pieces)
			}
		}
	}
	k.arrives = func(item int, ordered cal.Date) cal.Date { return w.Arrives(makers[item][0], makers[item][1], ordered) }
	return k, span
}

// m5World is the real sales of 204 items of M5 in a store each, the last days of them played; goods take 7 ± 3 days. A piece costs 1 and
// sells for 1.5, for the prices are not part of the set.
func (c benchReplenishCommand) m5World() (*known, replay.Span, error) {
	series, err := bench.Load(c.From, "m5days")
	if err != nil {
		return nil, replay.Span{}, err
	}
	k := &known{since: math.MaxInt32}
	var last cal.Date
	for i, s := range series {
		first := cal.Of(s.Series.Start.Date())
		values := append(append([]float64(nil), s.Series.Values...), s.Test...)
		if i%max(1, c.Every) != 0 || len(values) < 2*c.Days+warmth {
			continue
		}
		k.since, last = min(k.since, first), max(last, first.Add(len(values)-1))
		k.items = append(k.items, replay.Item{SKU: id.Derive[any]("m5", s.ID), Price: 1.5, Cost: 1, MOQ: 1, Pack: 1, AgreedDays: 7, Since: first})
		k.demand = append(k.demand, singles(values))
	}
	if len(k.items) == 0 {
		return nil, replay.Span{}, fmt.Errorf("no series has twice %d days: take fewer with --days", c.Days)
	}
	for i, item := range k.items {
		k.demand[i] = append(make([]float32, item.Since-k.since), k.demand[i]...)
	}
	k.arrives = func(item int, ordered cal.Date) cal.Date {
		draw := rand.New(rand.NewPCG(uint64(item), uint64(ordered)))
		return ordered.Add(max(1, int(math.Round(7+3*draw.NormFloat64()))))
	}
	return k, replay.Span{First: last.Add(1 - c.Days), Last: last, Warm: warmth, Review: c.Review}, nil
}

func singles(values []float64) []float32 {
	out := make([]float32, len(values))
	for i, v := range values {
		out[i] = float32(v)
	}
	return out
}
