package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"hesuan/internal/bench"
)

// The benches of the house run on a small scale and measure something: PERF-01, PERF-02.
func TestBenchesMeasure(t *testing.T) {
	if os.Getenv("HESUAN_LONG") == "" {
		t.Skip("SKIPPED: each bench starts a whole house; set HESUAN_LONG=1 (make test-long)")
	}
	for _, c := range []struct {
		args  []string
		wants []string // figures that are above zero
	}{
		{[]string{"orders", "--clients", "2", "--time", "1s", "--skus", "100", "--hot", "10"}, []string{"orders", "reference", "p99", "orders ÷ reference, hot"}},
		{[]string{"pipeline", "--rate", "20", "--time", "2s", "--clients", "2", "--backlog", "2000"}, []string{"commit to queryable, p50", "drained from Kafka to the board"}},
		{[]string{"lists", "--rows", "300", "--rounds", "1"}, []string{"p95 of all pages", "reference, p50 of select 1"}},
		{[]string{"boards", "--company", "demo", "--days", "40", "--rounds", "1"}, []string{"p95, overview, demo, all", "reference, p95, demo"}},
		{[]string{"start", "--clients", "1", "--time", "1s"}, []string{"first page, new folder", "first page, started again"}},
	} {
		cmd := exec.Command(os.Args[0], append(append([]string{"bench"}, c.args...), "--json")...)
		cmd.Env = append(os.Environ(), asProgram+"=1")
		out, complaint, err := said(t, cmd)
		if err != nil {
			t.Errorf("bench %v: %v: %s", c.args, err, complaint)
			continue
		}
		var report bench.Report
		if err := json.Unmarshal(out, &report); err != nil || report.Machine.Cores == 0 {
			t.Errorf("bench %v prints %.300s (%v)", c.args, out, err)
		}
		for _, name := range c.wants {
			if report.Of(name) <= 0 {
				t.Errorf("bench %v has no %q", c.args, name)
			}
		}
	}
}
