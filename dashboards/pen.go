package dashboards

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"hesuan/olap"
)

// pen writes numbers and words for one person.
type pen struct {
	lang   string
	symbol string // of the company's currency
	text   func(key string, pairs ...any) string
}

const (
	minus = "−"
	none  = "–"
)

// size is a word for so many, used from a number on: people of the trade count in 万 and 亿, or in k and M.
type size struct {
	from, unit float64
	word       string
}

var sizes = map[string][]size{
	"zh": {{1e8, 1e8, "亿"}, {1e4, 1e4, "万"}},
	"en": {{1e9, 1e9, "B"}, {1e6, 1e6, "M"}, {1e4, 1e3, "k"}},
}

// people writes a number as people speak of it: ¥12.35万. What is exact stands beside it on hover.
func (p pen) people(v olap.Value, unit olap.Unit) string {
	if !v.Valid {
		return none
	}
	switch unit {
	case olap.Percent:
		return decimals(v.Float*100, 1) + "%"
	case olap.Days:
		return p.text("board.days", "n", decimals(v.Float, days(v.Float)))
	case olap.Ratio:
		return decimals(v.Float, 2)
	case olap.Money, olap.Price:
		return p.marked(p.short(v.Float, 2))
	}
	return p.short(v.Float, 0)
}

// days shows half days only where they matter.
func days(v float64) int {
	if math.Abs(v) < 100 {
		return 1
	}
	return 0
}

// short is a number with at most four figures and a word for its size.
func (p pen) short(v float64, places int) string {
	for _, s := range sizes[p.lang] {
		if math.Abs(v) < s.from {
			continue
		}
		v /= s.unit
		switch many := math.Abs(v); {
		case many >= 1000:
			return decimals(v, 0) + s.word
		case many >= 100:
			return decimals(v, 1) + s.word
		}
		return decimals(v, 2) + s.word
	}
	if v == 0 || math.Abs(v) >= 1000 || places == 0 && v == math.Trunc(v) {
		places = 0
	}
	return decimals(v, places)
}

// marked puts the currency's sign before an amount, behind a minus.
func (p pen) marked(amount string) string {
	if rest, negative := strings.CutPrefix(amount, minus); negative {
		return minus + p.symbol + rest
	}
	return p.symbol + amount
}

// exact writes a number in full.
func (p pen) exact(v olap.Value, unit olap.Unit) string {
	if !v.Valid {
		return none
	}
	switch unit {
	case olap.Money:
		return p.marked(grouped(v.Exact, 2))
	case olap.Price:
		return p.marked(decimals(v.Float, 4))
	case olap.Percent:
		return decimals(v.Float*100, 2) + "%"
	case olap.Days, olap.Ratio:
		return decimals(v.Float, 2)
	}
	return grouped(v.Exact, 0)
}

// grouped writes a decimal text with thousands apart and at least so many decimals, losing nothing.
func grouped(exact string, least int) string {
	negative := strings.HasPrefix(exact, "-")
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(exact, "-"), ".")
	fraction = strings.TrimRight(fraction, "0")
	for len(fraction) < least {
		fraction += "0"
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if negative {
		return minus + whole
	}
	return whole
}

// decimals rounds to so many places.
func decimals(v float64, places int) string {
	text := strconv.FormatFloat(v, 'f', places, 64)
	if strings.Trim(text, "-0.") == "" {
		text = strings.TrimPrefix(text, "-")
	}
	return grouped(text, places)
}

// change is a number beside that of another period.
type change struct {
	Text  string // +12.3%
	Arrow string // up, down or even
	Good  bool
	Was   string // what it was, as people speak of it
	Exact string
	Than  string // the other period, in words
}

// change compares; where there was nothing, there is no percentage.
func (p pen) change(a Ask, now, before olap.Value, c olap.Column) *change {
	if a.Against == alone || !before.Valid || !now.Valid {
		return nil
	}
	d := now.Float - before.Float
	ch := &change{Arrow: "even", Text: p.text("board.even"), Was: p.people(before, c.Unit), Exact: p.exact(before, c.Unit), Than: p.than(a)}
	switch {
	case c.Unit == olap.Percent:
		ch.Text = p.text("board.points", "n", signed(d*100, 1))
	case before.Float == 0 && d != 0:
		ch.Text = p.text("board.new")
	case d != 0:
		ch.Text = signed(d/math.Abs(before.Float)*100, 1) + "%"
	}
	if d > 0 {
		ch.Arrow = "up"
	} else if d < 0 {
		ch.Arrow = "down"
	}
	ch.Good = d > 0 != c.Lower
	return ch
}

func signed(v float64, places int) string {
	text := decimals(v, places)
	if v > 0 {
		return "+" + text
	}
	return text
}

// than names the period that stands beside the asked one.
func (p pen) than(a Ask) string {
	switch days := int(a.To - a.From + 1); {
	case a.Against == olap.YearBefore:
		return p.text("board.than.year")
	case a.Against == olap.WeeksBefore:
		return p.text("board.than.weeks")
	case days == 1 && a.To == a.Today:
		return p.text("board.than.yesterday")
	case days == 1:
		return p.text("board.than.day")
	case slices.Contains([]string{"week", "month", "quarter"}, a.Period):
		return p.text("board.than." + a.Period)
	case a.Period == "year":
		return p.text("board.than.year")
	}
	before := a.compared().Before()
	if before.To.Add(1) != a.From {
		return p.text("board.than.same", "from", before.From.String()[5:], "to", before.To.String()[5:])
	}
	return p.shape(a, int(a.To-a.From+1))
}

// shape names the period that ends where the asked one begins.
func (p pen) shape(a Ask, days int) string {
	if a.From == a.From.Month() && a.To.Add(1) == a.To.Add(1).Month() {
		return p.text("board.than.whole")
	}
	return p.text("board.than.days", "n", days)
}
