package demo

import (
	"math"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
)

// promotion is a stretch of days on which a kind of goods is cheaper.
type promotion struct {
	name        string
	first, last cal.Date
	cut         float64
}

// beyond is how many days after today the world goes on.
const beyond = 400

// makePromotions draws each kind's own promotions; those of shopping festivals come on top.
func (w *World) makePromotions() {
	for c := range kinds {
		r := w.draws("promotion", c)
		var list []promotion
		for day := w.From.Add(r.IntN(40)); day < w.Today.Add(beyond); {
			last := day.Add(3 + r.IntN(6))
			list = append(list, promotion{"品类日", day, last, 0.08 + 0.17*r.Float64()})
			day = last.Add(25 + r.IntN(45))
		}
		w.promotions = append(w.promotions, list)
	}
}

// Cut is the share by which a kind of goods is cheaper on a day.
func (w *World) Cut(category int, day cal.Date) float64 {
	cut := saleOn(day).cut * kinds[category].festive
	for _, p := range w.promotions[category] {
		if p.first <= day && day <= p.last {
			cut = math.Max(cut, p.cut)
		}
	}
	return cut
}

// Sold is the price at which a SKU is sold on a day: tenths of a yuan where it is cheaper than usual.
func (w *World) Sold(sku int, day cal.Date) fixed.Amount {
	price := w.PriceOn(sku, day)
	if cut := w.Cut(w.SKUs[sku].Category, day); cut > 0 {
		return yuan(math.Round(price.Float()*(1-cut)*10) / 10)
	}
	return price
}

// Offer is a stretch of days on which a SKU's price differs from its usual one.
type Offer struct {
	SKU         int
	First, Last cal.Date
	Price       fixed.Amount
}

// Offers are the cheaper prices of some days.
func (w *World) Offers(first, last cal.Date) (offers []Offer) {
	for s := range w.SKUs {
		for day := first; day <= last; day++ {
			price := w.Sold(s, day)
			if price == w.PriceOn(s, day) {
				continue
			}
			if n := len(offers) - 1; n >= 0 && offers[n].SKU == s && offers[n].Last == day-1 && offers[n].Price == price {
				offers[n].Last = day
				continue
			}
			offers = append(offers, Offer{s, day, day, price})
		}
	}
	return offers
}
