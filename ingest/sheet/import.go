package sheet

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/i18n"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// Import brings tables into a Def as the actor of its context, who needs the Def's rights to import and to edit.
type Import struct {
	DB    *pg.DB
	House *resource.House
	Book  *i18n.Book
	Def   resource.Any
	Lang  string // of messages

	kind  string // of the file at hand
	links links
}

// What became of a row.
const (
	Made    = "made"
	Changed = "changed"
	Same    = "same"
	Bad     = "bad"
)

// Taken is a row and what became of it.
type Taken struct {
	Row
	Became string
	Faults fault.List // of a bad row
}

// portion is how many rows one transaction takes.
const portion = 200

// item is a row on its way, with what makes it itself: the value of its key or, without one, what it says and how often that was said
// before in the file.
type item struct {
	Row
	same  int // line of an earlier row with the same key, 0 if there is none
	print string
}

func (im *Import) names() names { return names{im.Book, im.Def} }

// allow refuses an actor who may not import.
func (im *Import) allow(tx *pg.Tx) error {
	if !Importable(im.Def) {
		return fault.New(fault.NotFound, "core.page.missing", nil)
	}
	if err := resource.Allow(tx, im.Def.Info().Right("import")); err != nil {
		return err
	}
	return resource.Allow(tx, im.Def.Info().Right("edit"))
}

// Run imports a table but for its first skip rows, portion by portion. keep is called at the end of each portion, within its
// transaction, and may run again with the same rows when the transaction is taken again.
func (im *Import) Run(ctx context.Context, t *Table, skip int, keep func(ctx context.Context, tx *pg.Tx, taken []Taken) error) error {
	columns, err := im.Match(t.Header)
	if err != nil {
		return err
	}
	im.kind = t.Kind
	reader := &reader{table: t, columns: columns, seen: map[string]int{}}
	for {
		items, err := reader.read(portion, &skip)
		if err != nil || len(items) == 0 {
			return err
		}
		if err := im.portion(ctx, columns, items, keep); err != nil {
			return err
		}
	}
}

// portion takes rows in one transaction. A fault that only the commit finds is some row's: they are then taken one by one.
func (im *Import) portion(ctx context.Context, columns []Column, items []item, keep func(context.Context, *pg.Tx, []Taken) error) error {
	refused := fault.List(nil)
	for {
		err := im.DB.Do(ctx, func(tx *pg.Tx) error {
			if err := im.allow(tx); err != nil {
				return err
			}
			im.links = links{}
			var taken []Taken
			for _, it := range items {
				one := Taken{Row: it.Row, Became: Bad, Faults: refused}
				if refused == nil {
					var err error
					if one, err = im.take(ctx, tx, columns, it); err != nil {
						return err
					}
				}
				taken = append(taken, one)
			}
			return keep(ctx, tx, taken)
		})
		found := fault.All(err)
		if found == nil || fault.KindOf(err) == fault.Forbidden || fault.KindOf(err) == fault.Unavailable || refused != nil {
			return err
		}
		if len(items) > 1 {
			for i := range items {
				if err := im.portion(ctx, columns, items[i:i+1], keep); err != nil {
					return err
				}
			}
			return nil
		}
		refused = found
	}
}

// reader reads items and remembers which keys it has met.
type reader struct {
	table   *Table
	columns []Column
	seen    map[string]int
}

// read gives up to n items after skipping, which still counts their keys.
func (r *reader) read(n int, skip *int) (items []item, err error) {
	for len(items) < n {
		row, err := r.table.Next()
		if err == io.EOF {
			return items, nil
		}
		if err != nil {
			return nil, err
		}
		it := r.item(row)
		if *skip > 0 {
			*skip--
			continue
		}
		items = append(items, it)
	}
	return items, nil
}

func (r *reader) item(row Row) item {
	it := item{Row: row}
	if key := keyOf(r.columns, row); key != "" {
		it.same = r.seen[key]
		if it.same == 0 {
			r.seen[key] = row.Line
		}
		return it
	}
	said, _ := json.Marshal(row.Cells)
	sum := sha256.Sum256(said)
	print := hex.EncodeToString(sum[:])
	r.seen[print]++
	it.print = fmt.Sprintf("%s %d", print, r.seen[print])
	return it
}

// keyOf is the value of the first key field that a row has.
func keyOf(columns []Column, row Row) string {
	for i, c := range columns {
		if c.Field != nil && c.Field.Unique {
			if value := strings.TrimSpace(harmed(row.Cells[i])); value != "" {
				return c.Field.Name + "\x00" + value
			}
		}
	}
	return ""
}
