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

// importJob imports the files that people send in. It looks by itself too: a job that was killed goes on.
func (h *house) importJob() job.Job {
	desk := &history.Desk{DB: h.db, Rooms: pastRooms{h}, Currency: onlineRetailCurrency, House: h.kindsInPostgres,
		Say: func(key string, args fault.Args) string { return h.book.Text("en", key, args) }}
	return job.Job{Name: history.JobName, Every: time.Minute, AtStart: true, Timeout: time.Hour, Run: func(ctx context.Context) error { return desk.Work(asHouse(ctx)) }}
}

// importPages are where they send them in.
func importPages(warehouse *olap.Warehouse) []web.Page {
	return history.Pages(func(ctx context.Context, hash string) (history.Totals, error) {
		return kindsInClickHouse(ctx, warehouse, hash)
	})
}
