package table

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// furthest is the most steps after the end of a series that an offer may lie: beyond it is a wrong date.
const furthest = 10_000

// ReadFuture reads the prices and promotions of the steps ahead: unique_id, ds and price or promo. Rows may come in any order; rows of
// series that are not there, or of steps that are over, are refused like everything that cannot be meant.
func (t *Table) ReadFuture(r io.Reader) error {
	in := csv.NewReader(r)
	in.ReuseRecord, in.FieldsPerRecord = true, -1
	head, err := in.Read()
	if err != nil {
		return RowError{1, "want a row that names the columns: unique_id,ds,price,promo"}
	}
	col, err := columns(head, false)
	if err != nil {
		return err
	}
	col[colY] = -1
	if col[colPrice] < 0 && col[colPromo] < 0 {
		return RowError{1, "want a column price or promo, found " + strings.Join(head, ", ")}
	}
	at := make(map[string]int, len(t.IDs))
	for i, id := range t.IDs {
		at[id] = i
	}
	for row := 2; ; row++ {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = t.ahead(at, col, cells)
		}
		if err != nil {
			return RowError{row, err.Error()}
		}
	}
}

// ahead notes one row.
func (t *Table) ahead(at map[string]int, col places, cells []string) error {
	if err := col.complete(cells); err != nil {
		return err
	}
	i, known := at[col.id(cells)]
	if !known {
		return fmt.Errorf("series %q has no history", col.id(cells))
	}
	text := strings.TrimSpace(cells[col[colTime]])
	when, err := t.calendar.parse(text)
	if err != nil {
		return err
	}
	step := when.step - t.track[i].last.step
	switch {
	case step < 1:
		return fmt.Errorf("%s is not after the history of series %q", text, t.IDs[i])
	case step > furthest:
		return fmt.Errorf("%s is %d steps after the history of series %q", text, step, t.IDs[i])
	}
	return t.offer(i, len(t.Series[i].Values)-1+step, col, cells)
}
