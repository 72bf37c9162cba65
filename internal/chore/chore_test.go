package chore

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/event"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const schema = `create schema trial;
create table trial.chore (id uuid primary key, state text not null, actor uuid, lang text not null, runner uuid, seen timestamptz not null,
	created timestamptz not null, tries int not null default 0, why text not null default '');`

func migrate(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Migrate(ctx, pg.Schema{Room: "core", Files: event.Files}, pg.Schema{Room: "trial", Files: fstest.MapFS{"schema.sql": {Data: []byte(schema)}}})
}

// trial has three chores that a dead process left: one that always breaks, one whose owner has left, and one that goes well.
type trial struct {
	*testing.T
	Chores
	broken, left, well id.ID
}

func newTrial(t *testing.T) *trial {
	db, err := pg.Open(t.Context(), testkit.Postgres(t, migrate))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	tr := &trial{T: t, broken: id.New[any](), left: id.New[any](), well: id.New[any]()}
	gone := ref.User(id.New[any]())
	tr.Chores = Chores{DB: db, Table: "trial.chore",
		Owner: func(_ context.Context, _ *pg.Tx, who ref.User) (actor.Actor, error) {
			if who == gone {
				return actor.Actor{}, fault.New(fault.Forbidden, "trial.gone", nil)
			}
			return actor.Actor{ID: who, Name: "today"}, nil
		},
		Do: func(ctx context.Context, run Run) error {
			if got := actor.From(ctx); got.Name != "today" || got.Lang != "en" {
				t.Errorf("the chore is done by %+v", got)
			}
			if run.ID == tr.broken {
				return errors.New("it is broken")
			}
			return nil
		},
		End: func(ctx context.Context, tx *pg.Tx, run Run, faults fault.List) error {
			_, err := tx.Exec(ctx, "update trial.chore set state = 'done', why = $3 where id = $1 and runner = $2", run.ID, run.Runner, faults.Error())
			return err
		}}
	for i, key := range []id.ID{tr.broken, tr.left, tr.well} {
		owner := ref.User(id.New[any]())
		if key == tr.left {
			owner = gone
		}
		tr.exec("insert into trial.chore (id, state, actor, lang, seen, created) values ($1, 'asked', $2, 'en', now() - interval '1 hour', now() + $3)",
			key, owner, time.Duration(i)*time.Second)
	}
	return tr
}

func (tr *trial) exec(sql string, args ...any) {
	tr.Helper()
	if err := tr.DB.Do(tr.Context(), func(tx *pg.Tx) error { _, err := tx.Exec(tr.Context(), sql, args...); return err }); err != nil {
		tr.Fatal(err)
	}
}

func (tr *trial) state(key id.ID) (state, why string) {
	tr.Helper()
	err := tr.DB.View(tr.Context(), func(tx *pg.Tx) error {
		return tx.QueryRow(tr.Context(), "select state, why from trial.chore where id = $1", key).Scan(&state, &why)
	})
	if err != nil {
		tr.Fatal(err)
	}
	return state, why
}

// A chore that breaks keeps none of the others waiting, is tried some times, and then given up with a reference.
func TestWhatBreaksIsGivenUp(t *testing.T) {
	tr := newTrial(t)
	for try := 1; try <= most; try++ {
		if state, _ := tr.state(tr.broken); state == "done" {
			t.Fatalf("given up before try %d", try)
		}
		if err := tr.Resume(t.Context()); err == nil || !strings.Contains(err.Error(), "it is broken") {
			t.Fatalf("try %d: %v", try, err)
		}
		if state, why := tr.state(tr.well); state != "done" || why != "" {
			t.Fatalf("the good one is %s %s", state, why)
		}
		if err := tr.Resume(t.Context()); err != nil {
			t.Errorf("taken over while it is fresh: %v", err)
		}
		tr.exec("update trial.chore set seen = now() - interval '1 hour'")
	}
	if state, why := tr.state(tr.broken); state != "done" || !strings.Contains(why, "core.internal") {
		t.Errorf("the broken one is %s %s", state, why)
	}
	if state, why := tr.state(tr.left); state != "done" || !strings.Contains(why, "trial.gone") {
		t.Errorf("of one who left: %s %s", state, why)
	}
}
