package sheet

import (
	"context"

	"hesuan/internal/actor"
	"hesuan/internal/chore"
	"hesuan/internal/fault"
	"hesuan/internal/i18n"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Desk takes in files and gives them out, for the pages of every Def.
type Desk struct {
	DB    *pg.DB
	House *resource.House
	Book  *i18n.Book
	// Owner is somebody as he is today: files that he left behind go in and out with his rights and his sight.
	Owner func(ctx context.Context, tx *pg.Tx, who ref.User) (actor.Actor, error)
}

func (d *Desk) importer(def resource.Any, lang string) *Import {
	return &Import{DB: d.DB, House: d.House, Book: d.Book, Def: def, Lang: lang}
}

func (d *Desk) uploads() *chore.Chores { return d.chores("upload", d.run) }

// chores are those of a table.
func (d *Desk) chores(name string, do func(ctx context.Context, run chore.Run) error) *chore.Chores {
	table := "sheet." + name
	end := func(ctx context.Context, tx *pg.Tx, run chore.Run, faults fault.List) error {
		return d.end(ctx, tx, table, run, faults)
	}
	return &chore.Chores{DB: d.DB, Table: table, Owner: d.Owner, Do: do, End: end}
}

// end closes a file that went in or out.
func (d *Desk) end(ctx context.Context, tx *pg.Tx, table string, run chore.Run, faults fault.List) error {
	var name, state, why string
	err := tx.QueryRow(ctx, "select def from "+table+" where id = $1 and runner = $2 for update", run.ID, run.Runner).Scan(&name)
	if err == pg.ErrNoRows {
		return nil
	}
	if state = "done"; len(faults) > 0 {
		state, why = "broken", d.importer(d.House.Find(name), run.Lang).Say(faults)
	}
	if err == nil {
		_, err = tx.Exec(ctx, "update "+table+" set state = $2, why = $3, seen = $4 where id = $1", run.ID, state, why, tx.Now)
	}
	return err
}

// Resume runs the confirmed files that nobody is running. It is a job for once a minute.
func (d *Desk) Resume(ctx context.Context) error { return d.uploads().Resume(ctx) }

// Run imports a confirmed file as its owner, from where a run before it broke off. A file that somebody else runs is left to him.
func (d *Desk) Run(ctx context.Context, key UploadID) error { return d.uploads().Run(ctx, id.ID(key)) }

func (d *Desk) run(ctx context.Context, run chore.Run) error {
	var u *Upload
	var file []byte
	err := d.DB.View(ctx, func(tx *pg.Tx) (err error) {
		if u, err = d.upload(ctx, tx, "where id = $1", run.ID); err == nil {
			file, err = d.file(ctx, tx, u.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	def := d.House.Find(u.Def)
	if def == nil {
		return fault.New(fault.NotFound, "core.page.missing", nil)
	}
	table, err := Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = table.Close() }()
	im := d.importer(def, run.Lang)
	return im.Run(ctx, table, u.Done, func(ctx context.Context, tx *pg.Tx, taken []Taken) error {
		return d.note(ctx, tx, im, run, taken)
	})
}

// note writes down a portion in its own transaction: how far the run got, and what it refused.
func (d *Desk) note(ctx context.Context, tx *pg.Tx, im *Import, run chore.Run, taken []Taken) error {
	count := map[string]int{}
	var refused [][]any
	for _, one := range taken {
		if count[one.Became]++; one.Became == Bad {
			refused = append(refused, []any{run.ID, one.Line, one.Cells, im.Say(one.Faults)})
		}
	}
	tag, err := tx.Exec(ctx, `update sheet.upload set done = done + $3, made = made + $4, changed = changed + $5, same = same + $6, bad = bad + $7,
		seen = $8, tries = 0 where id = $1 and runner = $2`, run.ID, run.Runner, len(taken), count[Made], count[Changed], count[Same], count[Bad], tx.Now)
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return chore.ErrTaken
	}
	if len(refused) == 0 {
		return nil
	}
	return tx.CopyRows(ctx, "sheet.refused", []string{"upload", "line", "cells", "why"}, refused)
}
