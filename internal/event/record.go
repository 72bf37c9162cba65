package event

import (
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/id"
)

// Record is a row of core.event as it travels the stream: what Postgres gave it included. Zero ids stand for null.
type Record struct {
	Seq      uint64
	Xid      uint64 // the transaction that wrote it
	ID       id.ID
	Recorded time.Time
	At       time.Time
	Actor    id.ID
	Kind     string
	Type     string
	Doc      id.ID
	Version  uint64
	Cause    id.ID
	Day      *cal.Date
	Gone     []int32
	Schema   uint16
	Body     []byte
	Trace    string // the traceparent under which it was written
}
