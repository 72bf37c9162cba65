package status

import (
	"context"

	"hesuan/internal/actor"
	"hesuan/internal/pg"
	"hesuan/internal/web"
)

// Today tells whoever keeps the house what is not well and what to do about it, or that all is well. text finds words, as the book's Text does.
func (h *House) Today(text func(lang, key string, args map[string]any) string) web.Today {
	return func(ctx context.Context, _ *pg.Tx, who actor.Actor) (items []web.TodayItem, err error) {
		if !who.Can(Right) {
			return nil, nil
		}
		report, well := h.Report(ctx), int64(0)
		for _, p := range report.Parts {
			if p.State == Up || p.State == Off {
				well++
				continue
			}
			tone := "wait"
			if p.State == Down {
				tone = "dead"
			}
			why := "status." + p.Name + "." + p.Why
			items = append(items, web.TodayItem{Text: text(who.Lang, "status."+p.Name, nil) + " · " + text(who.Lang, why, nil), Count: 1, Tone: tone,
				Detail: text(who.Lang, why+".do", nil), Href: "/status", Icon: "activity-heartbeat"})
		}
		return append(items, web.TodayItem{Text: text(who.Lang, "status.today.well", nil), Count: well, Tone: "done", Href: "/status",
			Icon: "activity-heartbeat", Detail: text(who.Lang, "status.all."+string(report.State), nil)}), nil
	}
}
