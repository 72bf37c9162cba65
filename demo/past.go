package demo

import (
	"math/rand/v2"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
)

// Chapter is a month of the past: the documents that began in it, with all that came of them, also later. In the order of
// the times of their steps no goods leave that are not there; nor if the chapters are told one after the other.
type Chapter struct {
	First, Last cal.Date
	People      []Buyer // who bought for the first time
	Orders      []Order
	Purchases   []Purchase
	Counts      []Count
	Books       []Entry
	Lost        int // pieces that were wanted and not there
}

// Buyer is a person with the number under which orders know them.
type Buyer struct {
	Person
	N     int
	Since time.Time
}

// Apart is the warehouse of defective goods: an index beside those of the world.
const Apart = -1

// Count is a correction of stock 盘点: pieces found, or, below zero, missing.
type Count struct {
	Warehouse int    // or Apart
	Reason    string // opening, count, damage
	At        time.Time
	Lines     []Want
}

// Entry is money that moves without goods: capital, a withdrawal from the platforms' wallets to the bank, an expense.
type Entry struct {
	Kind   string // capital, withdrawal, commission, promotion, express, rent, wages
	At     time.Time
	Amount fixed.Amount
}

// Past lives through the days of a world, from its first to today.
type Past struct {
	*World
	zone    *time.Location
	day     cal.Date
	rand    *rand.Rand
	free    [][]int                // pieces that may be promised, by SKU and warehouse
	coming  [][]int                // pieces on order
	sold    [][]map[cal.Date]int   // by SKU and warehouse
	missed  [][]map[cal.Date]bool  // days on which somebody went away without it
	arrive  map[cal.Date][]arrival // what enters stock at the end of a day
	known   [][]int                // who has bought, by warehouse, once for each order
	people  int
	orders  int
	wallet  fixed.Amount // received by the platforms' wallets since the last withdrawal
	revenue fixed.Amount // of the month
	parcels int          // of the month
	broken  []broken     // what lies Apart, or comes to it
	now     *Chapter
}

type arrival struct{ sku, warehouse, pieces, ordered int }

// Past begins the story. Times are those of a zone.
func (w *World) Past(zone *time.Location) *Past {
	p := &Past{World: w, zone: zone, day: w.From, rand: w.draws("past"),
		arrive: map[cal.Date][]arrival{}, known: make([][]int, len(w.Warehouses))}
	for range w.SKUs {
		p.free = append(p.free, make([]int, len(w.Warehouses)))
		p.coming = append(p.coming, make([]int, len(w.Warehouses)))
		sold, missed := make([]map[cal.Date]int, len(w.Warehouses)), make([]map[cal.Date]bool, len(w.Warehouses))
		for i := range w.Warehouses {
			sold[i], missed[i] = map[cal.Date]int{}, map[cal.Date]bool{}
		}
		p.sold, p.missed = append(p.sold, sold), append(p.missed, missed)
	}
	return p
}

// Chapters is how many months the story has.
func (w *World) Chapters() (n int) {
	for day := w.From; day <= w.Today; day = nextMonth(day) {
		n++
	}
	return n
}

func nextMonth(day cal.Date) cal.Date { return day.Month().Add(31).Month() }

// Next tells the next month; nil when today has passed.
func (p *Past) Next() *Chapter {
	if p.day > p.Today {
		return nil
	}
	p.now = &Chapter{First: p.day, Last: min(nextMonth(p.day)-1, p.Today)}
	for ; p.day <= p.now.Last; p.day++ {
		if p.day == p.From {
			p.open()
		}
		p.count()
		p.scrap()
		p.sell()
		p.buy()
		p.book()
		for _, a := range p.arrive[p.day] {
			p.free[a.sku][a.warehouse] += a.pieces
			p.coming[a.sku][a.warehouse] -= a.ordered
		}
		delete(p.arrive, p.day)
	}
	return p.now
}

// at is a time of a day.
func (p *Past) at(day cal.Date, minute int) time.Time {
	return day.Start(p.zone).Add(time.Duration(minute)*time.Minute + time.Duration(p.rand.IntN(60))*time.Second).UTC()
}

func (p *Past) chance(share float64) bool { return p.rand.Float64() < share }

// between draws a number from a range, both ends included.
func (p *Past) between(low, high int) int { return low + p.rand.IntN(high-low+1) }

// open gives the company the stock and the money that it begins with.
func (p *Past) open() {
	for place := range p.Warehouses {
		c := Count{Warehouse: place, Reason: "opening", At: p.at(p.day-1, 20*60)}
		for s := range p.SKUs {
			sku := &p.SKUs[s]
			if sku.Shares[place] == 0 || sku.Launch > p.day {
				continue
			}
			mean := p.usual(s, place, p.day) * float64(25+p.rand.IntN(40))
			pieces := (int(mean)/sku.Pack + 1) * sku.Pack
			p.free[s][place] += pieces
			c.Lines = append(c.Lines, Want{s, pieces})
		}
		p.now.Counts = append(p.now.Counts, c)
	}
	p.now.Books = append(p.now.Books, Entry{"capital", p.at(p.day-1, 18*60), fixed.Yuan(900_000)})
}

// usual is the mean number of pieces of a SKU that leave a warehouse on a day.
func (p *Past) usual(sku, place int, day cal.Date) float64 {
	s := &p.SKUs[sku]
	return p.rate(sku, day) * s.Shares[place] * (1 + kinds[s.Category].pieces)
}

// count finds some pieces more or fewer, warehouse by warehouse, once a month.
func (p *Past) count() {
	_, _, date := p.day.Time().Date()
	place := date - 25
	if place < 0 || place >= len(p.Warehouses) {
		return
	}
	c := Count{Warehouse: place, Reason: "count", At: p.at(p.day, 30)}
	if p.chance(0.25) {
		c.Reason = "damage"
	}
	for range p.between(3, 9) {
		s := p.rand.IntN(len(p.SKUs))
		pieces := p.between(1, 3)
		switch {
		case p.free[s][place] < 20 || contains(c.Lines, s):
			continue
		case c.Reason == "damage" || p.chance(0.7):
			pieces = -pieces
			p.free[s][place] += pieces
		default:
			p.arrive[p.day] = append(p.arrive[p.day], arrival{s, place, pieces, 0})
		}
		c.Lines = append(c.Lines, Want{s, pieces})
	}
	if len(c.Lines) > 0 {
		p.now.Counts = append(p.now.Counts, c)
	}
}

func contains(lines []Want, sku int) bool {
	for _, l := range lines {
		if l.SKU == sku {
			return true
		}
	}
	return false
}

// book moves the money of the platforms to the bank on Mondays, and pays what a month costs at its end.
func (p *Past) book() {
	add := func(kind string, hour int, amount fixed.Amount) {
		if amount > 0 {
			p.now.Books = append(p.now.Books, Entry{kind, p.at(p.day, hour*60), amount.Round(2)})
		}
	}
	if p.day.Time().Weekday() == time.Monday {
		whole := fixed.Amount(int64(p.wallet) / (1000 * fixed.Scale) * (1000 * fixed.Scale))
		add("withdrawal", 10, whole)
		p.wallet -= whole
	}
	share := func(percent float64) fixed.Amount { return yuan(p.revenue.Float() * percent / 100) }
	switch _, _, date := p.day.Time().Date(); {
	case date == 1:
		add("rent", 9, fixed.Yuan(24_000))
	case date == 10:
		add("wages", 15, fixed.Yuan(78_000))
	case p.day+1 == nextMonth(p.day):
		add("commission", 17, share(5))
		add("promotion", 17, share(8+4*p.rand.Float64()))
		add("express", 18, yuan(float64(p.parcels)*3.6))
		p.revenue, p.parcels = 0, 0
	}
}
