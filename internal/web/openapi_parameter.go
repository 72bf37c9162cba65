package web

import (
	"slices"
	"strings"

	"hesuan/internal/resource"
)

func parameterRef(name string) spec { return spec{"$ref": "#/components/parameters/" + name} }
func headerRef(name string) spec    { return spec{"$ref": "#/components/headers/" + name} }

// sharedParameters are the parameters that many operations take.
func sharedParameters(w *words) spec {
	text := spec{"type": "string", "maxLength": valueLimit, "pattern": printable}
	parameter := func(name, in string, schema spec) spec {
		key := "openapi.parameter." + strings.ToLower(strings.ReplaceAll(name, "-", "_"))
		return spec{"name": name, "in": in, "required": in == "path", "schema": schema, "description": w.t(key)}
	}
	return spec{
		"id":       parameter("id", "path", spec{"type": "string", "minLength": 1, "maxLength": 200}),
		"key":      parameter("id", "path", spec{"type": "string", "format": "uuid"}),
		"language": parameter("Accept-Language", "header", spec{"type": "string"}),
		"once":     parameter("Idempotency-Key", "header", spec{"type": "string", "maxLength": keyLimit, "pattern": "^[ -~]*$"}),
		"match":    parameter("If-Match", "header", spec{"type": "string", "pattern": `^$|^(\*|"[1-9][0-9]{0,17}")$`}),
		"seen":     parameter("If-None-Match", "header", spec{"type": "string"}),
		"q":        parameter("q", "query", text),
		"after":    parameter("after", "query", spec{"type": "string", "pattern": "^[A-Za-z0-9_-]*$"}),
		"limit":    parameter("limit", "query", spec{"type": "integer", "minimum": 1, "maximum": resource.MaxLimit, "default": 50}),
		"archived": parameter("archived", "query", spec{"type": "boolean", "default": false}),
		"totals":   parameter("totals", "query", spec{"type": "boolean", "default": false}),
	}
}

func sharedHeaders(w *words) spec {
	header := func(key string) spec {
		return spec{"description": w.t("openapi.header." + key), "schema": spec{"type": "string"}}
	}
	return spec{
		"etag": header("etag"), "location": header("location"), "request": header("request"), "replayed": header("replayed"),
		"retry": spec{"description": w.t("openapi.header.retry"), "schema": spec{"type": "integer"}},
		"rate":  header("rate"), "policy": header("policy"),
	}
}

// everyHeader are the headers of every answer; those of the rate are told to programs only.
func everyHeader() spec {
	return spec{"X-Request-Id": headerRef("request"), "RateLimit": headerRef("rate"), "RateLimit-Policy": headerRef("policy")}
}

// parameters are those of one operation.
func parameters(w *words, e *endpoint) []spec {
	all := []spec{parameterRef("language")}
	if e.onRow() {
		all = append(all, parameterRef("id"))
	}
	if e.write {
		all = append(all, parameterRef("once"))
	}
	if e.write && e.onRow() {
		all = append(all, parameterRef("match"))
	}
	switch e.action {
	case "read":
		all = append(all, parameterRef("seen"))
	case "events":
		all = append(all, parameterRef("limit"),
			spec{
				"name": "after", "in": "query", "description": w.t("openapi.parameter.after"),
				"schema": spec{"type": "integer", "format": "int64", "minimum": 0},
			})
	case "list":
		all = append(all, parameterRef("q"), parameterRef("after"), parameterRef("limit"), parameterRef("archived"), parameterRef("totals"))
		all = append(all, fieldsParameter(w, e.def))
		all = append(all, filters(w, e.def)...)
	case "bulk":
		all = append(all, parameterRef("q"), parameterRef("archived"))
		all = append(all, filters(w, e.def)...)
	}
	return all
}

// fieldsParameter chooses what a list shows of its rows.
func fieldsParameter(w *words, def resource.Any) spec {
	var names []string
	for _, f := range properties(def) {
		names = append(names, f.Name)
	}
	return spec{
		"name": "fields", "in": "query", "description": w.t("openapi.parameter.fields"), "style": "form", "explode": false,
		"schema": spec{"type": "array", "items": spec{"type": "string", "enum": names}, "minItems": 1},
	}
}

// filters are the sort and a parameter for each field and comparison.
func filters(w *words, def resource.Any) (all []spec) {
	name := def.Info().Name
	sorts := []string{""} // none: as the list is sorted at first
	for _, f := range properties(def) {
		if f.Kind.Name == "json" || f.Name == "archived" {
			continue
		}
		sorts = append(sorts, f.Name, "-"+f.Name)
		for _, op := range operators(&f) {
			one := spec{
				"name": parameterName(f.Name, op), "in": "query", "schema": filterSchema(f, op),
				"description": w.label(name, f.Name) + ": " + w.t("openapi.op."+op),
			}
			if op == "in" {
				one["style"], one["explode"] = "form", false
			}
			all = append(all, one)
		}
	}
	sort := spec{"type": "string", "enum": sorts}
	return append([]spec{{"name": "sort", "in": "query", "schema": sort, "description": w.t("openapi.parameter.sort")}}, all...)
}

func parameterName(field, op string) string {
	if op == "eq" && !slices.Contains(reserved, field) {
		return field
	}
	return field + "[" + op + "]"
}

func filterSchema(f resource.Field, op string) spec {
	if op == "has" {
		return spec{"type": "string", "maxLength": valueLimit, "pattern": printable}
	}
	schema := valueSchema(f)
	if f.Kind.Name == "int" && !f.ReadOnly {
		bounded(schema)
	}
	free := schema["type"] == "string" && schema["pattern"] == nil && schema["enum"] == nil && schema["format"] == nil
	if free {
		schema["maxLength"], schema["pattern"] = valueLimit, printable
	}
	if op != "in" && !free && maybeEmpty(&f, op) {
		return spec{"anyOf": []spec{schema, {"type": "string", "maxLength": 0}}}
	}
	if op != "in" {
		return schema
	}
	if free || f.Kind.Name == "email" {
		schema["pattern"] = withoutComma
	}
	if choices, ok := schema["enum"].([]string); ok {
		schema["enum"] = slices.DeleteFunc(slices.Clone(choices), func(choice string) bool { return choice == "" })
	}
	return spec{"type": "array", "items": schema, "minItems": 1}
}
