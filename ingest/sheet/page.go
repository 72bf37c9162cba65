package sheet

import (
	"context"
	"embed"
	"io"
	"path"
	"strings"
	"time"

	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// Files are the schema and the words.
//
//go:embed schema*.sql lang/*.json
var Files embed.FS

//go:embed page/*.html
var pageFiles embed.FS

var pages = web.MustParse(pageFiles, "page/*.html")

// runTime bounds what is sent as a stream.
const runTime = time.Hour

// Pages are the exports of every Def and the imports of those that take them:
//
//	GET  /catalog/sku/export.csv, .xlsx       the rows of the list, with its filters and columns; ?fields=all gives every field
//	POST /catalog/sku/export.csv, .xlsx       the rows that the form names
//	GET  /catalog/sku/export/:download        progress of a long export; /file is what came out
//	GET  /catalog/sku/import                  the form; /import/blank.xlsx an empty table with the right headers
//	POST /catalog/sku/import                  takes a file and shows its preview under an address of its own
//	GET  /catalog/sku/import/:upload          preview, progress, result
//	POST /catalog/sku/import/:upload          the owner's word to go on
//	GET  /catalog/sku/import/:upload/errors   the refused rows
func (d *Desk) Pages() (all []web.Page) {
	for _, def := range d.House.All() {
		m := def.Info()
		at := "/" + strings.Replace(m.Name, ".", "/", 1)
		s := &stand{d, def, at}
		for _, kind := range []string{"csv", "xlsx"} {
			all = append(all, web.Page{Path: at + "/export." + kind, Right: m.Right("export"), Handle: s.export(kind)},
				web.Page{Path: at + "/export." + kind, Method: "POST", Right: m.Right("export"), Handle: s.export(kind)})
		}
		all = append(all, web.Page{Path: at + "/export/:download", Right: m.Right("export"), Handle: s.progress},
			web.Page{Path: at + "/export/:download/file", Right: m.Right("export"), Handle: s.hand})
		if !Importable(def) {
			continue
		}
		right := m.Right("import")
		all = append(all,
			web.Page{Path: at + "/import", Right: right, Handle: s.form},
			web.Page{Path: at + "/import", Method: "POST", Right: right, Upload: true, Handle: s.send},
			web.Page{Path: at + "/import/blank.xlsx", Right: right, Handle: s.blank},
			web.Page{Path: at + "/import/:upload", Right: right, Handle: s.show},
			web.Page{Path: at + "/import/:upload", Method: "POST", Right: right, Handle: s.confirm},
			web.Page{Path: at + "/import/:upload/errors", Right: right, Handle: s.errors})
	}
	return all
}

// stand serves the pages of one Def.
type stand struct {
	*Desk
	def resource.Any
	at  string
}

// whole are all fields of a Def that a cell can hold.
func whole(def resource.Any) (fields resource.Fields) {
	fields = web.Shown(def)
	for _, f := range def.Info().Fields {
		if f.Kind.Name != "json" && fields.Find(f.Name) == nil {
			fields = append(fields, f)
		}
	}
	return fields
}

// asked are the fields that a file may fill.
func (s *stand) asked() (fields resource.Fields) {
	for _, f := range s.def.Info().Fields {
		if !f.ReadOnly && f.Kind.Name != "json" {
			fields = append(fields, f)
		}
	}
	return fields
}

func (s *stand) blank(_ context.Context, r *web.Request) (web.Answer, error) {
	n := names{s.Book, s.def}
	return web.Stream(n.many(r.Lang)+".xlsx", Types["xlsx"], func(w io.Writer) error {
		out, err := NewWriter("xlsx", w, n.many(r.Lang))
		if err != nil {
			return err
		}
		var head []Cell
		for _, f := range s.asked() {
			head = append(head, Text(n.label(r.Lang, f.Name)))
		}
		if err := out.Row(head); err != nil {
			return err
		}
		return out.Close()
	}), nil
}

// errors gives the refused rows in the kind of file that was sent.
func (s *stand) errors(ctx context.Context, r *web.Request) (web.Answer, error) {
	var u *Upload
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		u, err = s.own(ctx, tx, s.def.Info().Name, r.Param("upload"))
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	name, kind, err := u.errorsName(r)
	return web.Stream(name, Types[kind], func(w io.Writer) error {
		ctx, cancel := context.WithTimeout(ctx, runTime)
		defer cancel()
		return s.refused(ctx, u, kind, r.Text("sheet.reason"), w)
	}), err
}

// errorsName is how the file of refused rows is called; without any there is none.
func (u *Upload) errorsName(r *web.Request) (name, kind string, err error) {
	if u.Bad == 0 {
		return "", "", fault.New(fault.NotFound, "core.page.missing", nil)
	}
	if kind = "csv"; strings.EqualFold(path.Ext(u.Name), ".xlsx") {
		kind = "xlsx"
	}
	return strings.TrimSuffix(u.Name, path.Ext(u.Name)) + " " + r.Text("sheet.errors") + "." + kind, kind, nil
}
