package main

import (
	"context"
	"errors"
	"os"
	"time"

	"hesuan/ingest"
	"hesuan/ingest/history"
	"hesuan/internal/config"
	"hesuan/internal/fault"
	"hesuan/internal/i18n"
)

// importCommand brings past business in.
type importCommand struct {
	OnlineRetail onlineRetailCommand `cmd:"" name:"online-retail" help:"UCI Online Retail: a British wholesaler's invoice lines, CSV, plain or gzipped."`
}

// onlineRetailCommand is `hesuan import online-retail FILE`.
type onlineRetailCommand struct {
	File     string        `arg:"" type:"existingfile" help:"The file."`
	Rejected string        `placeholder:"FILE" help:"Where the lines that were not imported are written (FILE-rejected.csv in the current folder)."`
	Patience time.Duration `default:"5m" help:"How long to wait for the warehouse before comparing; 0 does not compare."`
}

// onlineRetailCurrency is what the file's prices are in.
const onlineRetailCurrency = "GBP"

// Run imports and compares.
func (o onlineRetailCommand) Run(ctx context.Context, c *config.Config) error {
	began := time.Now()
	return withRooms(ctx, c, func(ctx context.Context, h *house) error {
		report, err := h.importRetail(ctx, o.File, newBar(os.Stderr))
		if err != nil {
			return inWords(h.book, err)
		}
		if err := o.writeRejected(h.book, report); err != nil {
			return err
		}
		if err := report.compare(ctx, h, c, o.Patience); err != nil {
			return err
		}
		return report.print(os.Stdout, h.book, time.Since(began))
	})
}

func (o onlineRetailCommand) writeRejected(book *i18n.Book, report *importReport) error {
	path := o.Rejected
	if path == "" {
		path = history.RejectedName(o.File)
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	report.rejected = path
	err = report.plan.File.WriteRejected(file, func(key string, args fault.Args) string { return book.Text("en", key, args) })
	return errors.Join(err, file.Close())
}

// inWords is an error for people in words.
func inWords(book *i18n.Book, err error) error {
	if all := fault.All(err); len(all) > 0 {
		return errors.New(book.Text("en", all[0].Key, all[0].Args))
	}
	return err
}

// importRetail reads a file and writes what is missing of it.
func (h *house) importRetail(ctx context.Context, path string, progress *bar) (*importReport, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	progress.say("reading")
	began := time.Now()
	read, err := history.Read(history.BaseName(path), file, h.db.Zone)
	if err != nil {
		return nil, err
	}
	report := &importReport{plan: history.Compose(read, h.db.Zone)}
	report.read = time.Since(began)
	began = time.Now()
	run := &history.Run{DB: h.db, Rooms: pastRooms{h}, Currency: onlineRetailCurrency, Plan: report.plan, Moved: progress.move}
	report.wrote, err = run.Do(ctx)
	progress.end()
	report.write = time.Since(began)
	return report, err
}

// compare computes the table of kinds in Postgres and, once the stream has come so far and all agrees, in ClickHouse.
func (r *importReport) compare(ctx context.Context, h *house, c *config.Config, patience time.Duration) (err error) {
	if r.postgres, err = h.kindsInPostgres(ctx, r.plan); err != nil || patience == 0 || c.ClickHouse == "" {
		return err
	}
	began := time.Now()
	s, err := openStream(ctx, c, "import")
	if err != nil {
		return err
	}
	defer s.close()
	found, err := (&ingest.Reconcile{Stream: s.events, Warehouse: s.warehouse, Log: s.log, Patience: patience}).Run(ctx)
	if err != nil {
		return err
	}
	r.differences, _ = found.Differences()
	r.clickhouse, err = kindsInClickHouse(ctx, s.warehouse, r.plan.File.Hash)
	r.stream = time.Since(began)
	return err
}
