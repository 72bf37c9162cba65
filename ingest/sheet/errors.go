package sheet

import (
	"context"
	"io"

	"hesuan/internal/pg"
)

// refused writes the error file: the columns as they were sent, the reason beside them. It can be corrected and sent again as it is.
func (d *Desk) refused(ctx context.Context, u *Upload, kind, reason string, w io.Writer) error {
	return d.DB.View(ctx, func(tx *pg.Tx) error {
		file, err := d.file(ctx, tx, u.ID)
		if err != nil {
			return err
		}
		table, err := Open(file)
		if err != nil {
			return err
		}
		header := table.Header
		if err := table.Close(); err != nil {
			return err
		}
		out, err := NewWriter(kind, w, reason)
		if err != nil {
			return err
		}
		if err := out.Row(texts(append(header, reason))); err != nil {
			return err
		}
		if err := writeRefused(ctx, tx, u.ID, len(header), out); err != nil {
			return err
		}
		return out.Close()
	})
}

func writeRefused(ctx context.Context, tx *pg.Tx, key UploadID, width int, out Writer) error {
	found, err := tx.Query(ctx, "select cells, why from sheet.refused where upload = $1 order by line", key)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		var cells []string
		var why string
		if err := found.Scan(&cells, &why); err != nil {
			return err
		}
		for i := range cells {
			cells[i] = harmed(cells[i])
		}
		if err := out.Row(append(texts(cells[:width]), Text(why))); err != nil {
			return err
		}
	}
	return found.Err()
}

func texts(values []string) []Cell {
	cells := make([]Cell, len(values))
	for i, value := range values {
		cells[i] = Text(value)
	}
	return cells
}
