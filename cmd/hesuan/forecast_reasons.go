package main

import (
	"encoding/csv"
	"os"
	"strconv"

	"hesuan/forecasting"
	"hesuan/forecasting/table"
)

// reasons writes what each mean is made of; the parts of a row sum to its mean.
type reasons struct {
	file *os.File
	out  *csv.Writer
}

// newReasons opens the file, if one is asked for.
func newReasons(path string) (*reasons, error) {
	if path == "" {
		return &reasons{}, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	r := &reasons{file: f, out: csv.NewWriter(f)}
	r.out.Write([]string{"unique_id", "ds", "level", "trend", "season", "holiday", "price", "promo", "recent", "mean"})
	return r, nil
}

func (r *reasons) write(t *table.Table, i int, f forecasting.Forecast, steps []int) {
	if r.file == nil {
		return
	}
	p := f.Explain()
	for _, j := range steps {
		row := []string{t.IDs[i], t.Time(i, j+1)}
		for _, part := range [][]float64{p.Level, p.Trend, p.Season, p.Holiday, p.Price, p.Promo, p.Recent} {
			row = append(row, strconv.FormatFloat(part[j], 'g', -1, 64))
		}
		r.out.Write(append(row, strconv.FormatFloat(f.Mean[j], 'g', -1, 64)))
	}
}

func (r *reasons) close() error {
	if r.file == nil {
		return nil
	}
	r.out.Flush()
	if err := r.out.Error(); err != nil {
		return err
	}
	return r.file.Close()
}
