package table

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"hesuan/forecasting"
)

// RowError is a row that cannot be read: its number in the file (the header is row 1) and why.
type RowError struct {
	Row    int
	Reason string
}

func (e RowError) Error() string { return fmt.Sprintf("row %d: %s", e.Row, e.Reason) }

// Table is a set of series in the order of their first rows.
type Table struct {
	IDs    []string
	Series []forecasting.Series

	calendar calendar
	track    []*track
}

// track is what reading remembers of a series.
type track struct {
	first, last stamp
	ends        bool
	rows        int
	censored    bool
}

// longestGap is the most steps that may be missing between two rows: more is a wrong date or a wrong frequency.
const longestGap = 100_000

// Read reads the long format. Columns are found by name; ds and y (and unique_id, if there is more than one series) must be there; a
// column censored with 1 marks steps out of stock.
func Read(r io.Reader, freq forecasting.Freq) (*Table, error) {
	in := csv.NewReader(r)
	in.ReuseRecord, in.FieldsPerRecord = true, -1
	head, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, RowError{1, "the file is empty; the first row names the columns: unique_id,ds,y"}
	}
	if err != nil {
		return nil, RowError{1, err.Error()}
	}
	col, err := columns(head)
	if err != nil {
		return nil, err
	}
	t := &Table{calendar: calendar{freq: freq}}
	at := map[string]int{}
	for row := 2; ; row++ {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return t, t.finish()
		}
		if err == nil {
			err = t.add(at, col, cells, row == 2)
		}
		if err != nil {
			return nil, RowError{row, err.Error()}
		}
	}
}

// columns are the places of unique_id, ds, y and censored; −1 where absent.
func columns(head []string) ([4]int, error) {
	col := [4]int{-1, -1, -1, -1}
	for i, name := range head {
		for k, want := range []string{"unique_id", "ds", "y", "censored"} {
			if strings.EqualFold(strings.Trim(name, " \ufeff"), want) {
				col[k] = i
			}
		}
	}
	if col[1] < 0 || col[2] < 0 {
		return col, RowError{1, "want the columns unique_id, ds and y, found " + strings.Join(head, ", ")}
	}
	return col, nil
}

func (t *Table) add(at map[string]int, col [4]int, cells []string, first bool) error {
	for _, c := range col[:3] {
		if c >= len(cells) {
			return fmt.Errorf("%d cells, want at least %d", len(cells), c+1)
		}
	}
	id := "series"
	if col[0] >= 0 {
		id = strings.Clone(cells[col[0]])
	}
	if first {
		c, err := newCalendar(t.calendar.freq, cells[col[1]])
		if err != nil {
			return err
		}
		t.calendar = c
	}
	when, err := t.calendar.parse(strings.TrimSpace(cells[col[1]]))
	if err != nil {
		return err
	}
	y, err := number(cells[col[2]])
	if err != nil {
		return err
	}
	i, known := at[id]
	if !known {
		i = t.open(id, when)
		at[id] = i
	}
	out := col[3] >= 0 && col[3] < len(cells) && truth(cells[col[3]])
	return t.append(i, when, cells[col[1]], y, out)
}

func truth(text string) bool {
	b, _ := strconv.ParseBool(strings.TrimSpace(text))
	return b
}

// number reads y; empty and the usual words for nothing are a gap.
func number(text string) (float64, error) {
	text = strings.TrimSpace(text)
	switch strings.ToLower(text) {
	case "", "na", "nan", "null", "none":
		return math.NaN(), nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(v, 0) {
		return 0, fmt.Errorf("y is %q, want a number", text)
	}
	return v, nil
}

func (t *Table) open(id string, first stamp) int {
	t.IDs = append(t.IDs, id)
	t.Series = append(t.Series, forecasting.Series{Freq: t.calendar.freq, Start: first.at})
	last := first
	last.step--
	t.track = append(t.track, &track{first: first, last: last, ends: true})
	return len(t.IDs) - 1
}

func (t *Table) append(i int, when stamp, text string, y float64, out bool) error {
	k, s := t.track[i], &t.Series[i]
	gap := when.step - k.last.step
	switch {
	case gap == 0 && k.rows > 0 && when.at.Equal(k.last.at):
		return fmt.Errorf("%s comes twice in series %q", text, t.IDs[i])
	case gap == 0 && k.rows > 0:
		return fmt.Errorf("%s lies in the same step as the row before in series %q: is the frequency really %c?", text, t.IDs[i], t.calendar.freq)
	case gap < 0:
		return fmt.Errorf("%s comes after a later time in series %q: rows of a series are wanted in order", text, t.IDs[i])
	case gap > longestGap:
		return fmt.Errorf("%s is %d steps after the row before in series %q", text, gap, t.IDs[i])
	}
	if off := t.calendar.off(k.first, when); off != "" {
		return errors.New(off + ": mixed frequencies")
	}
	for range gap - 1 {
		s.Values = append(s.Values, math.NaN())
	}
	for out && len(s.Censored) < len(s.Values) {
		s.Censored = append(s.Censored, false)
	}
	s.Values = append(s.Values, y)
	if out {
		s.Censored = append(s.Censored, true)
		k.censored = true
	}
	k.last, k.rows, k.ends = when, k.rows+1, k.ends && (when.at.IsZero() || monthEnd(when.at))
	return nil
}

// finish pads the censored marks and refuses series whose rows lie so far apart that the frequency must be another one.
func (t *Table) finish() error {
	for i := range t.Series {
		s, k := &t.Series[i], t.track[i]
		for k.censored && len(s.Censored) < len(s.Values) {
			s.Censored = append(s.Censored, false)
		}
		if k.rows >= 8 && len(s.Values) > 5*k.rows && even(s.Values) {
			return fmt.Errorf("series %q has a row only every %d steps: is the frequency really %c?", t.IDs[i],
				len(s.Values)/k.rows, t.calendar.freq)
		}
	}
	return nil
}

// even reports whether the observed values lie about equally far apart, as those of a longer frequency do.
func even(y []float64) bool {
	shortest, longest, last := len(y), 0, -1
	for t, v := range y {
		if math.IsNaN(v) {
			continue
		}
		if last >= 0 {
			shortest, longest = min(shortest, t-last), max(longest, t-last)
		}
		last = t
	}
	return longest <= shortest+shortest/4+1
}

// Time writes the time of step n after the end of series i (1 is the first ahead), or before it for n ≤ 0.
func (t *Table) Time(i, n int) string {
	return t.calendar.after(t.track[i].last, n, t.track[i].ends)
}
