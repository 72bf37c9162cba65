package main

import (
	"context"
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

// importJob sets the desk to work. An import that was killed half-way goes on with another worker (internal/job).
func (h *house) importJob() job.Job {
	return job.Job{Name: history.JobName, Every: time.Minute, AtStart: true, Timeout: time.Hour, Run: h.importDesk().Work}
}

// importPages are where they send them in.
func importPages(warehouse *olap.Warehouse) []web.Page {
	return history.Pages(func(ctx context.Context, hash string) (history.Totals, error) {
		return kindsInClickHouse(ctx, warehouse, hash)
	})
}
