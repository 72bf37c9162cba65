// Package inventory owns goods: where they are, what they cost, who was promised them.
//
// Two things are always true, by construction and by the checks of the house. The ledger
// of postings is append-only, and what is on hand is the sum of its moves. Reserved goods are
// never more than what is on hand: a reservation and the on-hand it draws on change in one
// transaction, under row locks taken in the order of SKUs, so nothing can be sold twice and
// orders never wait for each other in a circle.
//
// Cost is the moving average in posting order: an issue takes value·qty/on hand in whole
// cents, and the last piece takes all that is left, so no value stays behind at quantity
// zero. A back-dated document takes today's average; nothing is ever valued again.
//
// Events: inventory.posting.post, inventory.adjustment.*, inventory.alert.*, and those of master data.
package inventory

import (
	"context"
	"embed"

	"hesuan/internal/fixed"
	"hesuan/internal/flow"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Files holds the schema and the words.
//
//go:embed schema*.sql lang/*.json
var Files embed.FS

// Room is the inventory room.
type Room struct {
	Warehouses  *resource.Def[Warehouse]
	Postings    *resource.Def[Posting]
	Thresholds  *resource.Def[Threshold]
	Adjustments *flow.Flow[Adjustment]
	Alerts      *flow.Flow[Alert]
	holders     Holders
}

// Holders are the documents that hold reservations. They are told when goods that they
// were promised turn out to be lost.
type Holders interface {
	Lost(ctx context.Context, tx *pg.Tx, holder id.ID, line int32, qty fixed.Qty) error
}

// New makes the room.
func New() *Room {
	r := &Room{Warehouses: warehouses(), Postings: postings(), Thresholds: thresholds()}
	r.Adjustments = r.adjustments()
	r.Alerts = alerts()
	return r
}

// Tell hands the room the holders of reservations.
func (r *Room) Tell(h Holders) { r.holders = h }

// Defs are the room's tables.
func (r *Room) Defs() []resource.Any {
	return []resource.Any{r.Warehouses, r.Postings, r.Adjustments.Def, r.Thresholds, r.Alerts.Def}
}

// Virtual places: the outside of the warehouses.
var (
	Supplier = place("supplier")
	Customer = place("customer")
	Loss     = place("loss")
	Found    = place("found")
	Opening  = place("opening")
	Cost     = place("cost")
)

func place(name string) ref.Warehouse { return ref.Warehouse(id.Derive[any]("hesuan.place", name)) }
