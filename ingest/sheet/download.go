package sheet

import (
	"context"
	"encoding/json"
	"time"

	"hesuan/internal/chore"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// Download is an export that its owner waits for.
type Download struct {
	ID      id.ID
	Def     string
	Kind    string // csv or xlsx
	Name    string
	Asked   resource.Query
	Columns []string
	State   string // asked, running, done or broken
	Why     string
	Seen    time.Time
	Count   int // rows there will be, or were when it was asked for
	Done    int
	Size    int64
}

// downloadKept is how long a finished file waits for its owner.
const downloadKept = 24 * time.Hour

// ask writes down an export for its owner.
func (d *Desk) ask(ctx context.Context, tx *pg.Tx, ex *Export, kind, name string, count int) (key id.ID, err error) {
	key = id.New[any]()
	asked, err := json.Marshal(ex.Query)
	if err != nil {
		return key, err
	}
	columns := make([]string, len(ex.Fields))
	for i, f := range ex.Fields {
		columns[i] = f.Name
	}
	if _, err := tx.Exec(ctx, "delete from sheet.download where created < $1 and state <> 'running'", tx.Now.Add(-downloadKept)); err != nil {
		return key, err
	}
	_, err = tx.Exec(ctx, `insert into sheet.download
		(id, def, kind, name, asked, columns, actor, who, lang, created, state, why, seen, count, done, size)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'asked', '', $10, $11, 0, 0)`,
		key, ex.Def.Info().Name, kind, name, string(asked), columns, tx.Actor.ID, tx.Actor.Name, ex.Lang, tx.Now, count)
	return key, err
}

const downloadColumns = "id, def, kind, name, asked::text, columns, state, why, seen, count, done, size"

func (d *Desk) download(ctx context.Context, tx *pg.Tx, tail string, args ...any) (*Download, error) {
	var one Download
	var asked string
	err := tx.QueryRow(ctx, "select "+downloadColumns+" from sheet.download "+tail, args...).Scan(&one.ID, &one.Def, &one.Kind, &one.Name, &asked,
		&one.Columns, &one.State, &one.Why, &one.Seen, &one.Count, &one.Done, &one.Size)
	if err == pg.ErrNoRows {
		return nil, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	if err != nil {
		return nil, err
	}
	return &one, json.Unmarshal([]byte(asked), &one.Asked)
}

// ownDownload finds a download of the actor's; others' are not there for him.
func (d *Desk) ownDownload(ctx context.Context, tx *pg.Tx, def, key string) (*Download, error) {
	name, err := id.Parse[any](key)
	if err != nil {
		return nil, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	return d.download(ctx, tx, "where id = $1 and ($2 = '' or def = $2) and actor is not distinct from $3", name, def, tx.Actor.ID)
}

func (d *Desk) downloads() *chore.Chores { return d.chores("download", d.fetch) }

// ResumeDownloads writes the exports that nobody is writing. It is a job for once a minute.
func (d *Desk) ResumeDownloads(ctx context.Context) error { return d.downloads().Resume(ctx) }

// fetch writes an export from its beginning.
func (d *Desk) fetch(ctx context.Context, run chore.Run) error {
	one, err := d.afresh(ctx, run)
	if err != nil {
		return err
	}
	ex := &Export{DB: d.DB, House: d.House, Book: d.Book, Def: d.House.Find(one.Def), Lang: run.Lang, Query: one.Asked}
	if ex.Def == nil {
		return fault.New(fault.NotFound, "core.page.missing", nil)
	}
	all := web.Columns(ex.Def)
	for _, name := range one.Columns {
		if f := all.Find(name); f != nil {
			ex.Fields = append(ex.Fields, *f)
		}
	}
	parts := &partWriter{ctx: ctx, db: d.DB, run: run}
	ex.Progress = parts.progress
	if err = ex.Write(ctx, one.Kind, parts); err == nil {
		err = parts.flush()
	}
	return err
}

// afresh throws away what an earlier run wrote: a file is of one moment.
func (d *Desk) afresh(ctx context.Context, run chore.Run) (one *Download, err error) {
	err = d.DB.Do(ctx, func(tx *pg.Tx) error {
		tag, err := tx.Exec(ctx, "update sheet.download set done = 0, size = 0 where id = $1 and runner = $2", run.ID, run.Runner)
		if err == nil && tag.RowsAffected() == 0 {
			err = chore.ErrTaken
		}
		if err != nil {
			return err
		}
		if _, err = tx.Exec(ctx, "delete from sheet.download_part where download = $1", run.ID); err == nil {
			one, err = d.download(ctx, tx, "where id = $1", run.ID)
		}
		return err
	})
	return one, err
}

// partSize is how much of a file is kept in one row.
const partSize = 1 << 20

// partWriter keeps a file in pieces.
type partWriter struct {
	ctx    context.Context
	db     *pg.DB
	run    chore.Run
	place  int
	buffer []byte
}

// Write gathers; a full piece is kept.
func (w *partWriter) Write(p []byte) (int, error) {
	w.buffer = append(w.buffer, p...)
	if len(w.buffer) < partSize {
		return len(p), nil
	}
	return len(p), w.flush()
}

func (w *partWriter) flush() error {
	if len(w.buffer) == 0 {
		return nil
	}
	w.place++
	err := w.note("size = size + $3", len(w.buffer), func(tx *pg.Tx) error {
		_, err := tx.Exec(w.ctx, "insert into sheet.download_part (download, place, bytes) values ($1, $2, $3)", w.run.ID, w.place, w.buffer)
		return err
	})
	w.buffer = w.buffer[:0]
	return err
}

func (w *partWriter) progress(done int) error {
	return w.note("done = $3", done, func(*pg.Tx) error { return nil })
}

// note changes the download while it is ours, together with what else is written.
func (w *partWriter) note(set string, n int, also func(tx *pg.Tx) error) error {
	return w.db.Do(w.ctx, func(tx *pg.Tx) error {
		tag, err := tx.Exec(w.ctx, "update sheet.download set seen = $4, "+set+" where id = $1 and runner = $2", w.run.ID, w.run.Runner, n, tx.Now)
		if err == nil && tag.RowsAffected() == 0 {
			err = chore.ErrTaken
		}
		if err != nil {
			return err
		}
		return also(tx)
	})
}
