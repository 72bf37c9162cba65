package bench

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Load is what many workers did in a time.
type Load struct {
	Times Spread
	Took  time.Duration
}

// PerSecond is how many times they did it each second.
func (l Load) PerSecond() float64 { return float64(len(l.Times)) / l.Took.Seconds() }

// Drive lets n workers do something as often as they can for a time. The first failure ends it.
func Drive(ctx context.Context, n int, span time.Duration, do func(ctx context.Context, worker int) error) (Load, error) {
	return drive(ctx, n, span, 0, do)
}

// Pace lets n workers together do something perSecond times a second. A time counts from the moment at which it was due, so that
// waiting for a free worker is part of it.
func Pace(ctx context.Context, n int, span time.Duration, perSecond float64, do func(ctx context.Context, worker int) error) (Load, error) {
	return drive(ctx, n, span, time.Duration(float64(n)/perSecond*float64(time.Second)), do)
}

func drive(ctx context.Context, n int, span, every time.Duration, do func(ctx context.Context, worker int) error) (Load, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	times := make([]Spread, n)
	began := time.Now()
	var workers sync.WaitGroup
	for worker := range n {
		workers.Go(func() {
			due := began.Add(every * time.Duration(worker) / time.Duration(n))
			for ; ctx.Err() == nil && time.Since(began) < span; due = due.Add(every) {
				if every == 0 {
					due = time.Now()
				}
				time.Sleep(time.Until(due))
				if err := do(ctx, worker); err != nil {
					cancel(fmt.Errorf("worker %d: %w", worker, err))
					return
				}
				times[worker] = append(times[worker], time.Since(due))
			}
		})
	}
	workers.Wait()
	l := Load{Took: time.Since(began)}
	for _, some := range times {
		l.Times = append(l.Times, some...)
	}
	return l, context.Cause(ctx)
}
