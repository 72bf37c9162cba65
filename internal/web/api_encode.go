package web

import (
	"bytes"
	"encoding/json"

	"hesuan/internal/resource"
)

// properties are what the API shows of a Def's rows, in order: what every row has, what every document has, then the declared fields.
// Fields of the Go struct that the Def does not declare stay inside the house.
func properties(def resource.Any) resource.Fields {
	all := resource.Fields{
		resource.Link("id", "").RO(), resource.Int("version").RO(), resource.Instant("created").RO(), resource.Instant("updated").RO(),
		resource.Bool("archived").RO(),
	}
	if def.IsDoc() {
		all = append(all, resource.Text("number", 0).RO(), stateField(def), resource.Instant("at").RO(),
			resource.Date("day").RO(), resource.LongText("note").RO())
	}
	declared := def.Info().Fields
	var shown resource.Fields
	for _, f := range all {
		if declared.Find(f.Name) == nil {
			shown = append(shown, f)
		}
	}
	return append(shown, declared...)
}

// stateField is a choice where a flow says of what; documents that the house writes at once have a state of the room's own.
func stateField(def resource.Any) resource.Field {
	plan := def.Plan()
	if plan == nil {
		return resource.Text("state", 0).RO()
	}
	var names []string
	for _, state := range plan.States {
		names = append(names, state.Name)
	}
	return resource.Choice("state", names...).RO().Req()
}

// EncodeRow writes a row with its lines as the API shows it.
func EncodeRow(def resource.Any, row any) (json.RawMessage, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	if err := encodeFields(&out, properties(def), func(name string) any { return def.Value(row, name) }); err != nil {
		return nil, err
	}
	if len(def.Info().Lines) > 0 {
		out.WriteString(`,"lines":[`)
		for i, line := range def.LinesOf(row) {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := encodeObject(&out, lineProperties(def), func(name string) any { return def.LineValue(line, name) }); err != nil {
				return nil, err
			}
		}
		out.WriteByte(']')
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// lineProperties are what the API shows of a line.
func lineProperties(def resource.Any) resource.Fields {
	lines := def.Info().Lines
	if lines.Find("no") != nil {
		return lines
	}
	return append(resource.Fields{resource.Int("no")}, lines...)
}

// encodeObject writes fields alone as an object.
func encodeObject(out *bytes.Buffer, fields resource.Fields, value func(name string) any) error {
	out.WriteByte('{')
	defer out.WriteByte('}')
	return encodeFields(out, fields, value)
}

func encodeFields(out *bytes.Buffer, fields resource.Fields, value func(name string) any) error {
	for i, f := range fields {
		raw, err := json.Marshal(value(f.Name))
		if err != nil {
			return err
		}
		if f.Kind.Name == "link" && string(raw) == `""` {
			raw = []byte("null")
		}
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteByte('"')
		out.WriteString(f.Name)
		out.WriteString(`":`)
		out.Write(raw)
	}
	return nil
}
