package table

import (
	"math"
	"strings"
	"testing"

	"hesuan/forecasting"
)

const offered = "unique_id,ds,y,price\nA,2024-01-01,1,9\nA,2024-01-03,2,\nB,2024-01-03,5,4\n"

func TestOffersAheadFollowTheHistory(t *testing.T) {
	tab, err := Read(strings.NewReader(offered), forecasting.Daily)
	if err != nil {
		t.Fatal(err)
	}
	if err := tab.ReadFuture(strings.NewReader("ds,promo,unique_id,price\n2024-01-05,1,A,8\n2024-01-04,0,A,\n")); err != nil {
		t.Fatal(err)
	}
	a := tab.Series[0]
	if len(a.Values) != 3 || len(a.Price) != 5 || a.Price[0] != 9 || !math.IsNaN(a.Price[3]) || a.Price[4] != 8 || a.Promo[4] != 1 {
		t.Fatalf("%+v", a)
	}
}

func TestBadOffersAreNamed(t *testing.T) {
	for body, want := range map[string]string{
		"":                                       "row 1",
		"unique_id,ds,y\nA,2024-01-05,1\n":       "row 1: want a column price or promo",
		"unique_id,ds,price\nC,2024-01-05,1\n":   `row 2: series "C" has no history`,
		"unique_id,ds,price\nA,2024-01-03,1\n":   "row 2: 2024-01-03 is not after",
		"unique_id,ds,price\nA,2124-01-03,1\n":   "steps after the history",
		"unique_id,ds,price\nA,2024-01-05,0\n":   "row 2: price is 0",
		"unique_id,ds,promo\nA,2024-01-05,no!\n": `row 2: promo is "no!"`,
		"unique_id,ds,promo\nA\n":                "row 2: 1 cells",
	} {
		tab, _ := Read(strings.NewReader(offered), forecasting.Daily)
		if err := tab.ReadFuture(strings.NewReader(body)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", body, err, want)
		}
	}
}
