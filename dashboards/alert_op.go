package dashboards

import (
	"context"
	"net/http"
	"time"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/web"
	"hesuan/olap"
)

type (
	alertsAnswer struct {
		Items []alertItem `json:"items"`
	}
	alertItem struct {
		ID        AlertID       `json:"id"`
		Name      string        `json:"name"`
		Metric    string        `json:"metric"`
		By        string        `json:"by"`
		Filters   []alertFilter `json:"filters"`
		Op        string        `json:"op"`
		Threshold fixed.Amount  `json:"threshold"`
		Span      string        `json:"span"`
		Muted     bool          `json:"muted"`
		Fired     []alertFired  `json:"fired"`
	}
	alertFilter struct {
		Dim string   `json:"dim"`
		In  []string `json:"in"`
	}
	alertFired struct {
		Key   string    `json:"key"`
		Label string    `json:"label"`
		Value float64   `json:"value"`
		Since time.Time `json:"since"`
	}
)

// alertOps are the alerts of the person that a program works for.
func (w *Wall) alertOps(metric resource.Field, dims []string) []web.Op {
	rule := resource.Fields{resource.Text("name", 100), resource.Choice("op", Below, Above).Req(), resource.Money("threshold"),
		resource.Choice("span", alertSpans...).Or(perDay), resource.Choice("by", dims...)}
	act := func(step string, input resource.Fields) web.Op {
		return web.Op{Method: http.MethodPost, Path: "/board/alerts/{id}/" + step, Name: "board.alerts." + step, Input: input, Answer: alertItem{},
			Run: func(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
				a, err := w.alertStep(ctx, tx, c.Key, step, func(a *Alert) error { return w.ruled(c, a) })
				if err != nil {
					return nil, err
				}
				return itemOf(a), nil
			}}
	}
	return []web.Op{
		{Path: "/board/alerts", Name: "board.alerts", Answer: alertsAnswer{}, Run: func(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
			alerts, err := w.alertsOf(ctx, tx)
			answer := alertsAnswer{Items: []alertItem{}}
			for _, a := range alerts {
				answer.Items = append(answer.Items, itemOf(a))
			}
			return answer, err
		}},
		{Method: http.MethodPost, Path: "/board/alerts", Name: "board.alerts.make", Answer: alertItem{}, Run: w.makeOp,
			Input: append(resource.Fields{metric}, rule...),
			Lines: resource.Fields{resource.Choice("dim", dims...).Req(), resource.Text("key", 100).Req()}},
		act("change", rule), act("mute", nil), act("delete", nil),
	}
}

// alertInput is an alert as programs write it; lines are its filters, a value each.
type alertInput struct {
	Metric    string       `json:"metric"`
	Name      string       `json:"name"`
	Op        string       `json:"op"`
	Threshold fixed.Amount `json:"threshold"`
	Span      string       `json:"span"`
	By        string       `json:"by"`
	Lines     []struct {
		Dim string `json:"dim"`
		Key string `json:"key"`
	} `json:"lines"`
}

func (w *Wall) makeOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	var in alertInput
	if err := c.Read(&in); err != nil {
		return nil, err
	}
	a := &Alert{Owner: tx.Actor.Person(), Metric: in.Metric}
	for _, l := range in.Lines {
		if d, err := olap.DimOf(l.Dim); err == nil && d.Names != "" {
			if _, err := id.Parse[any](l.Key); err != nil {
				return nil, fault.New(fault.NotFound, "core.link.missing", nil).At("lines")
			}
		}
		a.filter(l.Dim, l.Key)
	}
	if err := ruledBy(w.within(a, c.Actor), c.Actor, alertRule{in.Name, in.Op, in.By, in.Span, in.Threshold}); err != nil {
		return nil, err
	}
	if err := w.oneMore(ctx, tx, a.Owner); err != nil {
		return nil, err
	}
	if err := w.Alerts.Insert(ctx, tx, a, "make"); err != nil {
		return nil, clash(err)
	}
	return itemOf(a), nil
}

// filter narrows an alert to one more value of a dim.
func (a *Alert) filter(dim, key string) {
	for i := range a.Filters {
		if a.Filters[i].Dim == dim {
			a.Filters[i].In = append(a.Filters[i].In, key)
			return
		}
	}
	a.Filters = append(a.Filters, olap.Filter{Dim: dim, In: []string{key}})
}

// ruled takes over a program's rule.
func (w *Wall) ruled(c *web.OpCall, a *Alert) error {
	var in alertInput
	if err := c.Read(&in); err != nil {
		return err
	}
	return ruledBy(a, c.Actor, alertRule{in.Name, in.Op, in.By, in.Span, in.Threshold})
}

// clash says of a metric and a dim, each well in itself, that they do not go together.
func clash(err error) error {
	if all := fault.All(err); len(all) == 1 && all[0].Key == "board.alert.uncut" {
		return fault.New(fault.Conflict, all[0].Key, all[0].Args).At(all[0].Field)
	}
	return err
}

func itemOf(a *Alert) alertItem {
	item := alertItem{ID: a.ID, Name: a.Name, Metric: a.Metric, By: a.By, Filters: []alertFilter{}, Op: a.Op, Threshold: a.Threshold, Span: a.Span,
		Muted: a.Muted, Fired: []alertFired{}}
	for _, f := range a.Filters {
		item.Filters = append(item.Filters, alertFilter{f.Dim, append([]string{}, f.In...)})
	}
	for _, f := range a.Fired {
		item.Fired = append(item.Fired, alertFired(f))
	}
	return item
}
