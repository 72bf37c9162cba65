package load

import (
	"context"
	"embed"
	"errors"
	"time"

	"hesuan/demo"
	"hesuan/internal/cal"
	"hesuan/internal/pg"
)

// Files holds the schema and the words.
//
//go:embed schema*.sql lang/*.json
var Files embed.FS

// State is how far a load has come.
type State struct {
	Size        demo.Size
	AsOf        time.Time
	Done, Steps int
	Month       cal.Date // that is written now
	Began       time.Time
	Moved       time.Time
}

// Percent is how much of it is done.
func (s *State) Percent() int { return 100 * s.Done / max(s.Steps, 1) }

// Ended tells whether all is there.
func (s *State) Ended() bool { return s.Done >= s.Steps }

// Find tells how far the load has come; nil when none was begun.
func Find(ctx context.Context, tx *pg.Tx) (*State, error) {
	s := &State{}
	var seed int64
	err := tx.QueryRow(ctx, "select seed, skus, orders, first, today, as_of, done, steps, month, began, moved from demo.load").
		Scan(&seed, &s.Size.SKUs, &s.Size.Orders, &s.Size.From, &s.Size.Today, &s.AsOf, &s.Done, &s.Steps, &s.Month, &s.Began, &s.Moved)
	s.Size.Seed = uint64(seed)
	if errors.Is(err, pg.ErrNoRows) {
		return nil, nil
	}
	return s, err
}

// Company is what a load needs of the house: each call writes in the transaction that it is given.
type Company interface {
	// Empty tells whether nobody has done any business yet.
	Empty(ctx context.Context, tx *pg.Tx) (bool, error)
	Masters(ctx context.Context, tx *pg.Tx) error
	Chapter(ctx context.Context, tx *pg.Tx, c *demo.Chapter) error
	// Today leaves what is open now.
	Today(ctx context.Context, tx *pg.Tx) error
}

// Run is one go at a load.
type Run struct {
	DB   *pg.DB
	Size demo.Size // of a load that begins
	// Open makes the company of a world as of a moment.
	Open func(w *demo.World, asOf time.Time) Company
	// Moved, if set, is told how far it is.
	Moved func(s State)
}

// working is the advisory lock of the one who loads.
const working = 0x64656d6f

// Do loads what is missing; it tells how many steps it took. While another one is at it, and where the company has business of its own, it
// does nothing.
func (r *Run) Do(ctx context.Context) (took int, err error) {
	_, err = r.DB.TryAlone(ctx, working, func() error {
		took, err = r.load(ctx)
		if err == nil && took > 0 {
			err = r.DB.Analyze(ctx)
		}
		return err
	})
	return took, err
}

func (r *Run) load(ctx context.Context) (took int, err error) {
	s, err := r.begin(ctx)
	if err != nil || s == nil || s.Ended() {
		return 0, err
	}
	world := demo.New(s.Size)
	company := r.Open(world, s.AsOf)
	past := world.Past(r.DB.Zone)
	for step := 0; step < s.Steps; step++ {
		var chapter *demo.Chapter
		if step > 0 && step < s.Steps-1 {
			chapter = past.Next()
		}
		if step < s.Done {
			continue // it was written before; the shop keeper had to live through it again
		}
		if err := r.take(ctx, s, company, chapter); err != nil {
			return took, err
		}
		took++
	}
	return took, nil
}

// begin finds the load, or begins one where there is no business yet.
func (r *Run) begin(ctx context.Context) (s *State, err error) {
	err = r.DB.Do(ctx, func(tx *pg.Tx) error {
		if s, err = Find(ctx, tx); err != nil || s != nil {
			return err
		}
		empty, err := r.Open(nil, time.Time{}).Empty(ctx, tx)
		if err != nil || !empty {
			return err
		}
		s = &State{Size: r.Size, AsOf: tx.Now, Month: r.Size.From, Began: tx.Now, Moved: tx.Now}
		s.Steps = (&demo.World{Size: r.Size}).Chapters() + 2
		_, err = tx.Exec(ctx, `insert into demo.load (seed, skus, orders, first, today, as_of, done, steps, month, began, moved)
			values ($1, $2, $3, $4, $5, $6, 0, $7, $4, $6, $6)`,
			int64(r.Size.Seed), r.Size.SKUs, r.Size.Orders, r.Size.From, r.Size.Today, tx.Now, s.Steps)
		return err
	})
	return s, err
}

// take takes the next step: masters first, chapters, what is open at the end.
func (r *Run) take(ctx context.Context, s *State, company Company, chapter *demo.Chapter) error {
	next := s.Month
	if chapter != nil {
		next = min(chapter.Last+1, s.Size.Today)
	}
	err := r.DB.Do(ctx, func(tx *pg.Tx) error {
		moved, err := tx.Exec(ctx, "update demo.load set done = done + 1, month = $2, moved = clock_timestamp() where done = $1", s.Done, next)
		if err != nil {
			return err
		}
		if moved.RowsAffected() == 0 {
			return errors.New("the demo company is loaded by somebody else") // who has lost the lock with its connection
		}
		switch {
		case s.Done == 0:
			return company.Masters(ctx, tx)
		case chapter != nil:
			return company.Chapter(ctx, tx, chapter)
		}
		return company.Today(ctx, tx)
	})
	if err == nil {
		s.Done, s.Month = s.Done+1, next
		if r.Moved != nil {
			r.Moved(*s)
		}
	}
	return err
}
