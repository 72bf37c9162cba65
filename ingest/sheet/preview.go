package sheet

import (
	"context"
	"errors"

	"hesuan/internal/pg"
)

// PreviewRows is how many rows a preview tries.
const PreviewRows = 100

// Preview is what an import would do: its columns, what would become of the first rows, and how many rows there are.
type Preview struct {
	Columns []Column
	Rows    []Taken
	Count   int
}

var errRehearsed = errors.New("a preview changes nothing")

// Preview tries the first rows and takes everything back.
func (im *Import) Preview(ctx context.Context, t *Table) (Preview, error) {
	columns, err := im.Match(t.Header)
	p := Preview{Columns: columns}
	if err != nil {
		return p, err
	}
	im.kind = t.Kind
	reader, skip := &reader{table: t, columns: columns, seen: map[string]int{}}, 0
	items, err := reader.read(PreviewRows, &skip)
	if err != nil {
		return p, err
	}
	err = im.DB.Do(ctx, func(tx *pg.Tx) error {
		if err := im.allow(tx); err != nil {
			return err
		}
		im.links, p.Rows = links{}, nil
		for _, it := range items {
			taken, err := im.take(ctx, tx, columns, it)
			if err != nil {
				return err
			}
			p.Rows = append(p.Rows, taken)
		}
		return errRehearsed
	})
	if !errors.Is(err, errRehearsed) {
		return p, err
	}
	p.Count = len(items)
	for len(items) > 0 {
		if items, err = reader.read(portion, &skip); err != nil {
			return p, err
		}
		p.Count += len(items)
	}
	return p, nil
}
