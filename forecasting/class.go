package forecasting

// Class is the demand pattern after Syntetos, Boylan and Croston (2005).
type Class string

// The classes: the mean interval between demands cuts at 1.32 steps, the squared variation of the sizes at 0.49.
const (
	Smooth       Class = "smooth"
	Erratic      Class = "erratic"
	Intermittent Class = "intermittent"
	Lumpy        Class = "lumpy"
	Dead         Class = "dead" // no demand at all
)

// Classify finds the class of a history; missing steps are to be left out. Negative values count as demand.
func Classify(y []float64) Class {
	var n, sum, ss float64
	for _, v := range y {
		if v != 0 {
			n, sum = n+1, sum+v
		}
	}
	if n == 0 {
		return Dead
	}
	mu := sum / n
	for _, v := range y {
		if v != 0 {
			ss += (v - mu) * (v - mu)
		}
	}
	rare := float64(len(y))/n > 1.32
	varied := mu != 0 && ss/n/(mu*mu) > 0.49
	switch {
	case rare && varied:
		return Lumpy
	case rare:
		return Intermittent
	case varied:
		return Erratic
	}
	return Smooth
}
