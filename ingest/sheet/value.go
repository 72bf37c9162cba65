package sheet

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"hesuan/internal/fault"
	"hesuan/internal/i18n"
	"hesuan/internal/resource"
)

// value is a cell as the JSON that a field takes; nil leaves the field as it is. An empty cell empties texts, dates and links and leaves
// numbers, choices and yes-or-no alone. What is wrong with it the field's own check tells; here texts are only turned into its form.
func (im *Import) value(f *resource.Field, text string) (json.RawMessage, *fault.Fault) {
	text = strings.TrimSpace(harmed(text))
	if utf8.RuneCountInString(text) > MaxCell {
		return nil, fault.New(fault.Invalid, "sheet.cell.long", fault.Args{"field": f.Name, "max": MaxCell})
	}
	if text == "" {
		switch f.Kind.Name {
		case "text", "longtext", "email":
			return json.RawMessage(`""`), nil
		case "date", "time", "link":
			return json.RawMessage("null"), nil
		}
		return nil, nil
	}
	switch f.Kind.Name {
	case "bool":
		return im.yesNo(f, text)
	case "choice":
		text = im.choice(f, text)
	case "date":
		text = im.day(text)
	case "time":
		text = im.instant(text)
	case "int", "qty", "amount", "rate":
		text = im.decimal(f, text)
	}
	return f.Kind.Raw(text), nil
}

func (im *Import) yesNo(f *resource.Field, text string) (json.RawMessage, *fault.Fault) {
	for value, words := range map[string][]string{"true": {"true", "1", "yes", "y", "是", "√"}, "false": {"false", "0", "no", "n", "否", "×"}} {
		for _, lang := range i18n.Langs {
			words = append(words, im.names().first(lang, "choice."+value))
		}
		for _, word := range words {
			if strings.EqualFold(text, word) {
				return json.RawMessage(value), nil
			}
		}
	}
	return nil, fault.New(fault.Invalid, "core.field.bool", fault.Args{"field": f.Name, "value": text})
}

// choice is the value whose name the text is, in either language.
func (im *Import) choice(f *resource.Field, text string) string {
	for _, value := range f.Choices {
		for _, lang := range i18n.Langs {
			if strings.EqualFold(text, im.names().choice(lang, f.Name, value)) {
				return value
			}
		}
	}
	return text
}

// days are the ways in which people write dates that leave no doubt.
var days = []string{
	"2006-01-02", "2006-1-2", "2006/1/2", "2006.1.2", "2006年1月2日", "20060102", "2006-01-02 15:04:05", "2006/1/2 15:04:05", "2006/1/2 15:04",
}

func (im *Import) day(text string) string {
	if at, ok := im.serial(text); ok {
		return at.Format("2006-01-02")
	}
	for _, layout := range days {
		if at, err := time.Parse(layout, text); err == nil {
			return at.Format("2006-01-02")
		}
	}
	return text
}

// instants without a zone are meant in the company's.
var instants = []string{
	"2006-01-02 15:04:05", "2006-01-02 15:04", "2006/1/2 15:04:05", "2006/1/2 15:04", "2006-01-02T15:04:05", "2006-01-02", "2006/1/2",
}

func (im *Import) instant(text string) string {
	if at, ok := im.serial(text); ok {
		y, m, d := at.Date()
		return time.Date(y, m, d, at.Hour(), at.Minute(), at.Second(), 0, im.DB.Zone).UTC().Format(time.RFC3339)
	}
	for _, layout := range instants {
		if at, err := time.ParseInLocation(layout, text, im.DB.Zone); err == nil {
			return at.UTC().Format(time.RFC3339)
		}
	}
	return text
}

// serial reads a date as an XLSX stores it: days since 1899-12-30.
func (im *Import) serial(text string) (time.Time, bool) {
	if im.kind != "xlsx" {
		return time.Time{}, false
	}
	days, err := strconv.ParseFloat(text, 64)
	if err != nil || days < 1 || days > 2_958_465 || len(text) == 8 && !strings.Contains(text, ".") {
		return time.Time{}, false
	}
	at, err := excelize.ExcelDateToTime(days, false)
	return at.Round(time.Second), err == nil
}

// decimal makes a number plain. Excel keeps 15 digits, and what its arithmetic leaves beyond them is noise.
func (im *Import) decimal(f *resource.Field, text string) string {
	share, percent := strings.CutSuffix(text, "%")
	if percent && f.Kind.Name == "rate" {
		text = share
	}
	if im.kind == "xlsx" || percent && f.Kind.Name == "rate" {
		number, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsInf(number, 0) || math.IsNaN(number) {
			return text
		}
		if percent {
			number /= 100
		}
		if rounded, err := strconv.ParseFloat(strconv.FormatFloat(number, 'g', 15, 64), 64); err == nil && exactDigits(text) <= 17 {
			return strconv.FormatFloat(rounded, 'f', -1, 64)
		}
	}
	return text
}

// exactDigits counts the significant digits of a number: a text cell may hold more than a double does, and keeps them.
func exactDigits(text string) int {
	mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
	return len(strings.TrimLeft(strings.ReplaceAll(mantissa, ".", ""), "+-0"))
}
