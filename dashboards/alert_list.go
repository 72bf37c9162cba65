package dashboards

import (
	"context"
	"slices"

	"hesuan/internal/pg"
	"hesuan/internal/web"
	"hesuan/olap"
)

// watched is an alert as the list shows it.
type watched struct {
	*Alert
	Said, Now, Where string
	Over             []string
	Href             string
}

func (w *Wall) alertList(ctx context.Context, r *web.Request) (web.Answer, error) {
	var alerts []*Alert
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		alerts, err = w.alertsOf(ctx, tx)
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	p := w.pen(r)
	var list []watched
	for _, a := range alerts {
		if m, err := olap.MetricOf(a.Metric); err == nil {
			list = append(list, w.watched(ctx, p, w.within(a, r.Actor), m))
		}
	}
	return dressed(web.HTML(pages, "alerts", list).Title(r.Text("board.alert.mine"))), nil
}

// alertsOf are the actor's own alerts, those over their line first, as far as he may see their metrics.
func (w *Wall) alertsOf(ctx context.Context, tx *pg.Tx) ([]*Alert, error) {
	const own = "where t.owner = $1 and not t.archived order by t.fired is null, t.id desc"
	alerts, err := w.Alerts.Select(ctx, tx, own, tx.Actor.Person())
	return slices.DeleteFunc(alerts, func(a *Alert) bool {
		m, err := olap.MetricOf(a.Metric)
		return err != nil || !mayWatch(tx.Actor, m)
	}), err
}

func (w *Wall) watched(ctx context.Context, p pen, a *Alert, m *olap.Metric) watched {
	v := watched{Alert: a, Said: p.said(a, m), Now: none}
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
	from, to := a.days(w.today(), m)
	v.Href = boardOf(m).behind(Ask{Filters: a.Filters, Against: olap.PeriodBefore}.span(from, to), a.Metric)
	return v
}
