package web

import (
	"context"
	"slices"

	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// todayPage is the start page: what waits for the person.
type todayPage struct {
	Greeting string
	Items    []TodayItem
	Starts   []start
	Later    string // where what takes longer to find out comes from, after the page
	Figures  string // where the day's figures come from, after the page
}

// urgency is the order in which tones stand on the start page.
var urgency = []string{"dead", "wait", "go", "done", "plain"}

// figuresPath is the page that gives the day's figures as a fragment. The start page never waits for the engine behind it. laterPath gives what
// waits but takes longer to find out.
const (
	figuresPath = "/today/figures"
	laterPath   = "/today/later"
)

// start is something the person often begins with.
type start struct{ Text, Icon, Href string }

// today gathers what waits: documents in states from which the person may take the usual next step, and what rooms add.
func (s *Server) today(ctx context.Context, r *Request) (Answer, error) {
	w := s.words(r.Lang)
	page := todayPage{Greeting: w.greeting(r.Actor.Name)}
	if slices.ContainsFunc(s.Pages, func(p Page) bool { return p.Path == figuresPath }) {
		page.Figures = figuresPath
	}
	if len(s.Later) > 0 {
		page.Later = laterPath
	}
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		if page.Items, err = s.waits(ctx, tx, r, w, s.Today); err != nil {
			return err
		}
		for _, def := range s.House.All() {
			page.Starts = append(page.Starts, s.starts(r, w, def)...)
		}
		return nil
	})
	byUrgency(page.Items)
	return HTML(pages, "today", page).Title(w.t("today.title")), err
}

// waits is all that waits for the person, the most urgent first: documents, and what else is asked for.
func (s *Server) waits(ctx context.Context, tx *pg.Tx, r *Request, w *words, ask []Today) ([]TodayItem, error) {
	all, err := found(ctx, tx, r, ask)
	if err != nil {
		return nil, err
	}
	for _, def := range s.House.All() {
		items, err := s.waiting(ctx, tx, r, w, def)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
	}
	byUrgency(all)
	return all, nil
}

func byUrgency(items []TodayItem) {
	slices.SortStableFunc(items, func(a, b TodayItem) int { return slices.Index(urgency, a.Tone) - slices.Index(urgency, b.Tone) })
}

// found asks each in turn what waits.
func found(ctx context.Context, tx *pg.Tx, r *Request, ask []Today) ([]TodayItem, error) {
	all := []TodayItem{}
	for _, more := range ask {
		items, err := more(ctx, tx, r.Actor)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
	}
	return all, nil
}

// later gives what takes longer to find out, for the start page to put in once it stands.
func (s *Server) later(ctx context.Context, r *Request) (Answer, error) {
	var items []TodayItem
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		items, err = found(ctx, tx, r, s.Later)
		return err
	})
	byUrgency(items)
	return Fragment(pages, "later", items), err
}

func (w *words) greeting(name string) string {
	hour, key := w.db.Clock().In(w.db.Zone).Hour(), "today.evening"
	switch {
	case hour >= 5 && hour < 11:
		key = "today.morning"
	case hour >= 11 && hour < 14:
		key = "today.noon"
	case hour >= 14 && hour < 18:
		key = "today.afternoon"
	}
	return w.t(key, "name", name)
}

// waiting counts a document's states out of which its main step leads, where the person may take it.
func (s *Server) waiting(ctx context.Context, tx *pg.Tx, r *Request, w *words, def resource.Any) ([]TodayItem, error) {
	plan, m := def.Plan(), def.Info()
	if plan == nil || m.Hidden || !r.Can(m.Right("view")) {
		return nil, nil
	}
	var items []TodayItem
	for _, state := range plan.States {
		step := plan.MainStep(state.Name)
		if step == nil || !r.Can(m.Right(step.Name)) {
			continue
		}
		totals, err := def.Count(ctx, tx, resource.Query{Where: []resource.Cond{{Field: "state", Op: "eq", Value: state.Name}}})
		if err != nil {
			return nil, err
		}
		if totals.Count > 0 {
			items = append(items, TodayItem{
				Text:   w.t("today.waiting", "what", w.one(m.Name), "state", w.state(m.Name, state.Name)),
				Detail: w.step(m.Name, step.Name), Count: totals.Count, More: totals.More,
				Href: path(m.Name) + "?" + asQuery("state", state.Name), Icon: m.Icon, Tone: state.Tone,
			})
		}
	}
	return items, nil
}

func (s *Server) starts(r *Request, w *words, def resource.Any) []start {
	m := def.Info()
	if !def.IsDoc() || m.Hidden || !creatable(r, def) {
		return nil
	}
	return []start{{w.t("act.new", "what", w.one(m.Name)), m.Icon, s.newOf(r, m.Name)}}
}
