package web

import (
	"net/http"
	"reflect"
	"strings"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
)

// opOperation describes an Op.
func opOperation(w *words, e *endpoint) spec {
	o := e.op
	about := w.t("openapi.right", "right", o.Right)
	if o.Right == "" {
		about = w.t("openapi.anybody")
	}
	if w.has("op." + o.Name + ".about") {
		about = w.t("op."+o.Name+".about") + "\n\n" + about
	}
	op := spec{
		"operationId": e.id(), "tags": []string{o.tag()}, "summary": w.t("op." + o.Name), "description": about,
		"responses": opResponses(w, e), "security": []spec{{"token": []string{}}, {"session": []string{}}}, "parameters": opParameters(w, e),
	}
	if e.write {
		op["security"] = []spec{{"token": []string{}}, {"session": []string{}, "csrf": []string{}}}
		content := spec{"application/json": spec{"schema": o.asked(w)}}
		if o.File {
			content = spec{fileType: spec{"schema": fileSchema()}}
		}
		op["requestBody"] = spec{"required": e.wantsBody(), "content": content}
	}
	return op
}

func (o *Op) asked(w *words) spec {
	schema := asked(w, "op."+o.Name, o.Input, o.Lines, false)
	if o.Least > 0 {
		schema["properties"].(spec)["lines"].(spec)["minItems"] = o.Least
		required, _ := schema["required"].([]string)
		schema["required"] = append(required, "lines")
	}
	return schema
}

func fileSchema() spec { return spec{"type": "string", "format": "binary"} }

// tag is under which heading the description shows the Op.
func (o *Op) tag() string {
	if o.On != "" {
		return o.On
	}
	room, _, _ := strings.Cut(o.Name, ".")
	return room
}

func opParameters(w *words, e *endpoint) []spec {
	all := []spec{parameterRef("language")}
	if e.def != nil {
		all = append(all, parameterRef("id"))
	} else if strings.Contains(e.path, "{id}") {
		all = append(all, parameterRef("key"))
	}
	if e.write {
		all = append(all, parameterRef("once"))
	}
	for _, f := range e.op.Query {
		schema := valueSchema(f)
		if f.Kind.Name == "int" {
			bounded(schema)
		}
		if schema["type"] == "string" && schema["enum"] == nil && schema["format"] == nil && schema["pattern"] == nil {
			schema["maxLength"], schema["pattern"] = valueLimit, printable
			if f.Required {
				schema["pattern"] = filled
			}
		}
		all = append(all, spec{"name": f.Name, "in": "query", "required": f.Required, "schema": schema, "description": w.label("op."+e.op.Name, f.Name)})
	}
	return all
}

func opResponses(w *words, e *endpoint) spec {
	content := spec{"application/json": spec{"schema": schemaOf(reflect.TypeOf(e.op.Answer))}}
	if e.op.gives() {
		content = spec{}
		for _, kind := range e.op.Types {
			content[kind] = spec{"schema": fileSchema()}
		}
	}
	all := spec{statusText(http.StatusOK): spec{"description": w.t("openapi.answer"), "headers": everyHeader(), "content": content}}
	for _, status := range e.problems() {
		all[statusText(status)] = spec{"$ref": "#/components/responses/" + statusText(status)}
	}
	return all
}

// schemaOf describes what a Go type is as JSON. Types that write themselves as text are strings.
func schemaOf(t reflect.Type) spec {
	if t == nil {
		return spec{}
	}
	switch t {
	case reflect.TypeFor[time.Time]():
		return spec{"type": "string", "format": "date-time"}
	case reflect.TypeFor[cal.Date]():
		return spec{"type": "string", "format": "date"}
	case reflect.TypeFor[fixed.Amount](), reflect.TypeFor[fixed.Qty]():
		return spec{"type": "string", "pattern": decimal}
	}
	if t.Kind() != reflect.Pointer && t.Implements(reflect.TypeFor[interface{ MarshalText() ([]byte, error) }]()) {
		return spec{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		schema := schemaOf(t.Elem())
		nullable(schema)
		return schema
	case reflect.String:
		return spec{"type": "string"}
	case reflect.Bool:
		return spec{"type": "boolean"}
	case reflect.Int, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint64:
		return spec{"type": "integer"}
	case reflect.Float64:
		return spec{"type": "number"}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 { // JSON as it is
			return spec{}
		}
		return spec{"type": []string{"array", "null"}, "items": schemaOf(t.Elem())}
	case reflect.Map:
		return spec{"type": []string{"object", "null"}, "additionalProperties": schemaOf(t.Elem())}
	case reflect.Struct:
		props, names := spec{}, []string{}
		structSchema(t, props, &names)
		return spec{"type": "object", "properties": props, "required": names, "additionalProperties": false}
	}
	return spec{}
}

func structSchema(t reflect.Type, props spec, names *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			structSchema(f.Type, props, names)
		case name == "" || name == "-":
		default:
			props[name] = schemaOf(f.Type)
			if !strings.Contains(rest, "omit") {
				*names = append(*names, name)
			}
		}
	}
}
