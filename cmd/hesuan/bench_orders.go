package main

import (
	"bytes"
	"context"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"hesuan/internal/bench"
	"hesuan/olap"
)

// benchOrdersCommand is `hesuan bench orders`.
type benchOrdersCommand struct {
	benchFlags
	Clients int           `default:"16" help:"Sessions at once, and clients of the reference."`
	Time    time.Duration `default:"15s" help:"How long each part runs."`
	SKUs    int           `name:"skus" default:"2000" help:"SKUs that orders are spread over."`
	Hot     int           `default:"50" help:"SKUs when all want the same."`
}

// streaming are the parts that carry orders on; without them only taking orders is left.
var streaming = []string{"relay", "sink", "work", "kafka", "clickhouse"}

const ordersAim = 0.5

// Run measures.
func (c benchOrdersCommand) Run(ctx context.Context, out io.Writer) error {
	report := bench.NewReport("orders")
	report.Say("Orders of 5 lines over POST /api/v1/sales/order/steps/place by %d sessions, %s each; the whole stack runs: %s, serve,"+
		" postgres.", c.Clients, c.Time, strings.Join(streaming, ", "))
	report.Say("Reference: pgbench on the same Postgres once the stream has nothing left to do, prepared statements, %d clients:"+
		" insert order and 5 lines, 5 conditional stock updates in the order of SKUs, 5 reservations, one event of 2 KB, commit (internal/bench/reference.pgbench).", c.Clients)
	err := withStack(ctx, nil, func(ctx context.Context, h benchHouse) error { return c.measure(ctx, h, report) })
	if err != nil {
		return err
	}
	return c.show(out, report)
}

func (c benchOrdersCommand) measure(ctx context.Context, h benchHouse, report *bench.Report) error {
	shop, err := h.shop(ctx, 1000, c.SKUs)
	if err != nil {
		return err
	}
	sessions, err := h.stack.Sessions(ctx, c.Clients)
	if err != nil {
		return err
	}
	reference, err := bench.NewReference(ctx, h.stack, execute)
	if err != nil {
		return err
	}
	warehouse, err := olap.Dial(h.stack.ClickHouse)
	if err != nil {
		return err
	}
	defer func() { _ = warehouse.Close() }()
	if _, err := shop.place(ctx, sessions, c.SKUs, time.Second); err != nil { // statements prepared, pages in memory
		return err
	}
	if _, _, err := reference.Run(ctx, c.Clients, c.SKUs, time.Second); err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		skus int
		halt []string
	}{{"", c.SKUs, nil}, {", hot", c.Hot, nil}, {", stream halted", c.SKUs, streaming}} {
		resume := h.stack.Halt(part.halt...)
		before := h.stack.Uses()
		placed, err := shop.place(ctx, sessions, part.skus, c.Time)
		after := h.stack.Uses()
		if err == nil && part.halt == nil {
			_, err = h.settled(ctx, warehouse)
		}
		if err == nil {
			err = c.compare(ctx, reference, placed, part.name, part.skus, report)
		}
		resume()
		if err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(after)) {
			if spent := after[name].CPU - before[name].CPU; spent > 0 {
				report.Add("CPU of "+name+" for an order"+part.name, float64(spent.Microseconds())/float64(len(placed.Times)), "µs")
			}
		}
	}
	return nil
}

// place lets the sessions place as many orders as they can.
func (s *benchShop) place(ctx context.Context, sessions []*bench.Session, skus int, span time.Duration) (bench.Load, error) {
	return bench.Drive(ctx, len(sessions), span, s.buyers(sessions, skus))
}

// pace lets the sessions place orders at a rate, and says when each is acknowledged.
func (s *benchShop) pace(
	ctx context.Context, sessions []*bench.Session, rate float64, span time.Duration, placed func(),
) (bench.Load, error) {
	buy := s.buyers(sessions, len(s.skus))
	return bench.Pace(ctx, len(sessions), span, rate, func(ctx context.Context, worker int) error {
		err := buy(ctx, worker)
		placed()
		return err
	})
}

// buyers place one order each time.
func (s *benchShop) buyers(sessions []*bench.Session, skus int) func(ctx context.Context, worker int) error {
	bodies := make([]bytes.Buffer, len(sessions))
	return func(ctx context.Context, worker int) error {
		_, err := sessions[worker].Post(ctx, "/api/v1/sales/order/steps/place", s.order(&bodies[worker], skus))
		return err
	}
}

func (c benchOrdersCommand) compare(
	ctx context.Context, r *bench.Reference, placed bench.Load, part string, skus int, report *bench.Report,
) error {
	perSecond, mean, err := r.Run(ctx, c.Clients, skus, c.Time)
	if err != nil {
		return err
	}
	report.Add("orders"+part, placed.PerSecond(), "/s")
	report.Add("p50"+part, placed.Times.Millis(.5), "ms")
	report.Add("p99"+part, placed.Times.Millis(.99), "ms")
	report.Add("reference"+part, perSecond, "/s")
	report.Add("reference, mean"+part, mean, "ms")
	report.AtLeast("orders ÷ reference"+part, placed.PerSecond()/perSecond, "×", ordersAim)
	return nil
}
