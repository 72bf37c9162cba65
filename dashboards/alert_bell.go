package dashboards

import (
	"context"
	"slices"

	"hesuan/internal/actor"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/web"
	"hesuan/olap"
)

// ringing are the alerts of a person that are over their line, and not muted.
func (w *Wall) ringing(ctx context.Context, tx *pg.Tx, who actor.Actor) ([]*Alert, error) {
	const rings = "where t.owner = $1 and not t.archived and not t.muted and t.fired is not null order by t.updated desc"
	alerts, err := w.Alerts.Select(ctx, tx, rings, who.ID)
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
