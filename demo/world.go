package demo

import (
	"hash/fnv"
	"math/rand/v2"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
)

// Size says how large a world is and when. The zero value of a field is the full one's.
type Size struct {
	Seed   uint64
	SKUs   int      // goods, at most All()
	Orders float64  // wanted on an average day
	From   cal.Date // first day of business
	Today  cal.Date // the day on which the story is told; demand is known for a year beyond it
}

// Full is the demo company's size: two years of about 145 wanted orders a day.
func Full(today cal.Date) Size {
	return Size{Seed: 430000, SKUs: 300, Orders: 145, From: today.Add(-730), Today: today}
}

// World is everything there is. It never changes once made; its methods may be called from anywhere at once.
type World struct {
	Size
	SKUs       []SKU
	Categories []Category
	Warehouses []Warehouse
	Channels   []Channel
	Suppliers  []Supplier
	scale      float64     // what makes a mean day bring Orders
	drift      [][]float32 // by SKU and day: the hidden factor of its rate
	promotions [][]promotion
}

// Category is a kind of goods; Parent is the name of the group it belongs to.
type Category struct{ Code, Parent, Name string }

// SKU is goods of one specification.
type SKU struct {
	Code, Product, Name, Spec, Barcode string
	Category, Supplier                 int          // indexes
	Price                              fixed.Amount // at first, with VAT; PriceOn tells it for a day
	Cost                               fixed.Amount // at first, without VAT; CostOn tells it for a day
	VAT                                fixed.Amount // the rate
	Pack, MOQ                          int          // pieces
	Weight                             int64        // grams
	Launch                             cal.Date     // first day on sale
	End                                cal.Date     // last day on sale; 0 for goods that stay
	Shares                             []float64    // of demand, by warehouse
	popularity                         float64
	burst                              float64 // the shape of a day's gamma: small is erratic
	firms                              float64 // firms that buy dozens, a day
	fad                                cal.Date
	dear                               []change
}

// change is a new price or cost from a day on, as a factor of the first one.
type change struct {
	since       cal.Date
	price, cost float64
}

// Warehouse is a place with stock, and the provinces it serves.
type Warehouse struct {
	Code, Name, Region, Address string
	Share                       float64 // of all buyers
}

// Channel is a shop on a platform.
type Channel struct {
	Code, Name, Kind string
	first, last      float64 // weight in the first month and now
}

// New makes the world of a size.
func New(size Size) *World {
	w := &World{Size: size, Warehouses: warehouses, Channels: channels}
	w.Suppliers = suppliers()
	w.makeGoods()
	w.makeDrift()
	w.makePromotions()
	w.scale = 1
	var total float64
	days := 0
	for day := w.From; day <= w.Today; day, days = day.Add(7), days+1 {
		for offset := range 7 {
			for s := range w.SKUs {
				total += w.rate(s, day.Add(offset)) / 7
			}
		}
	}
	w.scale = size.Orders * linesPerOrder / (total / float64(days))
	return w
}

// linesPerOrder is the mean number of SKUs in an order.
const linesPerOrder = 1.45

// draws is the source of chance for something that is named: it is the same whenever it is asked for, and independent of all others.
func (w *World) draws(what string, indexes ...int) *rand.Rand {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(what))
	for _, i := range indexes {
		_, _ = sum.Write([]byte{byte(i), byte(i >> 8), byte(i >> 16), byte(i >> 24), 0xff})
	}
	return rand.New(rand.NewPCG(w.Seed, sum.Sum64()))
}

// age is how many days into the story a day is.
func (w *World) age(day cal.Date) int { return int(day - w.From) }

// yuan is an amount of whole cents.
func yuan(f float64) fixed.Amount { return fixed.Amount(f*100+0.5) * (fixed.Scale / 100) }
