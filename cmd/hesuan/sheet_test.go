package main

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"hesuan/ingest/sheet"
	"hesuan/internal/auth"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// What any table of the house with a key exports comes back as a file with nothing to change, in either language and kind of file.
func TestEveryExportComesBack(t *testing.T) {
	c := newTrial(t)
	c.sku("=API1", 10, "5")
	if _, _, err := auth.EnsureAdmin(c.ctx, c.db, "correct horse battery"); err != nil {
		t.Fatal(err)
	}
	tables, rows := 0, 0
	for _, def := range c.defs.All() {
		if !sheet.Importable(def) || !keyed(def) {
			continue
		}
		for _, form := range [][2]string{{"csv", "zh"}, {"xlsx", "en"}} {
			file := c.exported(def, form[0], form[1])
			count := map[string]int{}
			for _, one := range c.imported(def, form[1], file) {
				if count[one.Became]++; one.Became != sheet.Same {
					t.Errorf("%s: %v became %s (%v)", def.Info().Name, one.Cells, one.Became, one.Faults)
				}
			}
			if count[sheet.Same] > 0 {
				tables, rows = tables+1, rows+count[sheet.Same]
			}
		}
	}
	if tables < 12 || rows < 50 {
		t.Errorf("only %d tables with %d rows came back", tables, rows)
	}
}

func keyed(def resource.Any) bool {
	return slices.ContainsFunc(def.Info().Fields, func(f resource.Field) bool { return f.Unique })
}

func (c *trial) exported(def resource.Any, kind, lang string) []byte {
	c.t.Helper()
	ex := sheet.Export{DB: c.db, House: c.defs, Book: c.book, Def: def, Lang: lang}
	for _, f := range def.Info().Fields {
		if f.Kind.Name != "json" {
			ex.Fields = append(ex.Fields, f)
		}
	}
	var out bytes.Buffer
	if err := ex.Write(c.ctx, kind, &out); err != nil {
		c.t.Fatalf("%s: %v", def.Info().Name, err)
	}
	return out.Bytes()
}

func (c *trial) imported(def resource.Any, lang string, file []byte) (all []sheet.Taken) {
	c.t.Helper()
	table, err := sheet.Open(file)
	if err != nil {
		c.t.Fatalf("%s: %v", def.Info().Name, err)
	}
	defer table.Close()
	im := sheet.Import{DB: c.db, House: c.defs, Book: c.book, Def: def, Lang: lang}
	err = im.Run(c.ctx, table, 0, func(_ context.Context, _ *pg.Tx, taken []sheet.Taken) error {
		all = append(all, taken...)
		return nil
	})
	if err != nil {
		c.t.Fatalf("%s: %v", def.Info().Name, err)
	}
	return all
}
