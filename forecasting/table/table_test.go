package table

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"hesuan/forecasting"
)

func TestReadWithGapsAndMixedSeries(t *testing.T) {
	tab, err := Read(strings.NewReader("unique_id,ds,y,censored\nA,2024-01-31,1,0\n"+
		"B,2024-03-31,7,0\nA,2024-02-29,,0\nA,2024-04-30,4,1\n"), forecasting.Monthly)
	if err != nil {
		t.Fatal(err)
	}
	a := tab.Series[0].Values
	if len(a) != 4 || a[0] != 1 || !math.IsNaN(a[1]) || !math.IsNaN(a[2]) || a[3] != 4 || !tab.Series[0].Censored[3] {
		t.Fatalf("series A is %v", a)
	}
	if got := tab.Time(0, 1) + " " + tab.Time(1, 2); got != "2024-05-31 2024-05-31" {
		t.Fatalf("month ends must stay: %s", got)
	}
}

func TestQuartersAreReadWithTheirGaps(t *testing.T) {
	tab, err := Read(strings.NewReader("ds,y\n1990Q3,1\n1990Q4,2\n1991Q2,4\n"), forecasting.Quarterly)
	if err != nil {
		t.Fatal(err)
	}
	y := tab.Series[0].Values
	if len(y) != 4 || !math.IsNaN(y[2]) || y[3] != 4 || tab.Time(0, 3) != "1992Q1" {
		t.Fatalf("%v, then %s", y, tab.Time(0, 3))
	}
}

func TestTimesGoOnInTheirManner(t *testing.T) {
	for _, c := range []struct {
		freq        forecasting.Freq
		last, after string
	}{
		{forecasting.Daily, "2024-02-28", "2024-02-29"}, {forecasting.Weekly, "2024-12-30", "2025-01-06"},
		{forecasting.Monthly, "2024-12-01", "2025-01-01"},
		{forecasting.Quarterly, "2024-12-31", "2025-03-31"}, {forecasting.Yearly, "1999", "2000"},
		{forecasting.Hourly, "2024-12-31 23:00:00", "2025-01-01 00:00:00"},
		{forecasting.Daily, "41", "42"}, {forecasting.Monthly, "2024-01", "2024-02"}, {forecasting.Yearly, "1960-02-29", "1961-02-28"},
		{forecasting.Quarterly, "1990Q4", "1991Q1"}, {forecasting.Quarterly, "1990-Q3", "1990-Q4"}, {forecasting.Quarterly, "1990 q4", "1991 q1"},
		{forecasting.Monthly, "1990M12", "1991M01"}, {forecasting.Monthly, "1990-M9", "1990-M10"}, {forecasting.Yearly, "1990Q4", "1991Q4"},
		{forecasting.Weekly, "2020-W53", "2021-W01"}, {forecasting.Weekly, "2024W07", "2024W08"},
	} {
		tab, err := Read(strings.NewReader("ds,y\n"+c.last+",1\n"), c.freq)
		if err != nil || tab.Time(0, 1) != c.after {
			t.Errorf("%c after %s: %v, %v", c.freq, c.last, tab, err)
		}
	}
}

func TestBadRowsAreNamed(t *testing.T) {
	for _, c := range []struct {
		freq       forecasting.Freq
		body, want string
	}{
		{forecasting.Daily, "", "row 1"},
		{forecasting.Daily, "id,when\nA,1\n", "row 1: want the columns"},
		{forecasting.Daily, "unique_id,ds,y\nA,2024-01-01,1\nA,2024-01-01,2\n", "row 3: 2024-01-01 comes twice"},
		{forecasting.Daily, "unique_id,ds,y\nA,2024-01-02,1\nA,2024-01-01,2\n", "row 3: 2024-01-01 comes after a later time"},
		{forecasting.Daily, "unique_id,ds,y\nA,2024-01-02,many\n", `row 2: y is "many"`},
		{forecasting.Daily, "unique_id,ds,y\nA,yesterday,1\n", `row 2: "yesterday" is no time`},
		{forecasting.Daily, "unique_id,ds,y\nA,2024-01-02,1\nA,3,1\n", `row 3: "3" is not a time`},
		{forecasting.Weekly, "unique_id,ds,y\nA,2024-01-01,1\nA,2024-01-10,2\n", "row 3: 2024-01-10 is no whole number of weeks"},
		{forecasting.Monthly, "unique_id,ds,y\nA,2024-01-01,1\nA,2024-01-08,2\n", "row 3: 2024-01-08 lies in the same step"},
		{forecasting.Quarterly, "ds,y\n1990Q1,1\n1990Q5,2\n", `row 3: "1990Q5": the year 1990 has no Q5`},
		{forecasting.Quarterly, "ds,y\n1990Q1,1\n1990-Q2,2\n", `row 3: "1990-Q2" is not a time written like 2006Q1`},
		{forecasting.Monthly, "ds,y\n1990M00,1\n", "the year 1990 has no M0"},
		{forecasting.Weekly, "ds,y\n2021W53,1\n", "the year 2021 has no W53"},
		{forecasting.Quarterly, "ds,y\n1990Q2,1\n1990Q1,2\n", "row 3: 1990Q1 comes after a later time"},
		{forecasting.Monthly, "ds,y\n1990Q1,1\n", `row 2: "1990Q1" is no time of the frequency M: is it really M?`},
		{forecasting.Daily, "unique_id,ds,y\nA\n", "row 2: 1 cells"},
		{forecasting.Daily, "unique_id,ds,y\nA,2024-01-02,1,5\n", "row 2: 4 cells under 3 columns"},
		{forecasting.Daily, "unique_id,ds,y,price\nA,2024-01-02,1,dear\n", `row 2: price is "dear"`},
		{forecasting.Daily, "unique_id,ds,y,price\nA,2024-01-02,1,-3\n", "row 2: price is -3"},
		{forecasting.Daily, "ds,y\n2024-01-01,1\n2024-02-01,1\n2024-03-01,1\n2024-04-01,1\n2024-05-01,1\n" +
			"2024-06-01,1\n2024-07-01,1\n2024-08-01,1\n", "frequency really D"},
	} {
		if _, err := Read(strings.NewReader(c.body), c.freq); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.body, err, c.want)
		}
	}
}

func TestWriteOrdersLevels(t *testing.T) {
	f, _ := forecasting.Run(forecasting.Series{Values: []float64{1, 2, 3, 2, 1, 2, 3, 4}},
		forecasting.Options{Horizon: 1, Levels: Levels([]float64{80, 95})})
	var b bytes.Buffer
	w := NewWriter(&b, []float64{95, 80}, false)
	w.Write(Row{ID: "A", Time: "9"}, f, 0)
	if err := w.Flush(); err != nil || !strings.HasPrefix(b.String(), "unique_id,ds,mean,lo-95,lo-80,hi-80,hi-95,model\nA,9,") {
		t.Fatal(b.String(), err)
	}
}
