package web

import (
	"context"
	"net/url"

	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// tokenField is a field as the search box offers it while somebody types.
type tokenField struct {
	Name   string       `json:"name"`
	Label  string       `json:"label"`
	Spelt  string       `json:"spelt"` // with pinyin
	Kind   string       `json:"kind"`  // choice, link, date, number or text
	Source string       `json:"source,omitempty"`
	Values []tokenValue `json:"values,omitempty"`
}

type tokenValue struct {
	Text  string `json:"text"`
	Spelt string `json:"spelt"`
}

// tokenWords are all fields and values, for completion.
func (s *shelf) tokenWords(_ context.Context, r *Request) (Answer, error) {
	w, fields := s.words(r.Lang), []tokenField{}
	for _, f := range filterable(s.def) {
		if f.Kind.Name == "json" {
			continue
		}
		label := w.label(s.m.Name, f.Name)
		t := tokenField{Name: f.Name, Label: unspaced(label), Spelt: spelled(label) + " " + f.Name, Kind: "text"}
		value := func(text string) { t.Values = append(t.Values, tokenValue{unspaced(text), spelled(text)}) }
		switch {
		case f.Kind.Name == "choice":
			t.Kind = "choice"
			for _, choice := range choices(s.def, &f) {
				value(w.choiceName(s.def, &f, choice))
			}
		case f.Kind.Name == "bool":
			t.Kind = "choice"
			value(w.t("choice.true"))
			value(w.t("choice.false"))
		case f.Kind.Name == "link":
			t.Kind, t.Source = "link", "/suggest/"+s.m.Name+"/"+f.Name
		case f.Kind.Name == "date" || f.Kind.Name == "time":
			t.Kind = "date"
			for _, p := range periods {
				value(w.t("period." + p.name))
			}
		case f.Kind.Number:
			t.Kind = "number"
		}
		fields = append(fields, t)
	}
	return JSON(fields), nil
}

// unspaced is a name as one word.
func unspaced(text string) string {
	out := []rune(text)
	for i, r := range out {
		if r == ' ' {
			out[i] = '-'
		}
	}
	return string(out)
}

// tokenReply is what a word of the search box means.
type tokenReply struct {
	To  string `json:"to,omitempty"`  // the list narrowed by it
	Why string `json:"why,omitempty"` // what is wrong with it
}

// tokenRead reads one word of the search box and answers with the list's address narrowed by it, or with what is wrong.
func (s *shelf) tokenRead(ctx context.Context, r *Request) (Answer, error) {
	word, address := r.Query.Get("w"), r.Query.Get("in")
	values, err := url.ParseQuery(address)
	if err != nil {
		values = url.Values{}
	}
	reply := tokenReply{}
	err = r.View(ctx, func(tx *pg.Tx) error {
		reader := s.reader(tx, s.words(r.Lang), s.def)
		meant, err := reader.token(ctx, word)
		if err != nil {
			return err
		}
		name, _, value, ok := split(word)
		switch {
		case meant != nil:
			values.Del("after")
			merge(values, meant)
			reply.To = path(s.m.Name) + "?" + values.Encode()
		case ok && reader.field(name) == nil && value != "":
			return reader.nofield(name)
		}
		return nil
	})
	if faults := fault.All(err); len(faults) > 0 {
		reply.Why, err = r.Message(faults[0]), nil
	}
	return JSON(reply), err
}

// nofield tells which fields there are.
func (s *reader) nofield(name string) error {
	var known []string
	for i := range s.fields {
		if f := &s.fields[i]; f.Kind.Name != "json" && (f.Column || f.Kind.Name == "choice" || f.Name == "at" || f.Name == "state") {
			known = append(known, s.words.label(s.def.Info().Name, f.Name))
		}
	}
	err := s.unknown(&resource.Field{Name: name}, name, known)
	return fault.New(fault.Invalid, "list.token.nofield", fault.All(err)[0].Args)
}
