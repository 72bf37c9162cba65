package i18n

import "strings"

// Parts puts a name made of parts, such as Combination/SeasonalNaive, into words. A part without words is a proper name, such as ARIMA.
func Parts(text func(key string, pairs ...any) string, prefix, name string) string {
	parts := strings.Split(name, "/")
	for i, part := range parts {
		if word := text(prefix + part); word != prefix+part {
			parts[i] = word
		}
	}
	return strings.Join(parts, " / ")
}
