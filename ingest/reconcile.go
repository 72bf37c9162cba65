package ingest

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"hesuan/internal/event"
	"hesuan/olap"
)

// Reconcile compares Postgres and the warehouse along the whole way, each link with the next:
//
//	the rooms' tables ↔ facts ↔ events of the warehouse ↔ events of Postgres, and roll-ups ↔ facts
//
// Events are compared below the watermark: transactions below pg_snapshot_xmin are final, so their events must be there. What
// differs is repaired from Postgres: events are sent again or deleted, facts and roll-ups computed anew.
type Reconcile struct {
	Stream    *event.Stream
	Warehouse *olap.Warehouse
	Log       *slog.Logger
	Repair    bool
	// Patience is how long to wait for the stream to bring what was committed before the start; without a stream, that is repaired.
	Patience time.Duration
}

// Report is what a comparison found.
type Report struct {
	At        time.Time      `json:"at"`
	Took      time.Duration  `json:"took"`
	Watermark uint64         `json:"watermark"`
	Tables    []Compared     `json:"tables"`
	Findings  []olap.Finding `json:"findings"`
}

// Compared sums up what was compared of a table.
type Compared struct {
	Table string `json:"table"`
	Days  int    `json:"days"`
	Rows  uint64 `json:"rows"`
	A     string `json:"a"` // sum of quantities, or of debits
	B     string `json:"b"` // sum of amounts, or of credits
}

// add counts a day's total in; sums are of four decimals.
func (c *Compared) add(t event.Total) {
	rows, _ := strconv.ParseUint(t.Rows, 10, 64)
	c.Days, c.Rows = c.Days+1, c.Rows+rows
	c.A, c.B = plus(c.A, t.A), plus(c.B, t.B)
}

func plus(a, b string) string {
	x, _ := decimal.NewFromString(a)
	y, _ := decimal.NewFromString(b)
	return x.Add(y).String()
}

// Differences are the findings that are left.
func (r *Report) Differences() (left, repaired uint64) {
	for _, f := range r.Findings {
		if f.Repaired {
			repaired++
		} else {
			left++
		}
	}
	return left, repaired
}

// Run compares, repairs and keeps the result.
func (r *Reconcile) Run(ctx context.Context) (*Report, error) {
	began := time.Now()
	epoch, err := r.Stream.Epoch(ctx)
	if err != nil {
		return nil, err
	}
	mark, err := r.await(ctx, epoch)
	if err != nil {
		return nil, err
	}
	report := &Report{At: began.UTC(), Watermark: mark.Xmin}
	for _, compare := range []func(context.Context, uint64, *Report) error{r.events(epoch), r.facts, r.rollups, r.rooms} {
		if err := compare(ctx, mark.Xmin, report); err != nil {
			return nil, err
		}
	}
	report.Took = time.Since(began)
	left, repaired := report.Differences()
	if err := r.Warehouse.NoteReconcile(ctx, report.At, left, repaired); err != nil {
		return nil, err
	}
	return report, r.Stream.SaveReconciled(ctx, event.Reconciled{
		At: report.At, Differences: left, Repaired: repaired, Watermark: mark.Xmin, Report: report,
	})
}

// await takes a mark and waits until the warehouse has reached it, or until the patience is over.
func (r *Reconcile) await(ctx context.Context, epoch uint64) (event.Mark, error) {
	mark, err := r.Stream.Mark(ctx)
	for deadline := time.Now().Add(r.Patience); err == nil && time.Now().Before(deadline); sleep(ctx, 200*time.Millisecond) {
		var reached uint64
		if reached, err = r.Warehouse.Reached(ctx, epoch); err != nil || reached >= mark.LSN {
			break
		}
	}
	return mark, err
}

func (r *Reconcile) facts(ctx context.Context, _ uint64, report *Report) error {
	found, err := r.Warehouse.CheckFacts(ctx, r.Repair)
	report.Findings = append(report.Findings, found...)
	return err
}

func (r *Reconcile) rollups(ctx context.Context, _ uint64, report *Report) error {
	found, err := r.Warehouse.CheckRollups(ctx, tickets(r.Stream), r.Repair)
	report.Findings = append(report.Findings, found...)
	return err
}
