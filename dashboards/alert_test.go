package dashboards

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"hesuan/internal/actor"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/olap"
)

// A line that is crossed tells once, also while the value trembles about it, and again only after it has been well back.
func TestCrossing(t *testing.T) {
	a := &Alert{Metric: "margin_rate", Op: Below, Threshold: fixed.Amount(0.25 * fixed.Scale)}
	told := ""
	for _, value := range []float64{0.30, 0.24, 0.251, 0.249, 0.2549, 0.256, 0.251, 0.24} {
		fired, crossed, back := a.crossed([]Fired{{Value: value}}, now)
		switch a.Fired = fired; {
		case crossed:
			told += "!"
		case back:
			told += "."
		default:
			told += "-"
		}
	}
	if told != "-!---.-!" {
		t.Errorf("it told %s", told)
	}
	a = &Alert{Metric: "risk", Op: Above, Threshold: fixed.Amount(100 * fixed.Scale), By: "sku"}
	fired, crossed, _ := a.crossed([]Fired{{Key: "a", Value: 150}, {Key: "b", Value: 90}}, now)
	if !crossed || len(fired) != 1 || fired[0].Key != "a" {
		t.Errorf("of two one crossed: %+v", fired)
	}
	a.Fired = fired
	if fired, crossed, back := a.crossed([]Fired{{Key: "b", Value: 101}}, now); !crossed || !back || fired[0].Key != "b" {
		t.Errorf("one came, one went: %+v %v %v", fired, crossed, back)
	}
}

// What must not fall below a line is judged by whole days, weeks and months: one that has just begun is always below.
func TestAlertDays(t *testing.T) {
	m, _ := olap.MetricOf("gmv")
	risk, _ := olap.MetricOf("risk")
	for _, c := range []struct {
		span, op string
		m        *olap.Metric
		from, to int
	}{{perDay, Below, m, -1, -1}, {perDay, Above, m, 0, 0}, {perMonth, Above, m, -27, 0}, {perDay, Below, risk, 0, 0}} {
		a := Alert{Span: c.span, Op: c.op}
		if from, to := a.days(today, c.m); from != today.Add(c.from) || to != today.Add(c.to) {
			t.Errorf("%s %s: %s to %s", c.span, c.op, from, to)
		}
	}
}

// post sends a form as the page would.
func (v *visitor) post(path string, form url.Values) int {
	v.t.Helper()
	_, page := v.get("/alerts")
	form.Set("csrf", regexp.MustCompile(`name="csrf" content="([^"]+)"`).FindStringSubmatch(page)[1])
	answer, err := v.client.PostForm(v.base+path, form)
	if err != nil {
		v.t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

func (v *visitor) alerts() (all []*Alert) {
	v.t.Helper()
	err := v.db.View(actor.With(v.t.Context(), actor.House), func(tx *pg.Tx) (err error) {
		all, err = v.Alerts.Select(v.t.Context(), tx, "order by id")
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
	return all
}

// An alert is made on a board, watched over the warehouse, told on Today and in the list, muted and taken away, each as an event; a wrong
// line is refused in words; nobody opens another's. ANA-09.
func TestAlerts(t *testing.T) {
	s := open(t)
	s.trade()
	v := s.visit()
	_, form := v.get("/board/sales/tile/margin_rate?as=alert&channel=" + s.channels[0].String())
	has(t, form, "设置预警", "天猫旗舰店", "毛利率", "40", "channel=")
	rule := url.Values{"metric": {"gmv"}, "op": {Above}, "line": {"1,000"}, "span": {perMonth}, "by": {"channel"}, "name": {evil}}
	if status := v.post("/alerts", rule); status >= 300 {
		t.Fatalf("making an alert: %d", status)
	}
	rule.Set("line", "many")
	if status := v.post("/alerts", rule); status != http.StatusUnprocessableEntity && status != http.StatusBadRequest {
		t.Errorf("a line that is no number: %d", status)
	}
	ctx := actor.With(t.Context(), actor.House)
	watch := func(ctx context.Context) {
		t.Helper()
		if err := s.Watch(ctx, v.db); err != nil {
			t.Fatal(err)
		}
	}
	watch(ctx)
	watch(ctx) // nothing new: nothing written
	all := v.alerts()
	if len(all) != 1 || all[0].Version != 2 || len(all[0].Fired) != 2 {
		t.Fatalf("two channels are over the line: %+v", all)
	}
	_, page := v.get("/alerts")
	has(t, page, `aria-label="我的预警：1 条已越线"`, "已越线", "天猫旗舰店 ¥3,164", "成交额 GMV &gt; ¥1,000 · 每月 · 逐个渠道")
	if strings.Contains(page, "<img src=x") {
		t.Error("a name is not text")
	}
	_, page = v.get("/")
	has(t, page, "成交额 GMV &gt; ¥1,000", "¥3,164")
	path := "/alerts/" + all[0].ID.String()
	v.post(path, url.Values{"step": {"mute"}})
	_, page = v.get("/alerts")
	has(t, page, `aria-label="我的预警：没有越线"`)
	if _, page = v.get("/"); strings.Contains(page, "¥3,164") {
		t.Error("a muted alert tells")
	}
	v.post(path, url.Values{"metric": {"gmv"}, "op": {Above}, "line": {"2000"}, "span": {perMonth}, "by": {"channel"}})
	v.post(path, url.Values{"step": {"mute"}})
	watch(ctx)
	if all = v.alerts(); len(all[0].Fired) != 1 || all[0].Threshold.String() != "2000" {
		t.Errorf("after the line was raised: %+v", all[0])
	}
	v.other(path)
	v.post(path, url.Values{"step": {"delete"}})
	if all = v.alerts(); !all[0].Archived {
		t.Error("it is still there")
	}
	v.events(ctx, "make", "fire", "mute", "change", "mute", "fire", "delete")
}

// A person has so many alerts and no more, and is told so in words; one that gives no answer in time does not stop the others.
func TestAlertsAreBounded(t *testing.T) {
	s := open(t)
	s.trade()
	v := s.visit()
	rule := url.Values{"metric": {"gmv"}, "op": {Above}, "line": {"1"}, "span": {perMonth}}
	for range mostAlerts {
		if status := v.post("/alerts", rule); status >= 300 {
			t.Fatalf("making an alert: %d", status)
		}
	}
	if status := v.post("/alerts", rule); status != http.StatusConflict {
		t.Errorf("one more: %d", status)
	}
	all := v.alerts()
	v.post("/alerts/"+all[0].ID.String(), url.Values{"step": {"delete"}})
	if status := v.post("/alerts", rule); status >= 300 {
		t.Errorf("one more after one was deleted: %d", status)
	}
	s.patience = 1
	err := s.Watch(actor.With(t.Context(), actor.House), v.db)
	for _, a := range all[1:] {
		if err == nil || !strings.Contains(err.Error(), a.ID.String()) {
			t.Fatalf("alert %s was not looked at: %v", a.ID, err)
		}
	}
}

// What an alert looks at is what its owner may see today, not what he could see when he made it; without the right it looks at nothing.
func TestAnAlertKeepsToItsOwnersSight(t *testing.T) {
	s := open(t)
	s.trade()
	v := s.visit()
	rule := url.Values{"metric": {"gmv"}, "op": {Above}, "line": {"1"}, "span": {perMonth}, "by": {"channel"}}
	if status := v.post("/alerts", rule); status >= 300 {
		t.Fatalf("making an alert: %d", status)
	}
	owner := actor.Actor{Rights: []string{"*"}}
	s.Owner = func(_ context.Context, _ *pg.Tx, user ref.User) (actor.Actor, error) {
		owner.ID = user
		return owner, nil
	}
	s.Scope = func(who actor.Actor) (sight olap.Scope) {
		if keys, limited := who.Scope.Limits("channel"); limited {
			sight.Channels = []string{keys[0].String()}
		}
		return sight
	}
	fired := func() (labels []string) {
		t.Helper()
		if err := s.Watch(actor.With(t.Context(), actor.House), v.db); err != nil {
			t.Fatal(err)
		}
		for _, f := range v.alerts()[0].Fired {
			labels = append(labels, f.Key)
		}
		return labels
	}
	if all := fired(); len(all) < 2 {
		t.Fatalf("over the line: %v", all)
	}
	owner.Scope = actor.Scope{"channel": {s.channels[0].Any()}}
	if some := fired(); len(some) != 1 || some[0] != s.channels[0].String() {
		t.Errorf("limited to one channel: %v", some)
	}
	owner.Rights, owner.Scope = nil, nil
	if same := fired(); len(same) != 1 {
		t.Errorf("without the right: %v", same)
	}
}

// other makes the alert somebody else's and asks for it.
func (v *visitor) other(path string) {
	v.t.Helper()
	exec := func(sql string) {
		err := v.db.Do(actor.With(v.t.Context(), actor.House), func(tx *pg.Tx) error {
			_, err := tx.Exec(v.t.Context(), sql)
			return err
		})
		if err != nil {
			v.t.Fatal(err)
		}
	}
	exec("alter table board.alert add mine uuid; update board.alert set mine = owner, owner = gen_random_uuid()")
	if status, _ := v.get(path); status != http.StatusNotFound {
		v.t.Errorf("another's alert: %d", status)
	}
	if status := v.post(path, url.Values{"step": {"delete"}}); status != http.StatusNotFound {
		v.t.Errorf("taking another's alert away: %d", status)
	}
	exec("update board.alert set owner = mine")
	exec("alter table board.alert drop mine")
}

// events are what the alerts told the stream, in order.
func (v *visitor) events(ctx context.Context, want ...string) {
	v.t.Helper()
	err := v.db.View(ctx, func(tx *pg.Tx) error {
		var got []string
		err := tx.QueryRow(ctx, "select array_agg(split_part(kind, '.', 3) order by seq) from core.event where type = 'board.alert'").Scan(&got)
		if strings.Join(got, " ") != strings.Join(want, " ") {
			v.t.Errorf("events: %v, want %v", got, want)
		}
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
}

// From a tile to an alert in a real browser, and no serious barrier on the way.
func TestAlertByHand(t *testing.T) {
	s := open(t)
	s.trade()
	v := s.visit()
	b := v.desk("/board/sales?from=" + today.Add(-29).String() + "&to=" + today.String())
	b.Axe()
	b.Eval(`document.querySelector("[data-name=channel] summary").click()`)
	b.Click(`[data-name=channel] [data-as=alert]`)
	b.See("#dialog[open] [name=line]")
	b.Axe()
	b.Eval(`(() => { document.querySelector("#dialog [name=op]").value = "above"; })()`)
	b.Type("#dialog [name=line]", "1")
	b.Press("Enter")
	b.Until(`!document.querySelector("#dialog").open`)
	b.SeeText("预警已设置")
	if err := s.Watch(actor.With(t.Context(), actor.House), v.db); err != nil {
		t.Fatal(err)
	}
	b.Open("/alerts")
	b.SeeText("已越线")
	b.Axe()
}
