package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"hesuan/dashboards"
	"hesuan/internal/bench"
	"hesuan/internal/cal"
	"hesuan/olap"
)

// benchBoardsCommand is `hesuan bench boards`.
type benchBoardsCommand struct {
	benchFlags
	Company []string `default:"demo,retail" enum:"demo,retail" help:"Whose boards: demo, retail."`
	Days    int      `default:"730" help:"Days of the demo company."`
	From    string   `default:"../shared/data" help:"Folder with online_retail.csv.gz." placeholder:"DIR"`
	Rounds  int      `default:"20" help:"How often each board is opened."`
}

const boardsAim = 150 // milliseconds

// Run measures.
func (c benchBoardsCommand) Run(ctx context.Context, out io.Writer) error {
	report := bench.NewReport("boards")
	report.Say("Every board over HTTP: its page, then all its tiles, six at a time as browsers ask; %d times after the first while"+
		" nothing changes, which answers from memory, and as often after a change each."+
		" Cold is the first time after a start of the engines.", c.Rounds)
	report.Say("Reference: select count() from order_line.")
	for _, company := range c.Company {
		load, currency := []string{"demo", "load", "--days", fmt.Sprint(c.Days)}, "CNY"
		if company == "retail" {
			file := filepath.Join(c.From, "online_retail.csv.gz")
			load, currency = []string{"import", "online-retail", file, "--rejected", os.DevNull, "--patience", "0"}, onlineRetailCurrency
		}
		err := withStack(ctx, []string{"HESUAN_CURRENCY=" + currency}, func(ctx context.Context, h benchHouse) error {
			if err := h.company(ctx, load); err != nil {
				return err
			}
			return c.measure(ctx, h, company, report)
		})
		if err != nil {
			return err
		}
	}
	return c.show(out, report)
}

// company fills a house by commands beside it, waits until the boards have all of it, and starts the engines anew.
func (h benchHouse) company(ctx context.Context, load []string) error {
	for _, args := range [][]string{load, {"reconcile", "--patience", "10m"}} {
		cmd := h.stack.Command(args...)
		if said, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("hesuan %s: %v: %s", args[0], err, said[max(0, len(said)-500):]) // not %w: its exit code is not ours
		}
	}
	h.stack.Down()
	return h.stack.Up(ctx)
}

func (c benchBoardsCommand) measure(ctx context.Context, h benchHouse, company string, report *bench.Report) error {
	warehouse, err := olap.Dial(h.stack.ClickHouse)
	if err != nil {
		return err
	}
	defer func() { _ = warehouse.Close() }()
	var from, to time.Time
	var lines uint64
	if err := warehouse.DB.QueryRow(ctx, "select min(day), max(day), count() from order_line").Scan(&from, &to, &lines); err != nil {
		return err
	}
	report.Say("%s: %d lines of orders from %s to %s; asked for all of it, and for its last thirty days.",
		company, lines, from.Format(time.DateOnly), to.Format(time.DateOnly))
	sessions, err := h.stack.Sessions(ctx, 6)
	if err != nil {
		return err
	}
	last := cal.On(to, time.UTC)
	for _, period := range []struct {
		name  string
		since cal.Date
	}{{"all", cal.On(from, time.UTC)}, {"30 days", last.Add(-29)}} {
		asked := fmt.Sprintf("from=%s&to=%s", period.since, last)
		for _, b := range dashboards.Boards() {
			name := fmt.Sprintf("%s, %s, %s", b.Name, company, period.name)
			if err := c.board(ctx, warehouse, sessions, b, asked, name, report); err != nil {
				return err
			}
		}
	}
	var times bench.Spread
	for range 20 * c.Rounds {
		if err := times.Time(func() error { return warehouse.DB.QueryRow(ctx, "select count() from order_line").Scan(&lines) }); err != nil {
			return err
		}
	}
	report.Add("reference, p50, "+company, times.Millis(.5), "ms")
	report.Add("reference, p95, "+company, times.Millis(.95), "ms")
	return nil
}

// change makes the warehouse read everything anew: each table gets a row that it already has.
func change(ctx context.Context, warehouse *olap.Warehouse) error {
	for _, table := range olap.Tables() {
		if err := warehouse.DB.Exec(ctx, "insert into "+table+" select * from "+table+" limit 1"); err != nil {
			return err
		}
	}
	return nil
}

// board opens a board again and again: while nothing changes, which answers from memory, and after a change each time.
func (c benchBoardsCommand) board(
	ctx context.Context, warehouse *olap.Warehouse, sessions []*bench.Session, b *dashboards.Board, asked, name string, report *bench.Report,
) error {
	var again, anew, tiles bench.Spread
	for round := range 2*c.Rounds + 1 {
		changed := round > c.Rounds
		if changed {
			if err := change(ctx, warehouse); err != nil {
				return err
			}
		}
		var mine, one bench.Spread
		if err := mine.Time(func() (err error) { one, err = open(ctx, sessions, b, asked); return err }); err != nil {
			return err
		}
		switch {
		case round == 0:
			report.Add("cold, "+name, mine.Millis(1), "ms")
		case changed:
			anew, tiles = append(anew, mine...), append(tiles, one...)
		default:
			again = append(again, mine...)
		}
	}
	report.Add("p50, "+name, again.Millis(.5), "ms")
	report.AtMost("p95, "+name, again.Millis(.95), "ms", boardsAim)
	report.Add("p50 after a change, "+name, anew.Millis(.5), "ms")
	report.AtMost("p95 after a change, "+name, anew.Millis(.95), "ms", boardsAim)
	report.Add("p95 of a tile after a change, "+name, tiles.Millis(.95), "ms")
	return nil
}

// open asks for a board and its tiles, as many at a time as there are sessions.
func open(ctx context.Context, sessions []*bench.Session, b *dashboards.Board, asked string) (bench.Spread, error) {
	if _, err := sessions[0].Get(ctx, b.Path()+"?"+asked); err != nil {
		return nil, err
	}
	wanted := make(chan string, len(b.Tiles))
	for _, t := range b.Tiles {
		wanted <- b.Path() + "/tile/" + t.Name + "?" + asked
	}
	close(wanted)
	times, faults := make([]bench.Spread, len(sessions)), make([]error, len(sessions))
	var all sync.WaitGroup
	for i, session := range sessions {
		all.Go(func() {
			for path := range wanted {
				if err := times[i].Time(func() error { _, err := session.Get(ctx, path); return err }); err != nil {
					faults[i] = err
					return
				}
			}
		})
	}
	all.Wait()
	var joined bench.Spread
	for i, some := range times {
		if faults[i] != nil {
			return nil, faults[i]
		}
		joined = append(joined, some...)
	}
	return joined, nil
}
