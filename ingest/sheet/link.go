package sheet

import (
	"context"
	"encoding/json"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// links are the rows already found for a text, by Def. They last for one portion: a portion that is taken again makes its rows anew.
type links map[string]map[string]id.ID

// link finds the row that a cell names: by identifier, unique key, number, or title if only one row has it.
func (im *Import) link(ctx context.Context, tx *pg.Tx, f *resource.Field, raw json.RawMessage) (json.RawMessage, *fault.Fault, error) {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return raw, nil, nil
	}
	if _, err := id.Parse[any](text); err == nil {
		return raw, nil, nil
	}
	if key, known := im.links[f.Link][text]; known {
		return quoted(key), nil, nil
	}
	key, broken, err := im.seek(ctx, asHouse(tx), f, text)
	if err != nil || broken != nil {
		return nil, broken, err
	}
	if im.links[f.Link] == nil {
		im.links[f.Link] = map[string]id.ID{}
	}
	im.links[f.Link][text] = key
	return quoted(key), nil, nil
}

func quoted(key id.ID) json.RawMessage { return json.RawMessage(`"` + key.String() + `"`) }

func (im *Import) seek(ctx context.Context, tx *pg.Tx, f *resource.Field, text string) (key id.ID, broken *fault.Fault, err error) {
	target := im.House.Find(f.Link)
	args := fault.Args{"field": f.Name, "value": text}
	key, err = target.ByKey(ctx, tx, text)
	if err == nil || fault.KindOf(err) != fault.NotFound {
		return key, nil, err
	}
	for _, name := range titled(target) {
		rows, _, err := target.Find(ctx, tx, resource.Query{Where: []resource.Cond{{Field: name, Op: "eq", Value: text}}, Limit: 2})
		if err != nil {
			return key, nil, err
		}
		if len(rows) > 1 {
			return key, fault.New(fault.Invalid, "sheet.link.several", args), nil
		}
		if len(rows) == 1 {
			return resource.KeyOf(rows[0]), nil, nil
		}
	}
	options, err := target.Suggest(ctx, tx, text, 20)
	for _, option := range options {
		if strings.EqualFold(strings.TrimSpace(option.Title), text) {
			return option.ID, nil, err
		}
	}
	return key, fault.New(fault.Invalid, "sheet.link.missing", args), err
}

// titled are the text fields that name a Def's rows to people.
func titled(def resource.Any) (names []string) {
	m := def.Info()
	for _, name := range m.Title {
		if f := m.Fields.Find(name); f != nil && f.Kind.Name == "text" && !f.Unique {
			names = append(names, name)
		}
	}
	for _, f := range m.Fields {
		if f.Unique {
			names = append(names, f.Name)
		}
	}
	return names
}
