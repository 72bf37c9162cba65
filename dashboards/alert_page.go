package dashboards

import (
	"context"
	"slices"
	"strings"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/web"
	"hesuan/olap"
)

// alertPages are the alerts of whoever asks: everybody has their own, and sees nobody else's.
func (w *Wall) alertPages() []web.Page {
	return []web.Page{
		{Path: "/alerts", Handle: w.alertList, Nav: &web.Nav{Group: "board", Icon: "bell", Key: "board.alert.mine", Order: 90}},
		{Method: "POST", Path: "/alerts", Handle: w.alertMake},
		{Path: "/alerts/:id", Handle: w.alertOpen},
		{Method: "POST", Path: "/alerts/:id", Handle: w.alertChange},
	}
}

// rightOf is what lets a person see a metric: the right to its board.
func rightOf(m *olap.Metric) string {
	switch m.Room {
	case "finance":
		return finance.Right()
	case "stock", "purchasing":
		return stock.Right()
	}
	return sales.Right()
}

// mayWatch tells that a person may see a metric, here or on the overview, where it hangs for all who may see that.
func mayWatch(who actor.Actor, m *olap.Metric) bool {
	if who.Can(rightOf(m)) {
		return true
	}
	return who.Can(overview.Right()) && slices.ContainsFunc(overview.Tiles, func(t *Tile) bool { return t.Right == "" && slices.Contains(t.Metrics, m.Name) })
}

// alertForm is an alert as people write it.
type alertForm struct {
	ID, Version            string
	Metric, Title, Unit    string
	Metrics, Dims          []choice
	Op, Line, Span, By     string
	Name, Now, Query, Help string
	Chips                  []string
	Spans                  []choice
	Fault                  string
}

// alertDialog offers an alert on what a tile shows, at a line a tenth from where it stands.
func (w *Wall) alertDialog(ctx context.Context, b *Board, t *Tile, a Ask, r *web.Request) (web.Answer, error) {
	p := w.pen(r)
	form := alertForm{Metric: r.Get("metric"), Op: Below, Span: perDay, Query: filterQuery(a)}
	if form.Metric == "" {
		form.Metric = t.Metrics[0]
	}
	m, err := olap.MetricOf(form.Metric)
	if err != nil {
		return web.Answer{}, err
	}
	if m.Lower || m.Now {
		form.Op = Above
	}
	for _, name := range t.Metrics {
		one, err := olap.MetricOf(name)
		if err != nil {
			return web.Answer{}, err
		}
		form.Metrics = append(form.Metrics, choice{Key: name, Text: p.text(one.Title()), On: name == form.Metric})
	}
	if result, err := w.Warehouse.Run(ctx, a.query(m.Name)); err == nil && len(result.Rows) > 0 && result.Rows[0].Values[0].Valid {
		v := result.Rows[0].Values[0]
		form.Now = p.people(v, m.Unit)
		if m.Unit == olap.Percent {
			form.Line = decimals(v.Float*100, 0)
		}
	}
	for _, chip := range w.chips(ctx, p, b.Path(), a) {
		form.Chips = append(form.Chips, chip.Text)
	}
	return web.Fragment(pages, "alert.form", p.formed(form, m, a.filtered())), nil
}

// filterQuery are the filters of an ask as hidden fields carry them.
func filterQuery(a Ask) string {
	v := a.values()
	for _, name := range []string{"period", "from", "to", "against"} {
		v.Del(name)
	}
	return v.Encode()
}

// formed adds what can be chosen.
func (p pen) formed(f alertForm, m *olap.Metric, filtered []string) alertForm {
	f.Title, f.Unit, f.Help = p.text(m.Title()), p.unitOf(m.Unit), p.text(m.Help())
	for _, span := range alertSpans {
		f.Spans = append(f.Spans, choice{Key: span, Text: p.text("board.alert.span." + span), On: span == f.Span})
	}
	for _, d := range olap.Dims() {
		if d.Name != "currency" && d.Name != "code" && !slices.Contains(filtered, d.Name) && m.Knows(append(slices.Clone(filtered), d.Name)...) {
			f.Dims = append(f.Dims, choice{Key: d.Name, Text: p.text("dim." + d.Name), On: d.Name == f.By})
		}
	}
	return f
}

func (w *Wall) alertMake(ctx context.Context, r *web.Request) (web.Answer, error) {
	a := &Alert{Owner: r.Actor.ID, Metric: r.Get("metric")}
	ask := overview.ask(&web.Request{Query: parseQuery(r.Get("filters")), Lang: r.Lang}, w.today())
	a.Filters = ask.Filters
	if err := read(w.within(a, r.Actor), r); err != nil {
		return web.Answer{}, err
	}
	err := r.Do(ctx, func(tx *pg.Tx) error { return w.Alerts.Insert(ctx, tx, a, "make") })
	if err != nil {
		return web.Answer{}, err
	}
	return web.Nothing().Say("done", r.Text("board.alert.made")).Header("HX-Trigger", "board-alert"), nil
}

// read takes over what the form says, as far as the person may see the metric.
func read(a *Alert, r *web.Request) error {
	m, err := olap.MetricOf(a.Metric)
	if err != nil {
		return err
	}
	if !mayWatch(r.Actor, m) {
		return fault.New(fault.Forbidden, "core.right.missing", fault.Args{"right": rightOf(m)})
	}
	text := strings.NewReplacer(",", "", "%", "", "¥", "", " ", "", minus, "-").Replace(r.Get("line"))
	line, err := fixed.ParseAmount(text)
	if err != nil || text == "" {
		return fault.New(fault.Invalid, "board.alert.line", nil).At("line")
	}
	if m.Unit == olap.Percent {
		line /= 100
	}
	a.Name, a.Op, a.By, a.Span, a.Threshold = strings.TrimSpace(r.Get("name")), r.Get("op"), r.Get("by"), r.Get("span"), line
	if !slices.Contains(alertSpans, a.Span) {
		a.Span = perDay
	}
	if len([]rune(a.Name)) > 100 {
		return fault.New(fault.Invalid, "board.alert.name_long", nil).At("name")
	}
	return nil
}

// mine locks an alert of the person's own; another's is not there.
func (w *Wall) mine(ctx context.Context, tx *pg.Tx, r *web.Request) (*Alert, error) {
	key, err := r.Key("id")
	if err != nil {
		return nil, err
	}
	a, err := w.Alerts.Lock(ctx, tx, key)
	if err == nil && (a.Owner != r.Actor.ID || a.Archived) {
		return nil, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	return a, err
}

// alertChange edits, mutes or takes away.
func (w *Wall) alertChange(ctx context.Context, r *web.Request) (web.Answer, error) {
	step := r.Get("step")
	err := r.Do(ctx, func(tx *pg.Tx) error {
		old, err := w.mine(ctx, tx, r)
		if err != nil {
			return err
		}
		a := w.Alerts.Clone(old)
		switch step {
		case "mute":
			a.Muted = !a.Muted
		case "delete":
			a.Archived, a.Fired = true, nil
		default:
			step, a.Fired = "change", nil
			if err := read(a, r); err != nil {
				return err
			}
		}
		return w.Alerts.Save(ctx, tx, a, old, step)
	})
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/alerts").Say("done", r.Text("board.alert.done."+step)), nil
}

func (w *Wall) alertOpen(ctx context.Context, r *web.Request) (web.Answer, error) {
	var a *Alert
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		key, err := r.Key("id")
		if err != nil {
			return err
		}
		if a, err = w.Alerts.Get(ctx, tx, key); err == nil && (a.Owner != r.Actor.ID || a.Archived) {
			err = fault.New(fault.NotFound, "core.page.missing", nil)
		}
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	m, err := olap.MetricOf(a.Metric)
	if err != nil {
		return web.Answer{}, err
	}
	p := w.pen(r)
	form := alertForm{ID: a.ID.String(), Metric: a.Metric, Op: a.Op, Span: a.Span, By: a.By, Name: a.Name, Line: p.line(a, m)}
	form.Metrics = []choice{{Key: a.Metric, Text: p.text(m.Title()), On: true}}
	for _, chip := range w.chips(ctx, p, "/", Ask{Filters: a.Filters}) {
		form.Chips = append(form.Chips, chip.Text)
	}
	return web.HTML(pages, "alert.form", p.formed(form, m, Ask{Filters: a.Filters}.filtered())).Title(r.Text("board.alert.mine")), nil
}

// line is the threshold as a form shows it.
func (p pen) line(a *Alert, m *olap.Metric) string {
	if m.Unit == olap.Percent {
		return strings.TrimSuffix(strings.TrimRight(decimals(a.Threshold.Float()*100, 2), "0"), ".")
	}
	return strings.TrimSuffix(strings.TrimRight(decimals(a.Threshold.Float(), 4), "0"), ".")
}

// ringing are the alerts of a person that are over their line, and not muted.
func (w *Wall) ringing(ctx context.Context, tx *pg.Tx, who actor.Actor) ([]*Alert, error) {
	alerts, err := w.Alerts.Select(ctx, tx, "where t.owner = $1 and not t.archived and not t.muted and t.fired is not null order by t.updated desc", who.ID)
	return slices.DeleteFunc(alerts, func(a *Alert) bool {
		m, err := olap.MetricOf(a.Metric)
		return err != nil || len(a.Fired) == 0 || !mayWatch(who, m)
	}), err
}

// Bell rings in the head of every page for the alerts of whoever looks.
func (w *Wall) Bell() *web.Bell {
	return &web.Bell{Href: "/alerts", Count: func(ctx context.Context, tx *pg.Tx, who actor.Actor) (int, error) {
		alerts, err := w.ringing(ctx, tx, who)
		return len(alerts), err
	}}
}

// Today tells the owner what has crossed a line, on the start page; it is the house's way of saying so.
func (w *Wall) Today(text func(lang, key string, args map[string]any) string) web.Today {
	return func(ctx context.Context, tx *pg.Tx, who actor.Actor) ([]web.TodayItem, error) {
		if w.Alerts == nil || id.ID(who.ID).IsZero() {
			return nil, nil
		}
		alerts, err := w.ringing(ctx, tx, who)
		var items []web.TodayItem
		for _, a := range alerts {
			m, err := olap.MetricOf(a.Metric)
			if err != nil {
				return nil, err
			}
			p := w.penFor(who.Lang, text)
			items = append(items, web.TodayItem{Text: p.said(a, m), Count: int64(len(a.Fired)), Href: "/alerts", Icon: "bell-ringing", Tone: "wait",
				Detail: p.firedLine(a, m)})
		}
		return items, err
	}
}

// watched is an alert as the list shows it.
type watched struct {
	*Alert
	Said, Now, Where string
	Over             []string
	Href             string
	Muted            bool
}

func (w *Wall) alertList(ctx context.Context, r *web.Request) (web.Answer, error) {
	var alerts []*Alert
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		alerts, err = w.Alerts.Select(ctx, tx, "where t.owner = $1 and not t.archived order by t.fired is null, t.id desc", ref.User(r.Actor.ID))
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	p := w.pen(r)
	var list []watched
	for _, a := range alerts {
		if m, err := olap.MetricOf(a.Metric); err == nil && mayWatch(r.Actor, m) {
			list = append(list, w.watched(ctx, p, w.within(a, r.Actor), m))
		}
	}
	return dressed(web.HTML(pages, "alerts", list).Title(r.Text("board.alert.mine"))), nil
}

func (w *Wall) watched(ctx context.Context, p pen, a *Alert, m *olap.Metric) watched {
	v := watched{Alert: a, Said: p.said(a, m), Muted: a.Muted, Now: none}
	for _, chip := range w.chips(ctx, p, "/", Ask{Filters: a.Filters}) {
		v.Where += chip.Text + " "
	}
	if values, err := w.measure(ctx, a); err == nil && len(values) > 0 {
		v.Now = p.people(olap.Value{Valid: true, Float: values[0].Value}, m.Unit)
		if values[0].Label != "" {
			v.Now += " · " + values[0].Label
		}
	}
	for _, f := range a.Fired {
		v.Over = append(v.Over, p.one(f, m)+" · "+f.Since.In(w.Zone).Format("01-02 15:04"))
	}
	board := map[string]*Board{"finance": finance, "stock": stock, "purchasing": stock}[m.Room]
	if board == nil {
		board = sales
	}
	from, to := a.days(w.today(), m)
	v.Href = board.behind(Ask{Filters: a.Filters, Against: olap.PeriodBefore}.span(from, to), a.Metric)
	return v
}
