package dashboards

import (
	"context"
	"slices"
	"strconv"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/olap"
)

type targetKind struct{}

// TargetID names a target.
type TargetID = id.Of[targetKind]

// Target is what a manager wants a metric of the whole company to reach in a month 目标: a sum such as GMV within it, a rate or a level at
// its end. Boards show it as a mark, with what is missing and the pace.
type Target struct {
	resource.Base[TargetID]
	Metric string       `json:"metric"`
	Month  string       `json:"month"` // 202611
	Value  fixed.Amount `json:"value"` // of a rate in per cent: 35 is 35 %
	Note   string       `json:"note,omitempty"`
}

// aimedAt are the metrics that may have a target. Those that add up say so: of them a day is wanted its part of the month.
var aimedAt = []struct {
	metric string
	adds   bool
}{
	{"gmv", true}, {"orders", true}, {"units", true}, {"revenue", true}, {"margin", true}, {"margin_rate", false}, {"average_order", false},
	{"new_customers", true}, {"return_rate", false}, {"fill_rate", false},
	{"stock_value", false}, {"days_of_cover", false}, {"stockout_rate", false}, {"lost_sales", true}, {"dead_stock", false}, {"active_rate", false},
	{"sales_income", true}, {"gross_profit", true}, {"gross_margin", false}, {"operating_expense", true}, {"expense_rate", false},
	{"profit", true}, {"profit_rate", false}, {"cash", false}, {"receivable", false},
}

// mayAim tells that a metric may have a target, and whether it adds up over the days of a month.
func mayAim(metric string) (may, adds bool) {
	for _, a := range aimedAt {
		if a.metric == metric {
			return true, a.adds
		}
	}
	return false, false
}

// Targets declares the table of targets. They tell of the company as a whole: who is limited to a shop or a warehouse sees none.
func Targets() *resource.Def[Target] {
	var metrics []string
	for _, a := range aimedAt {
		metrics = append(metrics, a.metric)
	}
	return resource.Define(resource.Def[Target]{
		Meta: resource.Meta{
			Name: "board.target", Icon: "target-arrow", Title: []string{"metric", "month"}, Sort: "-month", Whole: true,
			Fields: resource.Fields{
				resource.Choice("metric", metrics...).Req().Col().Once(),
				resource.Text("month", 6).Req().Find().Col().Once().Like("^20[0-9]{2}(0[1-9]|1[0-2])$"),
				resource.Money("value").Req().Col(), resource.Text("note", 200).Find().Col(),
			},
		},
		Check: checkTarget,
	})
}

func checkTarget(t *Target) (faults fault.List) {
	if may, _ := mayAim(t.Metric); !may {
		faults.Add(fault.New(fault.Invalid, "core.field.choice", nil).At("metric"))
	}
	if _, ok := monthOf(t.Month); !ok {
		faults.Add(fault.New(fault.Invalid, "board.target.month_form", nil).At("month"))
	}
	return faults
}

// monthOf reads a month of this century: its first day.
func monthOf(text string) (cal.Date, bool) {
	n, err := strconv.Atoi(text)
	if err != nil || len(text) != 6 || n < 200001 || n%100 < 1 || n%100 > 12 {
		return 0, false
	}
	return cal.Of(n/100, time.Month(n%100), 1), true
}

// TargetsIn lets boards read targets from the house's own database. Everybody who may see a number may see what it is measured by.
func TargetsIn(db *pg.DB, def *resource.Def[Target]) func(ctx context.Context, from, to cal.Date, metrics []string) ([]*Target, error) {
	return func(ctx context.Context, from, to cal.Date, metrics []string) (all []*Target, err error) {
		err = db.View(ctx, func(tx *pg.Tx) error {
			const within = "where t.metric = any($1) and t.month between $2 and $3 and not t.archived order by t.month"
			all, err = def.Select(ctx, tx, within, metrics, strconv.Itoa(from.Period()), strconv.Itoa(to.Period()))
			return err
		})
		return all, err
	}
}

// aims are targets by metric and month.
type aims map[string]map[cal.Date]float64

// aimsOf are the targets that a tile may show as marks: those of the company, so none where the board is narrowed.
func (w *Wall) aimsOf(ctx context.Context, t *Tile, a Ask) (aims, error) {
	marked := slices.Contains([]Kind{Figure, Trend, Columns, Sheet}, t.Kind)
	if w.Targets == nil || !marked || len(a.Filters) > 0 || a.Scope.Channels != nil || a.Scope.Warehouses != nil {
		return nil, nil
	}
	metrics := slices.DeleteFunc(slices.Clone(t.Metrics), func(name string) bool { may, _ := mayAim(name); return !may })
	if len(metrics) == 0 {
		return nil, nil
	}
	found, err := w.Targets(ctx, a.From, max(a.To, a.end(), a.Today.Add(aheadDays)), metrics)
	all := aims{}
	for _, one := range found {
		month, _ := monthOf(one.Month)
		m, known := olap.MetricOf(one.Metric)
		if known != nil {
			continue
		}
		if all[one.Metric] == nil {
			all[one.Metric] = map[cal.Date]float64{}
		}
		if all[one.Metric][month] = one.Value.Float(); m.Unit == olap.Percent {
			all[one.Metric][month] /= 100
		}
	}
	return all, err
}

// of is the target of a metric for some days: the sum of the days' parts of their months, or what the last day's month wants of a rate or
// a level. Where a month has none, there is none for the days either: a part of a target would be a lie.
func (all aims) of(metric string, from, to cal.Date) (goal float64, whole bool) {
	months := all[metric]
	if len(months) == 0 || to < from {
		return 0, false
	}
	if _, adds := mayAim(metric); !adds {
		goal, whole = months[to.Month()]
		return goal, whole
	}
	for day := from; day <= to; {
		next := day.Month().Add(31).Month()
		month, known := months[day.Month()]
		if !known {
			return 0, false
		}
		last := min(to, next.Add(-1))
		goal += month * float64(last-day+1) / float64(next-day.Month())
		day = last.Add(1)
	}
	return goal, true
}
