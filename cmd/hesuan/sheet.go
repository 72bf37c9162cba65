package main

import "hesuan/ingest/sheet"

// sheets carries every table of the house to and from spreadsheets.
func (h *house) sheets() *sheet.Desk {
	return &sheet.Desk{DB: h.db, House: h.defs, Book: h.book, Owner: h.auth.ActorOf}
}
