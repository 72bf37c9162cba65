package web

import (
	"context"
	"sync"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// queues remembers for a few seconds how many documents wait in which state, for the numbers of the navigation: one query for all people,
// whose rights are looked at when the numbers are shown.
type queues struct {
	mu    sync.Mutex
	known []resource.Queue
	at    time.Time
}

const (
	queueLife = 5 * time.Second
	queueMost = 1000
	queueTime = "set local statement_timeout = 200"
)

// waiting are the numbers, at most queueLife old. Where they cannot be had in time the navigation does without.
func (q *queues) waiting(ctx context.Context, s *Server) []resource.Queue {
	q.mu.Lock()
	defer q.mu.Unlock()
	if time.Since(q.at) < queueLife {
		return q.known
	}
	q.at = time.Now()
	err := s.db.View(actor.With(ctx, actor.House), func(tx *pg.Tx) error {
		_, err := tx.Exec(ctx, queueTime)
		if err == nil {
			q.known, err = s.House.Queues(ctx, tx, queueMost)
		}
		return err
	})
	if err != nil {
		if q.known = nil; !outOfTime(err) {
			s.Log.WarnContext(ctx, "the navigation has no numbers", "err", err)
		}
	}
	return q.known
}

// mine is how many documents of a Def wait for this person.
func mine(r *Request, house *resource.House, all []resource.Queue, def string) (n int) {
	for _, q := range all {
		if q.Def == def && q.Count > 0 && r.Can(def+"."+house.Find(def).Plan().MainStep(q.State).Name) {
			n += q.Count
		}
	}
	return n
}
