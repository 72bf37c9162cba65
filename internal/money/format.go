package money

import (
	"strings"

	"hesuan/internal/fixed"
)

// Format writes an amount for people: thousands in groups, at least the currency's decimals, more
// only where the amount has them: 1,234,567.50. The minus is the real one of books, not a dash that wraps.
func Format(a fixed.Amount, currency string) string {
	text := a.String()
	negative := strings.HasPrefix(text, "-")
	whole, frac, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	if want := Decimals(currency); len(frac) < want {
		frac += "0000"[:want-len(frac)]
	}
	text = group(whole)
	if frac != "" {
		text += "." + frac
	}
	if negative {
		return "−" + text
	}
	return text
}

// WithSymbol is Format with the currency's sign before it: ¥1,234.50, −£3.00.
func WithSymbol(a fixed.Amount, currency string) string {
	text := Format(a, currency)
	if rest, negative := strings.CutPrefix(text, "−"); negative {
		return "−" + Symbol(currency) + rest
	}
	return Symbol(currency) + text
}

// group puts a comma before every three digits from the right.
func group(digits string) string {
	var b strings.Builder
	for i, c := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}
