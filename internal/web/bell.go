package web

import (
	"context"
	"sync"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Bell counts what has happened that a person wanted to be told of, and leads to it.
type Bell struct {
	Href  string
	Count func(ctx context.Context, tx *pg.Tx, who actor.Actor) (int, error) // looks at rights itself
}

// ring is the bell as one person sees it.
type ring struct {
	Href  string
	Count int
}

// Badge is the number beside the bell.
func (r ring) Badge() string { return badge(r.Count) }

// bells remember for a few seconds for whom how much rings.
type bells struct {
	mu    sync.Mutex
	known map[id.ID]rung
}

type rung struct {
	n  int
	at time.Time
}

const bellPeople = 1000 // remembered at most

// ring is the person's bell. The page that it leads to has it fresh; where it cannot be had in time it shows what it last knew: no page
// fails because of it.
func (s *Server) ring(ctx context.Context, r *Request) *ring {
	if s.Bell == nil {
		return nil
	}
	who := id.ID(r.Actor.ID)
	s.bells.mu.Lock()
	known, ok := s.bells.known[who]
	s.bells.mu.Unlock()
	if ok && time.Since(known.at) < queueLife && r.Path != s.Bell.Href {
		return &ring{s.Bell.Href, known.n}
	}
	err := s.db.View(actor.With(ctx, r.Actor), func(tx *pg.Tx) error {
		_, err := tx.Exec(ctx, queueTime)
		if err == nil {
			known.n, err = s.Bell.Count(ctx, tx, r.Actor)
		}
		return err
	})
	if err != nil && !outOfTime(err) {
		s.Log.WarnContext(ctx, "the bell has no number", "err", err)
	}
	s.bells.keep(who, rung{known.n, time.Now()})
	return &ring{s.Bell.Href, known.n}
}

func (b *bells) keep(who id.ID, now rung) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.known == nil || len(b.known) >= bellPeople {
		b.known = map[id.ID]rung{}
	}
	b.known[who] = now
}
