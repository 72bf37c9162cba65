package dashboards

import (
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"hesuan/internal/cal"
	"hesuan/olap"
)

// A day is wanted its part of its month, whole months their sum; a month without a target leaves none, and rates are never added.
func TestTargetsOfDays(t *testing.T) {
	november, december := cal.Of(2026, 11, 1), cal.Of(2026, 12, 1)
	all := aims{"gmv": {november: 3000, december: 6200}, "margin_rate": {november: 0.3, december: 0.4}}
	for _, c := range []struct {
		metric   string
		from, to cal.Date
		want     float64
		whole    bool
	}{
		{"gmv", november, november.Add(29), 3000, true}, {"gmv", november, november, 100, true}, {"gmv", november.Add(29), december, 300, true},
		{"gmv", november, december.Add(30), 9200, true}, {"gmv", november.Add(-1), november, 0, false}, {"gmv", december, december.Add(31), 0, false},
		{"margin_rate", november, december, 0.4, true}, {"margin_rate", december, december.Add(40), 0, false}, {"orders", november, november, 0, false},
	} {
		if goal, whole := all.of(c.metric, c.from, c.to); whole != c.whole || math.Abs(goal-c.want) > 1e-9 && whole {
			t.Errorf("%s from %s to %s: %v %v, want %v %v", c.metric, c.from, c.to, goal, whole, c.want, c.whole)
		}
	}
}

// A figure says what is missing to its target and whether an even pace would have come as far; more is better or worse as the metric says.
func TestAFigureAndItsTarget(t *testing.T) {
	noon := time.Date(2026, 11, 16, 4, 0, 0, 0, time.UTC) // in Wuhan
	w := &Wall{Zone: cal.Shanghai, Clock: func() time.Time { return noon }}
	november := cal.Of(2026, 11, 1)
	for _, c := range []struct {
		metric       string
		target, now  float64
		text, rest   string
		good         bool
		pace, filled float64
	}{
		{"gmv", 30000, 15000, "目标 ¥3.00万 · 50%", "还差 ¥1.50万，每天需 ¥1,071", false, 51.67, 50},
		{"gmv", 30000, 16000, "目标 ¥3.00万 · 53%", "还差 ¥1.40万，每天需 ¥1,000", true, 51.67, 53.33},
		{"gmv", 30000, 33000, "目标 ¥3.00万 · 110%", "超出 ¥3,000", true, 51.67, 100},
		{"operating_expense", 30000, 16000, "目标 ¥3.00万 · 53%", "还可用 ¥1.40万", false, 51.67, 53.33},
		{"operating_expense", 30000, 9000, "目标 ¥3.00万 · 30%", "还可用 ¥2.10万", true, 51.67, 30},
		{"margin_rate", 0.35, 0.329, "目标 35.0%", "差 2.1 个百分点", false, 0, 0},
		{"return_rate", 0.05, 0.04, "目标 5.0%", "达标，富余 1.0 个百分点", true, 0, 0},
	} {
		m, err := olap.MetricOf(c.metric)
		if err != nil {
			t.Fatal(err)
		}
		ask := Ask{Period: "month", From: november, To: november.Add(15), Today: november.Add(15)}
		d := &brush{pen: penOf("zh"), Wall: w, ask: ask, aims: aims{c.metric: {november: c.target}}}
		g := d.goal(m, olap.Value{Valid: true, Float: c.now})
		if g == nil || g.Text != c.text || g.Rest != c.rest || g.Good != c.good || math.Abs(g.Pace-c.pace) > 0.01 || math.Abs(g.Bar-c.filled) > 0.01 {
			t.Errorf("%s %v of %v: %+v", c.metric, c.now, c.target, g)
		}
	}
}

// A manager writes a target; figures, charts and the comparison of profits show it; a filtered board does not, for it is the company's.
func TestATargetIsAMark(t *testing.T) {
	s := open(t)
	s.trade()
	v := s.visit()
	add := func(metric, month, value string) int {
		return v.post("/board/target/new", url.Values{"metric": {metric}, "month": {month}, "value": {value}})
	}
	for _, one := range [][3]string{{"gmv", "207602", "8859.2"}, {"gmv", "207601", "3100"}, {"margin_rate", "207602", "60"}, {"gross_profit", "207602", "5000"}} {
		if status := add(one[0], one[1], one[2]); status != http.StatusOK {
			t.Fatalf("%v: %d", one, status)
		}
	}
	for _, bad := range [][3]string{{"gmv", "207602", "1"}, {"gmv", "207613", "1"}, {"gmv", "2076-2", "1"}, {"suggestions", "207602", "1"}} {
		if status := add(bad[0], bad[1], bad[2]); status < 400 || status >= 500 {
			t.Errorf("%v: %d", bad, status)
		}
	}
	_, figure := v.get("/board/sales/tile/gmv?period=month")
	has(t, figure, "目标 ¥8,859 · 50%", "还差 ¥4,430，每天需 ¥4,430", "按天均摊应完成 95.1%", "bd-behind")
	_, rate := v.get("/board/sales/tile/margin_rate?period=month")
	has(t, rate, "目标 60.0%", "个百分点")
	_, trend := v.get("/board/sales/tile/trend?from=2076-01-01&to=2076-02-28")
	has(t, trend, `&#34;name&#34;:&#34;目标&#34;`, "&#34;step&#34;:&#34;middle&#34;", "305.4897")
	_, sheet := v.get("/board/finance/tile/statement?period=month&as=csv")
	has(t, sheet, "目标,完成", ",5000,")
	_, columns := v.get("/board/finance/tile/result?period=month")
	has(t, columns, "目标：毛利润")
	_, board := v.get("/board/sales?period=month")
	has(t, board, "/board/target/new?metric=gmv&amp;month=207602")
	if _, narrow := v.get("/board/sales/tile/gmv?period=month&channel=" + s.channels[0].String()); strings.Contains(narrow, "目标") {
		t.Errorf("one shop is measured by the company's target: %s", narrow)
	}
}
