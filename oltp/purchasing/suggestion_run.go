package purchasing

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/number"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// Changes are what a run changed.
type Changes struct{ New, Changed, Same, Superseded, Resting int }

// Suggest takes a whole run's result: new suggestions are written by COPY, changed ones keep the buyer's own quantity, equal
// ones get no new version, and those that the run no longer makes are superseded. Goods whose suggestion a buyer
// dismissed stay away until the day he said.
func (r *Room) Suggest(ctx context.Context, tx *pg.Tx, run id.ID, proposals []Proposal) (told Changes, err error) {
	if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock(hashtextextended('purchasing.suggestion', 0))"); err != nil {
		return told, err
	}
	open, err := r.open(ctx, tx)
	if err != nil {
		return told, err
	}
	resting, err := r.resting(ctx, tx)
	if err != nil {
		return told, err
	}
	var fresh []*Suggestion
	for i := range proposals {
		p := proposals[i]
		key := Key{p.SKU, p.Warehouse}
		old := open[key]
		delete(open, key)
		switch {
		case old != nil && same(&old.Proposal, &p):
			told.Same++
		case old != nil:
			told.Changed++
			_, err = r.Suggestions.Go(ctx, tx, id.ID(old.ID), "refresh", &news{p, run})
		case resting[key]:
			told.Resting++
		default:
			told.New++
			fresh = append(fresh, &Suggestion{Proposal: p, Run: run})
		}
		if err != nil {
			return told, err
		}
	}
	for _, s := range byID(open) {
		told.Superseded++
		if _, err := r.Suggestions.Go(ctx, tx, id.ID(s.ID), "supersede", nil); err != nil {
			return told, err
		}
	}
	return told, r.write(ctx, tx, fresh)
}

func byID(open map[Key]*Suggestion) []*Suggestion {
	var rows []*Suggestion
	for _, s := range open {
		rows = append(rows, s)
	}
	slices.SortFunc(rows, func(a, b *Suggestion) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return rows
}

// open locks all open suggestions, in the order in which buyers' orders lock them.
func (r *Room) open(ctx context.Context, tx *pg.Tx) (map[Key]*Suggestion, error) {
	rows, err := r.Suggestions.Def.Select(ctx, tx, "where t.state = 'open' order by t.id for no key update")
	open := make(map[Key]*Suggestion, len(rows))
	for _, s := range rows {
		open[Key{s.SKU, s.Warehouse}] = s
	}
	return open, err
}

func (r *Room) resting(ctx context.Context, tx *pg.Tx) (map[Key]bool, error) {
	rows, err := r.Suggestions.Def.Select(ctx, tx, "where t.state = 'dismissed' and t.until > $1", tx.Today())
	resting := make(map[Key]bool, len(rows))
	for _, s := range rows {
		resting[Key{s.SKU, s.Warehouse}] = true
	}
	return resting, err
}

func same(a, b *Proposal) bool {
	left, errLeft := json.Marshal(a)
	right, errRight := json.Marshal(b)
	return errLeft == nil && errRight == nil && bytes.Equal(left, right)
}

// news is what refresh is told.
type news struct {
	Proposal
	run id.ID
}

func refresh(_ context.Context, tx *pg.Tx, s *Suggestion, in *news) error {
	s.Proposal, s.Run, s.Made = in.Proposal, in.run, tx.Now
	return s.value()
}

func (r *Room) write(ctx context.Context, tx *pg.Tx, fresh []*Suggestion) error {
	if len(fresh) == 0 {
		return nil
	}
	numbers, err := numbers(ctx, tx, r.Suggestions.Def.Info(), len(fresh))
	if err != nil {
		return err
	}
	lives := make([][]resource.Told[Suggestion], len(fresh))
	for i, s := range fresh {
		s.Number, s.State, s.At, s.Made = numbers[i], Open, tx.Now, tx.Now
		resource.Freeze(tx, s)
		if err := s.value(); err != nil {
			return err
		}
		lives[i] = []resource.Told[Suggestion]{{Step: "suggest", Row: s, Cause: tx.Cause}}
	}
	return r.Suggestions.Def.Backfill(ctx, tx, lives...)
}

// numbers takes n numbers of a type of document at once.
func numbers(ctx context.Context, tx *pg.Tx, m *resource.Meta, n int) ([]string, error) {
	taken, err := number.Take(ctx, tx, m.Name, n)
	texts := make([]string, len(taken))
	for i, next := range taken {
		texts[i] = number.Format(m.Prefix, tx, next)
	}
	return texts, err
}

// Adjust sets the buyer's quantity of an open suggestion, for pages; it asks for the right.
func (r *Room) Adjust(ctx context.Context, tx *pg.Tx, key SuggestionID, in Adjustment) (*Suggestion, error) {
	if err := resource.Allow(tx, r.Suggestions.Def.Right("adjust")); err != nil {
		return nil, err
	}
	s, err := r.Suggestions.Go(ctx, tx, id.ID(key), "adjust", &in)
	if fault.KindOf(err) == fault.Conflict {
		err = gone(s)
	}
	return s, err
}
