package resource

import (
	"context"
	"encoding/json"
	"fmt"

	"hesuan/internal/cal"
	"hesuan/internal/event"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// emit queues the event of a row beside the row itself. A step of a flow has chosen the
// event's identifier before, because its consequences name it as their cause.
func (d *Def[T]) emit(ctx context.Context, tx *pg.Tx, batch *pg.Batch, row *T, step string, gone []int32) error {
	e, err := d.Event(ctx, tx, row, step)
	if err != nil {
		return err
	}
	e.ID, e.Gone = id.ID(eventOf(ctx)), gone
	return event.Queue(batch, tx, e)
}

// Event is the event that tells of a row in its present state. Its body are the bytes that marshalling
// the row gives, with personal fields sealed.
func (d *Def[T]) Event(ctx context.Context, tx *pg.Tx, row *T, step string) (event.Event, error) {
	sealed, err := d.seal(ctx, tx, row)
	if err != nil {
		return event.Event{}, err
	}
	return d.event(row, sealed, step)
}

func (d *Def[T]) event(row, sealed *T, step string) (event.Event, error) {
	body, err := json.Marshal(sealed)
	if err != nil {
		return event.Event{}, fmt.Errorf("%s: %w", d.Name, err)
	}
	e := event.Event{Kind: d.Name + "." + step, Type: d.Name, Doc: d.entity(row).key(), Version: d.entity(row).stamp().Version, Body: body}
	if doc, ok := any(row).(Document); ok {
		e.At, e.Day = doc.DocHeader().At, doc.DocHeader().Day
	}
	return e, nil
}

type eventKey struct{}

// NameEvent fixes the identifier of the next event written under ctx.
func NameEvent(ctx context.Context, event id.ID) context.Context {
	return context.WithValue(ctx, eventKey{}, event)
}

func eventOf(ctx context.Context) id.ID {
	named, _ := ctx.Value(eventKey{}).(id.ID)
	return named
}

// Freeze sets the business day of a document that leaves draft, once.
func Freeze(tx *pg.Tx, doc Document) {
	h := doc.DocHeader()
	if h.At.IsZero() {
		h.At = tx.Now
	}
	if h.Day == nil {
		day := cal.On(h.At, tx.Zone)
		h.Day = &day
	}
}
