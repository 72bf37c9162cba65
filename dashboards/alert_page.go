package dashboards

import (
	"context"
	"slices"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
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

// boardOf is where a metric is at home.
func boardOf(m *olap.Metric) *Board {
	switch m.Room {
	case "finance":
		return finance
	case "stock", "purchasing":
		return stock
	}
	return sales
}

// mayWatch tells that a person may see a metric, here or on the overview, where it hangs for all who may see that.
func mayWatch(who actor.Actor, m *olap.Metric) bool {
	if who.Can(boardOf(m).Right()) {
		return true
	}
	shown := func(t *Tile) bool { return t.Right == "" && slices.Contains(t.Metrics, m.Name) }
	return who.Can(overview.Right()) && slices.ContainsFunc(overview.Tiles, shown)
}

func (w *Wall) alertMake(ctx context.Context, r *web.Request) (web.Answer, error) {
	a := &Alert{Owner: r.Actor.ID, Metric: r.Get("metric")}
	ask := overview.ask(&web.Request{Query: parseQuery(r.Get("filters")), Lang: r.Lang}, w.today())
	a.Filters = ask.Filters
	if err := read(w.within(a, r.Actor), r); err != nil {
		return web.Answer{}, err
	}
	err := r.Do(ctx, func(tx *pg.Tx) error {
		if err := w.oneMore(ctx, tx, a.Owner); err != nil {
			return err
		}
		return w.Alerts.Insert(ctx, tx, a, "make")
	})
	if err != nil {
		return web.Answer{}, err
	}
	return web.Nothing().Say("done", r.Text("board.alert.made")).Header("HX-Trigger", "board-alert"), nil
}

// mostAlerts bounds the alerts of one person: each of them is a question to the warehouse every minute.
const mostAlerts = 50

// oneMore refuses more than a person may have.
func (w *Wall) oneMore(ctx context.Context, tx *pg.Tx, owner ref.User) error {
	var has int
	err := tx.QueryRow(ctx, "select count(*) from board.alert where owner = $1 and not archived", owner).Scan(&has)
	if err == nil && has >= mostAlerts {
		err = fault.New(fault.Conflict, "board.alert.full", fault.Args{"most": mostAlerts})
	}
	return err
}

// mine finds an alert of the person's own; another's is not there.
func mine(ctx context.Context, tx *pg.Tx, key id.ID, find func(context.Context, *pg.Tx, id.ID) (*Alert, error)) (*Alert, error) {
	a, err := find(ctx, tx, key)
	if err == nil && (a.Owner != tx.Actor.Person() || a.Archived) {
		return nil, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	return a, err
}

// alertChange edits, mutes or takes away.
func (w *Wall) alertChange(ctx context.Context, r *web.Request) (web.Answer, error) {
	key, err := r.Key("id")
	if err != nil {
		return web.Answer{}, err
	}
	step := r.Get("step")
	if step != "mute" && step != "delete" {
		step = "change"
	}
	err = r.Do(ctx, func(tx *pg.Tx) error {
		_, err := w.alertStep(ctx, tx, key, step, func(a *Alert) error { return read(a, r) })
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/alerts").Say("done", r.Text("board.alert.done."+step)), nil
}

// alertStep mutes an alert, takes it away, or changes it.
func (w *Wall) alertStep(ctx context.Context, tx *pg.Tx, key id.ID, step string, change func(*Alert) error) (*Alert, error) {
	old, err := mine(ctx, tx, key, w.Alerts.Lock)
	if err != nil {
		return nil, err
	}
	a := w.Alerts.Clone(old)
	switch step {
	case "mute":
		a.Muted = !a.Muted
	case "delete":
		a.Archived, a.Fired = true, nil
	default:
		a.Fired = nil
		if err := change(a); err != nil {
			return nil, err
		}
	}
	return a, clash(w.Alerts.Save(ctx, tx, a, old, step))
}

func (w *Wall) alertOpen(ctx context.Context, r *web.Request) (web.Answer, error) {
	key, err := r.Key("id")
	if err != nil {
		return web.Answer{}, err
	}
	var a *Alert
	err = r.View(ctx, func(tx *pg.Tx) (err error) {
		a, err = mine(ctx, tx, key, w.Alerts.Get)
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
