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
// be nil at the end of the year: a Decision, or people, by hand (Dr 6602 or 6711).
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

// Decision is what becomes of the stock differences of a month once somebody has decided on them 报批处理: what was found lowers the
// costs of the house, what is lost raises them, with the input VAT of what was lost by carelessness, which may not be deducted.
//
//	Dr 6602 管理费用            lost + VAT
//	  Cr 1901 待处理财产损溢    lost
//	  Cr 22210109 进项税额转出  VAT
//	Dr 1901 待处理财产损溢      found
//	  Cr 6602 管理费用          found
type Decision struct {
	Head
	Lost, Found fixed.Amount // both positive
	VAT         fixed.Amount
}

func (Decision) summary() string { return "decision" }

func (d Decision) lines() []Line {
	return []Line{
		dims{}.debit(office, d.Lost+d.VAT), dims{}.credit(differences, d.Lost), dims{}.credit(returnedVAT, d.VAT),
		dims{}.debit(differences, d.Found), dims{}.credit(office, d.Found),
	}
}
