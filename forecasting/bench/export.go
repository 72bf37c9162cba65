package bench

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"hesuan/forecasting"
)

// Split describes an exported group: what another program needs to forecast it alike.
type Split struct {
	Set    string `json:"set"`
	Group  string `json:"group"`
	Freq   string `json:"freq"`
	Season int    `json:"season"`
	H      int    `json:"h"`
	Dated  bool   `json:"dated"` // ds are dates, not numbers
}

// Export writes each group of a set to a folder of its own: train.csv and test.csv in the long format, split.json. Other programs then
// forecast the very same series.
func Export(dir, set string, items []Item) error {
	groups := map[string][]Item{}
	for _, it := range items {
		key := fmt.Sprintf("%s-%s-%d", set, strings.ReplaceAll(strings.ToLower(it.Group), " ", "-"), len(it.Test))
		groups[key] = append(groups[key], it)
	}
	for key, group := range groups {
		if err := exportGroup(filepath.Join(dir, key), set, group); err != nil {
			return err
		}
	}
	return nil
}

func exportGroup(dir, set string, items []Item) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	first := items[0]
	s := Split{Set: set, Group: first.Group, Freq: string(rune(first.Series.Freq)), Season: first.Season, H: len(first.Test),
		Dated: !first.Series.Start.IsZero()}
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "split.json"), text, 0o644); err != nil {
		return err
	}
	if err := writeLong(filepath.Join(dir, "train.csv"), items, func(it Item) ([]float64, int) { return it.Series.Values, 0 }); err != nil {
		return err
	}
	return writeLong(filepath.Join(dir, "test.csv"), items, func(it Item) ([]float64, int) { return it.Test, len(it.Series.Values) })
}

// writeLong writes the values that of gives, from its step on.
func writeLong(path string, items []Item, of func(Item) ([]float64, int)) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "unique_id,ds,y")
	for _, it := range items {
		values, from := of(it)
		for t, v := range values {
			fmt.Fprintf(w, "%s,%s,%s\n", strings.ReplaceAll(it.ID, ",", " "), when(it.Series, from+t), strconv.FormatFloat(v, 'g', -1, 64))
		}
	}
	return errors.Join(w.Flush(), f.Close())
}

// when is the time of a step: its date, or its number where no dates are known.
func when(s forecasting.Series, step int) string {
	if s.Start.IsZero() {
		return strconv.Itoa(step + 1)
	}
	return date(s, step).Format(time.DateOnly)
}

// date of a step of a series whose dates are known.
func date(s forecasting.Series, step int) time.Time {
	switch s.Freq {
	case forecasting.Weekly:
		return s.Start.AddDate(0, 0, 7*step)
	case forecasting.Monthly:
		return s.Start.AddDate(0, step, 0)
	}
	return s.Start.AddDate(0, 0, step)
}
