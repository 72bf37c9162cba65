package main

import (
	"bytes"
	"math"
	"slices"

	"hesuan/forecasting/desk"
	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/ref"
	"hesuan/oltp/purchasing"
)

// shownDays is how much of the past a suggestion's chart shows.
const shownDays = 120

func sortItems(items []desk.Item) {
	slices.SortFunc(items, func(a, b desk.Item) int {
		if c := bytes.Compare(a.SKU[:], b.SKU[:]); c != 0 {
			return c
		}
		return bytes.Compare(a.Warehouse[:], b.Warehouse[:])
	})
}

// proposal is what the desk found, in the buyers' words.
func (g *stocked) proposal(p *desk.Proposal, today cal.Date) purchasing.Proposal {
	latest := p.Latest
	row := purchasing.Proposal{
		SKU: ref.SKU(p.SKU), Code: g.offer.Code, Name: g.offer.Name, Category: g.offer.Category, Warehouse: ref.Warehouse(p.Warehouse),
		Supplier: g.source.Supplier, Currency: g.source.Currency, Price: g.source.Price, MOQ: g.source.MOQ, Pack: g.source.Pack,
		Qty: pieces(p.Quantity), Latest: &latest, Cover: pieces(math.Round(p.Cover*10) / 10), Daily: pieces(cent(mean(p.Forecast.Mean))),
		LeadDays: pieces(math.Round(p.Lead.Mean*10) / 10), LeadSpread: pieces(math.Round(p.Lead.SD*10) / 10), LeadCount: int64(p.Lead.Observed),
		Risk: fixed.Amount(math.Round(p.Risk*100) * 100), P10: pieces(math.Round(p.Window.Quantile(0.1))), P50: pieces(math.Round(p.Window.Quantile(0.5))),
		P90: pieces(math.Round(p.Window.Quantile(0.9))), Method: p.Forecast.Method, Terms: terms(p), Series: series(p, today),
	}
	for _, t := range p.Forecast.Trials {
		row.Backtest = append(row.Backtest, purchasing.Trial{Method: t.Method, Error: part(t.MASE), Bias: part(t.Bias), Taken: t.Taken})
	}
	return row
}

// terms are the parts of the quantity; those of nothing are left out.
func terms(p *desk.Proposal) (list []purchasing.Term) {
	for _, t := range []struct {
		key string
		qty float64
	}{
		{"demand", p.Terms.Demand}, {"safety", p.DemandSpread}, {"lead", p.LeadSpread}, {"on_hand", -p.Terms.OnHand}, {"reserved", p.Terms.Reserved},
		{"on_order", -p.Terms.OnOrder}, {"surplus", p.Surplus}, {"rounding", p.Rounding},
	} {
		if t.qty != 0 {
			list = append(list, purchasing.Term{Key: t.key, Qty: pieces(t.qty)})
		}
	}
	return list
}

func series(p *desk.Proposal, today cal.Date) purchasing.Series {
	sold, out := p.Demand.Qty, p.Demand.Out
	if len(sold) > shownDays {
		sold, out = sold[len(sold)-shownDays:], out[len(out)-shownDays:]
	}
	s := purchasing.Series{Since: today.Add(-len(sold)), Sales: sold, P10: []float64{}, P50: []float64{}, P90: []float64{}}
	for i, empty := range out {
		if empty {
			s.Out = append(s.Out, int32(i))
		}
	}
	for _, q := range p.Forecast.Quantiles {
		s.P10, s.P50, s.P90 = append(s.P10, cent(q[0])), append(s.P50, cent(q[1])), append(s.P90, cent(q[2]))
	}
	return s
}

func mean(values []float64) (m float64) {
	for _, v := range values {
		m += v / float64(len(values))
	}
	return m
}
