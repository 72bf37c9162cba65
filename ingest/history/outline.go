package history

import "hesuan/internal/fixed"

// Outline sums a plan up.
type Outline struct {
	Orders, Returns, Adjustments int
	Linked, Unlinked             fixed.Qty // goods that came back, with and without an order
	Opening                      fixed.Qty
	OpeningValue                 fixed.Amount
}

// Outline sums the plan up.
func (p *Plan) Outline() (o Outline) {
	for _, s := range p.Steps {
		switch {
		case s.Order != nil:
			o.Orders++
		case s.Return != nil:
			o.Returns++
			o.back(s.Return)
		case s.Adjustment != nil && s.Adjustment.Reason == "opening":
			o.open(s.Adjustment)
		case s.Adjustment != nil:
			o.Adjustments++
		}
	}
	return o
}

func (o *Outline) back(r *Return) {
	for _, l := range r.Lines {
		switch {
		case r.Order != nil:
			o.Linked += l.Qty
		case r.Goods:
			o.Unlinked += l.Qty
		}
	}
}

func (o *Outline) open(a *Adjustment) {
	for _, l := range a.Lines {
		value, _ := l.SKU.Cost.Times(l.Qty)
		o.Opening += l.Qty
		o.OpeningValue += value.Round(2)
	}
}
