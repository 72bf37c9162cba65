package resource

import (
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/id"
)

// Stamp is what every row carries. Version counts the row's events from 1 and is the optimistic lock.
type Stamp struct {
	Version  int64     `json:"version"`
	Created  time.Time `json:"created"`
	Updated  time.Time `json:"updated"`
	Archived bool      `json:"archived,omitempty"`
}

// Base is embedded by master data.
type Base[I ~[16]byte] struct {
	ID I `json:"id"`
	Stamp
}

// Searchable is embedded by tables with a search column, which holds the searched fields in lower
// case together with their pinyin; the column is no part of the document.
type Searchable struct {
	Search string `json:"-" col:"search"`
}

// Header is what every document carries beside its stamp.
type Header struct {
	Number   string    `json:"number"`
	State    string    `json:"state"`
	At       time.Time `json:"at"`            // business time
	Day      *cal.Date `json:"day,omitempty"` // business day, frozen when the document leaves draft
	Note     string    `json:"note,omitempty"`
	LastLine int32     `json:"last_line,omitempty"` // highest line number ever given: none is used again
}

// Doc is embedded by documents.
type Doc[I ~[16]byte] struct {
	Base[I]
	Header
}

// Line is embedded by the lines of a document.
type Line struct {
	No int32 `json:"no"`
}

func (b *Base[I]) key() id.ID        { return id.ID(b.ID) }
func (b *Base[I]) setKey(key id.ID)  { b.ID = I(key) }
func (b *Base[I]) stamp() *Stamp     { return &b.Stamp }
func (d *Doc[I]) DocHeader() *Header { return &d.Header }
func (l *Line) number() *int32       { return &l.No }

// entity is a pointer to a struct that embeds Base; document one that embeds Doc.
type entity interface {
	key() id.ID
	setKey(id.ID)
	stamp() *Stamp
}

// Document is a pointer to a struct that embeds Doc.
type Document interface{ DocHeader() *Header }

// KeyOf is the identifier of a row, whatever its type.
func KeyOf(row any) id.ID { return row.(entity).key() }

// StampOf is the stamp of a row, whatever its type.
func StampOf(row any) *Stamp { return row.(entity).stamp() }

// SetKey names a row.
func SetKey(row any, key id.ID) { row.(entity).setKey(key) }
