package history

import (
	"fmt"
	"time"

	"hesuan/internal/fixed"
	"hesuan/internal/ref"
)

// openingLines bounds an opening adjustment, so that its body stays small.
const openingLines = 1000

// opening is the stock that the history needs at least so that no SKU falls below zero: its largest running deficit.
func (c *composer) opening(at time.Time) (steps []Step) {
	level, deficit := map[*SKU]fixed.Qty{}, map[*SKU]fixed.Qty{}
	move := func(sku *SKU, qty fixed.Qty) {
		if !sku.Charge {
			level[sku] += qty
			deficit[sku] = max(deficit[sku], -level[sku])
		}
	}
	for _, s := range c.plan.Steps {
		s.moves(move)
	}
	var a *Adjustment
	for _, sku := range c.plan.Masters.SKUs {
		if deficit[sku] == 0 {
			continue
		}
		if a == nil || len(a.Lines) == openingLines {
			number := fmt.Sprintf("SA-opening-%d", len(steps)+1)
			a = &Adjustment{ID: key[ref.Adjustment]("adjustment", number), Reason: "opening", Head: Head{Number: number, At: at}}
			steps = append(steps, Step{Adjustment: a})
		}
		a.Lines = append(a.Lines, AdjustmentLine{SKU: sku, Qty: deficit[sku]})
	}
	return steps
}

// moves tells what a document adds to stock and takes from it, in the order in which it is posted.
func (s Step) moves(move func(*SKU, fixed.Qty)) {
	switch {
	case s.Order != nil:
		for _, l := range s.Order.Lines {
			move(l.SKU, -l.Qty)
		}
	case s.Return != nil:
		for _, l := range s.Return.Lines {
			move(l.SKU, l.Qty)
		}
	case s.Adjustment != nil:
		for _, l := range s.Adjustment.Lines {
			move(l.SKU, l.Qty)
		}
	}
}
