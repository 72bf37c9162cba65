package forecasting

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestPartsSumToTheForecast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySeries(t)
		f, err := Run(s, Options{Horizon: 9, Paths: 20})
		if err != nil {
			return
		}
		p := f.Explain()
		for j, m := range f.Mean {
			sum := p.Level[j] + p.Trend[j] + p.Season[j] + p.Holiday[j] + p.Price[j] + p.Promo[j] + p.Recent[j]
			size := math.Abs(p.Level[j]) + math.Abs(p.Trend[j]) + math.Abs(p.Season[j]) + math.Abs(p.Recent[j]) +
				math.Abs(p.Price[j]) + math.Abs(p.Promo[j]) + math.Abs(m)
			if math.Abs(sum-m) > 1e-9*size {
				t.Fatalf("step %d: parts sum to %v, the forecast is %v", j, sum, m)
			}
		}
	})
}

func TestPartsNameWhatIsThere(t *testing.T) {
	s := Series{Freq: Monthly}
	for i := range 96 {
		s.Values = append(s.Values, 100+2*float64(i)+30*math.Sin(2*math.Pi*float64(i)/12))
	}
	f, _ := Run(s, Options{Horizon: 12})
	p := f.Explain()
	if math.Abs(p.Season[3]-30) > 8 && math.Abs(p.Season[3]) < 15 {
		t.Errorf("season of a peak month %v, want about 30", p.Season[3])
	}
	if slope := p.Trend[0]; slope < 1 {
		t.Errorf("trend %v a month, want about 2", slope)
	}
}
