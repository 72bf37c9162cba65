package forecasting

import (
	"strings"
	"testing"
)

// SAL-04
func TestWhatIsTriedOnShortHistories(t *testing.T) {
	for _, c := range []struct {
		freq       Freq
		n, horizon int
		has, not   string
	}{
		{Yearly, 8, 6, "Theta Drift ARIMA", "SeasonalNaive ETS CES"},
		{Yearly, 8, 9, "Theta Drift ARIMA", "ETS"}, // years go on as they went
		{Yearly, 11, 3, "Drift", "ETS"},
		{Yearly, 12, 3, "ETS", "Drift"},
		{Weekly, 20, 13, "Theta Drift ARIMA", "SeasonalNaive"},
		{Weekly, 20, 20, "SES MovingAverage", "Theta Drift ARIMA"},
		{Weekly, 150, 13, "ETS", "SeasonalNaive"},
		{Weekly, 160, 13, "SeasonalNaive", "Drift"},
		{Weekly, 210, 13, "ETS", "SeasonalNaive"},
		{Monthly, 11, 6, "Drift", "SeasonalNaive"},
		{Monthly, 13, 6, "SeasonalNaive", "Drift"},
		{Monthly, 48, 6, "ETS", "SeasonalNaive"},
	} {
		s := Series{Values: make([]float64, c.n), Freq: c.freq}
		for i := range s.Values {
			s.Values[i] = 100.5 + float64(i*i%7)
		}
		o := Options{Horizon: c.horizon}.filled(s)
		h, err := ready(s, o)
		if err != nil {
			t.Fatal(err)
		}
		pool, _, core := candidates(h, o)
		menu := "+" + menuOf(pool, core)
		for name := range strings.FieldsSeq(c.has) {
			if !strings.Contains(menu, "+"+name+"+") {
				t.Errorf("%c, %d steps, %d ahead: %s is not among %s", c.freq, c.n, c.horizon, name, menu)
			}
		}
		for name := range strings.FieldsSeq(c.not) {
			if strings.Contains(menu, "+"+name+"+") {
				t.Errorf("%c, %d steps, %d ahead: %s is among %s", c.freq, c.n, c.horizon, name, menu)
			}
		}
	}
}
