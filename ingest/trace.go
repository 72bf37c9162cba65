package ingest

import (
	"context"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/attribute"

	"hesuan/internal/observe"
)

// onward begins the spans of those messages of a batch that are part of a trace, each within its own, and lets the messages hand it on.
// The batch itself is a trace of its own that they point to.
func onward(batch context.Context, name string, messages []message, began func(message) time.Time) (done func(error)) {
	var spans []*observe.Span
	for i, m := range messages {
		span, parent := observe.Onward(batch, m.Trace, name, began(m), attribute.String("doc", m.Doc.String()),
			attribute.String("kind", m.Kind), attribute.Int64("seq", int64(m.Seq)))
		if span == nil {
			continue
		}
		record := *m.Record
		record.Trace = parent
		messages[i].Record = &record
		spans = append(spans, span)
	}
	return func(err error) {
		for _, span := range spans {
			span.Done(err)
		}
	}
}

// tally sums up what the batches of a second or so carried, for one line.
type tally struct {
	events, batches int
	first, last     uint64 // seq
	said            time.Time
}

func (t *tally) add(messages []message) {
	for _, m := range messages {
		if t.first == 0 || m.Seq < t.first {
			t.first = m.Seq
		}
		t.last = max(t.last, m.Seq)
	}
	t.events, t.batches = t.events+len(messages), t.batches+1
}

// say writes the line, at most once a second and only if there is something to say.
func (t *tally) say(ctx context.Context, log *slog.Logger, what string) {
	if t.events == 0 || time.Since(t.said) < time.Second {
		return
	}
	log.InfoContext(ctx, what, "events", t.events, "batches", t.batches, "first_seq", t.first, "last_seq", t.last)
	*t = tally{said: time.Now()}
}
