package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/resource"
)

// input is one field of a form.
type input struct {
	Name, Label, Hint string
	Widget            string // text, email, textarea, select, link, decimal, number, date, datetime-local, check or fixed
	Value             string
	Title             string // of the row that a link field holds
	Source            string // where a link's choices are looked up
	Options           []option
	Suffix            string
	Max               int
	Required, Number  bool
	Bad               string // the fault, in words
	Hidden            bool
}

// drawer makes inputs for one form.
type drawer struct {
	*words
	def    resource.Any
	titles titles
	faults fault.List
	value  func(f *resource.Field, name string) string // present text of an input
	fresh  bool
}

func (d *drawer) inputs(fields resource.Fields, prefix string) []input {
	var all []input
	for i := range fields {
		f := &fields[i]
		if f.ReadOnly || f.Kind.Name == "json" {
			continue
		}
		all = append(all, d.input(f, prefix+f.Name))
	}
	return all
}

func (d *drawer) input(f *resource.Field, name string) input {
	m := d.def.Info()
	in := input{
		Name: name, Label: d.label(m.Name, f.Name), Hint: d.hint(m.Name, f.Name), Widget: f.Kind.Widget, Value: d.value(f, name),
		Max: f.Max, Required: f.Required, Number: f.Kind.Number,
	}
	switch f.Kind.Name {
	case "choice":
		for _, value := range choices(d.def, f) {
			in.Options = append(in.Options, option{Value: value, Text: d.choice(m.Name, f.Name, value), On: value == in.Value})
		}
	case "link":
		in.Source = "/suggest/" + m.Name + "/" + f.Name
		if key, err := id.Parse[any](in.Value); err == nil {
			in.Title = d.titles[f.Link][key]
		} else {
			in.Title = in.Value
			in.Value = ""
		}
	case "rate":
		in.Suffix = "%"
	}
	if f.Frozen && !d.fresh {
		in.Widget = "fixed"
		if f.Kind.Name == "choice" {
			in.Title = d.choice(m.Name, f.Name, in.Value)
		}
	}
	for _, one := range d.faults {
		if one.Field == name {
			in.Bad = d.fault(one)
		}
	}
	return in
}

// loose are the faults that no input shows.
func (d *drawer) loose(sets ...[]input) (texts []string) {
	shown := map[string]bool{}
	for _, set := range sets {
		for _, in := range set {
			shown[in.Name] = in.Bad != ""
		}
	}
	for _, f := range d.faults {
		if !shown[f.Field] {
			texts = append(texts, d.fault(f))
		}
	}
	return texts
}

// typed is a value as a person would type it.
func typed(f *resource.Field, value any, zone *time.Location) string {
	switch v := plainValue(value).(type) {
	case nil:
		return ""
	case fixed.Amount:
		if v == 0 {
			return ""
		}
		if f.Kind.Name == "rate" {
			return (v * 100).String()
		}
		return v.String()
	case fixed.Qty:
		if v == 0 {
			return ""
		}
		return v.String()
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.In(zone).Format("2006-01-02T15:04")
	case cal.Date:
		return v.String()
	case bool:
		if v {
			return "1"
		}
		return ""
	case string:
		return v
	default:
		if f.Kind.Name == "link" {
			if key := linked(v); !key.IsZero() {
				return key.String()
			}
			return ""
		}
		if text := fmt.Sprint(v); text != "0" {
			return text
		}
		return ""
	}
}

// raw is what a person typed as the JSON that the API would have received.
func raw(f *resource.Field, text string, zone *time.Location) json.RawMessage {
	text = strings.TrimSpace(text)
	switch f.Kind.Name {
	case "rate":
		text = fromPercent(text)
	case "qty", "amount", "int":
		text = strings.NewReplacer(",", "", "，", "", "−", "-", "¥", "", "￥", "").Replace(text)
	case "time":
		for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
			if at, err := time.ParseInLocation(layout, text, zone); err == nil {
				text = at.UTC().Format(time.RFC3339)
				break
			}
		}
	}
	return f.Kind.Raw(text)
}

// fromPercent turns 13 into 0.13; what is no number stays, to be refused as it was typed.
func fromPercent(text string) string {
	n, err := fixed.ParseAmount(text)
	if err != nil {
		return text
	}
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return sign + strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%d.%06d", n/1e6, n%1e6), "0"), ".")
}

// last is the last of the values given for a name: a checkbox follows the hidden input that says no.
func last(form url.Values, name string) (string, bool) {
	values := form[name]
	if len(values) == 0 {
		return "", false
	}
	return values[len(values)-1], true
}

func parseDay(text string) (cal.Date, error) { return cal.Parse(text) }
