package web

import (
	"context"
	"fmt"
	"sync"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// queues remembers for a few seconds how many documents wait in which state, for the numbers of the navigation: one query for all people
// who see the same part of the house, whose rights are looked at when the numbers are shown.
type queues struct {
	mu    sync.Mutex
	known map[string]*queued // by scope
}

// queued is what one scope holds.
type queued struct {
	all []resource.Queue
	at  time.Time
}

const (
	queueLife   = 5 * time.Second
	queueMost   = 1000
	queueTime   = "set local statement_timeout = 200"
	queueScopes = 200 // remembered at most
)

// waiting are the numbers of what a scope holds, at most queueLife old. Where they cannot be had in time the navigation does without.
func (q *queues) waiting(ctx context.Context, s *Server, scope actor.Scope) []resource.Queue {
	here, old, stale := q.look(fmt.Sprint(scope))
	if !stale {
		return old
	}
	house := actor.House
	house.Scope = scope
	var all []resource.Queue
	ctx = actor.With(context.WithoutCancel(ctx), house) // the numbers are for others too, also when this person leaves the page
	err := s.db.View(ctx, func(tx *pg.Tx) error {
		_, err := tx.Exec(ctx, queueTime)
		if err == nil {
			all, err = s.House.Queues(ctx, tx, queueMost)
		}
		return err
	})
	if err != nil {
		if all = nil; !outOfTime(err) {
			s.Log.WarnContext(ctx, "the navigation has no numbers", "err", err)
		}
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	here.all = all
	return all
}

// look gives what is known of a scope. One of those who find it stale is told so and counts anew; meanwhile the others have the old numbers,
// so that nobody waits for somebody else's query.
func (q *queues) look(name string) (here *queued, all []resource.Queue, stale bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.known == nil || len(q.known) > queueScopes {
		q.known = map[string]*queued{}
	}
	if q.known[name] == nil {
		q.known[name] = &queued{}
	}
	here = q.known[name]
	if stale = time.Since(here.at) >= queueLife; stale {
		here.at = time.Now()
	}
	return here, here.all, stale
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
