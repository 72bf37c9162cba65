package demo

import (
	"math"
	"math/rand/v2"

	"hesuan/internal/cal"
)

// Demand is what buyers want of a SKU from a warehouse on a day, served or not.
type Demand struct {
	SKU, Warehouse int
	Pieces         int
	Buyers         []int // pieces that each of them takes
}

// Demand is the whole truth of a day, in the order of SKUs and warehouses. It knows no stock: what is not there is wanted all the same.
func (w *World) Demand(day cal.Date) (wanted []Demand) {
	r := w.draws("demand", int(day))
	for s := range w.SKUs {
		sku := &w.SKUs[s]
		mean := w.rate(s, day) * gamma(r, sku.burst) / sku.burst
		more := kinds[sku.Category].pieces
		for p, share := range sku.Shares {
			d := Demand{SKU: s, Warehouse: p}
			for n := poisson(r, mean*share); n > 0; n-- {
				d.take(1 + geometric(r, more))
			}
			if share > 0 && sku.onSale(day) && r.Float64() < sku.firms*share {
				d.take(5 * (3 + geometric(r, 5)))
			}
			if d.Pieces > 0 {
				wanted = append(wanted, d)
			}
		}
	}
	return wanted
}

func (d *Demand) take(pieces int) {
	d.Pieces += pieces
	d.Buyers = append(d.Buyers, pieces)
}

func (s *SKU) onSale(day cal.Date) bool { return day >= s.Launch && (s.End == 0 || day <= s.End) }

// rate is the mean number of buyers of a SKU on a day, everywhere, before the gamma of that day.
func (w *World) rate(sku int, day cal.Date) float64 {
	s := &w.SKUs[sku]
	if !s.onSale(day) {
		return 0
	}
	k := &kinds[s.Category]
	rate := w.scale * s.popularity * s.life(day) * k.season.at(day) * weekdays[day.Time().Weekday()] * k.festivals(day)
	rate *= math.Pow(1-w.Cut(s.Category, day), -k.elasticity)
	rate *= math.Pow(w.PriceOn(sku, day).Float()/s.Price.Float(), -k.elasticity*0.6)
	if at := w.age(day) + before; at >= 0 && at < len(w.drift[sku]) {
		rate *= float64(w.drift[sku][at])
	}
	return rate * w.growth(day, s.Category)
}

// growth is how the whole shop, and pets above all, grew over the years, levelling off.
func (w *World) growth(day cal.Date, category int) float64 {
	years := float64(w.age(day)) / 365
	more := 0.32
	if kinds[category].name == "宠物用品" {
		more = 1.4
	}
	return 1 + more*math.Tanh(years/1.6)
}

// life is where a SKU is between launch and end.
func (s *SKU) life(day cal.Date) float64 {
	life := 1.0
	if age := float64(day - s.Launch); age < 200 {
		life *= 1 / (1 + math.Exp(-(age-45)/14))
	}
	if left := float64(s.End - day); s.End != 0 && left < 220 {
		life *= math.Exp((left - 220) / 85)
	}
	if s.fad != 0 {
		days := float64(day - s.fad)
		life *= 0.35 + 7*math.Exp(-days*days/(2*13*13))
	}
	return life
}

// festivals is what the calendar does to a kind of goods on a day.
func (k *kind) festivals(day cal.Date) float64 {
	lift := newYear(day)
	if sale := saleOn(day); sale.lift != 0 {
		lift *= math.Pow(sale.lift, k.festive)
	}
	if k.gift > 1 {
		lift *= 1 + (k.gift-1)*max(near(to(spring, day), 8, 26), near(to(autumn, day), 2, 18), 0.4*near(to(dragon, day), 1, 10))
	}
	return lift
}

// near rises from 0 to 1 as a festival comes from far to close days, and is over after that.
func near(ahead, close, far int) float64 {
	if ahead < close || ahead > far {
		return 0
	}
	return 1 - 0.6*float64(ahead-close)/float64(far-close)
}

// before is how many days ahead of the story the drift begins.
const before = 60

// makeDrift walks each SKU's hidden path: it comes back to its mean within some months, as fashions do.
func (w *World) makeDrift() {
	for s := range w.SKUs {
		r := w.draws("drift", s)
		back, step := 1-1/(40+80*r.Float64()), 0.03+0.05*r.Float64()
		x := r.NormFloat64() * step * 5
		path := make([]float32, w.age(w.Today)+before+beyond)
		for i := range path {
			x = x*back + step*r.NormFloat64()
			path[i] = float32(math.Exp(x - step*step/(2*(1-back*back))))
		}
		w.drift = append(w.drift, path)
	}
}

// poisson draws a count (Knuth; the normal far from zero).
func poisson(r *rand.Rand, mean float64) int {
	if mean > 40 {
		return max(int(math.Round(mean+math.Sqrt(mean)*r.NormFloat64())), 0)
	}
	limit, product, n := math.Exp(-mean), r.Float64(), 0
	for product > limit {
		product *= r.Float64()
		n++
	}
	return n
}

// geometric draws failures before a success, with a mean.
func geometric(r *rand.Rand, mean float64) int {
	return int(math.Log(1-r.Float64()) / math.Log(mean/(1+mean)))
}

// gamma draws from a gamma distribution of a shape and scale 1 (Marsaglia and Tsang).
func gamma(r *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(r, shape+1) * math.Pow(r.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if u := r.Float64(); math.Log(u) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}
