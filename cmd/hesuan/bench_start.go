package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"hesuan/internal/bench"
)

// benchStartCommand is `hesuan bench start`.
type benchStartCommand struct {
	benchFlags
	Clients int           `default:"16" help:"Sessions that place orders, for the memory under load."`
	Time    time.Duration `default:"15s" help:"How long they do."`
}

// Run measures.
func (c benchStartCommand) Run(ctx context.Context, out io.Writer) error {
	report := bench.NewReport("start")
	began := time.Now()
	err := withStack(ctx, nil, func(ctx context.Context, h benchHouse) error {
		report.Add("first page, new folder", time.Since(began).Seconds(), "s")
		return c.measure(ctx, h, report)
	})
	if err != nil {
		return err
	}
	return c.show(out, report)
}

func (c benchStartCommand) measure(ctx context.Context, h benchHouse, report *bench.Report) error {
	shop, err := h.shop(ctx, 1000, 2000)
	if err != nil {
		return err
	}
	sessions, err := h.stack.Sessions(ctx, c.Clients)
	if err != nil {
		return err
	}
	report.Say("Everything of `hesuan up` on a new folder; memory before and after %d sessions placed orders for %s. PSS counts what processes"+
		" share once.", c.Clients, c.Time)
	memory(report, "at rest", h.stack.Uses())
	if _, err := shop.place(ctx, sessions, len(shop.skus), c.Time); err != nil {
		return err
	}
	memory(report, "under load", h.stack.Uses())
	began := time.Now()
	h.stack.Down()
	report.Add("stopped", time.Since(began).Seconds(), "s")
	began = time.Now()
	if err := h.stack.Up(ctx); err != nil {
		return err
	}
	report.Add("first page, started again", time.Since(began).Seconds(), "s")
	return nil
}

// memory reports what the parts hold.
func memory(report *bench.Report, when string, uses map[string]bench.Use) {
	var rss, pss uint64
	for _, part := range slices.Sorted(maps.Keys(uses)) {
		u := uses[part]
		rss, pss = rss+u.RSS, pss+u.PSS
		report.Add(fmt.Sprintf("%s %s, PSS (RSS %d MB)", part, when, u.RSS>>20), float64(u.PSS>>20), "MB")
	}
	report.Add(fmt.Sprintf("all %s, PSS (RSS %d MB)", when, rss>>20), float64(pss>>20), "MB")
}
