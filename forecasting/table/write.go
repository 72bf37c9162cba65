package table

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"

	"hesuan/forecasting"
)

// Levels are the quantile probabilities that the interval levels (in per cent, 80 or 95) need, ascending.
func Levels(percent []float64) []float64 {
	var out []float64
	for _, p := range percent {
		out = append(out, 0.5-p/200, 0.5+p/200)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Writer writes forecasts in the long format.
type Writer struct {
	out     *csv.Writer
	percent []float64 // ascending
	cutoff  bool
}

// NewWriter writes the header. With cutoff, rows carry the cutoff and the actual value, as a backtest does.
func NewWriter(w io.Writer, percent []float64, cutoff bool) *Writer {
	percent = slices.Clone(percent)
	slices.Sort(percent)
	head := []string{"unique_id", "ds"}
	if cutoff {
		head = append(head, "cutoff", "y")
	}
	head = append(head, "mean")
	for _, p := range slices.Backward(percent) {
		head = append(head, fmt.Sprintf("lo-%g", p))
	}
	for _, p := range percent {
		head = append(head, fmt.Sprintf("hi-%g", p))
	}
	c := csv.NewWriter(w)
	c.Write(append(head, "model"))
	return &Writer{out: c, percent: percent, cutoff: cutoff}
}

// Row is one step of a forecast; Cutoff and Actual only for a backtest.
type Row struct {
	ID, Time, Cutoff string
	Actual           float64
}

// Write writes step j of a forecast made with the levels of [Levels].
func (w *Writer) Write(r Row, f forecasting.Forecast, j int) {
	cells := []string{r.ID, r.Time}
	if w.cutoff {
		cells = append(cells, r.Cutoff, figure(r.Actual))
	}
	cells = append(cells, figure(f.Mean[j]))
	for _, p := range slices.Backward(w.percent) {
		cells = append(cells, figure(f.Quantile(j, 0.5-p/200)))
	}
	for _, p := range w.percent {
		cells = append(cells, figure(f.Quantile(j, 0.5+p/200)))
	}
	w.out.Write(append(cells, f.Method))
}

// Flush ends the writing.
func (w *Writer) Flush() error {
	w.out.Flush()
	return w.out.Error()
}

func figure(v float64) string { return strconv.FormatFloat(v, 'g', 10, 64) }
