package replay

import (
	"context"
	"math"
	"sync"

	"hesuan/forecasting/stock"
	"hesuan/internal/cal"
)

// Levels is the rule of a fixed minimum and maximum for each item: at the minimum or below, order up to the maximum, in whole packs.
type Levels struct{ Low, High []float64 }

// Order is the rule's answer.
func (l Levels) Order(_ context.Context, _ cal.Date, shelves []*Shelf) ([]float64, error) {
	quantities := make([]float64, len(shelves))
	for i, s := range shelves {
		if have := s.Have(); have <= l.Low[i] {
			quantities[i] = stock.Rounded(l.High[i]-have, s.MOQ, s.Pack)
		}
	}
	return quantities, nil
}

// Hindsight finds, for each item, the levels with the least stock among those that would have served a share of its demand over a span:
// what the best buyer would set who knew that span and thinks the next one will be like it.
func Hindsight(ctx context.Context, w World, span Span, fill float64, cores int) (Levels, error) {
	items := w.Items()
	best := Levels{make([]float64, len(items)), make([]float64, len(items))}
	faults := make([]error, cores)
	var group sync.WaitGroup
	for c := range cores {
		group.Go(func() {
			for i := c; i < len(items) && faults[c] == nil; i += cores {
				best.Low[i], best.High[i], faults[c] = hindsight(ctx, one{w, i}, span, fill)
			}
		})
	}
	group.Wait()
	for _, err := range faults {
		if err != nil {
			return best, err
		}
	}
	return best, nil
}

// covers are the minima that are tried, in days of mean demand, and lots what the maximum may lie above them.
var (
	covers = []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 20, 22, 24, 27, 30, 34, 38, 42, 47, 52, 58, 65, 75, 90, 120, 180}
	lots   = []float64{0, 3, 7, 14, 28, 56}
)

func hindsight(ctx context.Context, w one, span Span, fill float64) (low, high float64, err error) {
	mean := w.mean(span)
	least, most := math.Inf(1), -1.0
	for _, days := range covers {
		for _, lot := range lots {
			a := math.Round(days * mean)
			b := math.Max(a+1, math.Round((days+lot)*mean))
			o, err := Play(ctx, w, span, []float64{b}, Levels{[]float64{a}, []float64{b}}, nil)
			if err != nil {
				return 0, 0, err
			}
			if served := min(o.Fill(), fill); served > most || served == most && o.Pieces < least {
				low, high, least, most = a, b, o.Pieces, served
			}
		}
	}
	return low, high, nil
}

// one is a world of a single item of another.
type one struct {
	World
	item int
}

func (o one) Items() []Item                            { return o.World.Items()[o.item : o.item+1] }
func (o one) Wanted(_ int, day cal.Date) float64       { return o.World.Wanted(o.item, day) }
func (o one) Arrives(_ int, ordered cal.Date) cal.Date { return o.World.Arrives(o.item, ordered) }

// mean is the mean demand of a day of the span.
func (o one) mean(span Span) (mean float64) {
	for day := span.First; day <= span.Last; day++ {
		mean += o.Wanted(0, day) / span.days()
	}
	return mean
}
