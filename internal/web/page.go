package web

import (
	"context"

	"hesuan/internal/actor"
	"hesuan/internal/pg"
)

// Page is an address beside the generated ones.
type Page struct {
	Method string // GET when empty
	Path   string // /replenish/:id; a segment that begins with a colon is a parameter
	Right  string // "" lets in everyone who is logged in
	Nav    *Nav   // nil keeps it out of the navigation
	On     string // a Def such as sales.order, whose row :id names: who may not see the row finds no page; with Nav the row's page links here
	Whole  bool   // tells of the company as a whole: for somebody limited to a part of it the page is not there
	New    string // a Def whose new rows begin here instead of in the generated form
	Upload bool   // takes bodies beyond the usual limit
	Handle Handle

	open  bool // needs no login
	first bool // may be used while the password is still somebody else's
}

// Handle answers a request.
type Handle func(ctx context.Context, r *Request) (Answer, error)

// Nav is a page's place in the navigation.
type Nav struct {
	Group string // a room, or a word of the page's own: key room.<group>
	Icon  string // name of a Tabler icon
	Key   string // text of the link
	Order int    // within the group; generated lists count 100, 110, 120 … in the order of the house
}

// TodayItem is one thing that waits for the actor on the start page.
type TodayItem struct {
	Text   string `json:"text"` // in the actor's language: 待审核的订单
	Count  int64  `json:"count"`
	More   bool   `json:"more"` // there are more than Count
	Href   string `json:"href"` // where to deal with it
	Icon   string `json:"-"`
	Tone   string `json:"tone"`   // plain, wait, go, done or dead
	Detail string `json:"detail"` // one line below: the oldest, the sum
}

// Today finds what waits for the actor; it looks at rights itself.
type Today func(ctx context.Context, tx *pg.Tx, who actor.Actor) ([]TodayItem, error)
