package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"

	"hesuan/forecasting"
	"hesuan/forecasting/score"
	"hesuan/forecasting/table"
)

// backtestCommand is `hesuan backtest`: the engine forecasts the end of each series from before it.
type backtestCommand struct {
	seriesFlags
	Windows int `default:"1" help:"Number of times to hold out h steps, each earlier by h."`
}

// Run writes unique_id,ds,cutoff,y,mean,lo-95,…,model, and a summary to standard error.
func (c backtestCommand) Run(ctx context.Context) error {
	percent, err := c.percent()
	if err != nil {
		return err
	}
	t, err := c.read()
	if err != nil {
		return err
	}
	out, err := c.create()
	if err != nil {
		return err
	}
	defer out.Close()
	w := table.NewWriter(out, percent, true)
	sum := &summary{percent: percent, covered: make([]float64, len(percent)), season: 1}
	if s := forecasting.Freq(c.Freq[0]).Seasons(); len(s) > 0 {
		sum.season = s[0]
	}
	bar := c.bar(len(t.Series) * c.Windows)
	for k := c.Windows; k > 0; k-- {
		cut, at := cutoff(t, k*c.H)
		err := forecasting.RunAll(ctx, cut, c.options(percent), c.cores(), func(i int, f forecasting.Forecast, err error) {
			bar.Add(1)
			if err != nil {
				return
			}
			actual := t.Series[at[i]].Values[len(cut[i].Values):][:c.H]
			sum.add(cut[i].Values, actual, f)
			for j := range f.Mean {
				row := table.Row{ID: t.IDs[at[i]], Time: t.Time(at[i], j+1-k*c.H), Cutoff: t.Time(at[i], -k*c.H), Actual: actual[j]}
				w.Write(row, f, j)
			}
		})
		if err != nil {
			return err
		}
	}
	sum.print(os.Stderr)
	return w.Flush()
}

// cutoff takes the last steps off every series that is longer, and says which series those are.
func cutoff(t *table.Table, steps int) (cut []forecasting.Series, at []int) {
	for i, s := range t.Series {
		n := len(s.Values) - steps
		if n < 1 {
			continue
		}
		s.Values = s.Values[:n:n]
		if s.Censored != nil {
			s.Censored = s.Censored[:n:n]
		}
		cut, at = append(cut, s), append(at, i)
	}
	return cut, at
}

// summary gathers the measures of a backtest.
type summary struct {
	percent                       []float64
	covered                       []float64
	season                        int
	n, scaled, smape, mase, rmsse float64
}

func (s *summary) add(history, actual []float64, f forecasting.Forecast) {
	if sm := score.SMAPE(actual, f.Mean); !math.IsNaN(sm) {
		s.n, s.smape = s.n+1, s.smape+sm
		for k, p := range s.percent {
			lo, hi := make([]float64, len(actual)), make([]float64, len(actual))
			for j := range actual {
				lo[j], hi[j] = f.Quantile(j, 0.5-p/200), f.Quantile(j, 0.5+p/200)
			}
			s.covered[k] += score.Coverage(actual, lo, hi)
		}
	}
	mase, rmsse := score.MASE(actual, f.Mean, history, s.season), score.RMSSE(actual, f.Mean, history)
	if !math.IsNaN(mase+rmsse) && !math.IsInf(mase+rmsse, 0) {
		s.scaled, s.mase, s.rmsse = s.scaled+1, s.mase+mase, s.rmsse+rmsse
	}
}

func (s *summary) print(w io.Writer) {
	fmt.Fprintf(w, "series %.0f  sMAPE %.3f  MASE %.3f  RMSSE %.3f", s.n, s.smape/s.n, s.mase/s.scaled, s.rmsse/s.scaled)
	for k, p := range s.percent {
		fmt.Fprintf(w, "  coverage %g%%: %.1f%%", p, 100*s.covered[k]/s.n)
	}
	fmt.Fprintln(w)
}
