package forecasting

import (
	"context"
	"sync"
)

// enough series to learn a calibration from; of more, an even selection is taken.
const enough = 2000

// RunAll forecasts many series on as many cores, with quantiles calibrated across them. done is called once for each series, in their order,
// from one goroutine; an error is that of the one series. The answers do not depend on the number of cores. It returns early only when ctx
// ends, with its error.
func RunAll(ctx context.Context, series []Series, o Options, cores int, done func(i int, f Forecast, err error)) error {
	if o.Calibration.Scale == nil {
		if err := learn(ctx, series, &o, cores); err != nil {
			return err
		}
	}
	type answer struct {
		f   Forecast
		err error
	}
	return inOrder(ctx, len(series), cores, func(i int) answer {
		f, err := Run(series[i], o)
		return answer{f, err}
	}, func(i int, a answer) { done(i, a.f, a.err) })
}

// learn finds the calibration of the series together.
func learn(ctx context.Context, series []Series, o *Options, cores int) error {
	step := max(1, (len(series)+enough-1)/enough)
	var pool [][]float64
	horizon := 0
	err := inOrder(ctx, (len(series)+step-1)/step, cores, func(i int) []float64 {
		s := series[i*step]
		d, err := begin(s, o.filled(s))
		if err != nil {
			return nil
		}
		return d.held
	}, func(_ int, zs []float64) {
		pool = append(pool, zs)
		horizon = max(horizon, len(zs))
	})
	if err == nil && horizon > 0 {
		o.Calibration = calibrate(pool, horizon)
	}
	return err
}

// inOrder computes n answers on several cores and hands them on in order.
func inOrder[T any](ctx context.Context, n, cores int, compute func(i int) T, hand func(i int, v T)) error {
	cores = max(1, cores)
	slots := make([]chan T, n)
	for i := range slots {
		slots[i] = make(chan T, 1)
	}
	next, ahead := make(chan int), make(chan struct{}, 64*cores)
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
			}
		}
	}()
	defer wg.Wait()
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
