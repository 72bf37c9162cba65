package dashboards

import (
	"context"
	"slices"
	"strings"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/web"
	"hesuan/olap"
)

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

// line is the threshold as a form shows it.
func (p pen) line(a *Alert, m *olap.Metric) string {
	if m.Unit == olap.Percent {
		return strings.TrimSuffix(strings.TrimRight(decimals(a.Threshold.Float()*100, 2), "0"), ".")
	}
	return strings.TrimSuffix(strings.TrimRight(decimals(a.Threshold.Float(), 4), "0"), ".")
}

// read takes over what the form says.
func read(a *Alert, r *web.Request) error {
	m, err := olap.MetricOf(a.Metric)
	if err != nil {
		return err
	}
	text := strings.NewReplacer(",", "", "%", "", "¥", "", " ", "", minus, "-").Replace(r.Get("line"))
	line, err := fixed.ParseAmount(text)
	if err != nil || text == "" {
		return fault.New(fault.Invalid, "board.alert.line", nil).At("line")
	}
	if m.Unit == olap.Percent {
		line /= 100
	}
	return ruledBy(a, r.Actor, alertRule{r.Get("name"), r.Get("op"), r.Get("by"), r.Get("span"), line})
}

// alertRule is what an alert says, whoever wrote it.
type alertRule struct {
	name, op, by, span string
	line               fixed.Amount
}

// ruledBy takes a rule over, as far as the person may see the metric.
func ruledBy(a *Alert, who actor.Actor, in alertRule) error {
	if _, err := watchable(who, a.Metric); err != nil {
		return err
	}
	a.Name, a.Op, a.By, a.Span, a.Threshold = strings.TrimSpace(in.name), in.op, in.by, in.span, in.line
	if !slices.Contains(alertSpans, a.Span) {
		a.Span = perDay
	}
	if len([]rune(a.Name)) > 100 {
		return fault.New(fault.Invalid, "board.alert.name_long", nil).At("name")
	}
	return nil
}
