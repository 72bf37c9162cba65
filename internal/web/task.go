package web

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// task is one thing done to many rows: each row in a transaction of its own, so that one refusal stops nothing else, and each row once,
// however often and by however many processes the task is run.
type task struct {
	ID      id.ID
	Def     string
	Act     string
	Input   json.RawMessage
	Owner   actor.Actor
	State   string // preview, asked, running or done
	Seen    time.Time
	Count   int // rows that could go when the preview was shown
	Done    int
	Failed  int
	Refused int
}

const (
	// taskKept is how long tasks and their reports stay.
	taskKept = 7 * 24 * time.Hour
	// taskStale is how long a run may be silent before another may take over.
	taskStale = time.Minute
	// taskPatience is how long a person waits for a task before he is shown its progress.
	taskPatience = 700 * time.Millisecond
)

// Percent is how far a task is.
func (t *task) Percent() int {
	if t.Count == 0 {
		return 100
	}
	return 100 * (t.Done + t.Failed) / t.Count
}

// insert writes down a preview, and forgets what is old.
func (t *task) insert(ctx context.Context, tx *pg.Tx) error {
	if _, err := tx.Exec(ctx, "delete from web.task where created < $1 and state <> 'running'", tx.Now.Add(-taskKept)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `insert into web.task (id, def, act, actor, who, lang, rights, state, created, seen, count, done, failed)
		values ($1, $2, $3, $4, $5, $6, $7, 'preview', $8, $8, $9, 0, 0)`,
		t.ID, t.Def, t.Act, tx.Actor.ID, tx.Actor.Name, tx.Actor.Lang, strings.Join(tx.Actor.Rights, " "), tx.Now, t.Count)
	return err
}

// begin is the owner's word; the second one finds that the first was taken.
func (t *task) begin(ctx context.Context, tx *pg.Tx) error {
	scope, err := json.Marshal(tx.Actor.Scope)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "update web.task set state = 'asked', input = $2, rights = $3, seen = $4, scope = $5 where id = $1 and state = 'preview'",
		t.ID, string(t.Input), strings.Join(tx.Actor.Rights, " "), tx.Now, string(scope))
	return err
}

const taskColumns = `id, def, act, input::text, actor, who, lang, rights, coalesce(scope::text, 'null'), state, seen, count, done, failed,
	(select count(*) from web.task_row r where r.task = t.id and became = 'refused')`

// taskOf finds a task of the actor's; others' are not there for him.
func taskOf(ctx context.Context, tx *pg.Tx, key id.ID, def string) (*task, error) {
	return readTask(ctx, tx, "where id = $1 and def = $2 and actor is not distinct from $3", key, def, tx.Actor.ID)
}

func readTask(ctx context.Context, tx *pg.Tx, tail string, args ...any) (*task, error) {
	var t task
	var owner *ref.User
	var input *string
	var rights, scope string
	err := tx.QueryRow(ctx, "select "+taskColumns+" from web.task t "+tail, args...).Scan(&t.ID, &t.Def, &t.Act, &input, &owner, &t.Owner.Name,
		&t.Owner.Lang, &rights, &scope, &t.State, &t.Seen, &t.Count, &t.Done, &t.Failed, &t.Refused)
	if err == pg.ErrNoRows {
		return nil, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	if err != nil {
		return nil, err
	}
	if owner != nil {
		t.Owner.ID = *owner
	}
	if input != nil {
		t.Input = json.RawMessage(*input)
	}
	t.Owner.Rights = strings.Fields(rights)
	return &t, json.Unmarshal([]byte(scope), &t.Owner.Scope)
}

// rows gives the first rows of each sort to take.
func (t *task) rows(ctx context.Context, tx *pg.Tx, take func(became string, row bulkRow)) error {
	found, err := tx.Query(ctx, `select r.became, r.title, r.doc::text, r.why from unnest(array['', 'refused', 'failed']) b,
		lateral (select * from web.task_row where task = $1 and became = b order by place limit $2) r order by r.place`, t.ID, bulkShown)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		var became string
		var row bulkRow
		if err := found.Scan(&became, &row.Title, &row.Href, &row.Why); err != nil {
			return err
		}
		take(became, row)
	}
	return found.Err()
}
