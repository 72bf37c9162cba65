package web

import (
	"context"
	"encoding/json"
	"time"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// task is one thing done to many rows: each row in a transaction of its own, so that one refusal stops nothing else, and each row once,
// however often and by however many processes the task is run.
type task struct {
	ID      id.ID
	Def     string
	Act     string
	Input   json.RawMessage
	State   string // preview, asked, running or done
	Count   int    // rows that could go when the preview was shown
	Done    int
	Failed  int
	Refused int
}

const (
	// taskKept is how long tasks and their reports stay.
	taskKept = 7 * 24 * time.Hour
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
	_, err := tx.Exec(ctx, `insert into web.task (id, def, act, actor, who, lang, state, created, seen, count, done, failed)
		values ($1, $2, $3, $4, $5, $6, 'preview', $7, $7, $8, 0, 0)`,
		t.ID, t.Def, t.Act, tx.Actor.ID, tx.Actor.Name, tx.Actor.Lang, tx.Now, t.Count)
	return err
}

// begin is the owner's word; the second one finds that the first was taken.
func (t *task) begin(ctx context.Context, tx *pg.Tx) error {
	_, err := tx.Exec(ctx, "update web.task set state = 'asked', input = $2, seen = $3 where id = $1 and state = 'preview'",
		t.ID, string(t.Input), tx.Now)
	return err
}

const taskColumns = `id, def, act, input::text, state, count, done, failed,
	(select count(*) from web.task_row r where r.task = t.id and became = 'refused')`

// taskOf finds a task of the actor's; others' are not there for him.
func taskOf(ctx context.Context, tx *pg.Tx, key id.ID, def string) (*task, error) {
	return readTask(ctx, tx, "where id = $1 and def = $2 and actor is not distinct from $3", key, def, tx.Actor.ID)
}

// noTask is what is said of a task that is gone, somebody else's, or never was.
var noTask = fault.New(fault.NotFound, "core.task.missing", fault.Args{"days": int(taskKept.Hours() / 24)})

func readTask(ctx context.Context, tx *pg.Tx, tail string, args ...any) (*task, error) {
	var t task
	var input *string
	err := tx.QueryRow(ctx, "select "+taskColumns+" from web.task t "+tail, args...).Scan(&t.ID, &t.Def, &t.Act, &input, &t.State, &t.Count,
		&t.Done, &t.Failed, &t.Refused)
	if err == pg.ErrNoRows {
		return nil, noTask
	}
	if err != nil {
		return nil, err
	}
	if input != nil {
		t.Input = json.RawMessage(*input)
	}
	return &t, nil
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
