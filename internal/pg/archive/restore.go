package archive

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"hesuan/internal/pg"
)

// Restore fills a database that is migrated and holds no company from a backup, in one transaction: all of it or nothing. Then Postgres
// looks at what it has, for its first queries come before it would by itself.
func Restore(ctx context.Context, db *pg.DB, dir string) (*Manifest, error) {
	m, err := Read(dir)
	if err != nil {
		return nil, err
	}
	err = db.Do(ctx, func(tx *pg.Tx) error {
		if err := m.fits(ctx, tx); err != nil {
			return err
		}
		for _, month := range m.Months {
			if _, err := tx.Exec(ctx, "select core.event_month($1::date)", month); err != nil {
				return err
			}
		}
		if err := m.empty(ctx, tx); err != nil {
			return err
		}
		if err := guards(ctx, tx, "disable"); err != nil {
			return err
		}
		for _, t := range m.Tables {
			if err := t.read(ctx, tx, dir); err != nil {
				return fmt.Errorf("%s: %w", t.Name, err)
			}
		}
		if _, err := tx.Exec(ctx, "set constraints all immediate"); err != nil {
			return err
		}
		if err := guards(ctx, tx, "enable"); err != nil {
			return err
		}
		return m.goOn(ctx, tx)
	})
	if err == nil {
		err = db.Analyze(ctx)
	}
	return m, err
}

// guards switches the triggers that look at each row before it goes in: they tell whether it may happen now, as no voucher may in a month
// that is closed, and what comes back has happened. What must always be true is held all the same.
func guards(ctx context.Context, tx *pg.Tx, how string) error {
	var orders []string
	err := tx.QueryRow(ctx, `select coalesce(array_agg(format('alter table %s '||$1||' trigger %I', tgrelid::regclass, tgname)), '{}')
		from pg_trigger where not tgisinternal and tgparentid = 0 and tgtype & 7 = 7`, how).Scan(&orders) // 7: row, before, insert
	if err != nil {
		return err
	}
	for _, order := range orders {
		if _, err := tx.Exec(ctx, order); err != nil {
			return err
		}
	}
	return nil
}

// fits refuses a database that is somebody's, or of another program than the backup.
func (m *Manifest) fits(ctx context.Context, tx *pg.Tx) error {
	var founded bool
	var migrations []string
	err := tx.QueryRow(ctx, "select exists (select from core.company), (select array_agg(room || '/' || file order by room, file) from core.migration)").
		Scan(&founded, &migrations)
	switch {
	case err != nil:
		return err
	case founded:
		return errors.New("this database holds a company: restore into an empty one")
	}
	for _, one := range m.Migrations {
		if !slices.Contains(migrations, one) {
			return fmt.Errorf("the backup is of a newer program (%s is unknown here): restore with that one", one)
		}
	}
	for _, one := range migrations {
		if !slices.Contains(m.Migrations, one) {
			return fmt.Errorf("the backup is of an older program (it lacks %s): restore with that one, then upgrade", one)
		}
	}
	return nil
}

// empty removes what the migrations put in.
func (m *Manifest) empty(ctx context.Context, tx *pg.Tx) error {
	for i := len(m.Tables) - 1; i >= 0; i-- {
		name := m.Tables[i].Name
		var filled bool
		if err := tx.QueryRow(ctx, "select exists (select from "+name+")").Scan(&filled); err != nil {
			return err
		}
		if filled {
			if _, err := tx.Exec(ctx, "delete from "+name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t Table) read(ctx context.Context, tx *pg.Tx, dir string) error {
	f, err := os.Open(t.file(dir))
	if err != nil {
		return err
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	tag, err := tx.Conn().PgConn().CopyFrom(ctx, unzipped, fmt.Sprintf("copy %s (%s) from stdin", t.Name, t.list()))
	if err == nil && tag.RowsAffected() != t.Rows {
		err = fmt.Errorf("%d rows came back of %d", tag.RowsAffected(), t.Rows)
	}
	return err
}

// goOn sets the sequences to where they were, gives jobs that were at work free, and begins a new epoch of the stream.
func (m *Manifest) goOn(ctx context.Context, tx *pg.Tx) error {
	for name, last := range m.Sequences {
		if last == 0 {
			continue
		}
		if _, err := tx.Exec(ctx, "select setval($1::text::regclass, $2)", name, last); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `update core.stream set lsn = null, since = null, epoch = greatest(epoch + 1, extract(epoch from clock_timestamp())::bigint)`)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "update river_job set state = 'available', finalized_at = null where state = 'running'")
	return err
}
