package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"reflect"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// Cell is one value as a page shows it.
type Cell struct {
	Label  string
	Text   string
	Href   string        // the row that the value links to
	Tone   string        // of a state
	HTML   template.HTML // in place of Text
	Number bool
	Long   bool // text of several lines
	Empty  bool
	Strong bool
}

// titles are how people call the rows that fields link to, by Def.
type titles map[string]map[id.ID]string

// linked is a value of a link field as an identifier.
func linked(value any) id.ID {
	if raw, ok := value.(interface{ Raw() [16]byte }); ok {
		return id.ID(raw.Raw())
	}
	return id.ID{}
}

// collect gathers the identifiers that link fields hold, then load asks for their titles.
type collector map[string]map[id.ID]bool

func (c collector) add(fields resource.Fields, value func(name string) any) {
	for _, f := range fields {
		if f.Link == "" {
			continue
		}
		if key := linked(value(f.Name)); !key.IsZero() {
			if c[f.Link] == nil {
				c[f.Link] = map[id.ID]bool{}
			}
			c[f.Link][key] = true
		}
	}
}

func (c collector) load(ctx context.Context, tx *pg.Tx, house *resource.House) (titles, error) {
	found := titles{}
	for link, set := range c {
		keys := make([]id.ID, 0, len(set))
		for key := range set {
			keys = append(keys, key)
		}
		named, err := house.Find(link).Titles(ctx, tx, keys)
		if err != nil {
			return nil, err
		}
		found[link] = named
	}
	return found, nil
}

// painter turns values into cells for one person.
type painter struct {
	*words
	r      *Request
	def    string
	plan   *resource.Plan
	titles titles
}

func (p painter) cell(f *resource.Field, value any) Cell {
	c := p.paint(f, value)
	if c.Empty && c.Text == "" {
		c.Text = none
	}
	return c
}

func (p painter) paint(f *resource.Field, value any) Cell {
	c := Cell{Label: p.label(p.def, f.Name), Number: f.Kind.Number}
	value = plainValue(value)
	if value == nil {
		c.Text, c.Empty = none, true
		return c
	}
	switch f.Kind.Name {
	case "link":
		p.link(&c, f, linked(value))
	case "choice":
		p.choiceCell(&c, f, fmt.Sprint(value))
	case "bool":
		c.Text, c.Empty = none, true
		if value == true {
			said := template.HTML(`<span class="visually-hidden">` + template.HTMLEscapeString(p.t("choice.true")) + `</span>`)
			c.HTML, c.Empty = icon("check")+said, false
		}
	case "longtext":
		c.Text, c.Long = fmt.Sprint(value), true
		c.Empty = c.Text == ""
	case "json":
		c.Text, c.Long = pretty(value), true
		c.Empty = c.Text == "" || c.Text == "null"
	default:
		p.scalar(&c, f, value)
	}
	return c
}

func (p painter) link(c *Cell, f *resource.Field, key id.ID) {
	if key.IsZero() {
		c.Text, c.Empty = none, true
		return
	}
	if c.Text = p.titles[f.Link][key]; c.Text == "" {
		c.Text = key.String()[:8]
	}
	if p.r.Can(f.Link + ".view") {
		c.Href = path(f.Link) + "/" + key.String()
	}
}

func (p painter) choiceCell(c *Cell, f *resource.Field, value string) {
	if f.Name == "state" && p.plan != nil {
		c.Text, c.Tone = p.state(p.def, value), p.plan.Tone(value)
		return
	}
	c.Text, c.Empty = p.choice(p.def, f.Name, value), value == ""
}

func (p painter) scalar(c *Cell, f *resource.Field, value any) {
	switch v := value.(type) {
	case fixed.Amount:
		if c.Text = money(v); f.Kind.Name == "rate" {
			c.Text = percent(v)
		}
		c.Empty = v == 0
	case fixed.Qty:
		c.Text, c.Empty = quantity(v), v == 0
	case cal.Date:
		c.Text = v.String()
	case time.Time:
		if c.HTML = p.ago(v); v.IsZero() {
			c.HTML, c.Text, c.Empty = "", none, true
		}
	case string:
		c.Text, c.Empty = v, v == ""
	default: // whole numbers count or name something: a period, days; thousands stay together
		c.Text = fmt.Sprint(v)
		if c.Empty = c.Text == "0"; c.Empty {
			c.Text = none
		}
	}
}

// plainValue follows a pointer; nil for a pointer to nothing.
func plainValue(value any) any {
	v := reflect.ValueOf(value)
	if v.Kind() != reflect.Pointer {
		return value
	}
	if v.IsNil() {
		return nil
	}
	return v.Elem().Interface()
}

func pretty(value any) string {
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	var out bytes.Buffer
	if json.Indent(&out, raw, "", "  ") != nil {
		return string(raw)
	}
	return out.String()
}
