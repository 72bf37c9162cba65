package main

import (
	"context"
	"log/slog"
	"time"

	"hesuan/ingest/history"
	"hesuan/internal/fault"
	"hesuan/internal/job"
	"hesuan/internal/web"
	"hesuan/olap"
)

// importDesk imports the files that people send in.
func (h *house) importDesk() *history.Desk {
	return &history.Desk{DB: h.db, Rooms: pastRooms{h}, Currency: onlineRetailCurrency, House: h.kindsInPostgres,
		Say: func(key string, args fault.Args) string { return h.book.Text("en", key, args) }}
}

// importJob sets the desk to work, beside the job: a worker that is killed leaves its jobs as running for an hour, but an import
// goes on as soon as a worker starts.
func (h *house) importJob() job.Job {
	desk := h.importDesk()
	return job.Job{Name: history.JobName, Every: time.Minute, AtStart: true, Run: func(ctx context.Context) error {
		go func() {
			if err := desk.Work(asHouse(context.WithoutCancel(ctx))); err != nil {
				slog.Error("import of past business", "err", err)
			}
		}()
		return nil
	}}
}

// importPages are where they send them in.
func importPages(warehouse *olap.Warehouse) []web.Page {
	return history.Pages(func(ctx context.Context, hash string) (history.Totals, error) {
		return kindsInClickHouse(ctx, warehouse, hash)
	})
}
