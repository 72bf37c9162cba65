package help

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// The parts of our OpenAPI description that its pages show.
type (
	apiSpec struct {
		Tags       []apiTag                    `json:"tags"`
		Paths      map[string]map[string]apiOp `json:"paths"`
		Components struct {
			Parameters map[string]apiParameter `json:"parameters"`
			Responses  map[string]apiAnswer    `json:"responses"`
			Schemas    map[string]apiSchema    `json:"schemas"`
		} `json:"components"`
	}
	apiTag struct {
		Name        string `json:"name"`
		Description string `json:"description"`
	}
	apiOp struct {
		ID          string         `json:"operationId"`
		Tags        []string       `json:"tags"`
		Summary     string         `json:"summary"`
		Description string         `json:"description"`
		Parameters  []apiParameter `json:"parameters"`
		Body        struct {
			Content map[string]apiMedia `json:"content"`
		} `json:"requestBody"`
		Answers      map[string]apiAnswer `json:"responses"`
		Method, Path string               `json:"-"`
	}
	apiParameter struct {
		Ref         string    `json:"$ref"`
		Name        string    `json:"name"`
		In          string    `json:"in"`
		Required    bool      `json:"required"`
		Description string    `json:"description"`
		Schema      apiSchema `json:"schema"`
	}
	apiAnswer struct {
		Ref         string              `json:"$ref"`
		Description string              `json:"description"`
		Content     map[string]apiMedia `json:"content"`
	}
	apiMedia struct {
		Schema apiSchema `json:"schema"`
	}
	apiSchema struct {
		Ref         string               `json:"$ref"`
		Type        any                  `json:"type"` // one or several
		Title       string               `json:"title"`
		Description string               `json:"description"`
		Format      string               `json:"format"`
		Pattern     string               `json:"pattern"`
		MaxLength   int                  `json:"maxLength"`
		Enum        []any                `json:"enum"`
		Default     any                  `json:"default"`
		Properties  map[string]apiSchema `json:"properties"`
		Required    []string             `json:"required"`
		Items       *apiSchema           `json:"items"`
		AnyOf       []apiSchema          `json:"anyOf"`
		OneOf       []apiSchema          `json:"oneOf"`
	}
)

// methods is the order in which a path's operations are told.
var methods = []string{"get", "post", "patch"}

// operations are those under a tag, the shortest path first.
func (s *apiSpec) operations(tag string) (ops []apiOp) {
	for _, path := range slices.SortedFunc(maps.Keys(s.Paths), func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")), cmp.Compare(a, b))
	}) {
		for _, method := range methods {
			if op, ok := s.Paths[path][method]; ok && slices.Contains(op.Tags, tag) {
				op.Method, op.Path = strings.ToUpper(method), path
				ops = append(ops, op)
			}
		}
	}
	return ops
}

// tags are the headings of the description, with those that only its operations name.
func (s *apiSpec) tags() []apiTag {
	all := slices.Clone(s.Tags)
	var more []string
	for _, path := range s.Paths {
		for _, op := range path {
			for _, tag := range op.Tags {
				if !slices.ContainsFunc(all, func(t apiTag) bool { return t.Name == tag }) && !slices.Contains(more, tag) {
					more = append(more, tag)
				}
			}
		}
	}
	slices.Sort(more)
	for _, tag := range more {
		all = append(all, apiTag{Name: tag, Description: tag})
	}
	return all
}

// last is what a reference names.
func last(ref string) string { return ref[strings.LastIndex(ref, "/")+1:] }

func (s *apiSpec) schema(of apiSchema) apiSchema {
	if of.Ref != "" {
		of = s.Components.Schemas[last(of.Ref)]
	}
	for _, shape := range of.OneOf {
		of = of.with(shape)
	}
	return of
}

// with is a schema that tells of another shape too: what has one of several shapes is shown as one, and required is what all of them require.
func (s apiSchema) with(shape apiSchema) apiSchema {
	if s.Properties == nil {
		shape.OneOf = s.OneOf
		return shape
	}
	all := maps.Clone(s.Properties)
	for name, p := range shape.Properties {
		known, both := all[name]
		if both {
			p = known.with(p)
			p.Enum = slices.Concat(known.Enum, slices.DeleteFunc(slices.Clone(p.Enum), func(one any) bool { return slices.Contains(known.Enum, one) }))
		}
		all[name] = p
	}
	s.Properties = all
	s.Required = slices.DeleteFunc(slices.Clone(s.Required), func(name string) bool { return !slices.Contains(shape.Required, name) })
	return s
}

func (s *apiSpec) parameter(p apiParameter) apiParameter {
	if p.Ref != "" {
		return s.Components.Parameters[last(p.Ref)]
	}
	return p
}

func (s *apiSpec) answer(a apiAnswer) apiAnswer {
	if a.Ref != "" {
		return s.Components.Responses[last(a.Ref)]
	}
	return a
}
