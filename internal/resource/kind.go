package resource

import (
	"encoding/json"
	"strings"
)

// Kind is what a field's values are: how text becomes JSON, which widget types it, how
// the API describes it. Storage follows from the Go type of the struct's field.
type Kind struct {
	Name   string
	Widget string         // the HTML input type, or select, textarea, link, check
	Number bool           // right-aligned, in tabular figures
	Schema map[string]any // JSON schema of a value
	quote  bool           // text is a JSON string
}

const decimalPattern = `^-?\d{1,14}(\.\d{1,4})?$`

var kinds = map[string]Kind{
	"text":     {Name: "text", Widget: "text", quote: true, Schema: map[string]any{"type": "string"}},
	"email":    {Name: "email", Widget: "email", quote: true, Schema: map[string]any{"type": "string", "format": "email"}},
	"longtext": {Name: "longtext", Widget: "textarea", quote: true, Schema: map[string]any{"type": "string"}},
	"int":      {Name: "int", Widget: "number", Number: true, Schema: map[string]any{"type": "integer", "format": "int64"}},
	"qty":      {Name: "qty", Widget: "decimal", Number: true, quote: true, Schema: map[string]any{"type": "string", "pattern": decimalPattern}},
	"amount":   {Name: "amount", Widget: "decimal", Number: true, quote: true, Schema: map[string]any{"type": "string", "pattern": decimalPattern}},
	"rate":     {Name: "rate", Widget: "decimal", Number: true, quote: true, Schema: map[string]any{"type": "string", "pattern": decimalPattern}},
	"date":     {Name: "date", Widget: "date", quote: true, Schema: map[string]any{"type": "string", "format": "date"}},
	"time":     {Name: "time", Widget: "datetime-local", quote: true, Schema: map[string]any{"type": "string", "format": "date-time"}},
	"bool":     {Name: "bool", Widget: "check", Schema: map[string]any{"type": "boolean"}},
	"choice":   {Name: "choice", Widget: "select", quote: true, Schema: map[string]any{"type": "string"}},
	"link":     {Name: "link", Widget: "link", quote: true, Schema: map[string]any{"type": "string", "format": "uuid"}},
	"json":     {Name: "json", Widget: "none", Schema: map[string]any{}},
}

// Raw is what a person typed as the JSON that the API would have received. Empty text of
// a field that is no text is null: the field is left empty.
func (k Kind) Raw(text string) json.RawMessage {
	text = strings.TrimSpace(text)
	switch {
	case k.Name == "bool":
		if text == "" || text == "0" || text == "false" || text == "no" || text == "否" {
			return json.RawMessage("false")
		}
		return json.RawMessage("true")
	case text == "" && !k.text():
		return json.RawMessage("null")
	case k.quote:
		raw, _ := json.Marshal(text)
		return raw
	}
	if !json.Valid([]byte(text)) {
		raw, _ := json.Marshal(text)
		return raw
	}
	return json.RawMessage(text)
}

// decimal kinds are exact numbers with a fraction, which travel as text.
func (k Kind) decimal() bool { return k.Name == "qty" || k.Name == "amount" || k.Name == "rate" }

// text kinds may be the empty string.
func (k Kind) text() bool {
	return k.Name == "text" || k.Name == "longtext" || k.Name == "email" || k.Name == "choice"
}
