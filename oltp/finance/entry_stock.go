package finance

import "hesuan/internal/fixed"

// Stock is the value of stock changing without a buyer or a seller: a count, a loss, goods found, the stock that a company
// begins with, the value left over at quantity zero.
//
//	Dr 1405 库存商品            in
//	  Cr against                in
//	Dr against                  out
//	  Cr 1405 库存商品          out
type Stock struct {
	Head
	Reason  string       // the adjustment's: count, damage, loss, found, sample, opening, other; besides residue and cost
	In, Out fixed.Amount // both positive
	Against string       // code of the account on the other side; empty: what the Reason says
}

// against is where a change of stock goes by its reason. What was lost or found waits for a decision (报批) in 1901, which must
// be nil at the end of the year; people book it on by hand (Dr 6602 or 6711).
var against = map[string]string{
	"count": differences, "damage": differences, "loss": differences, "found": differences, "other": differences,
	"sample": sellingCosts, "opening": capital, "residue": costOfSales, "cost": costOfSales,
}

func (s Stock) summary() string {
	if against[s.Reason] == "" {
		return "stock.other"
	}
	return "stock." + s.Reason
}

func (s Stock) lines() []Line {
	other := s.Against
	if other == "" {
		other = against[s.Reason]
	}
	if other == "" {
		other = differences
	}
	return []Line{
		dims{}.debit(merchandise, s.In), dims{}.credit(other, s.In),
		dims{}.debit(other, s.Out), dims{}.credit(merchandise, s.Out),
	}
}
