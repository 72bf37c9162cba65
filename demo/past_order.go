package demo

import (
	"fmt"
	"math"
	"slices"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
)

// Order is an order and the times of its steps; a zero time is a step that is never taken.
type Order struct {
	Buyer               int
	Channel, Warehouse  int
	Region              string
	External            string // its number on the platform
	Receiver            Person
	Lines               []OrderLine
	Discount, Freight   fixed.Amount
	Placed, Paid        time.Time
	Approved, Completed time.Time
	Cancelled           time.Time
	Reason              string // of it
	OnAccount           bool   // a firm that pays weeks after its goods came, to the bank
	Parcels             []Parcel
	Return              *Return
}

// OrderLine is a SKU of an order.
type OrderLine struct {
	Want
	Price, Discount fixed.Amount
}

// Parcel is a shipment; Lines are indexes into the order's.
type Parcel struct {
	At               time.Time
	Carrier, Waybill string
	Lines            []int
}

// Total is what the buyer owes.
func (o *Order) Total() (total fixed.Amount) {
	for _, l := range o.Lines {
		total += l.Price*fixed.Amount(l.Pieces) - l.Discount
	}
	return total - o.Discount + o.Freight
}

// sell lets the day's buyers come. What is not there they do not buy, and who finds nothing goes away.
func (p *Past) sell() {
	for _, b := range p.Baskets(p.day) {
		o := Order{Channel: b.Channel, Warehouse: b.Warehouse, Placed: p.at(p.day, b.Minute)}
		for _, l := range b.Lines {
			if p.free[l.SKU][b.Warehouse] < l.Pieces {
				p.now.Lost += l.Pieces
				p.missed[l.SKU][b.Warehouse][p.day] = true
				continue
			}
			p.free[l.SKU][b.Warehouse] -= l.Pieces
			p.sold[l.SKU][b.Warehouse][p.day] += l.Pieces
			o.Lines = append(o.Lines, p.price(l))
		}
		if len(o.Lines) > 0 {
			p.place(o)
		}
	}
}

func (p *Past) price(l Want) OrderLine {
	line := OrderLine{Want: l, Price: p.Sold(l.SKU, p.day)}
	if l.firm() { // it has bargained
		line.Discount = yuan(line.Price.Float() * float64(l.Pieces) * 0.06)
	}
	return line
}

// firm tells whether only a firm buys as much.
func (l Want) firm() bool { return l.Pieces >= 15 }

func (p *Past) place(o Order) {
	o.Buyer = p.buyer(o.Warehouse, o.Placed)
	o.Receiver = p.World.Person(o.Buyer, o.Warehouse)
	o.Region = o.Receiver.Province
	o.External = p.external(o.Channel)
	p.orders++
	p.charge(&o)
	p.follow(&o)
	if !o.Paid.IsZero() && o.Cancelled.IsZero() {
		if !o.OnAccount {
			p.wallet += o.Total()
		}
		p.revenue += o.Total()
		p.parcels += len(o.Parcels)
	}
	p.now.Orders = append(p.now.Orders, o)
}

// charge takes vouchers off and adds the freight.
func (p *Past) charge(o *Order) {
	goods := o.Total()
	switch {
	case saleOn(p.day).cut > 0.1 && goods >= fixed.Yuan(300) && p.chance(0.6):
		o.Discount = fixed.Yuan(30 * (int64(goods) / int64(fixed.Yuan(300))))
	case goods >= fixed.Yuan(99) && p.chance(0.25):
		o.Discount = fixed.Yuan(int64(5 * p.between(1, 2)))
	}
	switch {
	case o.Receiver.Far && goods < fixed.Yuan(199):
		o.Freight = fixed.Yuan(12)
	case goods < fixed.Yuan(30):
		o.Freight = fixed.Yuan(6)
	}
}

// buyer is somebody who bought before, or somebody new: fewer and fewer as the shop is known.
func (p *Past) buyer(warehouse int, at time.Time) int {
	known := p.known[warehouse]
	fresh := 0.1 + 0.9/(1+float64(len(known))/1500)
	n := 0
	if len(known) > 0 && !p.chance(fresh) {
		recent := min(len(known), 6000)
		n = known[len(known)-1-p.rand.IntN(recent)]
	} else {
		n = p.people
		p.people++
		p.now.People = append(p.now.People, Buyer{p.World.Person(n, warehouse), n, at})
	}
	p.known[warehouse] = append(known, n)
	return n
}

// external is an order's number as its platform writes it.
func (p *Past) external(channel int) string {
	switch p.Channels[channel].Kind {
	case "jd":
		return fmt.Sprintf("3%011d", 10_000_000_000+p.orders*7919)
	case "pdd":
		return fmt.Sprintf("%s-%015d", p.day.Time().Format("060102"), 300_000_000_000_000+p.orders*104_729)
	case "douyin":
		return fmt.Sprintf("69%017d", 20_000_000_000_000+p.orders*1_299_709)
	}
	return fmt.Sprintf("4%018d", 100_000_000_000_000+p.orders*15_485_863)
}

// follow decides what becomes of an order: payment, review, parcels, and the end.
func (p *Past) follow(o *Order) {
	if p.chance(0.028) {
		p.abandon(o, o.Placed.Add(24*time.Hour), "超时未付款")
		return
	}
	if slices.ContainsFunc(o.Lines, func(l OrderLine) bool { return l.firm() }) {
		p.onAccount(o)
		return
	}
	o.Paid = o.Placed.Add(time.Duration(p.between(20, 1500)) * time.Second)
	o.Approved = p.awake(o.Paid.Add(time.Duration(p.between(1, 25)) * time.Minute))
	if o.Total() > fixed.Yuan(500) || p.chance(0.05) { // somebody looks at it
		o.Approved = p.awake(o.Approved.Add(time.Duration(p.between(3, 26)) * time.Hour))
	}
	if p.chance(0.016) {
		p.abandon(o, o.Approved.Add(time.Duration(p.between(5, 50))*time.Minute), "买家申请退款")
		return
	}
	p.pack(o)
	last := o.Parcels[len(o.Parcels)-1].At
	o.Completed = last.Add(time.Duration(p.between(3*24, 11*24)) * time.Hour)
	p.regret(o)
}

// onAccount lets a firm have its goods and pay a month later 月结; one in eight is late.
func (p *Past) onAccount(o *Order) {
	o.OnAccount = true
	o.Approved = p.awake(o.Placed.Add(time.Duration(p.between(60, 300)) * time.Minute))
	p.pack(o)
	last := o.Parcels[len(o.Parcels)-1].At
	o.Completed = last.Add(time.Duration(p.between(3*24, 11*24)) * time.Hour)
	days := p.between(20, 32)
	if p.chance(0.12) {
		days += p.between(7, 45)
	}
	o.Paid = p.at(cal.On(last, p.zone).Add(days), p.between(9*60+30, 16*60+30))
}

// abandon cancels an order; its goods may be sold again from the end of that day.
func (p *Past) abandon(o *Order, at time.Time, reason string) {
	o.Cancelled, o.Reason = at, reason
	day := cal.On(at, p.zone)
	for _, l := range o.Lines {
		p.arrive[day] = append(p.arrive[day], arrival{l.SKU, o.Warehouse, l.Pieces, 0})
	}
}

// awake moves a time into the hours in which somebody is at work.
func (p *Past) awake(at time.Time) time.Time {
	day, local := cal.On(at, p.zone), at.In(p.zone)
	switch hour := local.Hour(); {
	case hour < 8:
		return p.at(day, p.between(8*60+30, 9*60+20))
	case hour >= 22:
		return p.at(day+1, p.between(8*60+30, 9*60+20))
	}
	return at
}

// rest tells whether no courier comes: the days around 春节.
func rest(day cal.Date) bool {
	ahead := to(spring, day)
	return ahead >= -3 && ahead <= 3
}

// pack ships an order: what is approved before four in the afternoon mostly the same day, later after a festival.
func (p *Past) pack(o *Order) {
	day := cal.On(o.Approved, p.zone)
	if o.Approved.In(p.zone).Hour() >= 16 || p.chance(0.15) {
		day++
	}
	if saleOn(p.day).lift > 1.7 {
		day = day.Add(p.rand.IntN(3))
	}
	for rest(day) {
		day++
	}
	lines := make([]int, len(o.Lines))
	for i := range lines {
		lines[i] = i
	}
	first := lines
	if len(lines) > 1 && p.chance(0.04) {
		first = lines[:len(lines)-1]
	}
	carrier := p.carrier(o)
	at := p.at(day, p.between(16*60+10, 20*60))
	o.Parcels = append(o.Parcels, Parcel{at, carrier, p.waybill(carrier), first})
	if len(first) < len(lines) {
		later := p.at(day.Add(p.between(1, 3)), p.between(10*60, 19*60))
		o.Parcels = append(o.Parcels, Parcel{later, carrier, p.waybill(carrier), lines[len(first):]})
	}
}

func (p *Past) carrier(o *Order) string {
	switch kind := p.Channels[o.Channel].Kind; {
	case kind == "jd" && p.chance(0.8):
		return "京东"
	case o.Total() > fixed.Yuan(300) && p.chance(0.5):
		return "顺丰"
	case kind == "pdd" && p.chance(0.6):
		return "极兔"
	}
	return []string{"中通", "圆通", "韵达", "申通"}[pick(p.rand, []float64{4, 3, 2.5, 1.5})]
}

// waybill is a number of the carrier's form.
func (p *Past) waybill(carrier string) string {
	n := func(digits int) int64 { return p.rand.Int64N(int64(math.Pow10(digits))) }
	switch carrier {
	case "京东":
		return fmt.Sprintf("JDVA%011d", n(11))
	case "顺丰":
		return fmt.Sprintf("SF1%012d", n(12))
	case "极兔":
		return fmt.Sprintf("JT%013d", n(13))
	case "圆通":
		return fmt.Sprintf("YT%013d", n(13))
	case "韵达":
		return fmt.Sprintf("46%013d", n(13))
	case "申通":
		return fmt.Sprintf("77%013d", n(13))
	}
	return fmt.Sprintf("7%d%012d", p.between(5, 8), n(12))
}
