package sheet

import (
	"context"
	"io"
	"strings"
	"time"

	"hesuan/internal/chore"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// Bounds of exports: rows that are sent at once, within a second; rows that a form may name one by one; how long a person waits before he is
// shown how far a longer one is.
const (
	atOnce   = 5000
	named    = 1000
	patience = 500 * time.Millisecond
)

// export gives what the list shows: its filters, order and columns; with a form, the rows that it names. What takes longer than a moment is
// written beside the request.
func (s *stand) export(kind string) func(context.Context, *web.Request) (web.Answer, error) {
	return func(ctx context.Context, r *web.Request) (web.Answer, error) {
		ex := &Export{DB: s.DB, House: s.House, Book: s.Book, Def: s.def, Lang: r.Lang, Fields: whole(s.def)}
		count, err := s.question(ctx, r, ex)
		if err != nil {
			return web.Answer{}, err
		}
		name := names{s.Book, s.def}.many(r.Lang) + " " + s.DB.Clock().In(s.DB.Zone).Format("2006-01-02 1504") + "." + kind
		if count > atOnce {
			return s.later(ctx, r, ex, kind, name, count)
		}
		return web.Stream(name, Types[kind], func(w io.Writer) error {
			ctx, cancel := context.WithTimeout(ctx, runTime)
			defer cancel()
			err := ex.Write(ctx, kind, w)
			if err != nil && kind == "csv" { // the header is gone long since: at least the file says that it is cut off
				_, _ = io.WriteString(w, "\r\n"+r.Text("sheet.export.broken", "id", r.ID)+"\r\n")
			}
			return err
		}), nil
	}
}

// question fills in what is asked for and counts it, as far as it matters. What is wrong with it is told before anything is sent.
func (s *stand) question(ctx context.Context, r *web.Request, ex *Export) (count int, err error) {
	err = r.View(ctx, func(tx *pg.Tx) (err error) {
		if r.Query.Get("fields") != "all" {
			if ex.Fields, err = r.Shown(ctx, tx, s.def); err != nil {
				return err
			}
		}
		if ex.Query, err = r.Asked(ctx, tx, s.def); err != nil {
			return err
		}
		if rows := r.Form["row"]; len(rows) > 0 {
			if ex.Query.Where, err = chosen(rows); err != nil {
				return err
			}
			ex.Query.Search, ex.Query.Archived = "", true
		}
		ex.Query.After = ""
		if count, err = s.def.Tally(ctx, tx, ex.Query, atOnce+1); err != nil || count <= atOnce {
			return err
		}
		count, err = s.def.Tally(ctx, tx, ex.Query, 2*longest)
		return err
	})
	return count, err
}

// chosen are the rows that a form names as key or key@version.
func chosen(rows []string) ([]resource.Cond, error) {
	if len(rows) > named {
		return nil, fault.New(fault.Invalid, "bulk.many", fault.Args{"max": named})
	}
	keys := make([]string, len(rows))
	for i, row := range rows {
		keys[i], _, _ = strings.Cut(row, "@")
		if _, err := id.Parse[any](keys[i]); err != nil {
			return nil, fault.New(fault.Invalid, "core.request.bad", nil)
		}
	}
	return []resource.Cond{{Field: "id", Op: "in", Value: strings.Join(keys, ",")}}, nil
}

// later writes an export beside the request and shows how far it is.
func (s *stand) later(ctx context.Context, r *web.Request, ex *Export, kind, name string, count int) (web.Answer, error) {
	var key id.ID
	err := r.Do(ctx, func(tx *pg.Tx) (err error) {
		key, err = s.ask(ctx, tx, ex, kind, name, count)
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	r.Beside(patience, func(ctx context.Context) error { return s.downloads().Run(ctx, key) })
	return web.Redirect(s.at + "/export/" + key.String()), nil
}

// downloadPage is the data of the page of a download.
type downloadPage struct {
	Def      *resource.Meta
	At       string
	Download *Download
	Running  bool
}

// progress shows how far a download is, and when it is done where it is. One whose run has died is taken up by whoever looks at it.
func (s *stand) progress(ctx context.Context, r *web.Request) (web.Answer, error) {
	p := downloadPage{Def: s.def.Info(), At: s.at}
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		p.Download, err = s.ownDownload(ctx, tx, p.Def.Name, r.Param("download"))
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	p.Running = p.Download.State == "asked" || p.Download.State == "running"
	if p.Running && s.DB.Clock().Sub(p.Download.Seen) > chore.Stale {
		r.Beside(0, func(ctx context.Context) error { return s.downloads().Run(ctx, p.Download.ID) })
	}
	if r.Partial && r.Target == "export-state" {
		return web.Fragment(pages, "export.state", p), nil
	}
	return web.HTML(pages, "export", p).Title(p.Download.Name), nil
}

// hand gives a finished download.
func (s *stand) hand(ctx context.Context, r *web.Request) (web.Answer, error) {
	var one *Download
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		one, err = s.finished(ctx, tx, s.def.Info().Name, r.Param("download"))
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	return web.Stream(one.Name, Types[one.Kind], func(w io.Writer) error { return s.give(ctx, one, w) }), nil
}

// finished finds a download of the actor's that is done.
func (d *Desk) finished(ctx context.Context, tx *pg.Tx, def, key string) (*Download, error) {
	one, err := d.ownDownload(ctx, tx, def, key)
	if err == nil && one.State != "done" {
		err = fault.New(fault.NotFound, "core.page.missing", nil)
	}
	return one, err
}

// give writes a finished download piece by piece.
func (d *Desk) give(ctx context.Context, one *Download, w io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, runTime)
	defer cancel()
	for place := 1; ; place++ {
		var piece []byte
		err := d.DB.View(ctx, func(tx *pg.Tx) error {
			return tx.QueryRow(ctx, "select bytes from sheet.download_part where download = $1 and place = $2", one.ID, place).Scan(&piece)
		})
		if err == pg.ErrNoRows {
			return nil
		}
		if err == nil {
			_, err = w.Write(piece)
		}
		if err != nil {
			return err
		}
	}
}
