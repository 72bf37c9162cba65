package forecasting

import (
	"context"
	"sync"
)

// enough series to learn a calibration from; of more, an even selection is taken.
const enough = 2000

// RunAll forecasts many series on as many cores, with a model learned across them and quantiles calibrated across them. done is called
// once for each series, in their order, from one goroutine; an error is that of the one series. The answers do not depend on the
// number of cores. It returns early only when ctx ends, with its error.
func RunAll(ctx context.Context, series []Series, o Options, cores int, done func(i int, f Forecast, err error)) error {
	o.shared = learnShared(ctx, series, o, cores)
	if len(series) <= 2*enough {
		return runHeld(ctx, series, o, cores, done)
	}
	if err := learn(ctx, series, &o, cores); err != nil {
		return err
	}
	return inOrder(ctx, len(series), cores, func(i int) answer {
		f, err := Run(series[i], o)
		return answer{f, err}
	}, func(i int, a answer) { done(i, a.f, a.err) })
}

type answer struct {
	f   Forecast
	err error
}

// runHeld drafts all series, then calibrates, then finishes them: nothing is computed twice, but all drafts are held at once.
func runHeld(ctx context.Context, series []Series, o Options, cores int, done func(i int, f Forecast, err error)) error {
	type outcome struct {
		d   *draft
		err error
	}
	drafts := make([]outcome, len(series))
	var pool []lesson
	err := inOrder(ctx, len(series), cores, func(i int) outcome {
		d, err := begin(series[i], o.filled(series[i]))
		return outcome{d, err}
	}, func(i int, v outcome) {
		if drafts[i] = v; v.err == nil {
			pool = append(pool, v.d.lesson)
		}
	})
	if err != nil {
		return err
	}
	o.calibrate(pool)
	return inOrder(ctx, len(series), cores, func(i int) answer {
		if drafts[i].err != nil {
			return answer{err: drafts[i].err}
		}
		f := drafts[i].d.finish(o.filled(series[i]))
		drafts[i].d = nil
		return answer{f: f}
	}, func(i int, a answer) { done(i, a.f, a.err) })
}

// lesson is what one series tells of how far off forecasts are: standardised errors by origin, and sums if its demand is rare.
type lesson struct {
	errors [][]float64
	rates  []sums
}

// calibrate learns the calibration unless one was given.
func (o *Options) calibrate(pool []lesson) {
	horizon := 0
	errors, rates := make([][][]float64, len(pool)), make([][]sums, len(pool))
	for i, l := range pool {
		errors[i], rates[i] = l.errors, l.rates
		for _, zs := range l.errors {
			horizon = max(horizon, len(zs))
		}
	}
	if o.Calibration.Scale == nil && horizon > 0 {
		o.Calibration = calibrate(errors, horizon)
		o.Calibration.Rate = rate(rates)
	}
}

// learn finds the calibration from an even selection of the series.
func learn(ctx context.Context, series []Series, o *Options, cores int) error {
	step := max(1, (len(series)+enough-1)/enough)
	var pool []lesson
	err := inOrder(ctx, (len(series)+step-1)/step, cores, func(i int) lesson {
		s := series[i*step]
		d, err := begin(s, o.filled(s))
		if err != nil {
			return lesson{}
		}
		return d.lesson
	}, func(_ int, l lesson) { pool = append(pool, l) })
	o.calibrate(pool)
	return err
}

// inOrder computes n answers on several cores and hands them on in order.
func inOrder[T any](ctx context.Context, n, cores int, compute func(i int) T, hand func(i int, v T)) error {
	cores = max(1, cores)
	slots := make([]chan T, n)
	for i := range slots {
		slots[i] = make(chan T, 1)
	}
	next, ahead, left := make(chan int), make(chan struct{}, 64*cores), make(chan struct{})
	var wg sync.WaitGroup
	for range cores {
		wg.Go(func() {
			for i := range next {
				slots[i] <- compute(i)
			}
		})
	}
	go func() {
		defer close(next)
		for i := range n {
			select {
			case ahead <- struct{}{}:
				next <- i
			case <-ctx.Done():
				return
			case <-left: // hand panicked: nobody takes what is made
				return
			}
		}
	}()
	defer wg.Wait()
	defer close(left)
	for i := range n {
		select {
		case v := <-slots[i]:
			slots[i] = nil
			<-ahead
			hand(i, v)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
