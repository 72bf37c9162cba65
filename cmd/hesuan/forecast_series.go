package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/schollz/progressbar/v3"

	"hesuan/forecasting"
	"hesuan/forecasting/table"
)

// forecastCommand is `hesuan forecast`.
type forecastCommand struct {
	Now    forecastNow           `cmd:"" default:"1" help:"Forecast the company's demand and sales now, and renew the suggestions."`
	Series forecastSeriesCommand `cmd:"" help:"Forecast series of a file in the long format unique_id,ds,y."`
}

// seriesFlags are what forecasting and backtesting a file have in common.
type seriesFlags struct {
	In     string `required:"" help:"File with the columns unique_id, ds and y; - reads standard input." placeholder:"FILE"`
	Out    string `help:"File to write; standard output by default." placeholder:"FILE"`
	Freq   string `required:"" enum:"H,D,W,M,Q,Y,O" help:"Length of a step: H, D, W, M, Q, Y, or O for none of them."`
	H      int    `required:"" name:"h" help:"Number of steps ahead; of daily data without rows at weekends, as many other days."`
	Levels string `default:"80,95" help:"Interval levels in per cent."`
	Cores  int    `help:"Cores to use; all by default."`
	Seed   uint64 `help:"Seed of the sample paths."`
	Quiet  bool   `help:"No progress bar."`
}

type forecastSeriesCommand struct {
	seriesFlags
	Future  string `help:"File with the prices and promotions ahead: unique_id, ds, price, promo." placeholder:"FILE"`
	Explain string `help:"File to write what each mean is made of: level, trend, season, holiday, price, promo, recent." placeholder:"FILE"`
	Plot    string `help:"Folder for one HTML page, and a PNG a series, with history, forecast and bands." placeholder:"DIR"`
}

// Run writes unique_id,ds,mean,lo-95,…,hi-95,model.
func (c forecastSeriesCommand) Run(ctx context.Context) error {
	percent, err := c.percent()
	if err != nil {
		return err
	}
	t, err := c.read()
	if err != nil {
		return err
	}
	if err := c.readFuture(t); err != nil {
		return err
	}
	out, err := c.create()
	if err != nil {
		return err
	}
	defer out.Close()
	w, bar, short := table.NewWriter(out, percent, false), c.bar(len(t.Series)), 0
	plot := newPlot(c.Plot, t)
	why, err := newReasons(c.Explain)
	if err != nil {
		return err
	}
	o := c.options(percent)
	o.Horizon = t.Horizon(c.H)
	err = forecasting.RunAll(ctx, t.Series, o, c.cores(), func(i int, f forecasting.Forecast, err error) {
		bar.Add(1)
		if err != nil {
			short++
			return
		}
		steps := t.Steps(i, c.H)
		for _, j := range steps {
			w.Write(table.Row{ID: t.IDs[i], Time: t.Time(i, j+1)}, f, j)
		}
		plot.add(i, f)
		why.write(t, i, f, steps)
	})
	if err != nil {
		return err
	}
	if short > 0 {
		fmt.Fprintf(os.Stderr, "hesuan: %d series without a single value have no forecast\n", short)
	}
	if err := errors.Join(plot.close(), why.close()); err != nil {
		return err
	}
	return w.Flush()
}

// readFuture reads the offers ahead, if there is a file of them.
func (c forecastSeriesCommand) readFuture(t *table.Table) error {
	if c.Future == "" {
		return nil
	}
	f, err := os.Open(c.Future)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := t.ReadFuture(f); err != nil {
		return fmt.Errorf("%s: %w", c.Future, err)
	}
	return nil
}

func (c seriesFlags) options(percent []float64) forecasting.Options {
	return forecasting.Options{Horizon: c.H, Levels: table.Levels(percent), Seed: c.Seed}
}

func (c seriesFlags) cores() int {
	if c.Cores > 0 {
		return c.Cores
	}
	return runtime.GOMAXPROCS(0)
}

// percent parses the interval levels.
func (c seriesFlags) percent() ([]float64, error) {
	if c.H < 1 || c.H > 10_000 {
		return nil, fmt.Errorf("--h is %d, want 1 to 10000", c.H)
	}
	var out []float64
	for _, text := range strings.Split(c.Levels, ",") {
		p, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil || !(p > 0 && p < 100) {
			return nil, fmt.Errorf("--levels has %q, want numbers between 0 and 100, as in 80,95", text)
		}
		out = append(out, p)
	}
	return out, nil
}

// forecastMemory is where the collector starts to work harder: many series take what they take, but garbage beside them need not.
const forecastMemory = 1 << 30

func (c seriesFlags) read() (*table.Table, error) {
	debug.SetMemoryLimit(forecastMemory)
	in := os.Stdin
	if c.In != "-" {
		f, err := os.Open(c.In)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	t, err := table.Read(in, forecasting.Freq(c.Freq[0]))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.In, err)
	}
	return t, nil
}

func (c seriesFlags) create() (io.WriteCloser, error) {
	if c.Out == "" || c.Out == "-" {
		return os.Stdout, nil
	}
	return os.Create(c.Out)
}

// bar is the progress bar on standard error.
func (c seriesFlags) bar(n int) *progressbar.ProgressBar {
	if c.Quiet {
		return progressbar.DefaultSilent(int64(n))
	}
	return progressbar.Default(int64(n), "series")
}
