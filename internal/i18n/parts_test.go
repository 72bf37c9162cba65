package i18n

import "testing"

func TestParts(t *testing.T) {
	text := func(key string, _ ...any) string {
		if key == "method.Combination" {
			return "组合"
		}
		return key
	}
	for name, want := range map[string]string{"Combination": "组合", "Combination/ARIMA": "组合 / ARIMA", "ETS(A,N,A)": "ETS(A,N,A)", "": ""} {
		if got := Parts(text, "method.", name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
