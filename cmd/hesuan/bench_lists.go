package main

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"hesuan/internal/bench"
)

// benchListsCommand is `hesuan bench lists`.
type benchListsCommand struct {
	benchFlags
	Rows   int `default:"1000000" help:"Customers, and orders."`
	Rounds int `default:"9" help:"How often each page is asked for."`
	Shown  int `default:"10" help:"How many of the slowest pages are named."`
}

const listsAim = 50 // milliseconds

// Run measures.
func (c benchListsCommand) Run(ctx context.Context, out io.Writer) error {
	report := bench.NewReport("lists")
	err := withStack(ctx, nil, func(ctx context.Context, h benchHouse) error { return c.measure(ctx, h, report) })
	if err != nil {
		return err
	}
	return c.show(out, report)
}

func (c benchListsCommand) measure(ctx context.Context, h benchHouse, report *bench.Report) error {
	shop, err := h.shop(ctx, 10, 10)
	if err != nil {
		return err
	}
	sessions, err := h.stack.Sessions(ctx, 1)
	if err != nil {
		return err
	}
	defer h.stack.Halt("relay", "sink")() // what is measured are rows and indexes of Postgres, not the stream
	if err := h.multiply(ctx, sessions[0], shop, c.Rows); err != nil {
		return err
	}
	asks, err := h.asks(ctx, sessions[0], c.Rows)
	if err != nil {
		return err
	}
	report.Say("Lists of %d customers and %d orders as pages over HTTP, 50 rows each: first and deep page, every sort of a header, every filter,"+
		" search, count; %d pages, %d times each, one after the other.", c.Rows, c.Rows, len(asks), c.Rounds)
	all, err := c.rounds(ctx, sessions[0], asks)
	if err != nil {
		return err
	}
	report.AtMost("p95 of all pages", all.Millis(.95), "ms", listsAim)
	report.Add("p50 of all pages", all.Millis(.5), "ms")
	slices.SortFunc(asks, func(a, b *listAsk) int { return cmp.Compare(b.times.At(.95), a.times.At(.95)) })
	slow := 0
	for _, a := range asks {
		if a.times.Millis(.95) > listsAim {
			slow++
		}
	}
	report.AtMost("pages whose own p95 is over 50 ms", float64(slow), "pages", 0.5)
	for _, a := range asks[:min(c.Shown, len(asks))] {
		report.AtMost(strings.TrimSpace("p95 of "+a.path+" "+a.part), a.times.Millis(.95), "ms", listsAim)
	}
	return h.reference(ctx, c.Rounds, report)
}

// listAsk is a page to ask for.
type listAsk struct {
	path, part string
	times      bench.Spread
}

func (c benchListsCommand) rounds(ctx context.Context, session *bench.Session, asks []*listAsk) (all bench.Spread, err error) {
	for round := range c.Rounds + 1 {
		for _, a := range asks {
			began := time.Now()
			if a.part == "" {
				_, err = session.Get(ctx, a.path)
			} else {
				_, err = session.GetPart(ctx, a.path, a.part)
			}
			if err != nil {
				return nil, err
			}
			if round > 0 { // the first brings pages into memory
				a.times = append(a.times, time.Since(began))
			}
		}
	}
	for _, a := range asks {
		all = append(all, a.times...)
	}
	return all, nil
}

// reference is what Postgres needs at least: nothing, and one row by its key.
func (h benchHouse) reference(ctx context.Context, rounds int, report *bench.Report) error {
	for _, r := range []struct{ name, sql string }{
		{"select 1", "select 1"},
		{"a row by its key", `select count(*) from (select * from sales.order where id = (select id from sales.order limit 1)) one`},
	} {
		var times bench.Spread
		for range 20 * rounds {
			var n int
			if err := times.Time(func() error { return h.db.Pool.QueryRow(ctx, r.sql).Scan(&n) }); err != nil {
				return err
			}
		}
		report.Add("reference, p50 of "+r.name, times.Millis(.5), "ms")
		if report.Of("p50 of all pages") > 0 && r.sql != "select 1" {
			report.Add("p50 of all pages ÷ reference", report.Of("p50 of all pages")/max(times.Millis(.5), 0.001), "×")
		}
	}
	return nil
}
