package web

import (
	"context"
	"log/slog"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// clerk does tasks.
type clerk struct {
	db    *pg.DB
	house *resource.House
	langs map[string]*words
	log   *slog.Logger
}

// ResumeTasks goes on with every task that its owner has given his word for and that nobody is doing: those of a process that died. It is a
// job for once a minute.
func ResumeTasks(o Options) func(ctx context.Context) error {
	c := &clerk{db: o.DB, house: o.House, langs: languages(&o), log: o.Log}
	return func(ctx context.Context) error {
		for {
			t, err := c.abandoned(ctx)
			if err != nil || t == nil {
				return err
			}
			if err := c.run(ctx, t.ID); err != nil {
				return err
			}
		}
	}
}

func (c *clerk) abandoned(ctx context.Context) (t *task, err error) {
	err = c.db.View(ctx, func(tx *pg.Tx) error {
		t, err = readTask(ctx, tx, "where state = 'asked' and seen < $1 or state = 'running' and seen < $1 order by created limit 1", tx.Now.Add(-taskStale))
		if fault.KindOf(err) == fault.NotFound {
			t, err = nil, nil
		}
		return err
	})
	return t, err
}

// start begins a task beside the request and waits a little: most are done by then.
func (c *clerk) start(life context.Context, key id.ID, patience time.Duration) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := c.run(life, key); err != nil && life.Err() == nil {
			c.log.ErrorContext(life, "a task stopped", "task", key.String(), "err", err)
		}
	}()
	select {
	case <-ended:
	case <-time.After(patience):
	}
}

// errTaken says that another run does this task.
var errTaken = fault.New(fault.Conflict, "bulk.taken", nil)

// run does what is left of a task, as its owner.
func (c *clerk) run(ctx context.Context, key id.ID) error {
	runner := id.New[any]()
	t, err := c.claim(actor.With(ctx, actor.House), key, runner)
	if err != nil || t == nil {
		return err
	}
	ctx = actor.With(ctx, t.Owner)
	for {
		left, err := c.left(ctx, t)
		if err != nil {
			return err
		}
		for _, row := range left {
			if err = c.one(ctx, t, runner, row); err != nil {
				break
			}
		}
		if faults := fault.All(err); len(faults) > 0 && faults[0].Key == errTaken.Key {
			return nil
		}
		if err != nil {
			return err
		}
		if len(left) == 0 {
			return c.db.Do(ctx, func(tx *pg.Tx) error {
				_, err := tx.Exec(ctx, "update web.task set state = 'done', seen = $3 where id = $1 and runner = $2", t.ID, runner, tx.Now)
				return err
			})
		}
	}
}

// claim makes the run ours, or gives nothing.
func (c *clerk) claim(ctx context.Context, key, runner id.ID) (t *task, err error) {
	err = c.db.Do(ctx, func(tx *pg.Tx) error {
		t = nil
		tag, err := tx.Exec(ctx, `update web.task set state = 'running', runner = $2, seen = $3
			where id = $1 and (state = 'asked' or state = 'running' and seen < $4)`, key, runner, tx.Now, tx.Now.Add(-taskStale))
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		t, err = readTask(ctx, tx, "where id = $1", key)
		return err
	})
	return t, err
}

// taskRow is a row that waits for its turn.
type taskRow struct {
	place   int
	doc     id.ID
	version int64
}

// left are the next rows that nothing was done to yet.
func (c *clerk) left(ctx context.Context, t *task) (rows []taskRow, err error) {
	err = c.db.View(ctx, func(tx *pg.Tx) error {
		rows = nil
		found, err := tx.Query(ctx, "select place, doc, version from web.task_row where task = $1 and became = '' order by place limit 200", t.ID)
		if err != nil {
			return err
		}
		defer found.Close()
		for found.Next() {
			var row taskRow
			if err := found.Scan(&row.place, &row.doc, &row.version); err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return found.Err()
	})
	return rows, err
}

// one does a row and notes it in the same transaction; a refusal is noted in one of its own.
func (c *clerk) one(ctx context.Context, t *task, runner id.ID, row taskRow) error {
	err := c.db.Do(ctx, func(tx *pg.Tx) error {
		if fresh, err := c.note(ctx, tx, t, runner, row, "done", ""); err != nil || !fresh {
			return err
		}
		return c.act(ctx, tx, t, row)
	})
	faults := fault.All(err)
	if len(faults) == 0 || faults[0].Key == errTaken.Key || fault.KindOf(err) == fault.Unavailable {
		return err
	}
	w := c.langs[t.Owner.Lang]
	if w == nil {
		w = c.langs["zh"]
	}
	return c.db.Do(ctx, func(tx *pg.Tx) error {
		_, err := c.note(ctx, tx, t, runner, row, "failed", w.fault(faults[0]))
		return err
	})
}

// note writes down what became of a row; fresh is false when that is known already.
func (c *clerk) note(ctx context.Context, tx *pg.Tx, t *task, runner id.ID, row taskRow, became, why string) (fresh bool, err error) {
	tag, err := tx.Exec(ctx, "update web.task_row set became = $3, why = $4 where task = $1 and place = $2 and became = ''", t.ID, row.place, became, why)
	if err != nil || tag.RowsAffected() == 0 {
		return false, err
	}
	count := map[string]int{became: 1}
	tag, err = tx.Exec(ctx, "update web.task set done = done + $3, failed = failed + $4, seen = $5 where id = $1 and runner = $2",
		t.ID, runner, count["done"], count["failed"], tx.Now)
	if err == nil && tag.RowsAffected() == 0 {
		err = errTaken
	}
	return true, err
}

func (c *clerk) act(ctx context.Context, tx *pg.Tx, t *task, row taskRow) (err error) {
	def := c.house.Find(t.Def)
	if def == nil {
		return fault.New(fault.NotFound, "core.page.missing", nil)
	}
	switch t.Act {
	case "archive", "restore":
		_, err = def.Archive(ctx, tx, row.doc, row.version, t.Act == "archive")
	case "edit":
		_, err = def.Change(ctx, tx, row.doc, row.version, t.Input)
	default:
		_, err = def.Take(ctx, tx, row.doc, row.version, t.Act, t.Input)
	}
	return err
}
