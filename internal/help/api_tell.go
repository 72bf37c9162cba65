package help

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// What the page of a resource tells of one operation.
type (
	apiTold struct {
		apiOp
		Anchor     string
		Parameters []apiField
		Body       []apiField
		Answers    []apiStatus
		Curl       string
	}
	apiField struct {
		Name, In, Kind, About string
		Required              bool
		Choices               []string
	}
	apiStatus struct {
		Status, About string
		Fields        []apiField
	}
)

func (s *apiSpec) tell(op apiOp) apiTold {
	told := apiTold{apiOp: op, Anchor: strings.ReplaceAll(op.ID, ".", "-")}
	for _, p := range op.Parameters {
		p = s.parameter(p)
		f := s.field(p.Name, p.Schema)
		f.In, f.Required, f.About = p.In, p.Required, p.Description
		told.Parameters = append(told.Parameters, f)
	}
	body := s.schema(op.Body.Content["application/json"].Schema)
	told.Body = s.fields(body, "")
	for _, status := range slices.Sorted(maps.Keys(op.Answers)) {
		a := s.answer(op.Answers[status])
		one := apiStatus{Status: status, About: a.Description}
		if status[0] == '2' {
			one.Fields = s.fields(s.schema(a.Content["application/json"].Schema), "")
		}
		told.Answers = append(told.Answers, one)
	}
	told.Curl = s.curl(op, body)
	return told
}

// fields are an object's, the required first; those of lists and objects within it stand below it as lines[].sku and input.word.
func (s *apiSpec) fields(of apiSchema, prefix string) (all []apiField) {
	for _, name := range inOrder(of) {
		inner := of.Properties[name]
		f := s.field(prefix+name, inner)
		f.Required = slices.Contains(of.Required, name)
		all = append(all, f)
		if inner.Items != nil {
			all = append(all, s.fields(s.schema(*inner.Items), prefix+name+"[].")...)
		} else if inner.Ref != "" || len(inner.Properties) > 0 {
			all = append(all, s.fields(s.schema(inner), prefix+name+".")...)
		}
	}
	return all
}

// inOrder are the names of an object's properties, the required first.
func inOrder(of apiSchema) []string {
	names := slices.Sorted(maps.Keys(of.Properties))
	slices.SortStableFunc(names, func(a, b string) int { return rank(of, a) - rank(of, b) })
	return names
}

func rank(of apiSchema, name string) int {
	if slices.Contains(of.Required, name) {
		return 0
	}
	return 1
}

func (s *apiSpec) field(name string, of apiSchema) apiField {
	f := apiField{Name: name, Kind: kindOf(of), About: of.Description}
	for _, choice := range of.Enum {
		if text := fmt.Sprint(choice); text != "" {
			f.Choices = append(f.Choices, text)
		}
	}
	return f
}

// kindOf is the shortest true word for a schema: uuid, decimal, date-time, string ≤ 200.
func kindOf(of apiSchema) string {
	if len(of.AnyOf) > 0 {
		return kindOf(of.AnyOf[0])
	}
	kind := ""
	switch t := of.Type.(type) {
	case string:
		kind = t
	case []any:
		for i, one := range t {
			kind += strings.Repeat(" | ", min(i, 1)) + fmt.Sprint(one)
		}
	}
	switch {
	case of.Ref != "":
		return "object"
	case of.Format != "":
		kind = strings.Replace(strings.Replace(kind, "string", of.Format, 1), "integer", of.Format, 1)
	case isDecimal(of):
		kind = strings.Replace(kind, "string", "decimal", 1)
	}
	if of.MaxLength > 0 {
		kind += fmt.Sprintf(" ≤ %d", of.MaxLength)
	}
	return kind
}

// isDecimal tells a number that travels as text.
func isDecimal(of apiSchema) bool { return strings.HasPrefix(of.Pattern, "^-?[0-9]{1,") }

// curl is the call as it is typed.
func (s *apiSpec) curl(op apiOp, body apiSchema) string {
	target := `"$BASE/api/v1` + strings.ReplaceAll(op.Path, "{id}", "$ID") + `"`
	if op.Method == "GET" {
		return `curl -H "Authorization: Bearer $TOKEN" \` + "\n  " + target
	}
	var sample bytes.Buffer
	encoder := json.NewEncoder(&sample)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s.example(body)) // maps of texts: there is no error
	return "curl -X " + op.Method + ` -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \` + "\n" +
		`  -H "Idempotency-Key: $(uuidgen)" \` + "\n  -d '" + strings.TrimSpace(sample.String()) + "' \\\n  " + target
}

// example is an object with what is required, and one of each line.
func (s *apiSpec) example(of apiSchema) map[string]any {
	out := map[string]any{}
	for name, inner := range of.Properties {
		if inner.Items != nil && (name == "lines" || name == "rows") {
			out[name] = []any{s.example(s.schema(*inner.Items))}
		} else if slices.Contains(of.Required, name) {
			out[name] = specimen(inner)
		}
	}
	return out
}

func specimen(of apiSchema) any {
	if len(of.AnyOf) > 0 {
		return specimen(of.AnyOf[0])
	}
	for _, choice := range of.Enum {
		if choice != "" {
			return choice
		}
	}
	switch kind := kindOf(of); {
	case isDecimal(of):
		return "1"
	case strings.HasPrefix(kind, "boolean"):
		return true
	case strings.HasPrefix(kind, "int"):
		return 1
	case strings.HasPrefix(kind, "date-time"):
		return "2026-01-31T09:00:00Z"
	case strings.HasPrefix(kind, "date"):
		return "2026-01-31"
	case strings.HasPrefix(kind, "uuid"):
		return "00000000-0000-7000-8000-000000000000"
	}
	return "…"
}
