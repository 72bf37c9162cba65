package demo

import (
	"fmt"
	"math"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
)

// Purchase is an order to a supplier and what came of it.
type Purchase struct {
	Supplier, Warehouse int
	Approved            time.Time
	Due                 cal.Date
	Lines               []PurchaseLine
	Arrivals            []Arrival
	Closed              time.Time // short: the rest never comes
	Reason              string
}

// PurchaseLine is a SKU of it.
type PurchaseLine struct {
	Want
	Price fixed.Amount // with VAT
}

// Arrival is goods that came, and when they were billed and paid.
type Arrival struct {
	At         time.Time
	Delivery   string
	Invoiced   time.Time // the invoice; At when it came with the goods
	Invoice    string
	Paid       time.Time
	Lines      []int // indexes of the purchase's lines
	Pieces     []int // of each
	Rejections []int // refused at inspection, of each
}

// buy looks at the goods of those suppliers whose day it is, as buyers do: by what sold lately, by experience with seasons and festivals,
// with an eye on 春节, when nothing comes for weeks.
func (p *Past) buy() {
	if rest(p.day) {
		return
	}
	for s := range p.Suppliers {
		if p.Suppliers[s].Review != p.day.Time().Weekday() || p.chance(0.03) { // a day off
			continue
		}
		for place := range p.Warehouses {
			p.order(s, place)
		}
	}
}

func (p *Past) order(supplier, place int) {
	s := &p.Suppliers[supplier]
	due := p.day.Add(s.LeadDays)
	o := Purchase{Supplier: supplier, Warehouse: place, Approved: p.at(p.day, p.between(10*60, 17*60)), Due: due}
	for i := range p.SKUs {
		sku := &p.SKUs[i]
		if sku.Supplier != supplier || sku.Shares[place] == 0 || sku.Launch > p.day.Add(25) || sku.End != 0 && sku.End < p.day.Add(50) {
			continue
		}
		if pieces := p.wanted(i, place); pieces > 0 {
			cost := p.CostOn(i, p.day).Float()
			o.Lines = append(o.Lines, PurchaseLine{Want{i, pieces}, yuan(cost * (1 + sku.VAT.Float()))})
			p.coming[i][place] += pieces
		}
	}
	if len(o.Lines) > 0 {
		p.deliver(&o)
		p.now.Purchases = append(p.now.Purchases, o)
	}
}

// wanted is how many pieces the buyer orders: up to a cover, in cartons, once there is less than a lower one.
func (p *Past) wanted(i, place int) int {
	sku := &p.SKUs[i]
	lead := float64(p.Suppliers[sku.Supplier].LeadDays)
	mean := p.feel(i, place) * math.Exp(0.15*p.rand.NormFloat64())
	shut := 0.0
	for day := p.day; day < p.day.Add(int(lead)+16); day++ {
		if Shut(day) {
			shut++
		}
	}
	have := float64(p.free[i][place] + p.coming[i][place])
	if have >= mean*(lead+12+shut) || mean < 0.004 && have > 0 {
		return 0
	}
	cartons := math.Ceil((mean*(lead+30+shut) - have) / float64(sku.Pack))
	return max(int(cartons)*sku.Pack, sku.MOQ)
}

// feel is the buyer's guess at a day's pieces: the mean of four weeks without the days on which there was nothing to sell, moved by what
// seasons and festivals did in other years, as far as people trust that.
func (p *Past) feel(i, place int) float64 {
	sku := &p.SKUs[i]
	if p.day < sku.Launch.Add(35) { // new goods: what somebody hopes
		return sku.popularity * p.scale * sku.Shares[place] * 0.45
	}
	sold, days, seen := 0, 0, 0
	var then, ahead float64
	k := &kinds[sku.Category]
	for back := 1; back <= 28; back++ {
		day := p.day.Add(-back)
		if day < p.From {
			break
		}
		if !p.missed[i][place][day] {
			sold, days = sold+p.sold[i][place][day], days+1
		}
		then += k.season.at(day) * k.festivals(day)
		seen++
	}
	if days < 7 {
		return p.usual(i, place, p.day)
	}
	lead := p.Suppliers[sku.Supplier].LeadDays
	for on := range 28 {
		day := p.day.Add(lead/2 + on)
		ahead += k.season.at(day) * k.festivals(day)
	}
	return float64(sold) / float64(days) * math.Pow(ahead/28/(then/float64(seen)), 0.75)
}

// deliver decides how an order comes: mostly whole, sometimes in two parts, with pieces refused, or never in full.
func (p *Past) deliver(o *Purchase) {
	day := p.Arrives(o.Supplier, o.Warehouse, p.day)
	whole := Arrival{At: p.at(day, p.between(8*60+30, 11*60+30))}
	later := Arrival{At: p.at(day.Add(p.between(3, 9)), p.between(9*60, 16*60))}
	parted, short, refused := p.chance(0.1), p.chance(0.02), p.chance(0.04)
	for n, l := range o.Lines {
		now, bad := l.Pieces, 0
		switch {
		case parted || short && n == 0:
			now = max(l.Pieces*p.between(5, 9)/10, 1)
		case refused && n == 0:
			bad = max(l.Pieces/25, 1)
			now = max(l.Pieces-bad, 1)
		}
		whole.add(n, now, bad)
		if now < l.Pieces {
			later.add(n, l.Pieces-now, 0)
		}
	}
	if short && !parted && len(later.Lines) > 0 {
		o.Closed, o.Reason = later.At, "供应商缺货"
		later.Lines = nil
	}
	for _, a := range []Arrival{whole, later} {
		if len(a.Lines) > 0 {
			p.come(o, a)
		}
	}
	if !o.Closed.IsZero() {
		gone := cal.On(o.Closed, p.zone)
		p.arrive[gone] = append(p.arrive[gone], arrival{o.Lines[0].SKU, o.Warehouse, 0, o.Lines[0].Pieces - whole.Pieces[0]})
	}
}

func (a *Arrival) add(line, pieces, rejected int) {
	a.Lines, a.Pieces, a.Rejections = append(a.Lines, line), append(a.Pieces, pieces), append(a.Rejections, rejected)
}

// come puts an arrival into stock, and decides when it is billed and paid.
func (p *Past) come(o *Purchase, a Arrival) {
	day := cal.On(a.At, p.zone)
	for i, n := range a.Lines {
		p.arrive[day] = append(p.arrive[day], arrival{o.Lines[n].SKU, o.Warehouse, a.Pieces[i], a.Pieces[i]})
	}
	s := &p.Suppliers[o.Supplier]
	a.Delivery = fmt.Sprintf("%s%s%03d", s.Code, day.Time().Format("060102"), p.rand.IntN(1000))
	a.Invoiced = a.At
	if p.chance(0.15) {
		a.Invoiced = p.at(day.Add(p.between(4, 24)), p.between(9*60, 17*60))
	}
	a.Invoice = fmt.Sprintf("26%02d2%015d", p.rand.IntN(40)+11, p.rand.Int64N(1e15))
	due := max(day.Add(s.CreditDays), cal.On(a.Invoiced, p.zone)+1)
	for due.Time().Weekday() != time.Friday || rest(due) { // the day on which suppliers are paid
		due++
	}
	switch {
	case p.chance(0.12):
		due = due.Add(7 * p.between(1, 2))
	case p.chance(0.04):
		due = due.Add(35)
	}
	a.Paid = p.at(due, p.between(14*60, 16*60))
	o.Arrivals = append(o.Arrivals, a)
}
