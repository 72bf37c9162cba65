package main

import (
	"context"
	"os"

	"github.com/schollz/progressbar/v3"

	"hesuan/ingest"
	"hesuan/internal/config"
)

// rebuildCommand makes the warehouse anew from Postgres and compares the two.
type rebuildCommand struct{}

// Run rebuilds while the house goes on working.
func (rebuildCommand) Run(ctx context.Context, c *config.Config) error {
	s, err := openStream(ctx, c, "rebuild")
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.warehouse.Ready(ctx); err != nil {
		return err
	}
	bar := progressbar.NewOptions64(-1, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetDescription("events"),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionClearOnFinish())
	err = s.events.Alone(ctx, func() error {
		return (&ingest.Rebuild{Stream: s.events, Warehouse: s.warehouse, Log: s.log, Progress: func(done, total uint64) {
			bar.ChangeMax64(int64(total))
			_ = bar.Set64(int64(done))
		}}).Run(ctx)
	})
	_ = bar.Finish()
	if err != nil {
		return err
	}
	return reconcileCommand{Repair: true}.Run(ctx, c)
}
