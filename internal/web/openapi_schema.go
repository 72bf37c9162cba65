package web

import (
	"encoding/json"
	"maps"
	"strconv"
	"strings"

	"hesuan/internal/resource"
)

// decimal is what numbers look like in JSON strings, wide enough for sums; positive is one that is not below nought, share one from 0 to 1.
const (
	decimal  = `^-?[0-9]{1,14}(\.[0-9]{1,4})?$`
	positive = `^[0-9]{1,14}(\.[0-9]{1,4})?$`
	share    = `^(0(\.[0-9]{1,4})?|1(\.0{1,4})?)$`
)

// mailbox is an address that every mail program takes, or nothing.
const mailbox = `^$|^[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$`

// printable is text without control characters but line breaks and tabs; filled is printable and more than blanks; withoutComma is one of a
// list's values.
const (
	printable    = `^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$`
	withoutComma = `^[^,\x00-\x1f\x7f-\x9f]+$`
	filled       = `^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\xa0][^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$`
)

func schemaRef(name string) spec   { return spec{"$ref": "#/components/schemas/" + name} }
func lower(s string) string        { return strings.ToLower(s) }
func statusText(status int) string { return strconv.Itoa(status) }
func versionSchema() spec          { return spec{"type": "integer", "format": "int64", "minimum": 1} }

// defSchemas are the shapes of a Def's rows: <def> as read, <def>.row as listed, <def>.new, <def>.change, <def>.step.<step> for what each step
// asks, and <def>.bulk for what is done to many.
func defSchemas(w *words, def resource.Any) spec {
	m := def.Info()
	blank := def.New()
	read := shown(w, m.Name, properties(def), func(name string) any { return def.Value(blank, name) })
	read["title"] = w.one(m.Name)
	row := maps.Clone(read)
	row["required"] = []string{"id"} // of the others those that are asked for
	all := spec{m.Name: read, m.Name + ".row": row}
	if len(m.Lines) > 0 {
		line := shown(w, m.Name, lineProperties(def), func(string) any { return 0 })
		all[m.Name] = withLines(read, line)
	}
	for _, e := range writes(def) {
		e.def = def
		switch e.action {
		case "create", "start":
			all[m.Name+".new"] = asked(w, m.Name, m.Fields, m.Lines, false)
		case "change":
			all[m.Name+".change"] = asked(w, m.Name, m.Fields, m.Lines, true)
		case "bulk":
			all[m.Name+".bulk"] = lotOf(def).schema(w)
		case "take":
			schema := asked(w, m.Name, e.step.Fields, e.step.Lines, false)
			schema["properties"].(spec)["version"] = versionSchema()
			all[m.Name+".step."+e.step.Name] = schema
		}
	}
	return all
}

func withLines(row, line spec) spec {
	full := maps.Clone(row)
	full["properties"] = maps.Clone(row["properties"].(spec))
	full["properties"].(spec)["lines"] = spec{"type": "array", "items": line}
	full["required"] = append(append([]string{}, row["required"].([]string)...), "lines")
	return full
}

// shown is the schema of an object that the API answers. zero gives the value a field has in an empty row: what is null there may be null.
func shown(w *words, def string, fields resource.Fields, zero func(name string) any) spec {
	props, names := spec{}, []string{}
	for _, f := range fields {
		schema := described(w, def, f, valueSchema(f))
		raw, _ := json.Marshal(zero(f.Name))
		if string(raw) == "null" || f.Kind.Name == "link" && f.Name != "id" {
			nullable(schema)
		}
		if f.ReadOnly {
			schema["readOnly"] = true
		}
		props[f.Name] = schema
		names = append(names, f.Name)
	}
	return spec{"type": "object", "properties": props, "required": names, "additionalProperties": false}
}

// asked is the schema of an object that the API takes; change makes everything optional and leaves out what is never changed.
func asked(w *words, def string, fields, lines resource.Fields, change bool) spec {
	props, required := spec{}, []string{}
	for _, f := range fields {
		if f.ReadOnly || change && f.Frozen {
			continue
		}
		schema := described(w, def, f, valueSchema(f))
		tighten(schema, f)
		if f.Default != "" && !change {
			schema["default"] = f.Kind.Raw(f.Default)
		}
		props[f.Name] = schema
		if f.Required && f.Default == "" && f.Kind.Name != "bool" && !change {
			required = append(required, f.Name)
		}
	}
	if len(lines) > 0 {
		line := asked(w, def, lines, nil, false)
		if change {
			line["properties"].(spec)["no"] = spec{"type": "integer", "minimum": 0}
			delete(line, "required")
		}
		props["lines"] = spec{"type": "array", "items": line}
	}
	if change {
		props["version"] = versionSchema()
	}
	schema := spec{"type": "object", "properties": props, "additionalProperties": false}
	if len(required) > 0 {
		schema["required"] = required
	}
	return schema
}

// tighten adds what holds for input only.
func tighten(schema spec, f resource.Field) {
	switch f.Kind.Name {
	case "text", "longtext":
		schema["pattern"] = printable
		if f.Required {
			schema["pattern"] = filled
		}
		if f.Form != "" {
			schema["pattern"] = f.Form
			if !f.Required {
				schema["pattern"] = "^$|" + f.Form
			}
		}
	case "int":
		bounded(schema)
		if f.Required {
			schema["not"] = spec{"const": 0}
		}
		if f.Low != nil {
			schema["minimum"] = *f.Low
		}
		if f.High != nil {
			schema["maximum"] = *f.High
		}
		if !f.Required {
			nullable(schema)
		}
	case "date", "time", "link":
		if !f.Required {
			nullable(schema)
		}
	case "qty", "amount", "rate":
		delete(schema, "pattern")
		schema["anyOf"] = []spec{{"type": "string", "pattern": decimalOf(f)}, {"type": "integer", "minimum": lowest(f), "maximum": highest(f)}}
		delete(schema, "type")
		if !f.Required {
			schema["anyOf"] = append(schema["anyOf"].([]spec), spec{"type": "null"})
		}
		if f.Required { // nothing and nought are the same to a required number
			schema["not"] = spec{"anyOf": []spec{{"const": 0}, {"type": "string", "pattern": `^-?0+(\.0+)?$`}}}
		}
	}
}

// decimalOf is what a number looks like that may have bounds. A bound but nought is the Check's alone: no pattern tells it well.
func decimalOf(f resource.Field) string {
	if f.Low == nil || *f.Low < 0 {
		return decimal
	}
	if f.High != nil && *f.High == 1 {
		return share
	}
	return positive
}

func lowest(f resource.Field) int64 {
	if f.Low != nil {
		return *f.Low
	}
	return -99999999999999
}

func highest(f resource.Field) int64 {
	if f.High != nil {
		return *f.High
	}
	return 99999999999999
}

// bounded is a whole number that every column of ours can hold.
func bounded(schema spec) {
	schema["format"], schema["minimum"], schema["maximum"] = "int32", -1<<31, 1<<31-1
}

// valueSchema is the schema of a field's value.
func valueSchema(f resource.Field) spec {
	schema := spec{}
	maps.Copy(schema, f.Kind.Schema)
	if f.Kind.Name == "email" {
		delete(schema, "format") // empty is none
		schema["pattern"] = mailbox
		if f.Required {
			schema["pattern"] = strings.TrimPrefix(mailbox, "^$|")
		}
	} else if _, ok := schema["pattern"]; ok {
		schema["pattern"] = decimal
	}
	if f.Max > 0 {
		schema["maxLength"] = f.Max
	}
	if f.Kind.Name == "json" {
		schema["type"] = []string{"object", "array", "string", "number", "boolean", "null"}
	}
	if f.Kind.Name == "choice" {
		choices := f.Choices
		if !f.Required {
			choices = append([]string{""}, choices...)
		}
		schema["enum"] = choices
	}
	return schema
}

func nullable(schema spec) {
	if kind, ok := schema["type"].(string); ok {
		schema["type"] = []string{kind, "null"}
	}
}

// described adds what people read: the label, the hint, the choices in words, where a link leads.
func described(w *words, def string, f resource.Field, schema spec) spec {
	schema["title"] = w.label(def, f.Name)
	about := []string{}
	if hint := w.hint(def, f.Name); hint != "" {
		about = append(about, hint)
	}
	for _, choice := range f.Choices {
		text := w.choice(def, f.Name, choice)
		if f.Name == "state" {
			text = w.state(def, choice)
		}
		if text != "choice."+choice { // what speaks for itself has no words
			about = append(about, choice+": "+text)
		}
	}
	if f.Link != "" {
		about = append(about, w.t("openapi.link", "type", f.Link))
		schema["x-links-to"] = f.Link
	}
	if len(about) > 0 {
		schema["description"] = strings.Join(about, "; ")
	}
	return schema
}
