package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"text/tabwriter"

	"github.com/schollz/progressbar/v3"

	"hesuan/forecasting/bench"
)

// benchForecastCommand is `hesuan bench forecast`.
type benchForecastCommand struct {
	dataFlags
	Set     []string `default:"m3" help:"Sets to run, all, replay (stock policies on daily demand) or many (time and memory for many series)."`
	Holdout int      `type:"counter" help:"Hold out the end of the training parts, not the test parts; twice: the part before that."`
	Last    int      `help:"Know only so many steps before those to forecast: short histories. Not for replay and many." placeholder:"N"`
	Ahead   int      `help:"Forecast only so many steps. Not for replay and many." placeholder:"N"`
	Every   int      `default:"1" help:"Take only every n-th series."`
	File    int      `help:"Forecast the series in files of so many, as if no more were known together; 1: each alone."`
	Cores   int      `help:"Cores to use; all by default."`
	Series  int      `default:"10000" help:"Number of series of the set many."`
	Export  string   `help:"Write the series and splits to a folder, for other programs, and measure nothing." placeholder:"DIR"`
}

// Run prints a table, or JSON, of every set.
func (c benchForecastCommand) Run(ctx context.Context, out io.Writer) error {
	if len(c.Set) == 1 && c.Set[0] == "all" {
		c.Set = bench.Sets
	}
	if c.Cores <= 0 {
		c.Cores = runtime.GOMAXPROCS(0)
	}
	if len(c.Set) == 1 && c.Set[0] == "replay" {
		return c.replay(ctx, out)
	}
	if len(c.Set) == 1 && c.Set[0] == "many" {
		return c.many(ctx, out)
	}
	var reports []bench.Report
	for _, set := range c.Set {
		items, err := bench.Load(c.From, set)
		if err != nil {
			return err
		}
		items = c.picked(items)
		if c.Export != "" {
			if err := bench.Export(c.Export, set, items); err != nil {
				return err
			}
			continue
		}
		bar := progressbar.Default(int64(len(items)), set)
		r, err := bench.Run(ctx, set, items, c.File, c.Cores, func(n int) { bar.Add(n) })
		if err != nil {
			return err
		}
		reports = append(reports, r)
	}
	if c.JSON {
		return c.tell(out, reports)
	}
	for _, r := range reports {
		printReport(out, r)
	}
	return nil
}

// many measures time and memory.
func (c benchForecastCommand) many(ctx context.Context, out io.Writer) error {
	debug.SetMemoryLimit(forecastMemory)
	bar := progressbar.Default(int64(c.Series), "series")
	b, err := bench.Many(ctx, c.Series, c.Cores, func(n int) { bar.Add(n) })
	if err != nil {
		return err
	}
	if c.JSON {
		return c.tell(out, b)
	}
	fmt.Fprintf(out, "%d daily series of two years, 28 days ahead: %.1f s on %d cores, %.2f ms of processor time a series, at most %.0f MiB\n",
		b.Series, b.Seconds, c.Cores, b.Millis, b.PeakMiB)
	return nil
}

// replay compares stock policies.
func (c benchForecastCommand) replay(ctx context.Context, out io.Writer) error {
	items, err := bench.Load(c.From, "m5days")
	if err != nil {
		return err
	}
	r, err := bench.Replay(ctx, c.every(items), c.Cores, c.Holdout)
	if err != nil {
		return err
	}
	if c.JSON {
		return c.tell(out, r)
	}
	for _, p := range r.Policies {
		fmt.Fprintf(out, "%-34s fill %.4f  mean stock %.1f\n", p.Name, p.Fill, p.Stock)
	}
	fmt.Fprintf(out, "stock saved at the same fill rate: %.1f %%\n", 100*r.Saved)
	return nil
}

func (c benchForecastCommand) picked(items []bench.Item) []bench.Item {
	for range c.Holdout {
		items = bench.Holdout(items)
	}
	return c.every(bench.Short(items, c.Last, c.Ahead))
}

func (c benchForecastCommand) every(items []bench.Item) (out []bench.Item) {
	for i, it := range items {
		if i%max(1, c.Every) == 0 {
			out = append(out, it)
		}
	}
	return out
}

func printReport(w io.Writer, r bench.Report) {
	fmt.Fprintf(w, "\n%s\n", r.Set)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "group\tseries\tsMAPE\tMASE\tOWA\tRMSSE\tpinball\tof sums\tbias\tVN1\tin 80%\tin 95%\twidth\tMSIS\tms\t")
	for _, f := range r.Figures {
		fmt.Fprintf(t, "%s\t%d\t%.3f\t%.4f\t%.4f\t%.4f\t%.4f\t%.4f\t%+.3f\t%.4f\t%.3f\t%.3f\t%.2f\t%.2f\t%.1f\t\n",
			f.Group, f.Series, f.SMAPE, f.MASE, f.OWA,
			f.RMSSE, f.Pinball, f.PinballSum, f.Bias, f.VN1, f.Cover80, f.Cover95, f.Width95, f.MSIS, f.Millis)
	}
	t.Flush()
	for _, b := range r.Beside {
		fmt.Fprintf(w, "  %-40s rmsse %.4f  pinball %.4f  bias %+.3f\n", b.Method, b.RMSSE, b.Pinball, b.Bias)
	}
	for _, p := range r.Peers {
		fmt.Fprintf(w, "  %-40s %-6s %.4g\n", p.Method, p.Measure, p.Value)
	}
}
