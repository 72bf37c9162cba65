package web

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// chapter is one event of a row's story.
type chapter struct {
	Text, Who, Icon string
	At              time.Time
	Changes         []clash // fields that an edit changed
	Caused          []effect
	Because         []effect // what caused it
}

// effect is a document that an event caused, as it stood then.
type effect struct{ Text, Kind, Href, Icon string }

// storyLimit bounds the events shown; the newest count.
const storyLimit = 60

type happening struct {
	key   id.ID
	kind  string
	actor ref.User
	at    time.Time
	body  map[string]json.RawMessage
}

// story reads a row's events, newest first, and what they caused elsewhere.
func (s *shelf) story(ctx context.Context, tx *pg.Tx, r *Request, doc id.ID) ([]chapter, error) {
	events, err := s.happenings(ctx, tx, doc)
	if err != nil || len(events) == 0 {
		return nil, err
	}
	keys, actors := make([]id.ID, len(events)), make([]ref.User, len(events))
	for i, e := range events {
		keys[i], actors[i] = e.key, e.actor
	}
	because, err := s.because(ctx, tx, r, doc)
	if err != nil {
		return nil, err
	}
	names, err := s.Auth.Names(ctx, tx, actors)
	if err != nil {
		return nil, err
	}
	caused, err := s.caused(ctx, tx, r, doc, keys)
	if err != nil {
		return nil, err
	}
	w := s.words(r.Lang)
	chapters := make([]chapter, len(events))
	for i, e := range events {
		step := strings.TrimPrefix(e.kind, s.m.Name+".")
		c := chapter{Text: w.step(s.m.Name, step), Who: names[e.actor], At: e.at, Icon: s.stepIcon(step), Caused: caused[e.key], Because: because[e.key]}
		if c.Who == "" {
			c.Who = w.t("actor.house")
		}
		if step == "edit" && i+1 < len(events) {
			c.Changes = s.changes(w, events[i+1].body, e.body)
		}
		chapters[i] = c
	}
	return chapters, nil
}

func (s *shelf) stepIcon(step string) string {
	if s.plan != nil {
		if info := s.plan.Step(step); info != nil && info.Icon != "" {
			return info.Icon
		}
	}
	return map[string]string{"create": "plus", "edit": "pencil", "archive": "archive"}[step]
}

func (s *shelf) happenings(ctx context.Context, tx *pg.Tx, doc id.ID) (events []happening, err error) {
	found, err := tx.Query(ctx, `select id, kind, actor, recorded, body from core.event where doc = $1 and type = $2
		order by version desc limit $3`, doc, s.m.Name, storyLimit)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var e happening
		var body []byte
		if err := found.Scan(&e.key, &e.kind, &e.actor, &e.at, &body); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(body, &e.body); err != nil {
			return nil, fmt.Errorf("event %s: %w", e.key, err)
		}
		events = append(events, e)
	}
	return events, found.Err()
}

// consequences follows events to what they caused, and to what that caused in turn, without coming back to the document itself.
const consequences = `
	with recursive tree (root, id, type, doc, depth) as (
		select cause, id, type, doc, 1 from core.event where cause = any($1) and doc <> $2
		union all
		select t.root, e.id, e.type, e.doc, t.depth + 1 from tree t join core.event e on e.cause = t.id where e.doc <> $2 and t.depth < 4)
	select root, type, doc from tree group by 1, 2, 3 order by 1, min(depth), 2, 3 limit 200`

// causes finds the events that caused a document's own. A consequence is written in the transaction of its cause.
const causes = `
	select e.id, c.type, c.doc from core.event e join core.event c on c.xid = e.xid and c.id = e.cause
	where e.doc = $1 and c.doc <> $1 order by e.version desc limit 60`

// because finds the documents that caused the events of a document.
func (s *shelf) because(ctx context.Context, tx *pg.Tx, r *Request, doc id.ID) (map[id.ID][]effect, error) {
	found, err := tx.Query(ctx, causes, doc)
	if err != nil {
		return nil, err
	}
	return s.effects(ctx, tx, r, found)
}

// caused finds the other documents that events led to, once each.
func (s *shelf) caused(ctx context.Context, tx *pg.Tx, r *Request, doc id.ID, causes []id.ID) (map[id.ID][]effect, error) {
	found, err := tx.Query(ctx, consequences, causes, doc)
	if err != nil {
		return nil, err
	}
	return s.effects(ctx, tx, r, found)
}

// effects reads rows of event, type and document into documents with their titles of today.
func (s *shelf) effects(ctx context.Context, tx *pg.Tx, r *Request, found pg.Rows) (map[id.ID][]effect, error) {
	defer found.Close()
	type trace struct {
		cause, doc id.ID
		typ        string
	}
	var traces []trace
	byType := collector{}
	for found.Next() {
		var t trace
		if err := found.Scan(&t.cause, &t.typ, &t.doc); err != nil {
			return nil, err
		}
		if s.House.Find(t.typ) == nil {
			continue
		}
		if traces = append(traces, t); byType[t.typ] == nil {
			byType[t.typ] = map[id.ID]bool{}
		}
		byType[t.typ][t.doc] = true
	}
	if err := found.Err(); err != nil {
		return nil, err
	}
	named, err := byType.load(ctx, tx, s.House)
	if err != nil {
		return nil, err
	}
	w, out := s.words(r.Lang), map[id.ID][]effect{}
	for _, t := range traces {
		if _, seen := named[t.typ][t.doc]; !seen {
			continue
		}
		m := s.House.Find(t.typ).Info()
		e := effect{Text: strings.TrimSpace(named[t.typ][t.doc]), Kind: w.one(t.typ), Icon: m.Icon}
		if r.Can(m.Right("view")) {
			e.Href = path(t.typ) + "/" + t.doc.String()
		}
		out[t.cause] = append(out[t.cause], e)
	}
	return out, nil
}

// changes compares two versions of a row field by field.
func (s *shelf) changes(w *words, old, now map[string]json.RawMessage) (all []clash) {
	for i := range s.m.Fields {
		f := &s.m.Fields[i]
		if string(old[f.Name]) == string(now[f.Name]) || f.ReadOnly && s.def.IsDoc() {
			continue
		}
		c := clash{Label: w.label(s.m.Name, f.Name), Theirs: s.said(w, f, old[f.Name]), Yours: s.said(w, f, now[f.Name])}
		if f.Link != "" || f.Personal {
			c.Theirs, c.Yours = "", ""
		}
		all = append(all, c)
	}
	if len(s.m.Lines) > 0 && string(old["lines"]) != string(now["lines"]) {
		all = append(all, clash{Label: w.t("detail.lines")})
	}
	return all
}

// said is a value of an event's body in words.
func (s *shelf) said(w *words, f *resource.Field, raw json.RawMessage) string {
	text := strings.Trim(string(raw), `"`)
	var plain string
	if json.Unmarshal(raw, &plain) == nil {
		text = plain
	}
	switch f.Kind.Name {
	case "choice":
		return w.choice(s.m.Name, f.Name, text)
	case "bool":
		return w.t("choice." + map[bool]string{true: "true", false: "false"}[text == "true"])
	case "amount", "rate", "qty":
		if n, err := fixed.ParseAmount(text); err == nil {
			if f.Kind.Name == "rate" {
				return percent(n)
			}
			return decimals(int64(n), map[bool]int{true: 2}[f.Kind.Name == "amount"])
		}
	}
	if runes := []rune(text); len(runes) > 80 {
		return string(runes[:80]) + "…"
	}
	if text == "" || text == "null" {
		return none
	}
	return text
}
