package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"hesuan/internal/bench"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// asks are all pages of the two long lists that a person can ask for with one click, and words in the search.
func (h benchHouse) asks(ctx context.Context, session *bench.Session, rows int) ([]*listAsk, error) {
	var asks []*listAsk
	err := h.db.View(ctx, func(tx *pg.Tx) error {
		for _, name := range []string{"sales.order", "crm.customer"} {
			w := walker{def: h.defs.Find(name), at: "/" + strings.ReplaceAll(name, ".", "/"), sorted: map[string]bool{},
				add: func(a *listAsk) { asks = append(asks, a) }}
			page, err := session.Get(ctx, w.at)
			if err != nil {
				return err
			}
			for _, heading := range sortLink.FindAllSubmatch(page, -1) {
				w.sorted[string(heading[1])] = true
			}
			if err := w.walk(ctx, tx, rows); err != nil {
				return err
			}
		}
		return nil
	})
	return asks, err
}

// sortLink is what a heading offers.
var sortLink = regexp.MustCompile(`[?&;]sort=-?([a-z_]+)`)

// walker makes the asks of one list.
type walker struct {
	def    resource.Any
	at     string
	sample any             // a row from the middle, whose values are asked for
	sorted map[string]bool // the fields that headings offer to sort by
	add    func(*listAsk)
}

func (w *walker) walk(ctx context.Context, tx *pg.Tx, rows int) error {
	found, _, err := w.def.Find(ctx, tx, resource.Query{Limit: 40})
	if err != nil {
		return err
	}
	w.sample = found[len(found)-1]
	w.ask()
	w.add(&listAsk{path: w.at, part: "totals"})
	deep, err := w.deep(ctx, tx, rows/2)
	if err != nil {
		return err
	}
	w.ask("after", deep)
	w.search()
	info := w.def.Info()
	for i := range info.Fields {
		w.filter(&info.Fields[i])
	}
	for name := range w.sorted {
		w.ask("sort", name)
		w.ask("sort", "-"+name)
	}
	if plan := w.def.Plan(); plan != nil {
		for _, state := range plan.States {
			w.ask("state", state.Name)
			w.add(&listAsk{path: w.at + "?state=" + state.Name, part: "totals"})
		}
	}
	return nil
}

func (w *walker) ask(parameters ...string) {
	values := url.Values{}
	for i := 0; i < len(parameters); i += 2 {
		values.Set(parameters[i], parameters[i+1])
	}
	w.add(&listAsk{path: w.at + "?" + values.Encode()})
}

// deep is the cursor of a row far down the list, in the order in which it opens.
func (w *walker) deep(ctx context.Context, tx *pg.Tx, depth int) (string, error) {
	column := strings.TrimPrefix(w.def.Info().Sort, "-")
	var key id.ID
	var at time.Time
	sql := fmt.Sprintf("select id, created from %s where not archived order by %s desc, id desc offset %d limit 1",
		w.def.Info().Name, column, depth)
	if err := tx.QueryRow(ctx, sql).Scan(&key, &at); err != nil {
		return "", err
	}
	var value any = key
	if column == "at" {
		value = at
	}
	raw, err := json.Marshal([2]any{value, key})
	return base64.RawURLEncoding.EncodeToString(raw), err
}

// search asks for words as people type them: the head and the tail of a number or a phone, a name, nothing that there is.
func (w *walker) search() {
	words := []string{"nothing-like-this"}
	for _, name := range []string{"number", "code", "name", "phone", "external"} {
		if text := w.text(name); len(text) > 4 {
			words = append(words, text, text[len(text)-4:])
		}
	}
	for _, word := range words {
		w.ask("q", word)
	}
}

// text is the sample's value of a text field; empty when there is no such field.
func (w *walker) text(name string) string {
	if f := w.def.Info().Fields.Find(name); f == nil || f.Kind.Name != "text" {
		return ""
	}
	text, _ := w.def.Value(w.sample, name).(string)
	return text
}

// filter asks for every way in which a field narrows a list.
func (w *walker) filter(f *resource.Field) {
	switch {
	case f.Personal, f.Name == "state":
	case f.Link != "":
		if raw, err := json.Marshal(w.def.Value(w.sample, f.Name)); err == nil && len(raw) > 2 {
			w.ask(f.Name, strings.Trim(string(raw), `"`))
		}
	case len(f.Choices) > 0:
		for _, choice := range f.Choices {
			w.ask(f.Name, choice)
		}
	case f.Kind.Name == "bool":
		w.ask(f.Name, "true")
		w.ask(f.Name, "false")
	case f.Kind.Name == "text":
		if text := w.text(f.Name); text != "" {
			w.ask(f.Name, text)
		}
	case f.Kind.Number:
		w.ask(f.Name+"[ge]", "900")
	case f.Kind.Name == "time" || f.Kind.Name == "date":
		w.ask(f.Name, "this_month")
		w.ask(f.Name, "today")
	}
}
