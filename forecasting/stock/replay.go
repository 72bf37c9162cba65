package stock

// Rule decides an order each step: it is given the step, the demand seen so far (oldest first) and the position, and answers with a
// quantity.
type Rule func(step int, seen []float64, at Position) float64

// Outcome is what a rule would have done.
type Outcome struct {
	Fill    float64 // share of demand served from the shelf
	Stock   float64 // mean stock at the end of a step
	Orders  int     // orders placed
	Ordered float64 // pieces ordered
	Lost    float64 // pieces asked for and not there
}

// Replay plays a rule against a demand that is known (回放): in each step demand is served as far as stock goes and the rest is lost,
// then receipts arrive, then the rule orders; so an order is there after lead(t) full steps, at least one, in time for the demand
// after them. Only steps from warm on count, so that a start stock does not flatter. Nothing is random: the same demand and lead times
// give the same outcome for every rule.
func Replay(demand []float64, start float64, warm int, lead func(step int) int, rule Rule) Outcome {
	var o Outcome
	due := map[int]float64{}
	at := Position{OnHand: start}
	var asked, n float64
	for t, d := range demand {
		served := min(at.OnHand, d)
		at.OnHand -= served
		if t >= warm {
			n++
			asked, o.Lost = asked+d, o.Lost+d-served
			o.Stock += at.OnHand
		}
		at.OnHand, at.OnOrder = at.OnHand+due[t], at.OnOrder-due[t]
		if q := rule(t, demand[:t+1], at); q > 0 {
			due[t+max(1, lead(t))] += q
			at.OnOrder += q
			if t >= warm {
				o.Orders, o.Ordered = o.Orders+1, o.Ordered+q
			}
		}
	}
	if n > 0 {
		o.Stock /= n
	}
	if o.Fill = 1; asked > 0 {
		o.Fill = 1 - o.Lost/asked
	}
	return o
}

// MinMax is the rule of fixed levels: at min or below, order up to max.
func MinMax(low, high float64) Rule {
	return func(_ int, _ []float64, at Position) float64 {
		if have := at.OnHand - at.Reserved + at.OnOrder; have <= low {
			return high - have
		}
		return 0
	}
}
