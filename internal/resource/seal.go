package resource

import (
	"context"
	"encoding/json"
	"reflect"

	"hesuan/internal/pg"
	"hesuan/internal/seal"
)

// seal copies a row with its personal fields encrypted under the key of the person they tell of.
func (d *Def[T]) seal(ctx context.Context, tx *pg.Tx, row *T) (*T, error) {
	return d.personal(row, func(subject [16]byte, text string) (string, error) { return seal.Seal(ctx, tx, subject, text) })
}

// Open reads a body's row: its personal fields decrypted, or empty when the person was erased.
func (d *Def[T]) Open(ctx context.Context, tx *pg.Tx, row *T) (*T, error) {
	return d.personal(row, func(subject [16]byte, text string) (string, error) { return seal.Open(ctx, tx, subject, text) })
}

func (d *Def[T]) personal(row *T, turn func(subject [16]byte, text string) (string, error)) (*T, error) {
	if d.Subject == nil {
		return row, nil
	}
	twin := *row
	value := reflect.ValueOf(&twin).Elem()
	for _, f := range d.Fields {
		if !f.Personal {
			continue
		}
		field := value.FieldByIndex(d.shape.byName[f.Name].path)
		if field.String() == "" {
			continue
		}
		text, err := turn(d.Subject(row), field.String())
		if err != nil {
			return nil, err
		}
		field.SetString(text)
	}
	return &twin, nil
}

// Told reads an event's body as the actor may see it: opened, without lines that are not his.
func (d *Def[T]) Told(ctx context.Context, tx *pg.Tx, body []byte) (any, error) {
	row := new(T)
	if err := json.Unmarshal(body, row); err != nil {
		return nil, err
	}
	row, err := d.Open(ctx, tx, row)
	if err == nil {
		d.cut(tx, row)
	}
	return row, err
}
