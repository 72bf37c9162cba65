package history

import (
	"context"
	"time"

	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// Rooms is what an import needs of the house: each call writes what the steps of the rooms would have written, in the
// transaction it is given.
type Rooms interface {
	// Empty tells whether the company has no business yet.
	Empty(ctx context.Context, tx *pg.Tx) (bool, error)
	Masters(ctx context.Context, tx *pg.Tx, m *Masters) error
	Steps(ctx context.Context, tx *pg.Tx, m *Masters, steps []Step) error
}

// Run brings a plan into the house.
type Run struct {
	DB       *pg.DB
	Rooms    Rooms
	Currency string // of the file
	Plan     *Plan
	Block    int // lines in one transaction; 0: the usual number
	// Moved, if set, is told how many of the units are done.
	Moved func(done, units int)
}

// rules is the version of the rules of Compose: a file that was begun under others cannot be gone on with.
const rules = 1

// block is how many lines usually go into one transaction.
const block = 20_000

// Do writes what is missing. It tells how many units it wrote: 0 when the file was there already.
func (r *Run) Do(ctx context.Context) (wrote int, err error) {
	units := len(r.Plan.Steps) + 1
	done, err := r.begin(ctx, units)
	if err != nil {
		return 0, err
	}
	before := done
	r.tell(done, units)
	for done < units {
		next := r.end(done)
		if err := r.DB.Do(ctx, func(tx *pg.Tx) error { return r.write(ctx, tx, done, next) }); err != nil {
			return done - before, err
		}
		done = next
		r.tell(done, units)
	}
	if done > before {
		err = r.DB.Analyze(ctx)
	}
	return done - before, err
}

func (r *Run) tell(done, units int) {
	if r.Moved != nil {
		r.Moved(done, units)
	}
}

// begin finds how far the file has come. A new one is refused where it does not belong.
func (r *Run) begin(ctx context.Context, units int) (done int, err error) {
	err = r.DB.Do(ctx, func(tx *pg.Tx) error {
		var under, planned int
		err := tx.QueryRow(ctx, "select done, rules, units from history.progress where hash = $1", r.Plan.File.Hash).Scan(&done, &under, &planned)
		if err == nil && (under != rules || planned != units) && done < planned {
			return fault.New(fault.Conflict, "history.import.other_rules", fault.Args{"file": r.Plan.File.Name})
		}
		if err == nil && done == planned {
			done = units
		}
		if err != pg.ErrNoRows {
			return err
		}
		return r.admit(ctx, tx, units)
	})
	return done, err
}

func (r *Run) admit(ctx context.Context, tx *pg.Tx, units int) error {
	company, err := r.DB.Company(ctx)
	if err != nil {
		return err
	}
	if company.Currency != r.Currency {
		return fault.New(fault.Conflict, "history.import.currency", fault.Args{"file": r.Currency, "company": company.Currency})
	}
	// Of two files that begin at once the second must see the first.
	if _, err := tx.Exec(ctx, "lock table history.progress in share row exclusive mode"); err != nil {
		return err
	}
	var others int
	if err := tx.QueryRow(ctx, "select count(*) from history.progress").Scan(&others); err != nil {
		return err
	}
	empty, err := r.Rooms.Empty(ctx, tx)
	if err != nil {
		return err
	}
	if !empty || others > 0 {
		return fault.New(fault.Conflict, "history.import.not_empty", nil)
	}
	_, err = tx.Exec(ctx, "insert into history.progress (hash, file, rules, units, done, began, moved) values ($1, $2, $3, $4, 0, $5, $5)",
		r.Plan.File.Hash, r.Plan.File.Name, rules, units, tx.Now)
	return err
}

// write brings the units [from, to) into the house. The row of progress is locked first: of two imports of a file one goes on, the
// other one sees that it is not alone.
func (r *Run) write(ctx context.Context, tx *pg.Tx, from, to int) error {
	moved, err := tx.Exec(ctx, "update history.progress set done = $3, moved = $4 where hash = $1 and done = $2", r.Plan.File.Hash, from, to, tx.Now)
	if err != nil {
		return err
	}
	if moved.RowsAffected() == 0 {
		return fault.New(fault.Conflict, "history.import.busy", fault.Args{"file": r.Plan.File.Name})
	}
	if from == 0 {
		return r.Rooms.Masters(ctx, tx, &r.Plan.Masters)
	}
	return r.Rooms.Steps(ctx, tx, &r.Plan.Masters, r.Plan.Steps[from-1:to-1])
}

// end is where the block that begins at a unit ends: the master data stand alone, documents together until they have many lines.
func (r *Run) end(from int) int {
	if from == 0 {
		return 1
	}
	most, lines, to := r.Block, 0, from
	if most == 0 {
		most = block
	}
	for to <= len(r.Plan.Steps) && lines < most {
		lines += 1 + r.Plan.Steps[to-1].size()
		to++
	}
	return to
}

func (s Step) size() int {
	switch {
	case s.Order != nil:
		return len(s.Order.Lines)
	case s.Return != nil:
		return len(s.Return.Lines)
	case s.Adjustment != nil:
		return len(s.Adjustment.Lines)
	}
	return len(s.Journal.Lines)
}

// Progress is how far a file has come.
type Progress struct {
	Hash, File   string
	Units, Done  int
	Began, Moved time.Time
}

// Last is the import that moved last; ErrNoRows when there is none.
func Last(ctx context.Context, tx *pg.Tx) (p Progress, err error) {
	err = tx.QueryRow(ctx, "select hash, file, units, done, began, moved from history.progress order by moved desc limit 1").
		Scan(&p.Hash, &p.File, &p.Units, &p.Done, &p.Began, &p.Moved)
	return p, err
}

// Write writes journals, as the rooms' Backfills write documents.
func Write(ctx context.Context, tx *pg.Tx, def *resource.Def[Import], journals []*Import) error {
	var lives [][]resource.Told[Import]
	for _, j := range journals {
		resource.Freeze(tx, j)
		lives = append(lives, []resource.Told[Import]{{Step: "record", Row: j}})
	}
	if len(lives) == 0 {
		return nil
	}
	return def.Backfill(ctx, tx, lives...)
}
