package bench

import (
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"hesuan/forecasting"
)

var m3Freq = map[string]forecasting.Freq{"YEARLY": forecasting.Yearly, "QUARTERLY": forecasting.Quarterly, "MONTHLY": forecasting.Monthly,
	"OTHER": forecasting.Other}

func m3(dir string) ([]Item, error) {
	table, err := rows(dir, "m3.csv.gz")
	if err != nil {
		return nil, err
	}
	var out []Item
	for _, r := range table[1:] {
		m, _ := strconv.Atoi(r[4])
		out = append(out, Item{ID: r[0], Group: r[2], Season: m, Test: floats(strings.Fields(r[9])),
			Series: forecasting.Series{Values: floats(strings.Fields(r[8])), Freq: m3Freq[r[2]]}})
	}
	return out, nil
}

func m4(dir, name string, freq forecasting.Freq, season int) ([]Item, error) {
	train, err := rows(dir, "m4", name+"-train.csv.gz")
	if err != nil {
		return nil, err
	}
	test, err := rows(dir, "m4", name+"-test.csv.gz")
	if err != nil {
		return nil, err
	}
	var out []Item
	for i, r := range train[1:] {
		out = append(out, Item{ID: r[0], Group: name, Season: season, Test: trimmed(floats(test[i+1][1:])),
			Series: forecasting.Series{Values: trimmed(floats(r[1:])), Freq: freq}})
	}
	return out, nil
}

// trimmed cuts missing values off the end.
func trimmed(y []float64) []float64 {
	for len(y) > 0 && math.IsNaN(y[len(y)-1]) {
		y = y[:len(y)-1]
	}
	return y
}

// carparts is one column a part; the last 12 of 51 months are the test. Parts with missing months are left out, as the references do.
func carparts(dir string) ([]Item, error) {
	table, err := rows(dir, "carparts.csv.gz")
	if err != nil {
		return nil, err
	}
	var out []Item
	for c := 1; c < len(table[0]); c++ {
		y := make([]string, 0, len(table)-1)
		for _, r := range table[1:] {
			y = append(y, r[c])
		}
		v := floats(y)
		if slices.ContainsFunc(v, math.IsNaN) {
			continue
		}
		n := len(v) - 12
		out = append(out, Item{ID: table[0][c], Group: "carparts", Season: 12, Test: v[n:],
			Series: forecasting.Series{Values: v[:n], Freq: forecasting.Monthly}})
	}
	return out, nil
}

// m5levels are the levels 1 to 9 of M5, summed up from store × department; the last 28 days are the test.
func m5levels(dir string) ([]Item, error) {
	table, err := rows(dir, "m5", "level9_store_dept_d15_d1941.csv.gz")
	if err != nil {
		return nil, err
	}
	sums := map[string][]float64{}
	for _, r := range table[1:] {
		state, cat := r[0][:2], r[1][:strings.LastIndex(r[1], "_")]
		keys := []string{"1 total", "2 " + state, "3 " + r[0], "4 " + cat, "5 " + r[1], "6 " + state + " " + cat, "7 " + state + " " + r[1],
			"8 " + r[0] + " " + cat, "9 " + r[0] + " " + r[1]}
		for i, v := range floats(r[2:]) {
			for _, k := range keys {
				if sums[k] == nil {
					sums[k] = make([]float64, len(r)-2)
				}
				sums[k][i] += v
			}
		}
	}
	var out []Item
	for k, y := range sums {
		n := len(y) - 28
		out = append(out, Item{ID: k, Group: "level " + k[:1], Season: 7, Test: y[n:], Series: forecasting.Series{Values: y[:n],
			Freq: forecasting.Daily, Start: time.Date(2011, 2, 12, 0, 0, 0, 0, time.UTC)}})
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out, nil
}

func m5items(dir string) ([]Item, error) {
	table, err := rows(dir, "m5", "item_store_d1886_d1941.csv.gz")
	if err != nil {
		return nil, err
	}
	var out []Item
	for _, r := range table[1:] {
		y := floats(r[7:])
		out = append(out, Item{ID: r[0], Group: "item × store", Season: 7, Test: y[28:], Scale: floats(r[6:7])[0],
			Series: forecasting.Series{Values: y[:28:28], Freq: forecasting.Daily, Start: time.Date(2016, 3, 28, 0, 0, 0, 0, time.UTC)}})
	}
	return out, nil
}

// m5days are 204 item × store series in long form; the last 28 days are the test.
func m5days(dir string) ([]Item, error) {
	table, err := rows(dir, "m5", "204series_2015_2016.csv.gz")
	if err != nil {
		return nil, err
	}
	var out []Item
	at := map[string]int{}
	for _, r := range table[1:] {
		i, ok := at[r[0]]
		if !ok {
			day, _ := time.Parse(time.DateOnly, r[6])
			i, at[r[0]] = len(out), len(out)
			out = append(out, Item{ID: r[0], Group: "item × store", Season: 7, Series: forecasting.Series{Freq: forecasting.Daily, Start: day}})
		}
		out[i].Series.Values = append(out[i].Series.Values, floats(r[7:8])[0])
	}
	for i := range out {
		n := len(out[i].Series.Values) - 28
		out[i].Test, out[i].Series.Values = out[i].Series.Values[n:], out[i].Series.Values[:n:n]
	}
	return out, nil
}

func vn1(dir string) ([]Item, error) {
	past, err := rows(dir, "vn1", "phase1_sales.csv.gz")
	if err != nil {
		return nil, err
	}
	next, err := rows(dir, "vn1", "phase2_sales.csv.gz")
	if err != nil {
		return nil, err
	}
	test := map[string][]float64{}
	for _, r := range next[1:] {
		test[strings.Join(r[:3], "/")] = floats(r[3:])
	}
	var out []Item
	for _, r := range past[1:] {
		id := strings.Join(r[:3], "/")
		out = append(out, Item{ID: id, Group: "vn1", Season: 1, Test: test[id],
			Series: forecasting.Series{Values: floats(r[3:]), Freq: forecasting.Weekly, Start: time.Date(2023, 10, 9, 0, 0, 0, 0, time.UTC)}})
	}
	return out, nil
}
