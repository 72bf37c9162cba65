package web

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
)

// Numbers as people of the trade write them: thousands apart, a true minus, nothing as a dash.
const (
	minus = "−"
	none  = "–"
)

// money shows at least two decimals, and as many as the amount has.
func money(a fixed.Amount) string { return decimals(int64(a), 2) }

// cost shows all four decimals: unit costs are compared down to the last one.
func cost(a fixed.Amount) string { return decimals(int64(a), 4) }

// quantity shows the decimals it has.
func quantity(q fixed.Qty) string { return decimals(int64(q), 0) }

// percent shows a share such as 0.13 as 13%.
func percent(a fixed.Amount) string {
	if a == 0 {
		return "0%"
	}
	return decimals(int64(a)*100, 0) + "%"
}

// number shows a whole number.
func number(v any) string {
	var n int64
	switch v := v.(type) {
	case int:
		n = int64(v)
	case int32:
		n = int64(v)
	case int64:
		n = v
	default:
		return fmt.Sprint(v)
	}
	return decimals(n*fixed.Scale, 0)
}

// decimals writes n ten-thousandths with at least the given number of decimals.
func decimals(n int64, least int) string {
	if n == 0 {
		return none
	}
	sign := ""
	if n < 0 {
		sign, n = minus, -n
	}
	fraction := fmt.Sprintf("%04d", n%fixed.Scale)
	for len(fraction) > least && strings.HasSuffix(fraction, "0") {
		fraction = fraction[:len(fraction)-1]
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + thousands(n/fixed.Scale) + fraction
}

func thousands(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// date is a business day; nil is a dash.
func (w *words) date(value any) string {
	switch v := value.(type) {
	case cal.Date:
		return v.String()
	case *cal.Date:
		if v != nil {
			return v.String()
		}
	}
	return none
}

// exact is an instant in the company's zone, to the second.
func (w *words) exact(t time.Time) string {
	if t.IsZero() {
		return none
	}
	return t.In(w.db.Zone).Format("2006-01-02 15:04:05")
}

// ago is an instant as people speak of it, with the exact one on hover.
func (w *words) ago(t time.Time) template.HTML {
	if t.IsZero() {
		return none
	}
	return template.HTML(fmt.Sprintf(`<time datetime="%s" title="%s">%s</time>`,
		t.UTC().Format(time.RFC3339), w.exact(t), template.HTMLEscapeString(w.near(t, w.db.Clock()))))
}

func (w *words) near(t, now time.Time) string {
	local, today := t.In(w.db.Zone), cal.On(now, w.db.Zone)
	past := now.Sub(t)
	switch day := cal.On(t, w.db.Zone); {
	case past >= 0 && past < time.Minute:
		return w.t("time.now")
	case past >= 0 && past < time.Hour:
		return w.t("time.minutes", "n", int(past.Minutes()))
	case day == today:
		return local.Format("15:04")
	case day == today-1:
		return w.t("time.yesterday", "at", local.Format("15:04"))
	case local.Year() == now.In(w.db.Zone).Year():
		return local.Format("01-02 15:04")
	}
	return local.Format("2006-01-02")
}
