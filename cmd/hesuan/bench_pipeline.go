package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"time"

	"hesuan/internal/bench"
	"hesuan/internal/fault"
	"hesuan/internal/kafka"
	"hesuan/internal/pg"
	"hesuan/olap"
)

// benchPipelineCommand is `hesuan bench pipeline`.
type benchPipelineCommand struct {
	benchFlags
	Rate    float64       `default:"300" help:"Orders placed per second."`
	Time    time.Duration `default:"20s" help:"How long."`
	Clients int           `default:"16" help:"Sessions that place them."`
	Backlog int           `default:"200000" help:"Events that wait while the sink stands still."`
}

const (
	lagAim, lagWorst = 300, 1000 // milliseconds
	drainAim         = 20_000    // events per second
	drainLimit       = 10 * time.Minute
)

// Run measures.
func (c benchPipelineCommand) Run(ctx context.Context, out io.Writer) error {
	report := bench.NewReport("pipeline")
	err := withStack(ctx, nil, func(ctx context.Context, h benchHouse) error {
		warehouse, err := olap.Dial(h.stack.ClickHouse)
		if err != nil {
			return err
		}
		defer func() { _ = warehouse.Close() }()
		if err := c.lag(ctx, h, warehouse, report); err != nil {
			return err
		}
		return c.drain(ctx, h, warehouse, report)
	})
	if err != nil {
		return err
	}
	return c.show(out, report)
}

// ordersAll is the boards' own query of how many orders there are.
func ordersAll(ctx context.Context, h benchHouse, warehouse *olap.Warehouse) (int, error) {
	today := (&pg.Tx{Now: h.db.Clock(), Zone: h.db.Zone}).Today()
	found, err := warehouse.Run(ctx, olap.Query{Metrics: []string{"orders"}, From: today.Add(-1), To: today.Add(1)})
	if fault.KindOf(err) == fault.Unavailable {
		return 0, nil // it is still making its tables
	}
	if err != nil || len(found.Rows) == 0 {
		return 0, err
	}
	return int(found.Rows[0].Values[0].Float), nil
}

// lag places orders at a steady rate while a board asks without pause how many there are: the n-th order to be committed is queryable when
// the answer is n.
func (c benchPipelineCommand) lag(ctx context.Context, h benchHouse, warehouse *olap.Warehouse, report *bench.Report) error {
	shop, err := h.shop(ctx, 1000, 2000)
	if err != nil {
		return err
	}
	sessions, err := h.stack.Sessions(ctx, c.Clients)
	if err != nil {
		return err
	}
	if _, err := shop.place(ctx, sessions, 2000, time.Second); err != nil {
		return err
	}
	base, err := h.settled(ctx, warehouse)
	if err != nil {
		return err
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	seen := make(chan []sighting, 1)
	go func() { seen <- watch(watching, h, warehouse) }()
	placed, committed, err := c.commits(ctx, shop, sessions)
	if err != nil {
		return err
	}
	err = bench.Until(ctx, time.Minute, "last order on the board", func() (bool, error) {
		n, err := ordersAll(ctx, h, warehouse)
		return n >= base+len(committed), err
	})
	stop()
	if err != nil {
		return err
	}
	lags := lagsOf(committed, <-seen, base)
	report.Say("%d orders of 5 lines at %.0f a second for %s by %d sessions; the board's own query of how many there are is asked all the"+
		" while.", len(committed), c.Rate, c.Time, c.Clients)
	report.Add("orders placed", placed.PerSecond(), "/s")
	report.Add("p99 of placing", placed.Times.Millis(.99), "ms")
	report.AtMost("commit to queryable, p50", lags.Millis(.5), "ms", lagAim)
	report.AtMost("commit to queryable, p99", lags.Millis(.99), "ms", lagWorst)
	return nil
}

// commits places orders at the rate and tells when each was acknowledged.
func (c benchPipelineCommand) commits(ctx context.Context, shop *benchShop, sessions []*bench.Session) (bench.Load, []time.Time, error) {
	var mu sync.Mutex
	var committed []time.Time
	placed, err := shop.pace(ctx, sessions, c.Rate, c.Time, func() {
		mu.Lock()
		defer mu.Unlock()
		committed = append(committed, time.Now())
	})
	return placed, committed, err
}

// settled waits until all orders so far are on the board, and tells how many.
func (h benchHouse) settled(ctx context.Context, warehouse *olap.Warehouse) (base int, err error) {
	if err := h.db.Pool.QueryRow(ctx, "select count(*) from sales.order").Scan(&base); err != nil {
		return 0, err
	}
	return base, bench.Until(ctx, time.Minute, "orders on the board", func() (bool, error) {
		n, err := ordersAll(ctx, h, warehouse)
		return n == base, err
	})
}

// sighting is how many orders a board showed.
type sighting struct {
	at     time.Time
	orders int
}

// watch asks until ctx ends. An engine that is busy is asked again.
func watch(ctx context.Context, h benchHouse, warehouse *olap.Warehouse) (seen []sighting) {
	for ctx.Err() == nil {
		if n, err := ordersAll(ctx, h, warehouse); err == nil {
			seen = append(seen, sighting{time.Now(), n})
		}
		time.Sleep(20 * time.Millisecond)
	}
	return seen
}

// lagsOf is how long after its commit each order was seen.
func lagsOf(committed []time.Time, seen []sighting, base int) (lags bench.Spread) {
	slices.SortFunc(committed, time.Time.Compare)
	for i, at := range committed {
		first := slices.IndexFunc(seen, func(s sighting) bool { return s.orders >= base+i+1 })
		if first >= 0 {
			lags = append(lags, max(0, seen[first].at.Sub(at)))
		}
	}
	return lags
}

// multiplyEvents makes a backlog: copies of what orders said when they were placed, of documents of their own.
const multiplyEvents = `insert into core.event (id, at, kind, type, doc, version, day, body)
	select gen_random_uuid(), e.at, e.kind, e.type, gen_random_uuid(), 1, e.day, e.body
	from (select * from core.event where kind = 'sales.order.place' limit 1000) e, generate_series(1, $1) n limit $1`

// drain lets events gather in Kafka while the sink stands still, and times how fast they come to the board.
func (c benchPipelineCommand) drain(ctx context.Context, h benchHouse, warehouse *olap.Warehouse, report *bench.Report) error {
	base, err := h.settled(ctx, warehouse)
	if err != nil {
		return err
	}
	resume := h.stack.Halt("sink")
	defer resume()
	relayed, err := c.gather(ctx, h)
	if err != nil {
		return err
	}
	used := h.stack.Uses()
	resume()
	began := time.Now()
	first, last, err := c.watchDrain(ctx, h, warehouse, base)
	if err != nil {
		return err
	}
	report.Say("%d events of placed orders written while the sink stood still; then it went on.", c.Backlog)
	report.Add("written and relayed to Kafka", float64(c.Backlog)/relayed.Seconds(), "events/s")
	report.Add("from going on to the first events on the board", first.at.Sub(began).Seconds(), "s")
	report.AtLeast("drained from Kafka to the board", float64(c.Backlog)/(last.at.Sub(began).Seconds()), "events/s", drainAim)
	for part, now := range h.stack.Uses() {
		if spent := now.CPU - used[part].CPU; part == "sink" || part == "clickhouse" {
			report.Add("CPU of "+part+" for a drained event", float64(spent.Microseconds())/float64(c.Backlog), "µs")
		}
	}
	if last.orders > first.orders {
		report.Add("drained, without the wait for the first", float64(last.orders-first.orders)/last.at.Sub(first.at).Seconds(), "events/s")
	}
	return nil
}

// gather writes the backlog and waits until Kafka has it.
func (c benchPipelineCommand) gather(ctx context.Context, h benchHouse) (took time.Duration, err error) {
	cluster, err := kafka.Parse(h.stack.Kafka)
	if err != nil {
		return 0, err
	}
	before, err := ends(ctx, cluster)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if _, err := h.db.Pool.Exec(ctx, multiplyEvents, c.Backlog); err != nil {
		return 0, err
	}
	err = bench.Until(ctx, drainLimit, "backlog in Kafka", func() (bool, error) {
		now, err := ends(ctx, cluster)
		return now >= before+int64(c.Backlog), err
	})
	return time.Since(began), err
}

// watchDrain asks until the backlog is on the board, and gives the first and the last sighting of it.
func (c benchPipelineCommand) watchDrain(ctx context.Context, h benchHouse, warehouse *olap.Warehouse, base int) (first, last sighting, err error) {
	err = bench.Until(ctx, drainLimit, "drained backlog", func() (bool, error) {
		time.Sleep(100 * time.Millisecond) // asking costs the same cores
		n, err := ordersAll(ctx, h, warehouse)
		if err != nil {
			return false, err
		}
		if last = (sighting{time.Now(), n}); first.orders == 0 && n > base {
			first = last
		}
		return n >= base+c.Backlog, nil
	})
	return first, last, err
}

// ends is how many messages of orders Kafka holds.
func ends(ctx context.Context, cluster kafka.Cluster) (sum int64, err error) {
	found, err := cluster.Ends(ctx, cluster.Topic("sales"))
	for _, end := range found {
		sum += end
	}
	if err == nil && len(found) == 0 {
		err = errors.New("no topic of sales in Kafka")
	}
	return sum, err
}
