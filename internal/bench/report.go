package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"text/tabwriter"
	"time"
)

// Figure is one thing that was measured.
type Figure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	// Aim is what the value should reach: at least it, or at most it when Less is set. Zero is no aim.
	Aim  float64 `json:"aim,omitempty"`
	Less bool    `json:"less,omitempty"`
}

// Misses tells whether an aim is missed.
func (f Figure) Misses() bool {
	return f.Aim != 0 && (f.Less && f.Value > f.Aim || !f.Less && f.Value < f.Aim)
}

// Report is what one bench measured: where, how, and the figures.
type Report struct {
	Bench    string    `json:"bench"`
	At       time.Time `json:"at"`
	Seconds  float64   `json:"seconds"`
	Machine  Machine   `json:"machine"`
	Measured []string  `json:"measured"` // what was done, in words
	Figures  []Figure  `json:"figures"`
}

// NewReport begins a report of this machine.
func NewReport(bench string) *Report {
	return &Report{Bench: bench, At: time.Now().UTC().Truncate(time.Second), Machine: ThisMachine()}
}

// Say notes what was measured.
func (r *Report) Say(format string, args ...any) {
	r.Measured = append(r.Measured, fmt.Sprintf(format, args...))
}

// Add adds a figure without an aim.
func (r *Report) Add(name string, value float64, unit string) {
	r.Figures = append(r.Figures, Figure{Name: name, Value: value, Unit: unit})
}

// AtLeast adds a figure that should reach an aim.
func (r *Report) AtLeast(name string, value float64, unit string, aim float64) {
	r.Figures = append(r.Figures, Figure{Name: name, Value: value, Unit: unit, Aim: aim})
}

// AtMost adds a figure that should not exceed an aim.
func (r *Report) AtMost(name string, value float64, unit string, aim float64) {
	r.Figures = append(r.Figures, Figure{Name: name, Value: value, Unit: unit, Aim: aim, Less: true})
}

// Of is the value of a figure; 0 when there is none.
func (r *Report) Of(name string) float64 {
	i := slices.IndexFunc(r.Figures, func(f Figure) bool { return f.Name == name })
	if i < 0 {
		return 0
	}
	return r.Figures[i].Value
}

// JSON writes the report for programs.
func (r *Report) JSON(w io.Writer) error {
	r.Seconds = time.Since(r.At).Round(time.Second).Seconds()
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(r)
}

// Print writes the report for people.
func (r *Report) Print(w io.Writer) error {
	fmt.Fprintf(w, "\n%s, on %s\n", r.Bench, r.Machine)
	for _, line := range r.Measured {
		fmt.Fprintf(w, "  %s\n", line)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, f := range r.Figures {
		fmt.Fprintf(t, "%s\t %s\t %s\t%s\t\n", number(f.Value), f.Unit, f.aim(), f.Name)
	}
	return t.Flush()
}

func (f Figure) aim() string {
	switch {
	case f.Aim == 0:
		return ""
	case f.Misses() && f.Less:
		return "MORE than " + number(f.Aim)
	case f.Misses():
		return "LESS than " + number(f.Aim)
	case f.Less:
		return "≤ " + number(f.Aim)
	}
	return "≥ " + number(f.Aim)
}

// number writes three digits that matter, and all of a large number.
func number(v float64) string {
	if v >= 1000 || v == float64(int64(v)) {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}
