package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"hesuan/internal/config"
	"hesuan/internal/pg"
	"hesuan/internal/pg/archive"
	"hesuan/internal/supervise"
)

// backupCommand writes the company, as it is at one moment, into a new folder.
type backupCommand struct {
	Folder string `arg:"" type:"path" help:"Where backups lie; each gets a folder of its own, named by its time."`
}

// Run writes while the house goes on working. The warehouse is not kept: it follows from Postgres.
func (b backupCommand) Run(ctx context.Context, c *config.Config, out io.Writer) error {
	return withDB(ctx, c, func(ctx context.Context, db *pg.DB) error {
		began := time.Now()
		dir := filepath.Join(b.Folder, "hesuan-"+began.UTC().Format("20060102-150405"))
		m, err := archive.Write(ctx, db, dir)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s: %s, %.1f s\n", dir, size(m), time.Since(began).Seconds())
		return nil
	})
}

// size is how much a backup has.
func size(m *archive.Manifest) string {
	bytes, rows := m.Size()
	return fmt.Sprintf("%d tables, %d rows, %.1f MB", len(m.Tables), rows, float64(bytes)/(1<<20))
}

// restoreCommand brings a backup into an empty database.
type restoreCommand struct {
	Folder string `arg:"" type:"existingdir" help:"The folder of one backup, such as /backup/hesuan-20261122-031500."`
	Look   bool   `help:"Only see whether the backup is whole."`
}

// Run restores all or nothing, into the database that is given or else into the one of the data folder. The roles must not run; once they
// do, the warehouse is rebuilt by itself.
func (r restoreCommand) Run(ctx context.Context, c *config.Config, out io.Writer) error {
	if r.Look {
		m, err := archive.Read(r.Folder)
		if err == nil {
			fmt.Fprintf(out, "whole: %s, %s\n", m.At.Format(time.RFC3339), size(m))
		}
		return err
	}
	if c.Postgres == "" {
		return supervise.Postgres(ctx, *c, func(ctx context.Context, dsn string) error {
			return r.restore(ctx, dsn, out)
		})
	}
	return r.restore(ctx, c.Postgres, out)
}

func (r restoreCommand) restore(ctx context.Context, dsn string, out io.Writer) error {
	ctx = asHouse(ctx)
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := migrate(ctx, db); err != nil {
		return err
	}
	m, err := archive.Restore(ctx, db, r.Folder)
	if err == nil {
		_, rows := m.Size()
		fmt.Fprintf(out, "restored: %d rows as of %s; start the roles, the warehouse is rebuilt by itself\n", rows, m.At.Format(time.RFC3339))
	}
	return err
}
