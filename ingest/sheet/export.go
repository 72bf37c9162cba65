package sheet

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"time"

	"hesuan/internal/fault"
	"hesuan/internal/i18n"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// Export writes what a query finds as a table.
type Export struct {
	DB     *pg.DB
	House  *resource.House
	Book   *i18n.Book
	Def    resource.Any
	Lang   string
	Fields resource.Fields // the columns
	Query  resource.Query
	// Progress, where it is given, is told after each page how many rows are written; an error of its own ends the export.
	Progress func(done int) error
}

// longest is how many rows an XLSX can hold beside its header.
const longest = 1_048_575

// Write writes the table page by page from one snapshot; memory holds one page, whatever the size. kind is csv or xlsx.
func (ex *Export) Write(ctx context.Context, kind string, w io.Writer) error {
	n := names{ex.Book, ex.Def}
	out, err := NewWriter(kind, w, n.many(ex.Lang))
	if err != nil {
		return err
	}
	head := make([]Cell, len(ex.Fields))
	for i, f := range ex.Fields {
		head[i] = Text(n.label(ex.Lang, f.Name))
	}
	if err := out.Row(head); err != nil {
		return err
	}
	if err := ex.DB.View(ctx, func(tx *pg.Tx) error { return ex.rows(ctx, tx, kind, out) }); err != nil {
		return err
	}
	return out.Close()
}

func (ex *Export) rows(ctx context.Context, tx *pg.Tx, kind string, out Writer) error {
	if err := resource.Allow(tx, ex.Def.Info().Right("export")); err != nil {
		return err
	}
	q := ex.Query
	q.Limit = resource.MaxLimit
	for written := 0; ; {
		rows, next, err := ex.Def.Find(ctx, tx, q)
		if err != nil {
			return err
		}
		if written += len(rows); kind == "xlsx" && written > longest {
			return fault.New(fault.Invalid, "sheet.export.long", fault.Args{"max": longest})
		}
		titles, err := ex.titles(ctx, tx, rows)
		if err != nil {
			return err
		}
		for _, row := range rows {
			cells := make([]Cell, len(ex.Fields))
			for i := range ex.Fields {
				cells[i] = ex.cell(&ex.Fields[i], ex.Def.Value(row, ex.Fields[i].Name), titles)
			}
			if err := out.Row(cells); err != nil {
				return err
			}
		}
		if ex.Progress != nil {
			if err := ex.Progress(written); err != nil {
				return err
			}
		}
		if q.After = next; next == "" {
			return nil
		}
	}
}

// titles are how the rows are called that a page of rows links to.
func (ex *Export) titles(ctx context.Context, tx *pg.Tx, rows []any) (map[string]string, error) {
	titles := map[string]string{}
	for _, f := range ex.Fields {
		if f.Link == "" {
			continue
		}
		var keys []id.ID
		for _, row := range rows {
			if key, err := id.Parse[any](textOf(ex.Def.Value(row, f.Name))); err == nil {
				keys = append(keys, key)
			}
		}
		found, err := ex.House.Find(f.Link).Titles(ctx, tx, keys)
		if err != nil {
			return nil, err
		}
		for key, title := range found {
			titles[key.String()] = title
		}
	}
	return titles, nil
}

// textOf is a value as its JSON says it, without quotes; null is empty.
func textOf(value any) string {
	raw, err := json.Marshal(value)
	if err != nil || string(raw) == "null" {
		return ""
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}

func (ex *Export) cell(f *resource.Field, value any, titles map[string]string) Cell {
	text, n := textOf(value), names{ex.Book, ex.Def}
	switch f.Kind.Name {
	case "int", "qty", "amount":
		return Cell{Text: text, Number: true}
	case "rate":
		return Cell{Text: text, Number: true, Percent: true}
	case "date":
		return Cell{Text: text, Day: true}
	case "time":
		if at, err := time.Parse(time.RFC3339Nano, text); err == nil && !at.IsZero() {
			return Text(at.In(ex.DB.Zone).Format("2006-01-02 15:04:05"))
		}
		return Text("")
	case "bool":
		return Text(n.first(ex.Lang, "choice."+text))
	case "choice":
		if text != "" {
			return Text(n.choice(ex.Lang, f.Name, text))
		}
	case "link":
		return Text(strings.TrimSpace(titles[text]))
	}
	return Text(text)
}
