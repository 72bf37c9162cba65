package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"strings"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
)

// All is how many SKUs the world knows to make.
func All() (n int) {
	for _, k := range kinds {
		for _, p := range k.products {
			n += len(strings.Fields(p.specs))
		}
	}
	return n
}

// makeGoods takes as many SKUs as asked for, from every kind about equally many, and gives them their characters.
func (w *World) makeGoods() {
	share := float64(w.Size.SKUs) / float64(All())
	for c, k := range kinds {
		w.Categories = append(w.Categories, Category{k.code, k.parent, k.name})
		taken, seen := 0, 0
		for p, product := range k.products {
			for _, spec := range strings.Fields(product.specs) {
				seen++
				if float64(taken) >= float64(seen)*share-1e-9 {
					continue
				}
				w.SKUs = append(w.SKUs, w.makeSKU(c, p, taken, spec))
				taken++
			}
		}
	}
	w.spread()
}

func (w *World) makeSKU(c, p, n int, spec string) SKU {
	k, product := &kinds[c], kinds[c].products[p]
	i := len(w.SKUs)
	r := w.draws("sku", i)
	s := SKU{
		Code: fmt.Sprintf("%c%d%02d", 'A'+c, p+1, n+1), Product: product.name, Name: product.name, Spec: spec, Barcode: barcode(i),
		Category: c, Supplier: k.supplier[p%2], VAT: fixed.Amount(k.vat) * fixed.Scale / 100,
		Pack: k.pack, MOQ: k.pack * (1 + r.IntN(2)), Weight: k.weight,
	}
	dearer := 1 + 0.06*float64(n%4)
	s.Price, s.Cost = tidy(product.price*dearer), yuan(product.cost*dearer)
	// The popularity of goods is known to be lognormal with a long tail: few sell a dozen a day, most not one.
	s.popularity = k.size * math.Exp(1.45*r.NormFloat64()) / math.Pow(product.price, 0.35)
	s.burst = 1.2 + 30*r.Float64()*r.Float64()
	if r.Float64() < 0.09 {
		s.firms = 0.004 + 0.016*r.Float64()
	}
	w.live(&s, r)
	w.reprice(&s, r)
	return s
}

// live gives a SKU its life: most were there before the story and stay; some are launched in it, some end, some are a fad.
func (w *World) live(s *SKU, r *rand.Rand) {
	days := max(w.age(w.Today), 1)
	s.Launch = w.From.Add(-400)
	switch x := r.Float64(); {
	case x < 0.11:
		s.Launch = w.From.Add(days/8 + r.IntN(days*3/4+1))
		s.popularity *= 1.6
	case x < 0.17:
		s.End = w.From.Add(days/3 + r.IntN(days*3/5+1))
	case x < 0.22:
		s.fad = w.From.Add(days/6 + r.IntN(days*2/3+1))
	}
}

// reprice lets what a SKU costs in the shop and at its maker change once or twice.
func (w *World) reprice(s *SKU, r *rand.Rand) {
	days := max(w.age(w.Today), 1)
	price, cost := 1.0, 1.0
	for n := r.IntN(3); n > 0; n-- {
		since := w.From.Add(days * (3 - n) / 4).Add(r.IntN(days/5 + 1))
		cost *= 0.97 + 0.1*r.Float64()
		if r.Float64() < 0.6 {
			price *= 0.96 + 0.12*r.Float64()
		}
		s.dear = append(s.dear, change{since, price, cost})
	}
}

// spread puts SKUs into warehouses: the central one has all, the others what sells best; buyers there of anything else are served
// from the centre.
func (w *World) spread() {
	order := make([]int, len(w.SKUs))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return w.SKUs[order[a]].popularity > w.SKUs[order[b]].popularity })
	for rank, i := range order {
		shares := make([]float64, len(w.Warehouses))
		for p, place := range w.Warehouses {
			at := p
			if float64(rank) >= stocked[p]*float64(len(order)) {
				at = 0
			}
			shares[at] += place.Share
		}
		w.SKUs[i].Shares = shares
	}
}

// PriceOn is what a SKU costs in the shop on a day when nothing is cheaper, with VAT.
func (w *World) PriceOn(sku int, day cal.Date) fixed.Amount {
	s := &w.SKUs[sku]
	price := s.Price
	for _, c := range s.dear {
		if c.since <= day && c.price != 1 {
			price = tidy(s.Price.Float() * c.price)
		}
	}
	return price
}

// CostOn is what the supplier asks for a SKU on a day, without VAT.
func (w *World) CostOn(sku int, day cal.Date) fixed.Amount {
	s := &w.SKUs[sku]
	cost := s.Cost
	for _, c := range s.dear {
		if c.since <= day {
			cost = yuan(s.Cost.Float() * c.cost)
		}
	}
	return cost
}

// tidy is a price as shops write it: 79.9.
func tidy(f float64) fixed.Amount {
	whole := math.Max(math.Round(f), 2)
	return yuan(whole - 0.1)
}

// barcode is an EAN-13 of the range that China hands out, with its check digit.
func barcode(i int) string {
	text := fmt.Sprintf("6974301%05d", 10000+i*7)
	sum := 0
	for n, digit := range text {
		sum += int(digit-'0') * (1 + 2*(n%2))
	}
	return fmt.Sprintf("%s%d", text, (10-sum%10)%10)
}
