package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"os/exec"

	"hesuan/internal/bench"
	"hesuan/internal/config"
	"hesuan/internal/pg"
)

// benchCommand is `hesuan bench`. All but forecast start a house of their own in a temporary folder and remove it afterwards.
type benchCommand struct {
	Forecast  benchForecastCommand  `cmd:"" help:"Measure the forecasts on public data sets beside published figures."`
	Replenish benchReplenishCommand `cmd:"" help:"Live through a year with the suggestions and with fixed levels, and see what each is worth."`
	Orders    benchOrdersCommand    `cmd:"" help:"Orders placed per second over HTTP beside pgbench on the same Postgres."`
	Pipeline  benchPipelineCommand  `cmd:"" help:"From the commit of an order to the board that shows it, and how fast a backlog drains."`
	Lists     benchListsCommand     `cmd:"" help:"Every list, sort, filter and search over a million rows."`
	Boards    benchBoardsCommand    `cmd:"" help:"Every board on two years of the demo company and on a wholesaler's year."`
	Start     benchStartCommand     `cmd:"" help:"From the command to the first page, and the memory of every part."`
	Import    benchImportCommand    `cmd:"" help:"A wholesaler's year from the file to reconciled boards, beside a bare COPY."`
}

// benchFlags are what all benches of the house share.
type benchFlags struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// dataFlags are what the benches on public data sets share.
type dataFlags struct {
	benchFlags
	From string `default:"../shared/data" help:"Folder with the data sets (docs/accuracy.md)." placeholder:"DIR"`
}

// tell prints anything for programs.
func (f benchFlags) tell(out io.Writer, what any) error {
	lines := json.NewEncoder(out)
	lines.SetIndent("", "  ")
	return lines.Encode(what)
}

// show prints a report.
func (f benchFlags) show(out io.Writer, r *bench.Report) error {
	if f.JSON {
		return r.JSON(out)
	}
	return r.Print(out)
}

// benchHouse is a running stack with the house opened beside it.
type benchHouse struct {
	*house
	stack  *bench.Stack
	config *config.Config // of commands beside it
}

// withStack starts a stack, opens its house, and lets fn measure.
func withStack(ctx context.Context, env []string, fn func(ctx context.Context, h benchHouse) error) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	stack, err := bench.NewStack(ctx, func(args ...string) *exec.Cmd { return exec.Command(self, args...) }, env...)
	if err != nil {
		return err
	}
	defer func() { _ = stack.Close() }()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // what the bench itself does in the house is not news
	c := &config.Config{Data: stack.Dir, Postgres: stack.Postgres, Kafka: stack.Kafka, ClickHouse: stack.ClickHouse}
	return withRooms(ctx, c, func(ctx context.Context, h *house) error {
		return fn(ctx, benchHouse{house: h, stack: stack, config: c})
	})
}

// execute runs SQL on a database of the stack's server.
func execute(ctx context.Context, dsn, sql string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Pool.Exec(ctx, sql)
	return err
}
