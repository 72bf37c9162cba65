package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"hesuan/ingest"
	"hesuan/internal/config"
	"hesuan/internal/event"
	"hesuan/olap"
)

// reconcileCommand compares Postgres and ClickHouse, table by table and day by day.
type reconcileCommand struct {
	Repair   bool          `default:"true" negatable:"" help:"Repair what differs from Postgres."`
	Patience time.Duration `default:"30s" help:"How long to wait for the stream before comparing."`
}

// unequal is the exit code 1 of a comparison that has already said what it found.
type unequal struct{}

func (unequal) Error() string { return "Postgres and ClickHouse differ" }
func (unequal) ExitCode() int { return 1 }

// Run compares, and fails when differences are left.
func (r reconcileCommand) Run(ctx context.Context, c *config.Config) error {
	s, err := openStream(ctx, c, "reconcile")
	if err != nil {
		return err
	}
	defer s.close()
	if err := ingest.NewGuard(s.events, s.warehouse, s.log).Look(ctx); err != nil {
		return err
	}
	report, err := (&ingest.Reconcile{Stream: s.events, Warehouse: s.warehouse, Log: s.log, Repair: r.Repair, Patience: r.Patience}).Run(ctx)
	if err != nil {
		return err
	}
	if left := show(os.Stdout, report); left > 0 {
		return unequal{}
	}
	return nil
}

// reconcileJob compares and repairs by itself, so that the verdict on the boards is never old.
func (h *house) reconcileJob(c *config.Config, warehouse *olap.Warehouse) func(context.Context) error {
	log := c.Logger("reconcile")
	return func(ctx context.Context) error {
		events := &event.Stream{DB: h.db}
		if err := ingest.NewGuard(events, warehouse, log).Look(ctx); err != nil {
			return err
		}
		report, err := settled(func() (*ingest.Report, error) {
			return (&ingest.Reconcile{Stream: events, Warehouse: warehouse, Log: log, Repair: true, Patience: time.Minute}).Run(ctx)
		})
		if err != nil {
			return err
		}
		if left, repaired := report.Differences(); left+repaired > 0 {
			log.Warn("Postgres and ClickHouse differed", "left", left, "repaired", repaired, "findings", report.Findings)
		}
		return nil
	}
}

// looks is how often the job compares before it believes in a difference.
const looks = 3

// settled compares until nothing is left. While years of business are being loaded, the stream is further behind than patience reaches:
// what is missing then is on its way, and the boards must not say for an hour that it is lost.
func settled(compare func() (*ingest.Report, error)) (report *ingest.Report, err error) {
	for range looks {
		if report, err = compare(); err != nil {
			return nil, err
		}
		if left, _ := report.Differences(); left == 0 {
			break
		}
	}
	return report, nil
}

// show prints what was compared and what differs, and gives the number of differences that are left.
func show(out io.Writer, report *ingest.Report) (left uint64) {
	left, repaired := report.Differences()
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if len(report.Findings) > 0 {
		fmt.Fprintln(w, "table\tday\twhat\tPostgres\tClickHouse\tdifference")
		for _, f := range report.Findings {
			state := "left"
			if f.Repaired {
				state = "repaired"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", f.Table, f.Day, f.What, f.Expected, f.Found, state)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, "compared\tdays\trows\tquantity\tamount")
	for _, t := range report.Tables {
		fmt.Fprintf(w, "%s\t%d\t%d\t%s\t%s\n", t.Table, t.Days, t.Rows, t.A, t.B)
	}
	_ = w.Flush()
	fmt.Fprintf(out, "difference %d (%d repaired, transactions below %d, %.1f s)\n", left, repaired, report.Watermark, report.Took.Seconds())
	return left
}
