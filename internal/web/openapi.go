package web

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"sync"

	"hesuan/internal/fault"
	"hesuan/internal/resource"
)

// object is a JSON object in the making.
type spec = map[string]any

// documents are the descriptions made so far, by language.
type documents struct {
	mu   sync.Mutex
	made map[string][]byte
}

// OpenAPI is the description of the API (OpenAPI 3.1) in a language. It is made from the same declarations as the API itself.
func (a *API) OpenAPI(lang string) ([]byte, error) {
	a.docs.mu.Lock()
	defer a.docs.mu.Unlock()
	if made := a.docs.made[lang]; made != nil {
		return made, nil
	}
	made, err := json.Marshal(a.describe(a.words(lang)))
	if err != nil {
		return nil, err
	}
	if a.docs.made == nil {
		a.docs.made = map[string][]byte{}
	}
	a.docs.made[lang] = made
	return made, nil
}

func (a *API) describe(w *words) spec {
	paths, schemas := spec{}, spec{"problem": problemSchema(), "event": eventSchema(), "totals": totalsSchema(),
		"task": schemaOf(reflect.TypeFor[taskAnswer]())}
	var tags []spec
	for _, def := range a.house.All() {
		name := def.Info().Name
		tags = append(tags, spec{"name": name, "description": w.room(def.Info().Room()) + " · " + w.many(name)})
		for key, schema := range defSchemas(w, def) {
			schemas[key] = schema
		}
		for _, e := range endpoints(def) {
			at := e.route()
			if paths[at] == nil {
				paths[at] = spec{}
			}
			paths[at].(spec)[lower(e.method)] = operation(w, e)
		}
	}
	for i := range a.ops {
		e := a.ops[i].endpoint(a.house)
		if tag := a.ops[i].tag(); !slices.ContainsFunc(tags, func(known spec) bool { return known["name"] == tag }) {
			tags = append(tags, spec{"name": tag, "description": w.room(tag)})
		}
		if paths[e.path] == nil {
			paths[e.path] = spec{}
		}
		paths[e.path].(spec)[lower(e.method)] = opOperation(w, e)
	}
	a.links(paths)
	return spec{
		"openapi": "3.1.0",
		"info":    spec{"title": "Hesuan", "version": "1", "description": w.t("openapi.about")},
		"servers": []spec{{"url": apiRoot}},
		"tags":    tags,
		"paths":   paths,
		"components": spec{
			"schemas": schemas, "parameters": sharedParameters(w), "responses": problemResponses(w), "headers": sharedHeaders(w),
			"securitySchemes": securitySchemes(w),
		},
	}
}

func securitySchemes(w *words) spec {
	return spec{
		"token":   spec{"type": "http", "scheme": "bearer", "description": w.t("openapi.token")},
		"session": spec{"type": "apiKey", "in": "cookie", "name": "hesuan_session", "description": w.t("openapi.session")},
		"csrf":    spec{"type": "apiKey", "in": "header", "name": "X-CSRF-Token", "description": w.t("openapi.csrf")},
	}
}

func operation(w *words, e *endpoint) spec {
	m := e.def.Info()
	op := spec{
		"operationId": e.id(),
		"tags":        []string{m.Name},
		"summary":     e.summary(w),
		"description": e.about(w),
		"parameters":  parameters(w, e),
		"responses":   responses(w, e),
		"security":    []spec{{"token": []string{}}, {"session": []string{}}},
	}
	if !e.write {
		return op
	}
	op["security"] = []spec{{"token": []string{}}, {"session": []string{}, "csrf": []string{}}}
	content := spec{"application/json": spec{"schema": e.input()}}
	if e.action == "change" {
		content["application/merge-patch+json"] = spec{"schema": e.input()}
	}
	op["requestBody"] = spec{"required": e.wantsBody(), "content": content}
	return op
}

// id is the operation's, unique in the description.
func (e *endpoint) id() string {
	if e.op != nil {
		return "op." + e.op.Name
	}
	return e.def.Info().Name + "." + e.name()
}

// name is the operation's, within its Def.
func (e *endpoint) name() string {
	if e.step != nil {
		return e.action + "." + e.step.Name
	}
	return e.action
}

func (e *endpoint) summary(w *words) string {
	name := e.def.Info().Name
	if e.step != nil {
		return w.t("openapi."+e.action, "type", w.one(name), "step", w.step(name, e.step.Name))
	}
	return w.t("openapi."+e.action, "type", w.one(name), "types", w.many(name))
}

func (e *endpoint) about(w *words) string {
	about := w.t("openapi.right", "right", e.right)
	if e.action == "bulk" {
		about = w.t("openapi.bulk.about", "max", bulkLimit) + "\n\n" + about
	}
	return about
}

// input is the schema of what a write takes.
func (e *endpoint) input() spec {
	name := e.def.Info().Name
	switch e.action {
	case "create", "start":
		return schemaRef(name + ".new")
	case "change":
		return schemaRef(name + ".change")
	case "take":
		return schemaRef(name + ".step." + e.step.Name)
	case "bulk":
		return schemaRef(name + ".bulk")
	}
	return spec{"type": "object", "properties": spec{"version": versionSchema()}, "additionalProperties": false}
}

// output is the schema of what an endpoint answers.
func (e *endpoint) output() spec {
	name := e.def.Info().Name
	switch e.action {
	case "list":
		return spec{
			"type": "object", "required": []string{"items", "next"}, "additionalProperties": false,
			"properties": spec{"items": spec{"type": "array", "items": schemaRef(name + ".row")}, "next": spec{"type": []string{"string", "null"}}, "totals": schemaRef("totals")},
		}
	case "bulk":
		return schemaRef("task")
	case "events":
		return spec{
			"type": "object", "required": []string{"items", "next"}, "additionalProperties": false,
			"properties": spec{
				"items": spec{"type": "array", "items": schemaRef("event")}, "next": spec{"type": []string{"string", "null"}},
			},
		}
	}
	return schemaRef(name)
}

func responses(w *words, e *endpoint) spec {
	headers := everyHeader()
	if e.action != "list" && e.action != "events" && e.action != "bulk" {
		headers["ETag"] = headerRef("etag")
	}
	if e.status == http.StatusCreated || e.action == "bulk" {
		headers["Location"] = headerRef("location")
	}
	if e.write {
		headers["Idempotency-Replayed"] = headerRef("replayed")
	}
	all := spec{statusText(e.status): spec{
		"description": w.t("openapi.answer"), "headers": headers, "content": spec{"application/json": spec{"schema": e.output()}},
	}}
	if e.action == "read" {
		all["304"] = spec{"description": w.t("openapi.304")}
	}
	for _, status := range e.problems() {
		all[statusText(status)] = spec{"$ref": "#/components/responses/" + statusText(status)}
	}
	return all
}

// problems are the statuses with which an endpoint may refuse.
func (e *endpoint) problems() []int {
	all := []int{
		http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusNotAcceptable, http.StatusUnprocessableEntity,
		http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable,
	}
	if e.op != nil && !e.write {
		all = append(all, http.StatusConflict)
	}
	if e.write {
		all = append(all, http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	return all
}

func problemResponses(w *words) spec {
	all := spec{}
	for _, status := range []int{
		http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusNotAcceptable, http.StatusConflict,
		http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity,
		http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable,
	} {
		headers := everyHeader()
		if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
			headers["Retry-After"] = headerRef("retry")
		}
		all[statusText(status)] = spec{
			"description": w.t("openapi." + statusText(status)), "headers": headers,
			"content": spec{"application/problem+json": spec{"schema": schemaRef("problem")}},
		}
	}
	return all
}

func problemSchema() spec {
	text := spec{"type": "string"}
	return spec{
		"type": "object", "required": []string{"type", "title", "status", "detail", "instance", "kind", "key", "message"},
		"properties": spec{
			"type": spec{"type": "string", "format": "uri-reference"}, "title": text, "status": spec{"type": "integer"}, "detail": text, "instance": text, "key": text, "message": text,
			"kind": spec{"type": "string", "enum": []string{
				string(fault.Invalid), string(fault.Conflict), string(fault.NotFound), string(fault.Forbidden), string(fault.Unavailable), "internal",
			}},
			"errors": spec{"type": "array", "items": spec{
				"type": "object", "required": []string{"field", "key", "message"}, "properties": spec{"field": text, "key": text, "message": text},
			}},
		},
	}
}

func eventSchema() spec {
	uuid, when := spec{"type": "string", "format": "uuid"}, spec{"type": "string", "format": "date-time"}
	perhaps := spec{"type": []string{"string", "null"}, "format": "uuid"}
	return spec{
		"type": "object", "required": []string{"id", "version", "kind", "recorded", "at", "actor", "cause"}, "additionalProperties": false,
		"properties": spec{
			"id": uuid, "version": versionSchema(), "kind": spec{"type": "string"}, "recorded": when, "at": when, "actor": perhaps, "cause": perhaps,
		},
	}
}

func totalsSchema() spec {
	return spec{
		"type": "object", "required": []string{"count", "more", "sums"}, "additionalProperties": false,
		"properties": spec{
			"count": spec{"type": "integer", "minimum": 0, "maximum": resource.CountCap + 1}, "more": spec{"type": "boolean"},
			"sums": spec{"type": "object", "additionalProperties": spec{"type": "string", "pattern": decimal}},
		},
	}
}
