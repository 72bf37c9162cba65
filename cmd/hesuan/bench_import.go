package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"time"

	"hesuan/ingest/history"
	"hesuan/internal/bench"
	"hesuan/internal/pg"
)

// benchImportCommand is `hesuan bench import`.
type benchImportCommand struct {
	benchFlags
	From     string        `default:"../shared/data" help:"Folder with online_retail.csv.gz." placeholder:"DIR"`
	Patience time.Duration `default:"10m" help:"How long to wait for the warehouse."`
}

// Run measures.
func (c benchImportCommand) Run(ctx context.Context, out io.Writer) error {
	report := bench.NewReport("import")
	err := withStack(ctx, []string{"HESUAN_CURRENCY=" + onlineRetailCurrency}, func(ctx context.Context, h benchHouse) error {
		return c.measure(ctx, h, report)
	})
	if err != nil {
		return err
	}
	return c.show(out, report)
}

func (c benchImportCommand) measure(ctx context.Context, h benchHouse, report *bench.Report) error {
	began := time.Now()
	done, err := h.importRetail(ctx, filepath.Join(c.From, "online_retail.csv.gz"), newBar(os.Stderr))
	if err != nil {
		return err
	}
	if err := done.compare(ctx, h.house, h.config, c.Patience); err != nil {
		return err
	}
	whole := time.Since(began)
	lines := done.plan.File.Lines
	report.Say("Online Retail, %d lines: read and sorted, written through the rooms, streamed and compared by table and day.", len(lines))
	report.Say("Reference: COPY of the same lines into a bare table of the same Postgres.")
	report.Add("read", done.read.Seconds(), "s")
	report.Add("written", done.write.Seconds(), "s")
	report.Add("warehouse behind, and compared", done.stream.Seconds(), "s")
	report.Add("all", whole.Seconds(), "s")
	report.Add("lines", float64(len(lines))/whole.Seconds(), "/s")
	report.AtMost("differences", float64(done.differences), "", 0.5)
	bare, err := h.bareCopy(ctx, lines)
	if err != nil {
		return err
	}
	report.Add("reference", bare.Seconds(), "s")
	report.Add("written ÷ reference", done.write.Seconds()/bare.Seconds(), "×")
	return nil
}

// bareCopy times what Postgres needs for the lines alone.
func (h benchHouse) bareCopy(ctx context.Context, lines []history.Line) (time.Duration, error) {
	if err := execute(ctx, h.stack.Postgres, `create table core.bare (invoice text, no int, code text, name text, qty numeric(18,4),
		at timestamptz, price numeric(18,4), customer text, country text)`); err != nil {
		return 0, err
	}
	rows := make([][]any, len(lines))
	for i, l := range lines {
		rows[i] = []any{l.Invoice, l.No, l.Code, l.Name, l.Qty, l.At, l.Price, l.Customer, l.Country}
	}
	began := time.Now()
	err := h.db.Do(ctx, func(tx *pg.Tx) error {
		return tx.CopyRows(ctx, "core.bare", []string{"invoice", "no", "code", "name", "qty", "at", "price", "customer", "country"}, rows)
	})
	return time.Since(began), err
}
