// Package archive writes a whole database of the house into a folder and reads it back into an empty one.
//
// It is logical: the rows of every table as COPY gives them, compressed, with their checksums in manifest.json, which is written last: a
// folder without it is no backup. All tables are of one snapshot, while work goes on. It needs no tool of Postgres', and any version of
// Postgres reads what any other wrote.
//
// Transaction ids belong to a server, not to the data: they are not kept but given anew, and so is the epoch of the stream, so that the
// warehouse is rebuilt from what was restored.
package archive

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hesuan/internal/pg"
)

// Manifest says what a backup holds.
type Manifest struct {
	At         time.Time        `json:"at"`
	Postgres   string           `json:"postgres"`
	Migrations []string         `json:"migrations"` // applied; a restore wants a program that knows the same
	Months     []string         `json:"months"`     // of events
	Tables     []Table          `json:"tables"`     // in the order in which they refer to each other
	Sequences  map[string]int64 `json:"sequences"`
}

// Table is a file of the backup.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"`
	Bytes   int64    `json:"bytes"`
	SHA256  string   `json:"sha256"`
}

// Size sums up bytes and rows.
func (m *Manifest) Size() (bytes, rows int64) {
	for _, t := range m.Tables {
		bytes, rows = bytes+t.Bytes, rows+t.Rows
	}
	return bytes, rows
}

const manifestName = "manifest.json"

// file of a table.
func (t Table) file(dir string) string {
	return filepath.Join(dir, strings.ReplaceAll(t.Name, `"`, "")+".copy.gz")
}

func (t Table) list() string { return `"` + strings.Join(t.Columns, `", "`) + `"` }

// Write makes a backup in dir, which it makes, and tells the house of it.
func Write(ctx context.Context, db *pg.DB, dir string) (*Manifest, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		return nil, errors.Join(err, fmt.Errorf("%s is not empty", dir))
	}
	m := &Manifest{At: time.Now().UTC()}
	err := db.View(ctx, func(tx *pg.Tx) error {
		if err := m.describe(ctx, tx); err != nil {
			return err
		}
		for i := range m.Tables {
			if err := m.Tables[i].write(ctx, tx, dir); err != nil {
				return fmt.Errorf("%s: %w", m.Tables[i].Name, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	raw, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, manifestName), raw, 0o600); err != nil {
		return nil, err
	}
	bytes, rows := m.Size()
	_, err = db.Pool.Exec(ctx, "insert into core.backup (at, folder, bytes, rows) values ($1, $2, $3, $4)", m.At, dir, bytes, rows)
	return m, err
}

func (t *Table) write(ctx context.Context, tx *pg.Tx, dir string) (err error) {
	f, err := os.OpenFile(t.file(dir), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	sum, size := sha256.New(), &counter{}
	zip := gzip.NewWriter(io.MultiWriter(f, sum, size))
	tag, err := tx.Conn().PgConn().CopyTo(ctx, zip, fmt.Sprintf("copy (select %s from %s) to stdout", t.list(), t.Name))
	if err != nil {
		return err
	}
	if err := errors.Join(zip.Close(), f.Sync()); err != nil {
		return err
	}
	t.Rows, t.Bytes, t.SHA256 = tag.RowsAffected(), size.n, hex.EncodeToString(sum.Sum(nil))
	return nil
}

type counter struct{ n int64 }

// Write counts.
func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

// Read gives the manifest of a backup whose files are all as they were written.
func Read(dir string) (*Manifest, error) {
	raw, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return nil, fmt.Errorf("no whole backup: %w", err)
	}
	m := &Manifest{}
	if err := json.Unmarshal(raw, m); err != nil {
		return nil, fmt.Errorf("%s: %w", manifestName, err)
	}
	for _, t := range m.Tables {
		if err := t.check(dir); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func (t Table) check(dir string) error {
	f, err := os.Open(t.file(dir))
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != t.SHA256 {
		return fmt.Errorf("%s is not as it was written: restore from another backup", t.file(dir))
	}
	return nil
}
