package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"hesuan/internal/fault"
	"hesuan/internal/pg"
)

// Draft is what a person has typed at a place and not sent yet. A place may hold several, told apart by their slots.
type Draft struct {
	Slot string          `json:"slot"`
	At   time.Time       `json:"at"`
	Body json.RawMessage `json:"body"`
}

// Bounds of drafts: the bytes of one, how many of a place are shown, how many a person may have in all, and how long one waits for him.
const (
	draftLimit = 256 << 10
	draftsEach = 40
	draftsAll  = 400
	draftKept  = 90 * 24 * time.Hour
)

// Drafts are the actor's drafts at a place, the oldest first.
func Drafts(ctx context.Context, tx *pg.Tx, place string) ([]Draft, error) {
	found, err := tx.Query(ctx, "select slot, at, body from core.draft where owner = $1 and place = $2 order by slot limit $3",
		tx.Actor.ID, place, draftsEach)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	drafts := []Draft{}
	for found.Next() {
		var d Draft
		if err := found.Scan(&d.Slot, &d.At, &d.Body); err != nil {
			return nil, err
		}
		drafts = append(drafts, d)
	}
	return drafts, found.Err()
}

// KeepDraft keeps what the actor has typed; body is JSON. What is old goes, anybody's, and what is more than one person types goes too.
func KeepDraft(ctx context.Context, tx *pg.Tx, place, slot string, body []byte) error {
	if len(body) > draftLimit || len(place) > 300 || len(slot) > 60 {
		return fault.New(fault.Invalid, "core.body.large", nil)
	}
	_, err := tx.Exec(ctx, `insert into core.draft (owner, place, slot, at, body) values ($1, $2, $3, $4, $5)
		on conflict (owner, place, slot) do update set at = excluded.at, body = excluded.body`, tx.Actor.ID, place, slot, tx.Now, body)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `delete from core.draft where at < $2 or owner = $1 and at <
		(select at from core.draft where owner = $1 order by at desc offset $3 limit 1)`, tx.Actor.ID, tx.Now.Add(-draftKept), draftsAll-1)
	return err
}

// DropDraft forgets a draft, because it was sent or thrown away.
func DropDraft(ctx context.Context, tx *pg.Tx, place, slot string) error {
	_, err := tx.Exec(ctx, "delete from core.draft where owner = $1 and place = $2 and slot = $3", tx.Actor.ID, place, slot)
	return err
}

// kept is what a form sends to be kept; without a body it is thrown away.
type kept struct {
	Place string          `json:"place"`
	Body  json.RawMessage `json:"body"`
}

// drafts are the addresses at which the generated forms keep what is typed in them.
func (s *Server) drafts() {
	s.mount(Page{Path: "/draft", Handle: func(ctx context.Context, r *Request) (Answer, error) {
		var drafts []Draft
		err := r.View(ctx, func(tx *pg.Tx) (err error) {
			drafts, err = Drafts(ctx, tx, r.Query.Get("place"))
			return err
		})
		return JSON(drafts), err
	}})
	s.mount(Page{Path: "/draft", Method: http.MethodPost, Handle: func(ctx context.Context, r *Request) (Answer, error) {
		var in kept
		if err := r.JSON(&in); err != nil {
			return Answer{}, err
		}
		return Nothing(), r.Do(ctx, func(tx *pg.Tx) error {
			if len(in.Body) == 0 || string(in.Body) == "null" {
				return DropDraft(ctx, tx, in.Place, "")
			}
			return KeepDraft(ctx, tx, in.Place, "", in.Body)
		})
	}})
}
