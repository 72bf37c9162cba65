package desk

import (
	"context"
	"fmt"
	"math"
	"runtime"

	"hesuan/forecasting"
	"hesuan/forecasting/stock"
	"hesuan/internal/cal"
	"hesuan/internal/id"
	"hesuan/olap"
)

// Demands gives what buyers wanted, day by day.
type Demands interface {
	Demand(ctx context.Context, from, to cal.Date) ([]olap.Demand, error)
}

// Item is a SKU that can be bought for a warehouse, with its position of today. Quantities are pieces.
type Item struct {
	SKU, Warehouse            id.ID
	MOQ, Pack                 float64
	AgreedDays                float64   // the supplier's word on the lead time
	LeadDays                  []float64 // measured from receipts
	OnHand, Reserved, OnOrder float64
	Price                     float64 // what a piece sells for: what a lost sale costs
}

// Proposal is what to buy of an item, and why. Terms sum to Quantity exactly.
type Proposal struct {
	Item
	stock.Terms
	Forecast forecasting.Forecast
	Lead     stock.Lead
	Window   forecasting.Sample // demand until the next order would arrive
	Latest   cal.Date           // the last day on which an order still comes in time
	Risk     float64            // sales lost if nothing is ordered, expected, in money
	Since    cal.Date           // of the history's first day
	Demand   olap.Demand
}

// Settings of the buyers' policy.
type Settings struct {
	Service float64 // probability of not running out until the next order arrives
	Review  float64 // days between two looks
	History int     // days of demand that are read
}

// Usual is the policy of a company that has not chosen one.
var Usual = Settings{Service: 0.95, Review: 7, History: 730}

// shortest is the least history, in days, from which demand is foretold.
const shortest = 14

// Replenish proposes what to buy: items whose stock, with what is on order, would not last until an order made at
// the next look arrives.
func Replenish(ctx context.Context, demands Demands, items []Item, today cal.Date, s Settings) ([]Proposal, error) {
	since := today.Add(-s.History)
	history, err := demands.Demand(ctx, since, today.Add(-1))
	if err != nil {
		return nil, err
	}
	told := make(map[[2]id.ID]olap.Demand, len(history))
	for _, d := range history {
		told[[2]id.ID{d.SKU, d.Warehouse}] = d
	}
	var plans []plan
	horizon := 1
	for _, item := range items {
		d := told[[2]id.ID{item.SKU, item.Warehouse}]
		if len(d.Qty) < shortest {
			continue
		}
		p := plan{item: item, demand: d, lead: stock.MeasuredLead(item.LeadDays, stock.Lead{Mean: item.AgreedDays})}
		horizon = max(horizon, stock.Horizon(p.lead, s.Review))
		plans = append(plans, p)
	}
	return propose(ctx, plans, horizon, today, s)
}

// plan is an item on its way to a proposal.
type plan struct {
	item   Item
	demand olap.Demand
	lead   stock.Lead
}

func propose(ctx context.Context, plans []plan, horizon int, today cal.Date, s Settings) ([]Proposal, error) {
	series := make([]forecasting.Series, len(plans))
	for i, p := range plans {
		first := today.Add(-len(p.demand.Qty))
		series[i] = forecasting.Series{Values: p.demand.Qty, Censored: p.demand.Out, Start: first.Time(), Freq: forecasting.Daily}
	}
	var proposals []Proposal
	options := forecasting.Options{Horizon: horizon, Levels: []float64{0.1, 0.5, 0.9}, Seed: uint64(today)}
	err := forecasting.RunAll(ctx, series, options, runtime.GOMAXPROCS(0), func(i int, f forecasting.Forecast, err error) {
		if err != nil {
			return // a series of unknown days alone: nothing can be said of it
		}
		if p, due := plans[i].decide(f, today, s); due {
			proposals = append(proposals, p)
		}
	})
	return proposals, err
}

// decide plans one item; due says that it must be ordered before the next look.
func (p plan) decide(f forecasting.Forecast, today cal.Date, s Settings) (Proposal, bool) {
	at := stock.Position{OnHand: p.item.OnHand, Reserved: p.item.Reserved, OnOrder: p.item.OnOrder}
	terms := stock.Plan(f, p.lead, stock.Policy{Review: s.Review, Service: s.Service, MOQ: p.item.MOQ, Pack: p.item.Pack}, at)
	position := at.OnHand - at.Reserved + at.OnOrder
	wait := daysUntil(f, position-terms.ReorderPoint)
	proposal := Proposal{
		Item: p.item, Terms: terms, Forecast: f, Lead: p.lead, Window: f.Sum(0, int(math.Ceil(p.lead.Mean+s.Review))),
		Latest: today.Add(wait), Risk: terms.Short * p.item.Price, Since: today.Add(-len(p.demand.Qty)), Demand: p.demand,
	}
	return proposal, terms.Quantity > 0 && float64(wait) <= s.Review
}

// daysUntil is how long a spare quantity lasts at the expected demand, at most the horizon.
func daysUntil(f forecasting.Forecast, spare float64) int {
	for day, mean := range f.Mean {
		if spare -= mean; spare < 0 {
			return day
		}
	}
	return len(f.Mean)
}

// Check holds that a proposal's terms are its quantity.
func (p *Proposal) Check() error {
	if p.Sum() != p.Quantity {
		return fmt.Errorf("terms of %s sum to %g, not to %g", p.SKU, p.Sum(), p.Quantity)
	}
	return nil
}
