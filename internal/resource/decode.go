package resource

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/mail"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
)

// Decode writes a JSON object's fields into a row and gives every fault of the input at
// once. fresh says that the row is new: then required fields must be there and frozen
// ones may be set.
func (d *Def[T]) Decode(raw []byte, row *T, fresh bool) error {
	return decode(raw, reflect.ValueOf(row).Elem(), d.shape, d.Fields, d.Lines, fresh)
}

func decode(raw []byte, row reflect.Value, s *shape, fields, lines Fields, fresh bool) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil {
		return fault.New(fault.Invalid, "core.input.object", nil)
	}
	var faults fault.List
	if rawLines, ok := object["lines"]; ok && s.lines != nil {
		faults = append(faults, decodeLines(rawLines, row.FieldByIndex(s.lines), s.line, lines)...)
		delete(object, "lines")
	}
	faults = append(faults, decodeFields(object, row, s, fields, fresh, "")...)
	return faults.Err()
}

func decodeFields(object map[string]json.RawMessage, row reflect.Value, s *shape, fields Fields, fresh bool, prefix string) (faults fault.List) {
	for _, f := range fields {
		raw, given := object[f.Name]
		delete(object, f.Name)
		if !given && fresh && f.Default != "" {
			raw, given = f.Kind.Raw(f.Default), true
		}
		target := row.FieldByIndex(s.byName[f.Name].path)
		if given && (f.ReadOnly || f.Frozen && !fresh) {
			if !same(raw, target) {
				faults.Add(fault.New(fault.Invalid, "core.field.readonly", fault.Args{"field": f.Name}).At(prefix + f.Name))
			}
			continue
		}
		if given {
			faults.Add(f.set(raw, target, prefix))
		}
		if f.Required && (given || fresh) && target.IsZero() && f.Kind.Name != "bool" && !faults.Has(prefix+f.Name) {
			faults.Add(fault.New(fault.Invalid, "core.field.required", fault.Args{"field": f.Name}).At(prefix + f.Name))
		}
	}
	for name := range object {
		if s.byName[name] == nil || !same(object[name], row.FieldByIndex(s.byName[name].path)) {
			faults.Add(fault.New(fault.Invalid, "core.field.unknown", fault.Args{"field": name}).At(prefix + name))
		}
	}
	sort.SliceStable(faults, func(i, j int) bool { return faults[i].Field < faults[j].Field })
	return faults
}

// same tells that the input repeats the present value, as programs that send a whole row back do.
func same(raw json.RawMessage, present reflect.Value) bool {
	given := reflect.New(present.Type())
	return json.Unmarshal(raw, given.Interface()) == nil && reflect.DeepEqual(given.Elem().Interface(), present.Interface())
}

// set parses one value into its struct field.
func (f *Field) set(raw json.RawMessage, target reflect.Value, prefix string) *fault.Fault {
	at := prefix + f.Name
	if f.Kind.Number && strings.TrimSpace(string(raw)) == "null" { // a number that is left empty
		target.SetZero()
		return nil
	}
	value := reflect.New(target.Type())
	raw, err := f.plain(raw)
	if err == nil {
		err = json.Unmarshal(raw, value.Interface())
	}
	if err != nil {
		return fault.New(fault.Invalid, parseKey(f, err), fault.Args{"field": f.Name, "value": clip(string(raw))}).At(at)
	}
	if text, ok := value.Elem().Interface().(string); ok {
		text = strings.TrimSpace(strings.ToValidUTF8(text, ""))
		if broken := f.checkText(text); broken != nil {
			return broken.At(at)
		}
		value.Elem().SetString(text)
	}
	switch at := value.Interface().(type) {
	case *time.Time:
		*at = instant(*at)
	case **time.Time:
		if *at != nil {
			**at = instant(**at)
		}
	}
	target.Set(value.Elem())
	return nil
}

// errKind says that a value is of no kind that the field takes.
var errKind = errors.New("another kind of value")

// errFraction says that a decimal came as a JSON number, which most programs read as a binary fraction.
var errFraction = errors.New("a fraction as a JSON number")

// plain is a value as its Go type reads it: 3.0 is a whole number in JSON. No text is "", no link and no day null; yes and no are never nothing.
func (f *Field) plain(raw json.RawMessage) (json.RawMessage, error) {
	text := strings.TrimSpace(string(raw))
	switch {
	case f.Kind.Name == "link" && text == `""`, text == "null" && (f.Kind.Name == "bool" || f.Kind.text()):
		return nil, errKind
	case f.Kind.decimal() && fractional(text):
		return nil, errFraction
	case f.Kind.Name != "int":
		return raw, nil
	}
	n, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimRight(text, "0"), "."), 10, 64)
	if !strings.Contains(text, ".") {
		n, err = strconv.ParseInt(text, 10, 64)
	}
	if err != nil {
		return nil, errKind
	}
	if !f.ReadOnly && n != int64(int32(n)) {
		return nil, fixed.ErrRange
	}
	return json.RawMessage(strconv.FormatInt(n, 10)), nil
}

// fractional tells a JSON number that is no whole one; 3.0 is.
func fractional(text string) bool {
	_, fraction, found := strings.Cut(text, ".")
	return found && text[0] != '"' && strings.Trim(fraction, "0") != ""
}

// instant is a time as Postgres gives it back, so that an event's body and its row read alike.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

func (f *Field) checkText(text string) *fault.Fault {
	args := fault.Args{"field": f.Name, "max": f.Max, "value": clip(text)}
	switch {
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }):
		return fault.New(fault.Invalid, "core.field.control", args)
	case f.Max > 0 && utf8.RuneCountInString(text) > f.Max:
		return fault.New(fault.Invalid, "core.field.long", args)
	case f.Kind.Name == "choice" && text != "" && !slices.Contains(f.Choices, text):
		args["choices"] = strings.Join(f.Choices, ", ")
		return fault.New(fault.Invalid, "core.field.choice", args)
	case f.Kind.Name == "email" && text != "":
		if _, err := mail.ParseAddress(text); err != nil {
			return fault.New(fault.Invalid, "core.field.email", args)
		}
	}
	return nil
}

func parseKey(f *Field, err error) string {
	switch {
	case errors.Is(err, fixed.ErrRange):
		return "core.field.range"
	case errors.Is(err, errFraction):
		return "core.field.fraction"
	case errors.Is(err, fixed.ErrDigits):
		return "core.field.digits"
	case errors.Is(err, id.ErrSyntax):
		return "core.field.link"
	}
	return "core.field." + f.Kind.Name
}

func clip(s string) string {
	if utf8.RuneCountInString(s) > 60 {
		return string([]rune(s)[:60]) + "…"
	}
	return s
}

// decodeLines replaces the document's lines by those given. A line with a number keeps
// its values where the input is silent; a line without is new; absent ones are gone.
func decodeLines(raw json.RawMessage, lines reflect.Value, s *shape, fields Fields) (faults fault.List) {
	var objects []map[string]json.RawMessage
	if err := json.Unmarshal(raw, &objects); err != nil || objects == nil {
		return fault.List{fault.New(fault.Invalid, "core.input.lines", nil).At("lines")}
	}
	old := lineMap(lines)
	fresh := reflect.MakeSlice(lines.Type(), 0, len(objects))
	for i, object := range objects {
		prefix := fmt.Sprintf("lines.%d.", i)
		var no int32
		if given, ok := object["no"]; ok && json.Unmarshal(given, &no) != nil {
			faults.Add(fault.New(fault.Invalid, "core.field.int", fault.Args{"field": "no", "value": clip(string(given))}).At(prefix + "no"))
		}
		delete(object, "no")
		line := reflect.New(s.of).Elem()
		before, existed := old[no]
		switch {
		case existed:
			line.Set(before)
			delete(old, no)
		case no != 0:
			faults.Add(fault.New(fault.Invalid, "core.line.missing", fault.Args{"no": no}).At(prefix + "no"))
		}
		faults = append(faults, decodeFields(object, line, s, fields, !existed, prefix)...)
		fresh = reflect.Append(fresh, line)
	}
	lines.Set(fresh)
	return faults
}
