package stock

import (
	"math"

	"hesuan/forecasting"
)

// Policy is what the buyer wants.
type Policy struct {
	// Review is the number of steps between two orders: 1 for a daily look.
	Review float64
	// Service is the probability of not running out in one protection interval (周期服务水平); 0 means 0.95.
	Service float64
	// Fill, if above 0, is the share of demand to be served from the shelf (订单满足率) and stands in place of Service.
	Fill float64
	// MOQ is the least quantity of an order line, Pack the quantity it must be a multiple of; 0 or 1 means free.
	MOQ, Pack float64
}

// Position is the stock of today.
type Position struct{ OnHand, Reserved, OnOrder float64 }

// Terms explain an order quantity: Demand + DemandSpread + LeadSpread − OnHand + Reserved − OnOrder + Surplus + Rounding = Quantity,
// exactly, because all of them are whole pieces (of a size a float holds exactly).
type Terms struct {
	// Demand is the expected demand of the protection interval at the mean lead time.
	Demand float64
	// DemandSpread and LeadSpread are the safety stock (安全库存): what the uncertain demand asks for, and what the uncertain lead time
	// adds to it. The second is below zero in the rare case that an uncertain lead time lowers the quantile.
	DemandSpread, LeadSpread float64
	// OnHand, Reserved, OnOrder are the position; OnHand and OnOrder are subtracted.
	OnHand, Reserved, OnOrder float64
	// Surplus lifts a negative need to zero: stock beyond the target. Rounding is what MOQ and pack add.
	Surplus, Rounding float64
	Quantity          float64

	// Target is the order-up-to level (目标库存), Demand + DemandSpread + LeadSpread.
	Target float64
	// ReorderPoint is the level of the position at which to order at the latest: the service quantile over the lead time alone.
	ReorderPoint float64
	// Cover is the number of steps the position lasts at the expected demand, at most the horizon.
	Cover float64
	// Short is the expected number of pieces that cannot be served in the protection interval if nothing is ordered.
	Short float64
}

// Safety is the safety stock in the target.
func (t Terms) Safety() float64 { return t.DemandSpread + t.LeadSpread }

// Sum adds the terms; it equals Quantity.
func (t Terms) Sum() float64 {
	return t.Demand + t.DemandSpread + t.LeadSpread - t.OnHand + t.Reserved - t.OnOrder + t.Surplus + t.Rounding
}

// Plan orders up to the service quantile of the demand over lead time and review, or to the level that serves the wanted share of
// demand. The forecast's horizon should be [Horizon]; beyond it the last week of each path repeats. A forecast of nothing orders
// nothing.
func Plan(f forecasting.Forecast, l Lead, p Policy, at Position) Terms {
	if p.Service <= 0 || p.Service >= 1 {
		p.Service = 0.95
	}
	review := math.Max(0, p.Review)
	sure := f.Interval(forecasting.Sample{l.Mean + review})
	real := f.Interval(l.lengths(review))
	t := Terms{OnHand: at.OnHand, Reserved: at.Reserved, OnOrder: at.OnOrder}
	t.Demand = math.Round(f.Expected(l.Mean + review))
	bare := f.Interval(l.lengths(0))
	level := func(whole, before forecasting.Sample) float64 {
		if p.Fill > 0 && p.Fill < 1 {
			return math.Ceil(fillLevel(whole, before, p.Fill) - 1e-9)
		}
		return math.Max(math.Ceil(whole.Quantile(p.Service)-1e-9), t.Demand)
	}
	fixed := level(sure, f.Interval(forecasting.Sample{l.Mean}))
	t.DemandSpread = fixed - t.Demand
	t.Target = level(real, bare)
	t.LeadSpread = t.Target - fixed
	t.ReorderPoint = math.Ceil(bare.Quantile(p.Service) - 1e-9)
	t.settle(p)
	have := at.OnHand - at.Reserved + at.OnOrder
	t.Short = real.Shortfall(have)
	t.Cover = cover(f, have)
	return t
}

// fillLevel is the order-up-to level that serves the share fill of the demand of a review period: what is short at its end, over lead
// time and review, less what was short already before it, over the lead time (Silver, Pyke, Thomas 2017, §6). Found by bisection.
func fillLevel(whole, before forecasting.Sample, fill float64) float64 {
	allowed := (1 - fill) * (whole.Mean() - before.Mean())
	lo, hi := 0.0, whole.Quantile(1)
	for range 60 {
		if mid := (lo + hi) / 2; whole.Shortfall(mid)-before.Shortfall(mid) > allowed {
			lo = mid
		} else {
			hi = mid
		}
	}
	return hi
}

// settle finds surplus, rounding and quantity.
func (t *Terms) settle(p Policy) {
	need := t.Target - t.OnHand + t.Reserved - t.OnOrder
	if need <= 0 {
		t.Surplus = -need
		return
	}
	t.Quantity = Rounded(need, p.MOQ, p.Pack)
	t.Rounding = t.Quantity - need
}

// Rounded is the least order of at least need that meets the MOQ and is a whole number of packs. A need of nothing stays nothing.
func Rounded(need, moq, pack float64) float64 {
	if need <= 0 {
		return 0
	}
	need = math.Max(math.Ceil(need-1e-9), moq)
	if pack > 1 {
		need = math.Ceil(need/pack-1e-9) * pack
	}
	return need
}

// cover is the number of steps until the expected demand has used up what there is.
func cover(f forecasting.Forecast, have float64) float64 {
	for j, m := range f.Mean {
		if have <= 0 {
			return float64(j)
		}
		if m > have {
			return float64(j) + have/m
		}
		have -= m
	}
	return float64(len(f.Mean))
}
