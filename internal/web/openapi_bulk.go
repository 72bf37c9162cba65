package web

import (
	"slices"

	"hesuan/internal/resource"
)

// schema describes what is done to many rows: one shape for all that asks nothing, and one for each act that does.
func (l lot) schema(w *words) spec {
	var plain []string
	var shapes []spec
	for _, act := range l.acts() {
		switch input := l.inputSchema(w, act); {
		case input == nil:
			plain = append(plain, act)
		default:
			shapes = append(shapes, l.shape(w, []string{act}, input))
		}
	}
	if plain != nil {
		shapes = append([]spec{l.shape(w, plain, nil)}, shapes...)
	}
	if len(shapes) == 1 {
		return shapes[0]
	}
	return spec{"oneOf": shapes}
}

func (l lot) shape(w *words, acts []string, input spec) spec {
	shape := asked(w, l.m.Name, l.asks(), nil, false)
	props := shape["properties"].(spec)
	props["do"] = spec{"type": "string", "enum": acts, "title": w.t("openapi.bulk.do")}
	props["count"].(spec)["description"] = w.t("openapi.bulk.count")
	props["rows"] = spec{
		"type": "array", "minItems": 1, "maxItems": bulkNamed, "items": asked(w, l.m.Name, naming, nil, false), "description": w.t("openapi.bulk.rows"),
	}
	if input != nil {
		props["input"] = input
		if input["required"] != nil || slices.Contains(acts, "edit") {
			shape["required"] = append(shape["required"].([]string), "input")
		}
	}
	return shape
}

// inputSchema is what an act is told besides, or nil.
func (l lot) inputSchema(w *words, act string) spec {
	if act == "edit" {
		schema := asked(w, l.m.Name, l.fields(), nil, true)
		delete(schema["properties"].(spec), "version")
		schema["minProperties"] = 1
		return schema
	}
	var fields resource.Fields
	if l.plan != nil && l.plan.Step(act) != nil {
		fields = l.plan.Step(act).Fields
	}
	if len(fields) == 0 {
		return nil
	}
	return asked(w, l.m.Name, fields, nil, false)
}
