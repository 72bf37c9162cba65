package bench

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"hesuan/forecasting"
)

// Item is one series of a set.
type Item struct {
	ID     string
	Group  string // the part of the set it is reported under: a period, a level
	Series forecasting.Series
	Season int // the m of MASE
	Test   []float64
	Scale  float64 // the set's own RMSSE scale, 0 if it has none
}

// Sets are the names Load knows.
var Sets = []string{"m3", "m4hourly", "m4weekly", "carparts", "m5levels", "m5items", "m5days", "vn1"}

// Load reads a set from the data folder.
func Load(dir, set string) ([]Item, error) {
	switch set {
	case "m3":
		return m3(dir)
	case "m4hourly":
		return m4(dir, "Hourly", forecasting.Hourly, 24)
	case "m4weekly":
		return m4(dir, "Weekly", forecasting.Weekly, 1)
	case "carparts":
		return carparts(dir)
	case "m5levels":
		return m5levels(dir)
	case "m5items":
		return m5items(dir)
	case "m5days":
		return m5days(dir)
	case "vn1":
		return vn1(dir)
	}
	return nil, fmt.Errorf("no set %q; there are %s", set, strings.Join(Sets, " "))
}

// Holdout makes the last h steps of each training part the test, for choices; of a training part shorter than two horizons, its last
// third. Items too short for it fall away.
func Holdout(items []Item) []Item {
	var out []Item
	for _, it := range items {
		n, h := len(it.Series.Values), len(it.Test)
		if n < 2*h {
			h = n / 3
		}
		if n-h < 8 || h < 1 {
			continue
		}
		it.Test = it.Series.Values[n-h:]
		it.Series.Values = it.Series.Values[: n-h : n-h]
		it.Scale = 0
		out = append(out, it)
	}
	return out
}

// Short keeps the last steps of each training part and the first of its test, as many as are asked for; 0 keeps all. Items that have
// fewer fall away. No set has prices or days out of stock, which would have to be cut alike.
func Short(items []Item, last, ahead int) []Item {
	var out []Item
	for _, it := range items {
		cut := len(it.Series.Values) - last
		if last > 0 && cut < 0 || ahead > len(it.Test) {
			continue
		}
		if last > 0 {
			if !it.Series.Start.IsZero() {
				it.Series.Start = date(it.Series, cut)
			}
			it.Series.Values, it.Scale = it.Series.Values[cut:], 0
		}
		if ahead > 0 {
			it.Test = it.Test[:ahead]
		}
		out = append(out, it)
	}
	return out
}

// rows reads a gzipped CSV file.
func rows(path ...string) ([][]string, error) {
	f, err := os.Open(filepath.Join(path...))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(z)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	var out [][]string
	for {
		row, err := r.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
}

// floats parses cells; an empty or unreadable one is NaN.
func floats(cells []string) []float64 {
	out := make([]float64, len(cells))
	for i, c := range cells {
		v, err := strconv.ParseFloat(strings.TrimSpace(c), 64)
		if err != nil {
			v = math.NaN()
		}
		out[i] = v
	}
	return out
}
