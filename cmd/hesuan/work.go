package main

import (
	"context"
	"time"

	"hesuan/internal/config"
	"hesuan/internal/job"
	"hesuan/internal/pg"
	"hesuan/internal/web"
	"hesuan/olap"
)

// workCommand runs what happens by itself; any number of them may run.
type workCommand struct{}

// Run works until ctx ends; what a job has not written by then is done anew.
func (workCommand) Run(ctx context.Context, c *config.Config) error {
	return withHouse(ctx, c, func(ctx context.Context, h *house, warehouse *olap.Warehouse) error {
		state, err := h.status(c, warehouse)
		if err != nil {
			return err
		}
		jobs := append(h.jobs(c, warehouse), job.Job{Name: "core.sizes", Every: time.Hour, AtStart: true, Run: state.Measure})
		return present(ctx, c, h.db, "work", func(ctx context.Context) error { return job.Work(ctx, h.db, c.Logger("work"), jobs...) })
	})
}

// jobs is everything that happens by itself.
func (h *house) jobs(c *config.Config, warehouse *olap.Warehouse) []job.Job {
	h.webhooks.Private = c.WebhookPrivate
	jobs := []job.Job{
		{Name: "stock.watch", Every: 5 * time.Second, AtStart: true, Run: h.watchStock},
		{Name: "finance.number", Every: 10 * time.Second, AtStart: true, Run: func(ctx context.Context) error {
			_, err := h.finance.NumberVouchers(ctx, h.db)
			return err
		}},
		{Name: "desk.forecast", Every: 20 * time.Second, AtStart: true, Timeout: time.Hour, Run: h.deskJob(warehouse)},
		{Name: "sheet.resume", Every: time.Minute, Timeout: time.Hour, Run: h.sheets().Resume},
		{Name: "sheet.downloads", Every: time.Minute, Timeout: time.Hour, Run: h.sheets().ResumeDownloads},
		{Name: "web.tasks", Every: time.Minute, Timeout: time.Hour, Run: h.tasksJob(c)},
		{Name: "stream.reconcile", Every: time.Hour, AtStart: true, Timeout: time.Hour, Run: h.reconcileJob(c, warehouse)},
		{Name: "board.watch", Every: time.Minute, AtStart: true, Timeout: 5 * time.Minute, Run: func(ctx context.Context) error {
			return h.boards(warehouse).Watch(ctx, h.db)
		}},
		{Name: "webhook.run", Every: time.Second, AtStart: true, Timeout: 5 * time.Minute, Run: h.webhooks.Run},
		{Name: "webhook.forget", Every: 24 * time.Hour, Run: h.webhooks.Forget},
		h.importJob(),
		{Name: "core.months", Every: 24 * time.Hour, AtStart: true, Run: h.nextMonths},
		{Name: "core.forget", Every: time.Hour, Run: h.forgetKeys},
	}
	switch c.Demo {
	case "small":
		jobs = append(jobs, job.Job{Name: "demo.load", Every: 24 * time.Hour, AtStart: true, Timeout: 10 * time.Minute, Run: h.loadDemo})
	case "full":
		jobs = append(jobs, h.demoJob())
	}
	return jobs
}

// tasksJob goes on with what lists were asked to do to many rows.
func (h *house) tasksJob(c *config.Config) func(ctx context.Context) error {
	return web.ResumeTasks(web.Options{DB: h.db, House: h.defs, Book: h.book, Auth: h.auth, Log: c.Logger("work")})
}

func (h *house) watchStock(ctx context.Context) error {
	return h.db.Do(ctx, func(tx *pg.Tx) error {
		_, _, err := h.inventory.Watch(ctx, tx)
		return err
	})
}

// nextMonths makes the partitions of events to come.
func (h *house) nextMonths(ctx context.Context) error {
	return h.db.Do(ctx, func(tx *pg.Tx) error {
		_, err := tx.Exec(ctx, "select core.event_month(($1::date + n * interval '1 month')::date) from generate_series(0, 3) n", tx.Today())
		return err
	})
}

// forgetKeys drops idempotency keys that nobody can mean any more.
func (h *house) forgetKeys(ctx context.Context) error {
	return h.db.Do(ctx, func(tx *pg.Tx) error {
		_, err := tx.Exec(ctx, "delete from core.idempotency where at < $1", tx.Now.Add(-7*24*time.Hour))
		return err
	})
}
