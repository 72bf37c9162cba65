package replay

import (
	"hesuan/internal/cal"
	"hesuan/internal/id"
)

// World is the truth. Items are numbered from 0.
type World interface {
	Items() []Item
	// Wanted is how many pieces buyers want on a day, whether or not they are there.
	Wanted(item int, day cal.Date) float64
	// Arrives is the day on which an order of a day comes, later than it.
	Arrives(item int, ordered cal.Date) cal.Date
}

// Item is a SKU in a warehouse.
type Item struct {
	SKU, Warehouse id.ID
	Price, Cost    float64 // of a piece: what it sells for and what it costs
	MOQ, Pack      float64
	AgreedDays     float64  // the supplier's word on the lead time
	Since          cal.Date // first day of its history
}

// Span says which days are played.
type Span struct {
	First, Last cal.Date
	// Warm is how many days before First are played and not counted, so that the start does not flatter.
	Warm int
	// Review is how many days lie between two orders.
	Review int
}

// begin is the first day played.
func (s Span) begin() cal.Date { return s.First.Add(-s.Warm) }

// days is how many days count.
func (s Span) days() float64 { return float64(s.Last - s.First + 1) }

// Outcome is what a rule would have done, over all items and the days that count.
type Outcome struct {
	Wanted float64 `json:"wanted"` // pieces
	Served float64 `json:"served"` // pieces
	Lost   float64 `json:"lost"`   // margin of the pieces that were wanted and not there, in money
	Earned float64 `json:"earned"` // margin of the pieces served, in money
	Pieces float64 `json:"pieces"` // mean stock at the end of a day, in pieces
	Stock  float64 `json:"stock"`  // mean stock at the end of a day, at cost
	Orders int     `json:"orders"` // order lines placed
}

// Fill is the share of the demand that was served from the shelf.
func (o Outcome) Fill() float64 {
	if o.Wanted == 0 {
		return 1
	}
	return o.Served / o.Wanted
}

func (o *Outcome) add(other Outcome) {
	o.Wanted, o.Served = o.Wanted+other.Wanted, o.Served+other.Served
	o.Lost, o.Earned = o.Lost+other.Lost, o.Earned+other.Earned
	o.Pieces, o.Stock, o.Orders = o.Pieces+other.Pieces, o.Stock+other.Stock, o.Orders+other.Orders
}
