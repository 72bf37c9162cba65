package replay

import (
	"hesuan/internal/cal"
)

// Shelf is an item as a shop sees it, and what is on its way.
type Shelf struct {
	Item
	OnHand, OnOrder float64
	Sold            []float64 // by day since Item.Since; before the days played it is what was wanted
	Out             []bool    // days that ended with nothing left
	LeadDays        []float64 // measured from goods that came

	coming map[cal.Date][]delivery
}

type delivery struct {
	qty  float64
	took float64
}

// Have is the position: what is there and what comes.
func (s *Shelf) Have() float64 { return s.OnHand + s.OnOrder }

// serve sells what a day wants as far as it is there, and tells what that came to.
func (s *Shelf) serve(wanted float64, span Span, day cal.Date) (o Outcome) {
	served := min(s.OnHand, wanted)
	s.OnHand -= served
	s.Sold, s.Out = append(s.Sold, served), append(s.Out, s.OnHand <= 0)
	if day < span.First {
		return o
	}
	margin := s.Price - s.Cost
	return Outcome{Wanted: wanted, Served: served, Lost: (wanted - served) * margin, Earned: served * margin,
		Pieces: s.OnHand / span.days(), Stock: s.OnHand * s.Cost / span.days()}
}

// receive puts up what comes on a day.
func (s *Shelf) receive(day cal.Date) {
	for _, d := range s.coming[day] {
		s.OnHand, s.OnOrder = s.OnHand+d.qty, s.OnOrder-d.qty
		s.LeadDays = append(s.LeadDays, d.took)
	}
	delete(s.coming, day)
}

// order places a quantity that will come on a day.
func (s *Shelf) order(qty float64, today, comes cal.Date) {
	if s.coming == nil {
		s.coming = map[cal.Date][]delivery{}
	}
	s.OnOrder += qty
	s.coming[comes] = append(s.coming[comes], delivery{qty, float64(comes - today)})
}
