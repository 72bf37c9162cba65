package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// longFile is three weekly series in the long format, one with gaps.
func longFile(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("unique_id,ds,y\n")
	for k, name := range []string{"tea", "cups", "scarves"} {
		for w := range 60 {
			if k == 2 && w%9 == 4 {
				continue
			}
			day := 8 + 7*w // 8 January 2024 is a Monday
			fmt.Fprintf(&b, "%s,%s,%d\n", name, time.Date(2024, 1, day, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), 100*(k+1)+10*(w%4)+w)
		}
	}
	path := filepath.Join(t.TempDir(), "demand.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func readTable(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestForecastSeriesOfAFile(t *testing.T) { // SAL-04
	in, out := longFile(t), filepath.Join(t.TempDir(), "out.csv")
	c := forecastSeriesCommand{seriesFlags: seriesFlags{In: in, Out: out, Freq: "W", H: 4, Levels: "80,95", Quiet: true}, Plot: t.TempDir()}
	if err := c.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	rows := readTable(t, out)
	if len(rows) != 1+3*4 || strings.Join(rows[0], ",") != "unique_id,ds,mean,lo-95,lo-80,hi-80,hi-95,model" {
		t.Fatalf("%d rows, %v", len(rows), rows[0])
	}
	if rows[1][0] != "tea" || rows[1][1] != "2025-03-03" {
		t.Fatalf("the first step ahead is %v", rows[1])
	}
	if pictures, _ := filepath.Glob(filepath.Join(c.Plot, "*.png")); len(pictures) != 3 || filepath.Base(pictures[0]) != "0001-tea.png" {
		t.Fatalf("pictures: %v", pictures)
	}
	if page, err := os.ReadFile(filepath.Join(c.Plot, "forecast.html")); err != nil || strings.Count(string(page), "<svg") != 3 {
		t.Fatalf("plots: %v", err)
	}
}

func TestAFileOfWorkdaysIsForecastForWorkdays(t *testing.T) {
	var b strings.Builder
	b.WriteString("ds,y\n")
	for day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); day.Before(time.Date(2024, 5, 11, 0, 0, 0, 0, time.UTC)); day = day.AddDate(0, 0, 1) {
		if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			fmt.Fprintf(&b, "%s,%d\n", day.Format(time.DateOnly), 100+10*int(day.Weekday()))
		}
	}
	dir := t.TempDir()
	in, out, why := filepath.Join(dir, "in.csv"), filepath.Join(dir, "out.csv"), filepath.Join(dir, "why.csv")
	if err := os.WriteFile(in, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	c := forecastSeriesCommand{seriesFlags: seriesFlags{In: in, Out: out, Freq: "D", H: 7, Levels: "80", Quiet: true}, Explain: why}
	if err := c.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows, reasons := readTable(t, out), readTable(t, why)
	if len(rows) != 8 || len(reasons) != 8 || rows[1][1] != "2024-05-13" || rows[6][1] != "2024-05-20" || reasons[7][1] != "2024-05-21" {
		t.Fatalf("%v\n%v", rows, reasons)
	}
	if mean, _ := strconv.ParseFloat(rows[5][2], 64); mean < 145 || mean > 155 {
		t.Errorf("a Friday of 150 is forecast as %s", rows[5][2])
	}
}

func TestBacktestOfAFile(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.csv")
	c := backtestCommand{seriesFlags: seriesFlags{In: longFile(t), Out: out, Freq: "W", H: 4, Levels: "80", Quiet: true}, Windows: 2}
	if err := c.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	rows := readTable(t, out)
	if len(rows) != 1+3*4*2 || rows[1][2] != "2024-12-30" || rows[1][3] != "152" || rows[13][2] != "2025-01-27" {
		t.Fatalf("%d rows: %v … %v", len(rows), rows[1], rows[13])
	}
}

func TestBadLevelsAndHorizonsAreRefused(t *testing.T) {
	for _, f := range []seriesFlags{{H: 0, Levels: "80"}, {H: 3, Levels: "80,x"}, {H: 3, Levels: "100"}} {
		if _, err := f.percent(); err == nil {
			t.Errorf("%+v was accepted", f)
		}
	}
}
