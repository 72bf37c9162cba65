package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// object is a form as the JSON object that the API would have received.
type object map[string]json.RawMessage

// shownText gives the text that an input showed before a person typed, and false where there was none.
type shownText func(f *resource.Field) (string, bool)

// readForm turns what a form sent into JSON; what a person left alone is not sent.
func (s *shelf) readForm(ctx context.Context, tx *pg.Tx, form url.Values, fields, lines resource.Fields, old shownText) (object, error) {
	out := object{}
	for i := range fields {
		f := &fields[i]
		text, given, err := s.given(ctx, tx, form, f, f.Name)
		if err != nil {
			return nil, err
		}
		before, existed := old(f)
		if !given || existed && strings.TrimSpace(text) == before || !existed && strings.TrimSpace(text) == "" {
			continue
		}
		out[f.Name] = raw(f, text, s.db.Zone)
	}
	if len(lines) == 0 {
		return out, nil
	}
	all, err := s.readLines(ctx, tx, form, lines)
	if err == nil {
		out["lines"], err = json.Marshal(all)
	}
	return out, err
}

// given is the text of an input. A link whose text was typed, or scanned, but not chosen counts when it is the key of a row or finds
// exactly one.
func (s *shelf) given(ctx context.Context, tx *pg.Tx, form url.Values, f *resource.Field, name string) (string, bool, error) {
	text, given := last(form, name)
	typed := strings.TrimSpace(form.Get(name + "~"))
	if f.Link == "" || text != "" || typed == "" {
		return text, given, nil
	}
	link := s.House.Find(f.Link)
	key, err := link.ByKey(ctx, tx, typed)
	if err == nil {
		return key.String(), true, nil
	}
	if fault.KindOf(err) != fault.NotFound {
		return "", false, err
	}
	options, err := link.Suggest(ctx, tx, typed, 2)
	if len(options) == 1 {
		return options[0].ID.String(), true, err
	}
	return typed, true, err
}

// readLines reads lines.<n>.<field>, in the order of n; a line on which nothing was typed is no line.
func (s *shelf) readLines(ctx context.Context, tx *pg.Tx, form url.Values, fields resource.Fields) ([]object, error) {
	all := []object{}
	for _, n := range lineIndexes(form) {
		line, typedAny := object{}, false
		prefix := fmt.Sprintf("lines.%d.", n)
		no, _ := strconv.Atoi(form.Get(prefix + "no"))
		for i := range fields {
			f := &fields[i]
			text, given, err := s.given(ctx, tx, form, f, prefix+f.Name)
			if err != nil {
				return nil, err
			}
			if !given || f.ReadOnly || strings.TrimSpace(text) == "" && no == 0 {
				continue
			}
			typedAny = typedAny || f.Kind.Name != "bool" && strings.TrimSpace(text) != ""
			line[f.Name] = raw(f, text, s.db.Zone)
			if string(line[f.Name]) == "null" && f.Kind.Number {
				line[f.Name] = json.RawMessage("0")
			}
		}
		if no > 0 {
			line["no"] = json.RawMessage(strconv.Itoa(no))
		}
		if typedAny || no > 0 {
			all = append(all, line)
		}
	}
	return all, nil
}

// lineIndexes are the n of the form's lines, in order.
func lineIndexes(form url.Values) (found []int) {
	for name := range form {
		rest, ok := strings.CutPrefix(name, "lines.")
		if !ok {
			continue
		}
		number, _, _ := strings.Cut(rest, ".")
		if n, err := strconv.Atoi(number); err == nil && !slices.Contains(found, n) {
			found = append(found, n)
		}
	}
	slices.Sort(found)
	return found
}

// renumber makes the form's line indexes 0, 1, 2 … as the faults of Decode count them, leaving out lines on which nothing was typed.
func renumber(form url.Values) url.Values {
	out, place := url.Values{}, map[string]string{}
	next := 0
	for _, n := range lineIndexes(form) {
		prefix := fmt.Sprintf("lines.%d.", n)
		for name, values := range form {
			if strings.HasPrefix(name, prefix) && strings.TrimSpace(values[len(values)-1]) != "" && values[len(values)-1] != "0" {
				place[prefix] = fmt.Sprintf("lines.%d.", next)
			}
		}
		if place[prefix] != "" {
			next++
		}
	}
	for name, values := range form {
		if !strings.HasPrefix(name, "lines.") {
			out[name] = values
			continue
		}
		parts := strings.SplitN(name, ".", 3)
		if to := place[parts[0]+"."+parts[1]+"."]; to != "" && len(parts) == 3 {
			out[to+parts[2]] = values
		}
	}
	return out
}

// linksOf gathers the rows that a form names.
func linksOf(links collector, form url.Values, fields, lines resource.Fields) {
	take := func(fields resource.Fields, prefix string) {
		links.add(fields, func(name string) any {
			key, _ := id.Parse[any](form.Get(prefix + name))
			return key
		})
	}
	take(fields, "")
	for _, n := range lineIndexes(form) {
		take(lines, fmt.Sprintf("lines.%d.", n))
	}
}
