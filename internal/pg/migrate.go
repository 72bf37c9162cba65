package pg

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"sort"

	"github.com/jackc/pgx/v5"
)

// Schema is what one room brings: its SQL files, applied once each in the order of their
// names. schema.sql comes first by that order only if later ones are named schema_002.sql and so on.
type Schema struct {
	Room  string
	Files fs.FS
}

// migrating is the advisory lock under which schemas are applied, by one process at a time.
const migrating = 0x68657375616e

// Migrate applies what is missing, all in one transaction. A file that has changed since
// it was applied is refused: a change is a new file.
func (db *DB) Migrate(ctx context.Context, schemas ...Schema) error {
	return db.Do(ctx, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock($1)", migrating); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `create schema if not exists core;
			create table if not exists core.migration (
				room text not null, file text not null, hash text not null, at timestamptz not null default now(), primary key (room, file))`)
		if err != nil {
			return err
		}
		for _, schema := range schemas {
			if err := tx.migrate(ctx, schema); err != nil {
				return fmt.Errorf("%s: %w", schema.Room, err)
			}
		}
		return nil
	})
}

func (tx *Tx) migrate(ctx context.Context, schema Schema) error {
	files, err := fs.Glob(schema.Files, "schema*.sql")
	if err != nil {
		return err
	}
	sort.Slice(files, func(i, j int) bool {
		return len(files[i]) < len(files[j]) || len(files[i]) == len(files[j]) && files[i] < files[j]
	})
	for _, file := range files {
		text, err := fs.ReadFile(schema.Files, file)
		if err != nil {
			return err
		}
		if err := tx.apply(ctx, schema.Room, file, string(text)); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

func (tx *Tx) apply(ctx context.Context, room, file, text string) error {
	sum := sha256.Sum256([]byte(text))
	hash := hex.EncodeToString(sum[:])
	var old string
	err := tx.QueryRow(ctx, "select hash from core.migration where room = $1 and file = $2", room, file).Scan(&old)
	switch {
	case err == nil && old == hash:
		return nil
	case err == nil:
		return fmt.Errorf("already applied with other content; put the change into a new file")
	case err != pgx.ErrNoRows:
		return err
	}
	if _, err := tx.Exec(ctx, text); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "insert into core.migration (room, file, hash) values ($1, $2, $3)", room, file, hash)
	return err
}

// Migrated fails with the first file that is not applied.
func (db *DB) Migrated(ctx context.Context, schemas ...Schema) error {
	for _, schema := range schemas {
		files, err := fs.Glob(schema.Files, "schema*.sql")
		if err != nil {
			return err
		}
		var missing *string
		err = db.Pool.QueryRow(ctx, `select min(f) from unnest($2::text[]) f
			where not exists (select from core.migration m where m.room = $1 and m.file = f)`, schema.Room, files).Scan(&missing)
		if err != nil {
			return err
		}
		if missing != nil {
			return fmt.Errorf("%s/%s is not applied: run hesuan migrate", schema.Room, *missing)
		}
	}
	return nil
}
