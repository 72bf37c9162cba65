// Package event writes the event table: the outbox of the stream and the audit trail in
// one. Every change of a document is one event, in the transaction that makes it.
//
// An event's body is the whole document as JSON, the same bytes that marshalling its row
// gives, so that the last event of a document always equals its row; Gone names the line
// numbers that this version no longer has (line numbers are never used again). Version
// counts a document's events from 1 without holes.
package event

import (
	"context"
	"embed"
	"encoding/json"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// Files holds schema.sql.
//
//go:embed schema*.sql
var Files embed.FS

// MaxBody bounds a body in bytes, well below what a Kafka topic of ours takes.
const MaxBody = 4 << 20

// Event is one row of core.event, without what Postgres and the transaction fill in.
type Event struct {
	ID      id.ID
	Kind    string // sales.order.place
	Type    string // sales.order
	Doc     id.ID
	Version int64
	At      time.Time // business time
	Day     *cal.Date // the document's frozen day; nil for drafts and master data
	Gone    []int32
	Body    json.RawMessage
}

// Emit writes an event; tx gives it the actor and the cause. When it was recorded is Postgres' own clock, whatever clock
// tx carries: a past that is written today was recorded today.
func Emit(ctx context.Context, tx *pg.Tx, e Event) error {
	batch := &pg.Batch{}
	if err := Queue(batch, tx, e); err != nil {
		return err
	}
	return tx.SendBatch(ctx, batch).Close()
}

// Queue adds an event to a batch, so that it travels with the row it tells of.
func Queue(batch *pg.Batch, tx *pg.Tx, e Event) error {
	if len(e.Body) > MaxBody {
		return fault.New(fault.Invalid, "core.event.too_long", fault.Args{"bytes": len(e.Body), "max": MaxBody})
	}
	if e.ID.IsZero() {
		e.ID = id.New[any]()
	}
	if e.At.IsZero() {
		e.At = tx.Now
	}
	batch.Queue(`insert into core.event (id, at, actor, kind, type, doc, version, cause, day, gone, body, trace)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, nullif($12, ''))`,
		e.ID, e.At, tx.Actor.ID, e.Kind, e.Type, e.Doc, e.Version, tx.Cause, e.Day, e.Gone, string(e.Body), tx.Trace)
	return nil
}

// Columns are the columns that Copy fills, for the set-based path of imports.
var Columns = []string{"id", "at", "actor", "kind", "type", "doc", "version", "cause", "day", "gone", "body"}

// Row is an event as a row for COPY.
func (e Event) Row(tx *pg.Tx, cause ref.Event) []any {
	return []any{e.ID, e.At, tx.Actor.ID, e.Kind, e.Type, e.Doc, e.Version, cause, e.Day, e.Gone, string(e.Body)}
}
