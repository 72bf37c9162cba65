package sheet

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// take takes one row within a savepoint of its own, so that a bad row leaves the others alone. An error is the transaction's, not the row's.
func (im *Import) take(ctx context.Context, tx *pg.Tx, columns []Column, it item) (Taken, error) {
	taken := Taken{Row: it.Row}
	if it.same != 0 {
		taken.Became, taken.Faults = Bad, fault.List{fault.New(fault.Invalid, "sheet.row.twice", fault.Args{"row": it.same})}
		return taken, nil
	}
	err := within(ctx, tx, func(tx *pg.Tx) (err error) {
		taken.Became, err = im.write(ctx, tx, columns, it)
		return err
	})
	if err == nil {
		return taken, nil
	}
	if taken.Faults = fault.All(pg.Fault(err)); taken.Faults == nil {
		if ctx.Err() != nil || strings.HasPrefix(sqlState(err), "40") || sqlState(err) == "" && tx.Conn().IsClosed() {
			return taken, err
		}
		slog.ErrorContext(ctx, "row of a file", "def", im.Def.Info().Name, "row", it.Line, "err", err)
		taken.Faults = fault.List{fault.New(fault.Invalid, "sheet.row.internal", nil)}
	}
	taken.Became = Bad
	return taken, nil
}

// within runs fn under a savepoint.
func within(ctx context.Context, tx *pg.Tx, fn func(tx *pg.Tx) error) error {
	point, err := tx.Begin(ctx)
	if err != nil {
		return err
	}
	inner := *tx
	inner.Tx = point
	if err := fn(&inner); err != nil {
		return errors.Join(err, point.Rollback(ctx))
	}
	return point.Commit(ctx)
}

func sqlState(err error) string {
	var told interface{ SQLState() string }
	if errors.As(err, &told) {
		return told.SQLState()
	}
	return ""
}

// write makes or changes the row of an item.
func (im *Import) write(ctx context.Context, tx *pg.Tx, columns []Column, it item) (became string, err error) {
	input, err := im.input(ctx, tx, columns, it.Row)
	if err != nil {
		return "", err
	}
	key, version, err := im.present(ctx, tx, columns, it.Row)
	if err != nil {
		return "", err
	}
	if !key.IsZero() {
		row, err := im.Def.Change(ctx, tx, key, version, input)
		if err != nil {
			return "", err
		}
		if resource.StampOf(row).Version == version {
			return Same, nil
		}
		return Changed, nil
	}
	if it.print == "" {
		_, err = im.Def.Create(ctx, tx, input)
		return Made, err
	}
	_, repeated, err := tx.Once(ctx, "sheet "+im.Def.Info().Name+" "+it.print, input, func() ([]byte, error) {
		row, err := im.Def.Create(ctx, tx, input)
		if err != nil {
			return nil, err
		}
		return []byte(resource.KeyOf(row).String()), nil
	})
	if repeated {
		return Same, err
	}
	return Made, err
}

// input is a row as the JSON that the Def takes; all its faults are told at once.
func (im *Import) input(ctx context.Context, tx *pg.Tx, columns []Column, row Row) (json.RawMessage, error) {
	object := map[string]json.RawMessage{}
	var faults fault.List
	for i, c := range columns {
		if c.Field == nil {
			continue
		}
		raw, broken := im.value(c.Field, row.Cells[i])
		if broken == nil && c.Field.Link != "" && string(raw) != "null" {
			var err error
			if raw, broken, err = im.link(ctx, tx, c.Field, raw); err != nil {
				return nil, err
			}
		}
		if broken != nil {
			faults.Add(broken.At(c.Field.Name))
		} else if raw != nil {
			object[c.Field.Name] = raw
		}
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return json.Marshal(object)
}

// present finds the row that an item is about, archived ones too.
func (im *Import) present(ctx context.Context, tx *pg.Tx, columns []Column, row Row) (key id.ID, version int64, err error) {
	for i, c := range columns {
		if c.Field == nil || !c.Field.Unique || strings.TrimSpace(row.Cells[i]) == "" {
			continue
		}
		value := strings.TrimSpace(harmed(row.Cells[i]))
		found, _, err := im.Def.Find(ctx, asHouse(tx), resource.Query{
			Where: []resource.Cond{{Field: c.Field.Name, Op: "eq", Value: value}}, Archived: true, Limit: 1,
		})
		if err != nil {
			return key, 0, err
		}
		if len(found) > 0 {
			return resource.KeyOf(found[0]), resource.StampOf(found[0]).Version, nil
		}
	}
	return key, 0, nil
}

// asHouse looks rows up whatever the actor may see: an importer names them, he is not shown them.
func asHouse(tx *pg.Tx) *pg.Tx {
	house := *tx
	house.Actor = actor.House
	return &house
}
