// Hesuan is an ERP and an analytics platform in one program; this is its command line. Each command is a file of this folder with a
// type that has flags as fields and a Run method; wire.go builds the house.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // the company's zone must be known on a machine without a zone database, too

	"github.com/alecthomas/kong"

	"hesuan/internal/config"
	"hesuan/internal/observe"
)

// cli is the whole command line: the settings, which every command shares, and the commands.
type cli struct {
	config.Config

	Up   upCommand   `cmd:"" help:"Start everything on this machine; Ctrl-C stops it."`
	Help helpCommand `cmd:"" help:"Show the settings and the commands."`

	Token tokenCommand `cmd:"" help:"API tokens: let programs in, and out again."`
	Check checkCommand `cmd:"" help:"Check that stock, orders, books and events agree; lists what does not."`

	Reconcile reconcileCommand `cmd:"" help:"Compare Postgres and ClickHouse by table and day, and repair what differs."`
	Rebuild   rebuildCommand   `cmd:"" help:"Make the warehouse anew from Postgres."`

	Demo    demoCommand    `cmd:"" help:"The sample company."`
	Backup  backupCommand  `cmd:"" help:"Write the company as it is now into a new folder, while work goes on."`
	Restore restoreCommand `cmd:"" help:"Bring a backup into an empty database; the warehouse follows by itself."`

	Import importCommand `cmd:"" help:"Bring past business into an empty company."`

	Forecast forecastCommand `cmd:"" help:"Forecast the company's demand and sales, or the series of a file."`
	Backtest backtestCommand `cmd:"" help:"Forecast the known end of the series of a file and measure how well."`
	Bench    benchCommand    `cmd:"" help:"Measure this program on public data."`

	// Parts that up starts, each its own process.
	Kafka      kafkaCommand      `cmd:"" group:"parts" help:"Run the embedded Kafka."`
	ClickHouse clickhouseCommand `cmd:"" name:"clickhouse" group:"parts" help:"Run the embedded ClickHouse."`
	Relay      relayCommand      `cmd:"" group:"parts" help:"Carry events from Postgres to Kafka."`
	Migrate    migrateCommand    `cmd:"" group:"parts" help:"Bring the tables of every room up to date."`
	Serve      serveCommand      `cmd:"" group:"parts" help:"Serve the pages and the API."`
	Work       workCommand       `cmd:"" group:"parts" help:"Run what happens by itself: alerts, numbering, forecasts."`
	Sink       sinkCommand       `cmd:"" group:"parts" help:"Carry events from Kafka to ClickHouse."`
}

func main() {
	// The first signal asks to stop, the second one stops at once: from then on signals have their default effect.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Stdout))
}

// run does what the arguments say and gives the exit code: 2 for a wrong command line, 1 for any other fault.
func run(ctx context.Context, args []string, out io.Writer) int {
	var c cli
	parser, err := kong.New(&c, kong.Name("hesuan"), kong.Description(description), kong.Writers(out, os.Stderr),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 120}), groups)
	if err != nil {
		panic(err) // a mistake in the tags above, seen at the first start
	}
	if len(args) == 0 {
		args = []string{"help"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(os.Stderr, "hesuan: %v (see hesuan help)\n", err)
		return 2
	}
	for _, warning := range config.Unknown(os.Environ(), settings(parser.Model)) {
		fmt.Fprintln(os.Stderr, "hesuan:", warning)
	}
	role, _, _ := strings.Cut(command.Command(), " ")
	slog.SetDefault(c.Logger(role))
	sent, err := observe.Trace(ctx, role)
	if err != nil {
		return report(err)
	}
	defer sent()
	command.BindTo(ctx, (*context.Context)(nil))
	command.BindTo(out, (*io.Writer)(nil))
	stop, err := profile(c.Profile, command.Command())
	if err == nil {
		err = errors.Join(command.Run(&c.Config, parser), stop())
	}
	if err != nil {
		return report(err)
	}
	return 0
}

// report prints the error once. An error that carries an exit code of its own has said its say on standard output.
func report(err error) int {
	var coded interface{ ExitCode() int }
	if errors.As(err, &coded) {
		return coded.ExitCode()
	}
	fmt.Fprintln(os.Stderr, "hesuan:", err)
	return 1
}
