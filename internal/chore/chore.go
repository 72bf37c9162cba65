// Package chore does what people asked for while they do something else: a long import, an export, one thing done to many rows. A chore is
// a row of a table of its room; this package knows who has it in hand, who does it when a process died, and when to give up.
//
// Of two runs of one chore only one goes on: each has a name, which stands in the row, and writes only while it stands there. A chore is
// done with the rights and the sight that its owner has when it is done, not those of the hour in which he asked.
package chore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// Stale is how long a run may be silent before another may take over.
const Stale = time.Minute

// Bounds: runs in which nothing came forward until a chore is given up, and chores that one turn of Resume takes up.
const (
	most  = 10
	atOne = 100
)

// ErrTaken says that another run has the chore in hand.
var ErrTaken = errors.New("another run has the chore in hand")

// Chores are the rows of a table with the columns id, state, actor, lang, runner, seen, created and tries. asked and running are the states
// of those to be done; seen is when a run last came forward, and tries counts the runs since.
type Chores struct {
	DB    *pg.DB
	Table string
	// Owner is a person as he is today; a fault for one who has left.
	Owner func(ctx context.Context, tx *pg.Tx, who ref.User) (actor.Actor, error)
	// Do does what is left of a chore, as its owner, and notes what it did with Run.Runner in the row.
	Do func(ctx context.Context, run Run) error
	// End closes the chore if it is still the run's: well without faults, else saying why not.
	End func(ctx context.Context, tx *pg.Tx, run Run, faults fault.List) error
}

// Run is one attempt at a chore.
type Run struct {
	ID     id.ID
	Runner id.ID
	Lang   string // in which its owner asked

	owner ref.User
	tries int
}

// Resume goes on with the chores that nobody does: those of a process that died. One that cannot be done keeps none of the others waiting.
func (e *Chores) Resume(ctx context.Context) error {
	keys, err := e.abandoned(ctx)
	all := []error{err}
	for _, key := range keys {
		if ctx.Err() == nil {
			all = append(all, e.Run(ctx, key))
		}
	}
	return errors.Join(all...)
}

func (e *Chores) abandoned(ctx context.Context) (keys []id.ID, err error) {
	err = e.DB.View(ctx, func(tx *pg.Tx) error {
		keys = nil
		found, err := tx.Query(ctx, "select id from "+e.Table+" where state in ('asked', 'running') and seen < $1 order by created limit $2",
			tx.Now.Add(-Stale), atOne)
		if err != nil {
			return err
		}
		defer found.Close()
		for found.Next() {
			var key id.ID
			if err := found.Scan(&key); err != nil {
				return err
			}
			keys = append(keys, key)
		}
		return found.Err()
	})
	return keys, err
}

// Run does a chore; one that somebody else does is left to him. What is nobody's fault is tried again later, some times; the error that is
// then returned names the reference that the owner reads.
func (e *Chores) Run(ctx context.Context, key id.ID) error {
	house := actor.With(ctx, actor.House)
	run, err := e.claim(house, key)
	if err != nil || run == nil {
		return err
	}
	err = e.do(house, *run)
	faults := fault.All(err)
	switch {
	case errors.Is(err, ErrTaken):
		return nil
	case err == nil, faults != nil && faults[0].Kind != fault.Unavailable:
		return e.end(house, *run, faults)
	}
	err = fmt.Errorf("%s %s, run %s: %w", e.Table, run.ID, run.Runner, err)
	if ctx.Err() != nil || run.tries < most {
		return err
	}
	if faults == nil {
		faults = fault.List{fault.New(fault.Unavailable, "core.internal", fault.Args{"id": run.Runner.String()})}
	}
	return errors.Join(err, e.end(house, *run, faults))
}

// claim makes the chore this run's, or gives nothing.
func (e *Chores) claim(ctx context.Context, key id.ID) (run *Run, err error) {
	one := Run{ID: key, Runner: id.New[any]()}
	err = e.DB.Do(ctx, func(tx *pg.Tx) error {
		var owner *ref.User
		err := tx.QueryRow(ctx, "update "+e.Table+` set state = 'running', runner = $2, seen = $3, tries = tries + 1
			where id = $1 and (state = 'asked' or state = 'running' and seen < $4) returning actor, lang, tries`,
			key, one.Runner, tx.Now, tx.Now.Add(-Stale)).Scan(&owner, &one.Lang, &one.tries)
		if run = &one; owner != nil {
			one.owner = *owner
		}
		if err == pg.ErrNoRows {
			run, err = nil, nil
		}
		return err
	})
	return run, err
}

func (e *Chores) do(ctx context.Context, run Run) error {
	var owner actor.Actor
	err := e.DB.View(ctx, func(tx *pg.Tx) (err error) {
		owner, err = e.Owner(ctx, tx, run.owner)
		return err
	})
	if err != nil {
		return err
	}
	owner.Lang = run.Lang
	return e.Do(actor.With(ctx, owner), run)
}

func (e *Chores) end(ctx context.Context, run Run, faults fault.List) error {
	return e.DB.Do(ctx, func(tx *pg.Tx) error { return e.End(ctx, tx, run, faults) })
}
