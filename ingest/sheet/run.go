package sheet

import (
	"context"
	"log/slog"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/i18n"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// Desk takes in files and gives them out, for the pages of every Def.
type Desk struct {
	DB    *pg.DB
	House *resource.House
	Book  *i18n.Book
	Log   *slog.Logger
}

func (d *Desk) importer(def resource.Any, lang string) *Import {
	return &Import{DB: d.DB, House: d.House, Book: d.Book, Def: def, Lang: lang}
}

// errTaken says that another run of the same file has gone further.
var errTaken = fault.New(fault.Conflict, "sheet.run.taken", nil)

// Resume runs every confirmed file that nobody is running: those of a process that died. It is a job for once a minute.
func (d *Desk) Resume(ctx context.Context) error {
	for {
		u, err := d.next(ctx)
		if err != nil || u == nil {
			return err
		}
		if err := d.Run(ctx, u.ID); err != nil {
			return err
		}
	}
}

func (d *Desk) next(ctx context.Context) (u *Upload, err error) {
	err = d.DB.View(ctx, func(tx *pg.Tx) error {
		u, err = d.upload(ctx, tx, "where state = 'asked' or state = 'running' and seen < $1 order by created limit 1", tx.Now.Add(-stale))
		if fault.KindOf(err) == fault.NotFound {
			u, err = nil, nil
		}
		return err
	})
	return u, err
}

// Run imports a confirmed file as its owner, from where a run before it broke off. A file that somebody else runs is left to him.
func (d *Desk) Run(ctx context.Context, key UploadID) error {
	runner := id.New[any]()
	u, file, err := d.claim(ctx, key, runner)
	if err != nil || u == nil {
		return err
	}
	ctx = actor.With(ctx, u.Owner)
	err = d.run(ctx, u, runner, file)
	switch {
	case err == nil:
		return d.close(ctx, u, runner, "done", "")
	case fault.All(err) != nil && fault.All(err)[0].Key == errTaken.Key:
		return nil
	case fault.All(err) != nil && fault.KindOf(err) != fault.Unavailable:
		return d.close(ctx, u, runner, "broken", d.importer(d.House.Find(u.Def), u.Owner.Lang).Say(fault.All(err)))
	}
	return err
}

// claim makes the run ours, or gives nothing.
func (d *Desk) claim(ctx context.Context, key UploadID, runner id.ID) (u *Upload, file []byte, err error) {
	err = d.DB.Do(ctx, func(tx *pg.Tx) error {
		u = nil
		tag, err := tx.Exec(ctx, `update sheet.upload set state = 'running', runner = $2, seen = $3
			where id = $1 and (state = 'asked' or state = 'running' and seen < $4)`, key, runner, tx.Now, tx.Now.Add(-stale))
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		if u, err = d.upload(ctx, tx, "where id = $1", key); err == nil {
			file, err = d.file(ctx, tx, key)
		}
		return err
	})
	return u, file, err
}

func (d *Desk) run(ctx context.Context, u *Upload, runner id.ID, file []byte) error {
	def := d.House.Find(u.Def)
	if def == nil {
		return fault.New(fault.NotFound, "core.page.missing", nil)
	}
	table, err := Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = table.Close() }()
	im := d.importer(def, u.Owner.Lang)
	return im.Run(ctx, table, u.Done, func(ctx context.Context, tx *pg.Tx, taken []Taken) error {
		return d.note(ctx, tx, im, u.ID, runner, taken)
	})
}

// note writes down a portion in its own transaction: how far the run got, and what it refused.
func (d *Desk) note(ctx context.Context, tx *pg.Tx, im *Import, key UploadID, runner id.ID, taken []Taken) error {
	count := map[string]int{}
	var refused [][]any
	for _, one := range taken {
		if count[one.Became]++; one.Became == Bad {
			refused = append(refused, []any{key, one.Line, one.Cells, im.Say(one.Faults)})
		}
	}
	tag, err := tx.Exec(ctx, `update sheet.upload set done = done + $3, made = made + $4, changed = changed + $5, same = same + $6, bad = bad + $7,
		seen = $8 where id = $1 and runner = $2`, key, runner, len(taken), count[Made], count[Changed], count[Same], count[Bad], tx.Now)
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return errTaken
	}
	if len(refused) == 0 {
		return nil
	}
	return tx.CopyRows(ctx, "sheet.refused", []string{"upload", "line", "cells", "why"}, refused)
}

func (d *Desk) close(ctx context.Context, u *Upload, runner id.ID, state, why string) error {
	return d.DB.Do(ctx, func(tx *pg.Tx) error {
		_, err := tx.Exec(ctx, "update sheet.upload set state = $3, why = $4, seen = $5 where id = $1 and runner = $2",
			u.ID, runner, state, why, tx.Now)
		return err
	})
}
