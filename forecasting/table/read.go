package table

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
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
	seen        [7]int // rows by day of the week
}

// longestGap is the most steps that may be missing between two rows: more is a wrong date or a wrong frequency.
const longestGap = 100_000

// Read reads the long format. Columns are found by name; ds and y (and unique_id, if there is more than one series) must be there; a
// column censored with 1 marks steps out of stock; columns price and promo are offers.
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
	col, err := columns(head, true)
	if err != nil {
		return nil, err
	}
	t := &Table{calendar: calendar{freq: freq}}
	at := map[string]int{}
	width := len(head)
	for row := 2; ; row++ {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return t, t.finish()
		}
		if err == nil && len(cells) > width {
			err = fmt.Errorf("%d cells under %d columns: is a comma meant as a decimal point?", len(cells), width)
		}
		if err == nil {
			err = t.add(at, col, cells, row == 2)
		}
		if err != nil {
			return nil, RowError{row, err.Error()}
		}
	}
}

// The columns that are read; those from price on may be absent.
const (
	colID = iota
	colTime
	colY
	colCensored
	colPrice
	colPromo
	allColumns
)

var columnNames = [allColumns]string{"unique_id", "ds", "y", "censored", "price", "promo"}

// places of the columns in a row; −1 where absent.
type places [allColumns]int

// columns finds them; needs tells whether y must be there.
func columns(head []string, needsY bool) (places, error) {
	var col places
	for k, want := range columnNames {
		col[k] = slices.IndexFunc(head, func(name string) bool { return strings.EqualFold(strings.Trim(name, " \ufeff"), want) })
	}
	if col[colTime] < 0 || needsY && col[colY] < 0 {
		want := "unique_id, ds and y"
		if !needsY {
			want = "unique_id, ds and price or promo"
		}
		return col, RowError{1, "want the columns " + want + ", found " + strings.Join(head, ", ")}
	}
	return col, nil
}

// complete reports a row without one of the columns that it must have.
func (p places) complete(cells []string) error {
	for _, c := range p[:colCensored] {
		if c >= len(cells) {
			return fmt.Errorf("%d cells, want at least %d", len(cells), c+1)
		}
	}
	return nil
}

// id of the row's series.
func (p places) id(cells []string) string {
	if p[colID] < 0 {
		return "series"
	}
	return strings.Clone(cells[p[colID]])
}

func (t *Table) add(at map[string]int, col places, cells []string, first bool) error {
	if err := col.complete(cells); err != nil {
		return err
	}
	id := col.id(cells)
	if first {
		c, err := newCalendar(t.calendar.freq, cells[col[colTime]])
		if err != nil {
			return err
		}
		t.calendar = c
	}
	when, err := t.calendar.parse(strings.TrimSpace(cells[col[colTime]]))
	if err != nil {
		return err
	}
	y, err := number(cells[col[colY]])
	if err != nil {
		return fmt.Errorf("y is %w", err)
	}
	i, known := at[id]
	if !known {
		i = t.open(id, when)
		at[id] = i
	}
	out := col[colCensored] >= 0 && col[colCensored] < len(cells) && truth(cells[col[colCensored]])
	if err := t.append(i, when, cells[col[colTime]], y, out); err != nil {
		return err
	}
	return t.offer(i, len(t.Series[i].Values)-1, col, cells)
}

// offer notes price and promotion of a row at a step of series i.
func (t *Table) offer(i, step int, col places, cells []string) error {
	s := &t.Series[i]
	for k, to := range map[int]*[]float64{colPrice: &s.Price, colPromo: &s.Promo} {
		if col[k] < 0 || col[k] >= len(cells) {
			continue
		}
		v, err := number(cells[col[k]])
		if err != nil {
			return fmt.Errorf("%s is %w", columnNames[k], err)
		}
		if math.IsNaN(v) {
			continue
		}
		if k == colPrice && v <= 0 {
			return fmt.Errorf("price is %g, want more than 0, or nothing where it is not known", v)
		}
		for len(*to) <= step {
			*to = append(*to, math.NaN())
		}
		(*to)[step] = v
	}
	return nil
}

func truth(text string) bool {
	b, _ := strconv.ParseBool(strings.TrimSpace(text))
	return b
}

// number reads a value; empty and the usual words for nothing are a gap.
func number(text string) (float64, error) {
	text = strings.TrimSpace(text)
	switch strings.ToLower(text) {
	case "", "na", "nan", "null", "none":
		return math.NaN(), nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%q, want a number", text)
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
	k.seen[when.at.Weekday()]++
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
