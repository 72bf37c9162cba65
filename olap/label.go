package olap

import (
	"context"
	"slices"

	"hesuan/internal/ch"
	"hesuan/internal/id"
)

// label gives the keys of a result the names that their things have now.
func (w *Warehouse) label(ctx context.Context, dims []*Dim, lang string, rows []Row) error {
	for i, d := range dims {
		names := map[string]string{}
		if d.Names != "" && len(rows) > 0 {
			var err error
			if names, err = w.names(ctx, d.Names, lang, keysOf(rows, i)); err != nil {
				return err
			}
		}
		for n := range rows {
			cell := &rows[n].By[i]
			if cell.Label = names[cell.Key]; cell.Label == "" {
				cell.Label = cell.Key
			}
			if cell.Key == nobody {
				cell.Label = "" // of no category, such as freight; pages have a word for it
			}
		}
	}
	return nil
}

const nobody = "00000000-0000-0000-0000-000000000000"

// Names are what the values of a dim are called now; dims whose values speak for themselves have none.
func (w *Warehouse) Names(ctx context.Context, dim, lang string, keys []string) (map[string]string, error) {
	d, err := DimOf(dim)
	if err != nil || d.Names == "" {
		return nil, err
	}
	known := slices.DeleteFunc(slices.Clone(keys), func(key string) bool { _, err := id.Parse[any](key); return err != nil })
	return w.names(ctx, d.Names, lang, known)
}

// names are what things of a type are called, by id.
func (w *Warehouse) names(ctx context.Context, kind, lang string, ids []string) (map[string]string, error) {
	column := "zh"
	if lang == "en" {
		column = "en"
	}
	var rows []struct {
		ID   string `ch:"id"`
		Name string `ch:"name"`
	}
	sql := "select toString(doc) as id, " + column + " as name from name final where type = {type:String} and doc in {ids:Array(UUID)}"
	err := w.DB.Select(ctx, &rows, sql, ch.Named("type", kind), ch.Named("ids", ids))
	names := map[string]string{}
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	return names, away(err)
}

func keysOf(rows []Row, i int) []string {
	seen := map[string]bool{}
	var keys []string
	for _, row := range rows {
		if key := row.By[i].Key; key != "" && !seen[key] {
			seen[key] = true
			keys = append(keys, key)
		}
	}
	return keys
}
