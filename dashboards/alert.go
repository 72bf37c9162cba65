package dashboards

import (
	"time"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/olap"
)

type alertKind struct{}

// AlertID names an alert.
type AlertID = id.Of[alertKind]

// Alert is something that a person wants to be told of 预警: a metric, for the whole or for each value of a dim, above or below a line.
// It tells once when the line is crossed, and again only after it has been well back.
type Alert struct {
	resource.Base[AlertID]
	Owner     ref.User      `json:"owner"`
	Name      string        `json:"name,omitempty"` // the owner's own word for it
	Metric    string        `json:"metric"`
	By        string        `json:"by,omitempty"` // a dim: each of its values is watched by itself
	Filters   []olap.Filter `json:"filters,omitempty"`
	Scope     *olap.Scope   `json:"scope,omitempty"` // what the owner might see when it was made
	Op        string        `json:"op"`
	Threshold fixed.Amount  `json:"threshold"` // of a rate: 0.25 is 25 %
	Span      string        `json:"span"`
	Muted     bool          `json:"muted,omitempty"`
	Fired     []Fired       `json:"fired,omitempty"` // over the line now
	Seen      *time.Time    `json:"seen,omitempty"`  // by the owner, last
}

// Fired is one value that crossed the line.
type Fired struct {
	Key   string    `json:"key,omitempty"` // of the dim
	Label string    `json:"label,omitempty"`
	Value float64   `json:"value"` // when it crossed
	Since time.Time `json:"since"`
}

// The sides of a line.
const (
	Below = "below"
	Above = "above"
)

// The days that an alert looks at.
const (
	perDay   = "day"
	perWeek  = "week"
	perMonth = "month"
)

var alertSpans = []string{perDay, perWeek, perMonth}

// Alerts declares the table of alerts. People make theirs on the pages of the boards; others see none but their own.
func Alerts() *resource.Def[Alert] {
	return resource.Define(resource.Def[Alert]{
		Meta: resource.Meta{
			Name: "board.alert", Icon: "bell", Title: []string{"metric"}, Sort: "-id", Hidden: true, Ledger: true,
			Fields: resource.Fields{
				resource.Link("owner", "auth.user").Col().RO(), resource.Text("name", 100).Find().Col().RO(),
				resource.Text("metric", 60).Find().Col().RO(), resource.Text("by", 40).RO(),
				resource.Choice("op", Below, Above).Col().RO(), resource.Money("threshold").Col().RO(),
				resource.Choice("span", alertSpans...).Col().RO(), resource.Bool("muted").Col().RO(), resource.JSON("filters"), resource.JSON("fired"),
			},
		},
		Check: checkAlert,
	})
}

func checkAlert(a *Alert) (faults fault.List) {
	m, err := olap.MetricOf(a.Metric)
	if err != nil {
		faults.Add(fault.New(fault.Invalid, "olap.unknown.metric", fault.Args{"name": a.Metric}).At("metric"))
		return faults
	}
	var dims []string
	for _, f := range a.Filters {
		dims = append(dims, f.Dim)
	}
	if a.By != "" {
		dims = append(dims, a.By)
	}
	if !m.Knows(dims...) {
		faults.Add(fault.New(fault.Invalid, "board.alert.uncut", nil).At("by"))
	}
	if a.Op != Below && a.Op != Above {
		faults.Add(fault.New(fault.Invalid, "core.field.choice", nil).At("op"))
	}
	return faults
}

// over tells whether a value is over the line. What has fired stays so until it is a fiftieth of the line's height back from it, so that a
// value that trembles about the line tells once.
func (a *Alert) over(value float64, fired bool) bool {
	line, margin := a.Threshold.Float(), 0.0
	if fired {
		margin = max(line, -line) / 50
	}
	if a.Op == Below {
		return value < line+margin
	}
	return value > line-margin
}

// crossed is what has fired after these values, and whether anything has newly crossed the line or come back. A value that is not there
// leaves things as they are.
func (a *Alert) crossed(values []Fired, now time.Time) (fired []Fired, crossed, back bool) {
	before := map[string]Fired{}
	for _, f := range a.Fired {
		before[f.Key] = f
	}
	for _, v := range values {
		old, was := before[v.Key]
		delete(before, v.Key)
		switch is := a.over(v.Value, was); {
		case is && was:
			fired = append(fired, old)
		case is:
			v.Since = now
			fired, crossed = append(fired, v), true
		case was:
			back = true
		}
	}
	return fired, crossed, back || len(before) > 0
}
