package replay

import (
	"context"

	"hesuan/internal/cal"
)

// Rule decides what to order of each shelf on a review day; it answers with a quantity for each of them.
type Rule interface {
	Order(ctx context.Context, today cal.Date, shelves []*Shelf) ([]float64, error)
}

// Play plays a rule over a span. Each item starts with the stock that start names; each hears tell when a day is over.
func Play(ctx context.Context, w World, span Span, start []float64, rule Rule, tell func(day cal.Date)) (total Outcome, err error) {
	shelves := stocked(w, span, start)
	for day := span.begin(); day <= span.Last; day++ {
		for i, s := range shelves {
			total.add(s.serve(w.Wanted(i, day), span, day))
			s.receive(day)
		}
		if int(day-span.begin())%span.Review == 0 {
			placed, err := place(ctx, w, day, shelves, rule)
			if err != nil {
				return total, err
			}
			if day >= span.First {
				total.Orders += placed
			}
		}
		if tell != nil {
			tell(day)
		}
	}
	return total, nil
}

// stocked are the shelves as the span begins: all that was wanted before it has been sold.
func stocked(w World, span Span, start []float64) []*Shelf {
	shelves := make([]*Shelf, len(start))
	for i, item := range w.Items() {
		s := &Shelf{Item: item, OnHand: start[i]}
		for day := item.Since; day < span.begin(); day++ {
			s.Sold, s.Out = append(s.Sold, w.Wanted(i, day)), append(s.Out, false)
		}
		shelves[i] = s
	}
	return shelves
}

func place(ctx context.Context, w World, today cal.Date, shelves []*Shelf, rule Rule) (placed int, err error) {
	wanted, err := rule.Order(ctx, today, shelves)
	for i, qty := range wanted {
		if qty > 0 {
			shelves[i].order(qty, today, w.Arrives(i, today))
			placed++
		}
	}
	return placed, err
}
