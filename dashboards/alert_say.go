package dashboards

import (
	"fmt"
	"net/url"
	"strings"

	"hesuan/internal/money"
	"hesuan/olap"
)

// said puts an alert into words: 毛利率 < 25 %（每日，按渠道）.
func (p pen) said(a *Alert, m *olap.Metric) string {
	sign := map[string]string{Below: "<", Above: ">"}[a.Op]
	line := p.people(olap.Value{Valid: true, Float: a.Threshold.Float(), Exact: a.Threshold.String()}, m.Unit)
	text := p.text(m.Title()) + " " + sign + " " + line + " · " + p.text("board.alert.span."+a.Span)
	if a.By != "" {
		text += " · " + p.text("board.alert.each", "dim", p.text("dim."+a.By))
	}
	if a.Name != "" {
		text = a.Name + ": " + text
	}
	return text
}

// one is a value that crossed, with what it is of.
func (p pen) one(f Fired, m *olap.Metric) string {
	text := p.people(olap.Value{Valid: true, Float: f.Value, Exact: fmt.Sprint(f.Value)}, m.Unit)
	if f.Label != "" {
		return f.Label + " " + text
	}
	return text
}

// firedLine lists the first of what crossed.
func (p pen) firedLine(a *Alert, m *olap.Metric) string {
	var parts []string
	for i, f := range a.Fired {
		if i == 3 {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, p.one(f, m))
	}
	return strings.Join(parts, ", ")
}

// penFor writes for a person without a request.
func (w *Wall) penFor(lang string, text func(lang, key string, args map[string]any) string) pen {
	return pen{lang, money.Symbol(w.Currency), func(key string, pairs ...any) string {
		args := map[string]any{}
		for i := 0; i+1 < len(pairs); i += 2 {
			args[fmt.Sprint(pairs[i])] = pairs[i+1]
		}
		return text(lang, key, args)
	}}
}

func parseQuery(text string) url.Values {
	v, _ := url.ParseQuery(text) // what cannot be read filters nothing
	return v
}
