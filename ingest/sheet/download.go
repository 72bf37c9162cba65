package sheet

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
	Owner   actor.Actor
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
func (d *Desk) ask(ctx context.Context, ex *Export, kind, name string, count int) (key id.ID, err error) {
	key = id.New[any]()
	asked, err := json.Marshal(ex.Query)
	if err != nil {
		return key, err
	}
	scope, err := json.Marshal(actor.From(ctx).Scope)
	if err != nil {
		return key, err
	}
	columns := make([]string, len(ex.Fields))
	for i, f := range ex.Fields {
		columns[i] = f.Name
	}
	return key, d.DB.Do(ctx, func(tx *pg.Tx) error {
		if _, err := tx.Exec(ctx, "delete from sheet.download where created < $1 and state <> 'running'", tx.Now.Add(-downloadKept)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into sheet.download
			(id, def, kind, name, asked, columns, actor, who, lang, rights, created, state, why, seen, count, done, size, scope)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'asked', '', $11, $12, 0, 0, $13)`,
			key, ex.Def.Info().Name, kind, name, string(asked), columns, tx.Actor.ID, tx.Actor.Name, ex.Lang, strings.Join(tx.Actor.Rights, " "), tx.Now, count,
			string(scope))
		return err
	})
}

const downloadColumns = "id, def, kind, name, asked::text, columns, actor, who, lang, rights, scope::text, state, why, seen, count, done, size"

func (d *Desk) download(ctx context.Context, tx *pg.Tx, tail string, args ...any) (*Download, error) {
	var one Download
	var owner *ref.User
	var rights, scope, asked string
	err := tx.QueryRow(ctx, "select "+downloadColumns+" from sheet.download "+tail, args...).Scan(&one.ID, &one.Def, &one.Kind, &one.Name, &asked,
		&one.Columns, &owner, &one.Owner.Name, &one.Owner.Lang, &rights, &scope, &one.State, &one.Why, &one.Seen, &one.Count, &one.Done, &one.Size)
	if err == pg.ErrNoRows {
		return nil, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	if err != nil {
		return nil, err
	}
	if owner != nil {
		one.Owner.ID = *owner
	}
	one.Owner.Rights = strings.Fields(rights)
	if err := json.Unmarshal([]byte(scope), &one.Owner.Scope); err != nil {
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
	return d.download(ctx, tx, "where id = $1 and def = $2 and actor is not distinct from $3", name, def, tx.Actor.ID)
}

// ResumeDownloads writes every export that nobody is writing. It is a job for once a minute.
func (d *Desk) ResumeDownloads(ctx context.Context) error {
	for {
		var one *Download
		err := d.DB.View(ctx, func(tx *pg.Tx) (err error) {
			one, err = d.download(ctx, tx, "where state in ('asked', 'running') and seen < $1 order by created limit 1", tx.Now.Add(-stale))
			return err
		})
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		if err == nil {
			err = d.Fetch(ctx, one.ID)
		}
		if err != nil {
			return err
		}
	}
}

// Fetch writes an export as its owner; one that somebody else writes is left to him.
func (d *Desk) Fetch(ctx context.Context, key id.ID) error {
	runner := id.New[any]()
	one, err := d.claimDownload(actor.With(ctx, actor.House), key, runner)
	if err != nil || one == nil {
		return err
	}
	ctx = actor.With(ctx, one.Owner)
	ex := &Export{DB: d.DB, House: d.House, Book: d.Book, Def: d.House.Find(one.Def), Lang: one.Owner.Lang, Query: one.Asked}
	all := web.Columns(ex.Def)
	for _, name := range one.Columns {
		if f := all.Find(name); f != nil {
			ex.Fields = append(ex.Fields, *f)
		}
	}
	parts := &partWriter{ctx: ctx, db: d.DB, key: key, runner: runner}
	ex.Progress = parts.progress
	if err = ex.Write(ctx, one.Kind, parts); err == nil {
		err = parts.flush()
	}
	faults := fault.All(err)
	switch {
	case len(faults) > 0 && faults[0].Key == errTaken.Key:
		return nil
	case len(faults) > 0 && fault.KindOf(err) != fault.Unavailable:
		return d.closeDownload(ctx, key, runner, "broken", d.importer(ex.Def, one.Owner.Lang).Say(faults))
	case err != nil:
		return err
	}
	return d.closeDownload(ctx, key, runner, "done", "")
}

// claimDownload makes the run ours, or gives nothing. What an earlier run wrote is thrown away: a file is of one moment.
func (d *Desk) claimDownload(ctx context.Context, key, runner id.ID) (one *Download, err error) {
	err = d.DB.Do(ctx, func(tx *pg.Tx) error {
		one = nil
		tag, err := tx.Exec(ctx, `update sheet.download set state = 'running', runner = $2, seen = $3, done = 0, size = 0
			where id = $1 and (state = 'asked' or state = 'running' and seen < $4)`, key, runner, tx.Now, tx.Now.Add(-stale))
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		if _, err = tx.Exec(ctx, "delete from sheet.download_part where download = $1", key); err == nil {
			one, err = d.download(ctx, tx, "where id = $1", key)
		}
		return err
	})
	return one, err
}

func (d *Desk) closeDownload(ctx context.Context, key, runner id.ID, state, why string) error {
	return d.DB.Do(ctx, func(tx *pg.Tx) error {
		_, err := tx.Exec(ctx, "update sheet.download set state = $3, why = $4, seen = $5 where id = $1 and runner = $2", key, runner, state, why, tx.Now)
		return err
	})
}

// partSize is how much of a file is kept in one row.
const partSize = 1 << 20

// partWriter keeps a file in pieces.
type partWriter struct {
	ctx         context.Context
	db          *pg.DB
	key, runner id.ID
	place       int
	buffer      []byte
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
		_, err := tx.Exec(w.ctx, "insert into sheet.download_part (download, place, bytes) values ($1, $2, $3)", w.key, w.place, w.buffer)
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
		tag, err := tx.Exec(w.ctx, "update sheet.download set seen = $4, "+set+" where id = $1 and runner = $2", w.key, w.runner, n, tx.Now)
		if err == nil && tag.RowsAffected() == 0 {
			err = errTaken
		}
		if err != nil {
			return err
		}
		return also(tx)
	})
}
