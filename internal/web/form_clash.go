package web

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// clash is what two people wrote differently: a field, or a line that only one of them has. Value is theirs as the field's input holds it.
type clash struct {
	Name, Label, Theirs, Yours, Value string
	Line                              *lineForm // that only they have: taking theirs puts it in
	Drop                              string    // the index of a line that only the form has: taking theirs takes it out
}

// rival compares a form with what somebody else saved in the meantime.
type rival struct {
	*shelf
	painter
	form, now url.Values
	named     titles
}

// clashes are the fields whose present value is not what the form says, and the lines that only one side has.
func (s *shelf) clashes(ctx context.Context, r *Request, row any, form url.Values) ([]clash, error) {
	links := collector{}
	linksOf(links, form, s.m.Fields, s.m.Lines)
	links.add(s.m.Fields, func(name string) any { return s.def.Value(row, name) })
	lines := s.def.LinesOf(row)
	for _, line := range lines {
		links.add(s.m.Lines, func(name string) any { return s.def.LineValue(line, name) })
	}
	var named titles
	if err := r.View(ctx, func(tx *pg.Tx) (err error) { named, err = links.load(ctx, tx, s.House); return err }); err != nil {
		return nil, err
	}
	v := &rival{shelf: s, painter: s.painter(r, named), form: form, now: s.texts(row), named: named}
	all := v.fields(s.m.Fields, "", "", "", func(name string) any { return s.def.Value(row, name) })
	return append(all, v.lines(lines)...), nil
}

// fields compares the fields of the row or of a line: own and theirs are the prefixes of their inputs, before stands before the label.
func (v *rival) fields(fields resource.Fields, own, theirs, before string, value func(name string) any) (all []clash) {
	for i := range fields {
		f := &fields[i]
		yours, given := last(v.form, own+f.Name)
		now := v.now.Get(theirs + f.Name)
		if !given || f.ReadOnly || f.Frozen || yours == now || f.Kind.Name == "bool" && yours == "0" && now == "" {
			continue
		}
		all = append(all, clash{Name: own + f.Name, Label: before + v.label(v.m.Name, f.Name), Theirs: v.theirs(f, value(f.Name), now),
			Yours: v.yours(f, yours), Value: now})
	}
	return all
}

func (v *rival) theirs(f *resource.Field, value any, now string) string {
	if f.Kind.Name == "time" {
		return now
	}
	return v.cell(f, value).Text
}

// yours is what was typed, as people read it.
func (v *rival) yours(f *resource.Field, text string) string {
	if f.Link != "" {
		key, _ := id.Parse[any](text)
		return v.named[f.Link][key]
	}
	if f.Kind.Name == "choice" {
		return v.choice(v.m.Name, f.Name, text)
	}
	return text
}

// lines compares line by line; a line keeps its number for life.
func (v *rival) lines(theirs []any) (all []clash) {
	own := map[string]int{} // the place in the form, by the line's number
	for place, n := range lineIndexes(v.form) {
		prefix := fmt.Sprintf("lines.%d.", n)
		no := v.form.Get(prefix + "no")
		at := -1
		for i := range theirs {
			if no != "" && v.now.Get(fmt.Sprintf("lines.%d.no", i)) == no {
				at = i
			}
		}
		own[no] = place
		title := v.t("form.clash.line", "n", place+1)
		if at < 0 {
			all = append(all, clash{Label: title, Theirs: v.t("form.clash.absent"), Yours: v.sum(v.form, prefix), Drop: fmt.Sprint(n)})
			continue
		}
		value := func(name string) any { return v.shelf.def.LineValue(theirs[at], name) }
		all = append(all, v.fields(v.m.Lines, prefix, fmt.Sprintf("lines.%d.", at), title+" · ", value)...)
	}
	for i := range theirs {
		prefix := fmt.Sprintf("lines.%d.", i)
		if _, both := own[v.now.Get(prefix+"no")]; !both {
			all = append(all, clash{Label: v.t("form.clash.line", "n", i+1), Theirs: v.sum(v.now, prefix),
				Yours: v.t("form.clash.absent"), Line: v.line(prefix)})
		}
	}
	return all
}

// sum tells a line in a few words.
func (v *rival) sum(from url.Values, prefix string) string {
	var parts []string
	for i := range v.m.Lines {
		f := &v.m.Lines[i]
		if text := from.Get(prefix + f.Name); text != "" && !f.ReadOnly && f.Kind.Name != "bool" {
			parts = append(parts, v.yours(f, text))
		}
	}
	return strings.Join(parts, " · ")
}

// line is a line of theirs as the form would show it.
func (v *rival) line(prefix string) *lineForm {
	d := &drawer{words: v.words, def: v.shelf.def, titles: v.named}
	d.value = func(f *resource.Field, _ string) string { return v.now.Get(prefix + f.Name) }
	var no int32
	_, _ = fmt.Sscan(v.now.Get(prefix+"no"), &no)
	return &lineForm{No: no, Index: "__n__", Inputs: d.inputs(v.m.Lines, "lines.__n__.")}
}
