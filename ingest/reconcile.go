package ingest

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"hesuan/internal/cal"
	"hesuan/internal/event"
	"hesuan/internal/id"
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
	return report, r.Stream.SaveReconciled(ctx, event.Reconciled{At: report.At, Differences: left, Repaired: repaired, Watermark: mark.Xmin, Report: report})
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

// events compares the event tables by type and day.
func (r *Reconcile) events(epoch uint64) func(context.Context, uint64, *Report) error {
	return func(ctx context.Context, watermark uint64, report *Report) error {
		expected, found, err := r.eventTotals(ctx, watermark)
		if err != nil {
			return err
		}
		table := Compared{Table: "event"}
		for _, t := range expected {
			table.add(event.Total{Rows: t.Rows})
		}
		report.Tables = append(report.Tables, table)
		differ := differing(expected, found)
		if r.Repair {
			for _, b := range differ {
				if err := r.repairEvents(ctx, epoch, b, watermark); err != nil {
					return err
				}
			}
		}
		if len(differ) == 0 {
			return nil
		}
		_, after, err := r.eventTotals(ctx, watermark)
		if err != nil {
			return err
		}
		for _, b := range differ {
			report.Findings = append(report.Findings, olap.Finding{Table: b.Type, Day: b.Day, What: "events",
				Expected: events(expected[b]), Found: events(found[b]), Repaired: after[b] == expected[b]})
		}
		return nil
	}
}

func events(t event.Total) string {
	if t.Rows == "" {
		return "nothing"
	}
	return t.Rows + " rows, #" + t.A
}

func (r *Reconcile) eventTotals(ctx context.Context, watermark uint64) (expected, found map[event.Bucket]event.Total, err error) {
	if expected, err = r.Stream.Totals(ctx, watermark); err != nil {
		return nil, nil, err
	}
	found, err = r.Warehouse.Events(ctx, watermark)
	return expected, found, err
}

// differing are the buckets of which the totals differ.
func differing(expected, found map[event.Bucket]event.Total) []event.Bucket {
	all := maps.Clone(expected)
	maps.Copy(all, found)
	var differ []event.Bucket
	for b := range all {
		if expected[b] != found[b] {
			differ = append(differ, b)
		}
	}
	slices.SortFunc(differ, func(a, b event.Bucket) int {
		return strings.Compare(a.Type+a.Day.String(), b.Type+b.Day.String())
	})
	return differ
}

// repairEvents sends the events of a bucket again and deletes those that Postgres does not have.
func (r *Reconcile) repairEvents(ctx context.Context, epoch uint64, b event.Bucket, watermark uint64) error {
	window := event.Range{Before: watermark, Type: b.Type, From: b.Day.Time(), To: b.Day.Add(1).Time()}
	err := r.Stream.Each(ctx, window, rebuildBatch, func(records []*event.Record) error {
		_, err := r.Warehouse.Insert(ctx, epoch, records)
		return err
	})
	if err != nil {
		return err
	}
	there, err := r.Warehouse.IDs(ctx, b, watermark)
	if err != nil {
		return err
	}
	known, err := r.Stream.Known(ctx, b)
	if err != nil {
		return err
	}
	surplus := slices.DeleteFunc(there, func(one id.ID) bool { return known[one] })
	for some := range slices.Chunk(surplus, 1000) {
		if err := r.Warehouse.DeleteEvents(ctx, b, some); err != nil {
			return err
		}
	}
	return nil
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

// rooms compares each fact with the room's own tables. Nothing here can be repaired: where they differ, a room and its events do.
func (r *Reconcile) rooms(ctx context.Context, _ uint64, report *Report) error {
	for _, f := range olap.Facts() {
		expected, exists, err := r.Stream.Days(ctx, f.Table, f.Room)
		if err != nil {
			return fmt.Errorf("%s: %w", f.Table, err)
		}
		if !exists {
			continue
		}
		found, err := r.Warehouse.Days(ctx, f)
		if err != nil {
			return err
		}
		table := Compared{Table: f.Name}
		for _, t := range expected {
			table.add(t)
		}
		report.Tables = append(report.Tables, table)
		all := maps.Clone(expected)
		maps.Copy(all, found)
		for _, day := range slices.Sorted(maps.Keys(all)) {
			if expected[day] == found[day] {
				continue
			}
			differ, err := r.documents(ctx, f, day)
			if err != nil {
				return err
			}
			report.Findings = append(report.Findings, differ...)
		}
	}
	return nil
}

// documents compares the documents of a day until only those are left that differ every time: the others were on their way.
func (r *Reconcile) documents(ctx context.Context, f *olap.Fact, day cal.Date) ([]olap.Finding, error) {
	var left map[id.ID]olap.Finding
	for attempt := range 6 {
		if attempt > 0 {
			sleep(ctx, 400*time.Millisecond)
		}
		found, err := r.Warehouse.Docs(ctx, f, day)
		if err != nil {
			return nil, err
		}
		expected, err := r.Stream.Docs(ctx, f.Room, day)
		if err != nil {
			return nil, err
		}
		differ := map[id.ID]olap.Finding{}
		for doc := range union(expected, found) {
			_, before := left[doc]
			if expected[doc] != found[doc] && (attempt == 0 || before) {
				differ[doc] = olap.Finding{Table: f.Name, Day: day, What: "room " + doc.String(), Expected: total(expected[doc]), Found: total(found[doc])}
			}
		}
		if left = differ; len(left) == 0 {
			return nil, nil
		}
	}
	return slices.Collect(maps.Values(left)), nil
}

func union(a, b map[id.ID]event.Total) map[id.ID]event.Total {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

func total(t event.Total) string {
	if t.Rows == "" {
		return "nothing"
	}
	return t.Rows + " rows, " + t.A + ", " + t.B
}
