package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"hesuan/demo"
	"hesuan/demo/load"
	"hesuan/internal/cal"
	"hesuan/internal/config"
)

// demoCommand is the sample company.
type demoCommand struct {
	Load demoLoad `cmd:"" help:"Load two years of the demo company into an empty company; goes on where it was cut off."`
	Live demoLive `cmd:"" help:"Let the loaded demo company's day go on: orders, payments, parcels, returns, receipts, through the API."`
}

// demoLoad is `hesuan demo load`, what HESUAN_DEMO=full does behind the pages.
type demoLoad struct {
	Days   int     `default:"730" help:"Days of history."`
	SKUs   int     `default:"300" name:"skus" help:"SKUs, at most about 300."`
	Orders float64 `default:"145" help:"Orders that are wanted on an average day."`
	Seed   uint64  `default:"430000" help:"Another seed is another company."`
}

// Run loads, and says how far it is.
func (d demoLoad) Run(ctx context.Context, c *config.Config, out io.Writer) error {
	return withRooms(ctx, c, func(ctx context.Context, h *house) error {
		began, today := time.Now(), cal.On(h.db.Clock(), h.db.Zone)
		run := h.demoRun(demo.Size{Seed: d.Seed, SKUs: d.SKUs, Orders: d.Orders, From: today.Add(-d.Days), Today: today})
		bar := newBar(os.Stderr)
		bar.what = "months"
		run.Moved = func(s load.State) { bar.move(s.Done, s.Steps) }
		took, err := run.Do(ctx)
		bar.end()
		if err != nil {
			return inWords(h.book, err)
		}
		if took == 0 {
			fmt.Fprintln(out, "nothing to do: the company is loaded, is being loaded, or has business of its own")
			return nil
		}
		fmt.Fprintf(out, "loaded in %.1f s\n", time.Since(began).Seconds())
		return nil
	})
}
