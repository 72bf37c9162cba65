package inventory

import (
	"context"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/number"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Past is the set-based path of imports and demos: moves are valued in memory under the
// rules of post, in the order they are told, and written by COPY.
type Past struct {
	room  *Room
	shelf *shelf
	lives [][]resource.Told[Posting]
	held  map[id.ID]*held
}

// held is what a holder was promised.
type held struct {
	holder    ref.Doc
	warehouse ref.Warehouse
	at        time.Time
	goods     []ref.Goods
}

// Past begins at what is in stock now. The transaction holds the whole of stock, so nothing else moves meanwhile.
func (r *Room) Past(ctx context.Context, tx *pg.Tx) (*Past, error) {
	if _, err := tx.Exec(ctx, "lock table inventory.stock in exclusive mode"); err != nil {
		return nil, err
	}
	levels, err := r.Levels(ctx, tx)
	if err != nil {
		return nil, err
	}
	p := &Past{room: r, shelf: &shelf{rows: map[key]*level{}}, held: map[id.ID]*held{}}
	for _, l := range levels {
		p.shelf.rows[key{l.SKU, l.Warehouse}] = &level{onHand: l.OnHand, reserved: l.Reserved, value: l.Value}
	}
	return p, nil
}

// Free is what may be taken of a SKU at this point of the past.
func (p *Past) Free(sku ref.SKU, warehouse ref.Warehouse) fixed.Qty {
	row := p.row(key{sku, warehouse})
	return row.onHand - row.reserved
}

func (p *Past) row(k key) *level {
	row := p.shelf.rows[k]
	if row == nil {
		row = &level{}
		p.shelf.rows[k] = row
	}
	return row
}

// Tell posts moves of the past, caused by an event; they get their values. It fails as post does.
func (p *Past) Tell(tx *pg.Tx, kind string, source ref.Doc, cause ref.Event, at time.Time, moves []Move) error {
	for i := range moves {
		for _, place := range []ref.Warehouse{moves[i].FromPlace, moves[i].ToPlace} {
			if !virtual(place) {
				p.row(key{moves[i].SKU, place})
			}
		}
		if err := p.shelf.apply(&moves[i]); err != nil {
			return err
		}
	}
	posting := &Posting{Kind: kind, SourceType: source.Type, Source: source.ID, SourceNumber: source.Number, Lines: moves}
	day := cal.On(at, tx.Zone)
	posting.ID, posting.State, posting.At, posting.Day = ref.Posting(id.New[any]()), "posted", at, &day
	p.lives = append(p.lives, []resource.Told[Posting]{{Step: "post", Row: posting, Cause: cause, When: at}})
	return nil
}

// Flush writes what was told since the last Flush.
func (p *Past) Flush(ctx context.Context, tx *pg.Tx) error {
	numbers, err := number.Take(ctx, tx, p.room.Postings.Name, len(p.lives))
	if err != nil {
		return err
	}
	for i, life := range p.lives {
		life[0].Row.Number = number.Format(p.room.Postings.Prefix, tx, numbers[i])
	}
	if err := p.room.Postings.Backfill(ctx, tx, p.lives...); err != nil {
		return err
	}
	p.lives = nil
	p.shelf.keys = p.shelf.keys[:0]
	for k := range p.shelf.rows {
		p.shelf.keys = append(p.shelf.keys, k)
	}
	if err := p.shelf.make(ctx, tx); err != nil {
		return err
	}
	if err := p.shelf.save(ctx, tx); err != nil {
		return err
	}
	return p.promise(ctx, tx)
}
