package web

import (
	"context"
	"errors"
	"log/slog"

	"hesuan/internal/auth"
	"hesuan/internal/chore"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// clerk does tasks.
type clerk struct {
	db    *pg.DB
	house *resource.House
	auth  *auth.Room
	langs map[string]*words
	log   *slog.Logger
}

// ResumeTasks goes on with the tasks that their owners have given their word for and that nobody is doing. It is a job for once a minute.
func ResumeTasks(o Options) func(ctx context.Context) error {
	c := &clerk{db: o.DB, house: o.House, auth: o.Auth, langs: languages(&o), log: o.Log}
	return c.tasks().Resume
}

func (c *clerk) tasks() *chore.Chores {
	return &chore.Chores{DB: c.db, Table: "web.task", Owner: c.auth.ActorOf, Do: c.do, End: c.end}
}

// do takes the rows that are left, one by one.
func (c *clerk) do(ctx context.Context, run chore.Run) error {
	var t *task
	err := c.db.View(ctx, func(tx *pg.Tx) (err error) {
		t, err = readTask(ctx, tx, "where id = $1", run.ID)
		return err
	})
	if err != nil {
		return err
	}
	for {
		left, err := c.left(ctx, t)
		if err != nil || len(left) == 0 {
			return err
		}
		for _, row := range left {
			if err := c.one(ctx, t, run, row); err != nil {
				return err
			}
		}
	}
}

// end closes a task; what stopped it as a whole is what became of the rows that are left.
func (c *clerk) end(ctx context.Context, tx *pg.Tx, run chore.Run, faults fault.List) error {
	tag, err := tx.Exec(ctx, "update web.task set state = 'done', seen = $3 where id = $1 and runner = $2", run.ID, run.Runner, tx.Now)
	if err != nil || tag.RowsAffected() == 0 || len(faults) == 0 {
		return err
	}
	_, err = tx.Exec(ctx, `with stopped as (update web.task_row set became = 'failed', why = $2 where task = $1 and became = '' returning 1)
		update web.task set failed = failed + (select count(*) from stopped) where id = $1`, run.ID, c.words(run).fault(faults[0]))
	return err
}

func (c *clerk) words(run chore.Run) *words {
	if w := c.langs[run.Lang]; w != nil {
		return w
	}
	return c.langs["zh"]
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

// one does a row and notes it in the same transaction; that it could not be done is noted in one of its own.
func (c *clerk) one(ctx context.Context, t *task, run chore.Run, row taskRow) error {
	err := c.db.Do(ctx, func(tx *pg.Tx) error {
		if fresh, err := c.note(ctx, tx, t, run, row, "done", ""); err != nil || !fresh {
			return err
		}
		return c.act(ctx, tx, t, row)
	})
	if err == nil || ctx.Err() != nil || errors.Is(err, chore.ErrTaken) || fault.KindOf(err) == fault.Unavailable {
		return err
	}
	var why string
	if faults := fault.All(err); len(faults) > 0 {
		why = c.words(run).fault(faults[0])
	} else {
		reference := id.New[any]().String()
		c.log.ErrorContext(ctx, "internal error", "task", t.ID.String(), "row", row.doc.String(), "reference", reference, "err", err)
		why = c.words(run).t("core.internal", "id", reference)
	}
	return c.db.Do(ctx, func(tx *pg.Tx) error {
		_, err := c.note(ctx, tx, t, run, row, "failed", why)
		return err
	})
}

// note writes down what became of a row; fresh is false when that is known already.
func (c *clerk) note(ctx context.Context, tx *pg.Tx, t *task, run chore.Run, row taskRow, became, why string) (fresh bool, err error) {
	tag, err := tx.Exec(ctx, "update web.task_row set became = $3, why = $4 where task = $1 and place = $2 and became = ''", t.ID, row.place, became, why)
	if err != nil || tag.RowsAffected() == 0 {
		return false, err
	}
	count := map[string]int{became: 1}
	tag, err = tx.Exec(ctx, "update web.task set done = done + $3, failed = failed + $4, seen = $5, tries = 0 where id = $1 and runner = $2",
		t.ID, run.Runner, count["done"], count["failed"], tx.Now)
	if err == nil && tag.RowsAffected() == 0 {
		err = chore.ErrTaken
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
