package olap_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hesuan/internal/cal"
	"hesuan/olap"
)

var update = flag.Bool("update", false, "write testdata/*.sql anew")

// The SQL of the semantic layer, for people to read in a change. Values of users never stand in it: they are bound.
func TestSQL(t *testing.T) {
	t.Parallel()
	from, to := cal.Of(2026, 11, 3), cal.Of(2026, 11, 22)
	evil := "x'; drop table event; --"
	for name, q := range map[string]olap.Query{
		"total":            {Metrics: []string{"gmv", "orders", "margin_rate"}, From: from, To: to},
		"weeks_by_channel": {Metrics: []string{"gmv", "average_order"}, By: []string{"channel"}, Grain: olap.Week, From: from, To: to},
		"top_categories":   {Metrics: []string{"orders", "gmv"}, By: []string{"category"}, Limit: 10, From: from, To: to},
		"stock_levels":     {Metrics: []string{"stock_value"}, By: []string{"warehouse"}, Grain: olap.Month, From: from, To: to},
		"days_of_cover":    {Metrics: []string{"days_of_cover", "turnover"}, Grain: olap.Month, From: from, To: to},
		"foresight":        {Metrics: []string{"forecast_error", "forecast_gain"}, By: []string{"category"}, Limit: 8, From: from, To: to},
		"shelves":          {Metrics: []string{"stockout_rate", "lost_sales"}, By: []string{"sku"}, Limit: 8, From: from, To: to},
		"ages":             {Metrics: []string{"receivable_open"}, By: []string{"age"}, Order: "age", Up: true, From: from, To: to},
		"new_clients":      {Metrics: []string{"returning_customers", "new_customers"}, Grain: olap.Week, From: from, To: to},
		"hours":            {Metrics: []string{"orders"}, By: []string{"hour"}, Order: "hour", Up: true, From: from, To: to, Zone: evil},
		"filtered": {Metrics: []string{"gmv"}, From: from, To: to, Filters: []olap.Filter{{Dim: "region", In: []string{evil, "湖北"}},
			{Dim: "channel", In: []string{"01a200c9-36ba-7ad1-bb0d-9dbd72a5d025", evil}, Not: true}}, Scope: olap.Scope{Warehouses: []string{evil}}},
	} {
		sent, shown, err := q.SQL()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(sent, "drop table") || strings.Contains(sent, "湖北") {
			t.Errorf("%s: a value stands in the statement: %s", name, sent)
		}
		golden(t, name, sent+"\n\n-- shown as\n\n"+shown+"\n")
	}
	drill, err := olap.Query{Metrics: []string{"margin"}, From: from, To: to, Filters: []olap.Filter{{Dim: "sku", In: []string{evil}}}}.DrillSQL()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "drill", drill+"\n")
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".sql")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got\n%s", path, got)
	}
}

// Whole months stand beside whole months, other periods beside as many days, a leap day beside the day before.
func TestBefore(t *testing.T) {
	t.Parallel()
	for _, one := range []struct{ from, to, compare, wantFrom, wantTo string }{
		{"2026-03-01", "2026-03-31", "period", "2026-02-01", "2026-02-28"},
		{"2026-01-01", "2026-03-31", "period", "2025-10-01", "2025-12-31"},
		{"2026-03-02", "2026-03-11", "period", "2026-02-20", "2026-03-01"},
		{"2026-03-05", "2026-03-05", "period", "2026-03-04", "2026-03-04"},
		{"2024-02-29", "2024-03-01", "year", "2023-02-28", "2023-03-01"},
		{"2026-11-01", "2026-11-22", "year", "2025-11-01", "2025-11-22"},
		{"2026-11-11", "2026-11-22", "weeks", "2025-11-12", "2025-11-23"},
		{"2026-11-01", "2026-11-22", "period", "2026-10-01", "2026-10-22"},
		{"2026-03-01", "2026-03-30", "period", "2026-02-01", "2026-02-28"},
		{"2026-10-01", "2026-11-22", "period", "2026-07-01", "2026-08-22"},
		{"2026-01-01", "2026-11-22", "period", "2025-01-01", "2025-11-22"},
		{"2026-11-16", "2026-11-19", "period", "2026-11-09", "2026-11-12"},
		{"2026-11-01", "2026-11-01", "period", "2026-10-31", "2026-10-31"},
	} {
		from, _ := cal.Parse(one.from)
		to, _ := cal.Parse(one.to)
		gotFrom, gotTo := olap.Query{From: from, To: to, Compare: olap.Compare(one.compare)}.BeforePeriod()
		if gotFrom != one.wantFrom || gotTo != one.wantTo {
			t.Errorf("%s–%s by %s: got %s–%s, want %s–%s", one.from, one.to, one.compare, gotFrom, gotTo, one.wantFrom, one.wantTo)
		}
	}
}

// What is not declared, or does not go together, is told by a message key. No query reaches the engine.
func TestFaults(t *testing.T) {
	t.Parallel()
	from, to := cal.Of(2026, 11, 3), cal.Of(2026, 11, 22)
	for key, q := range map[string]olap.Query{
		"olap.unknown.metric": {Metrics: []string{"glamour"}, From: from, To: to},
		"olap.unknown.dim":    {Metrics: []string{"gmv"}, By: []string{"moon"}, From: from, To: to},
		"olap.unknown.order":  {Metrics: []string{"gmv"}, Order: "orders", From: from, To: to},
		"olap.unknown.grain":  {Metrics: []string{"gmv"}, Grain: "hour", From: from, To: to},
		"olap.uncut":          {Metrics: []string{"profit"}, By: []string{"sku", "region"}, From: from, To: to},
		"olap.hidden":         {Metrics: []string{"profit"}, Scope: olap.Scope{Warehouses: []string{}}, From: from, To: to},
		"olap.no_metric":      {From: from, To: to},
		"olap.period":         {Metrics: []string{"gmv"}, From: to, To: from},
	} {
		if _, _, err := q.SQL(); err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%s: got %v", key, err)
		}
	}
}
