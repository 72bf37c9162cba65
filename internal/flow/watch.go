package flow

import (
	"context"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/attribute"

	"hesuan/internal/fault"
	"hesuan/internal/observe"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// run takes a step and tells of it: one line and one count once it is committed, or that it was refused, and a span with its event's trace.
func (f *Flow[T]) run(ctx context.Context, tx *pg.Tx, step *Step[T], doc, old *T, in any) error {
	began, kind := time.Now(), f.Def.Name+"."+step.Name
	ctx, span := observe.Begin(ctx, kind)
	outer := tx.Trace
	if span != nil {
		tx.Trace = observe.Parent(ctx)
	}
	err := f.take(ctx, tx, step, doc, old, in)
	tx.Trace = outer
	header, key := any(doc).(resource.Document).DocHeader(), resource.KeyOf(doc)
	span.Set(attribute.String("doc", key.String()), attribute.String("number", header.Number))
	span.Done(err)
	if err != nil {
		observe.Steps.WithLabelValues(kind, outcome(err)).Inc()
		return err
	}
	took, actor, number, state, version := time.Since(began), tx.Actor, header.Number, header.State, resource.StampOf(doc).Version
	tx.After(func() {
		observe.Steps.WithLabelValues(kind, "done").Inc()
		observe.StepSeconds.WithLabelValues(kind).Observe(took.Seconds())
		slog.InfoContext(ctx, "step", "step", kind, "doc", key.String(), "number", number, "state", state, "version", version,
			"actor", actor.ID.String(), "user", actor.Name, "took", took)
	})
	return nil
}

// outcome tells a person's mistake from ours.
func outcome(err error) string {
	if fault.All(err) != nil {
		return "refused"
	}
	return "failed"
}
