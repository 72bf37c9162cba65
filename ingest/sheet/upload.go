package sheet

import (
	"context"
	"time"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

type uploadKind struct{}

// UploadID names an upload.
type UploadID = id.Of[uploadKind]

// Upload is a file on its way.
type Upload struct {
	ID      UploadID
	Def     string
	Name    string
	Created time.Time
	State   string // waiting, asked, running, done or broken
	Why     string // what broke it, a message key
	Seen    time.Time
	Count   int
	Done    int
	Made    int
	Changed int
	Same    int
	Bad     int
}

// kept is how long files and their error files stay.
const kept = 7 * 24 * time.Hour

// keep stores a file that its owner sent.
func (d *Desk) keep(ctx context.Context, tx *pg.Tx, def, name string, file []byte, count int) (key UploadID, err error) {
	key = id.New[uploadKind]()
	if _, err := tx.Exec(ctx, "delete from sheet.upload where created < $1 and state <> 'running'", tx.Now.Add(-kept)); err != nil {
		return key, err
	}
	_, err = tx.Exec(ctx, `insert into sheet.upload
		(id, def, name, file, actor, who, lang, created, state, why, seen, count, done, made, changed, same, bad)
		values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', '', $8, $9, 0, 0, 0, 0, 0)`,
		key, def, name, file, tx.Actor.ID, tx.Actor.Name, tx.Actor.Lang, tx.Now, count)
	return key, err
}

const uploadColumns = "id, def, name, created, state, why, seen, count, done, made, changed, same, bad"

func (d *Desk) upload(ctx context.Context, tx *pg.Tx, tail string, args ...any) (*Upload, error) {
	var u Upload
	err := tx.QueryRow(ctx, "select "+uploadColumns+" from sheet.upload "+tail, args...).Scan(&u.ID, &u.Def, &u.Name, &u.Created, &u.State, &u.Why,
		&u.Seen, &u.Count, &u.Done, &u.Made, &u.Changed, &u.Same, &u.Bad)
	if err == pg.ErrNoRows {
		return nil, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	if err != nil {
		return nil, err
	}
	return &u, nil
}

// own finds an upload of the actor's, of a Def or of any; others' are not there for him.
func (d *Desk) own(ctx context.Context, tx *pg.Tx, def, key string) (*Upload, error) {
	name, err := id.Parse[uploadKind](key)
	if err != nil {
		return nil, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	return d.upload(ctx, tx, "where id = $1 and ($2 = '' or def = $2) and actor is not distinct from $3", name, def, tx.Actor.ID)
}

func (d *Desk) file(ctx context.Context, tx *pg.Tx, key UploadID) (file []byte, err error) {
	err = tx.QueryRow(ctx, "select file from sheet.upload where id = $1", key).Scan(&file)
	return file, err
}

// confirm is the owner's word that his file be imported. Giving it twice does nothing the second time.
func (d *Desk) confirm(ctx context.Context, tx *pg.Tx, u *Upload, lang string) error {
	if err := d.importer(d.House.Find(u.Def), lang).allow(tx); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "update sheet.upload set state = 'asked', seen = $2 where id = $1 and state = 'waiting'", u.ID, tx.Now)
	return err
}
