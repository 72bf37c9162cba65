package history

import (
	"context"
	"embed"
	"io"
	"time"

	"hesuan/internal/fault"
	"hesuan/internal/job"
	"hesuan/internal/pg"
	"hesuan/internal/web"
)

//go:embed page/*.html
var pageFiles embed.FS

var pages = web.MustParse(pageFiles, "page/*.html")

// patience is how long the page waits for the warehouse.
const patience = 5 * time.Second

// maxFile bounds an upload in bytes.
const maxFile = 63 << 20

// Pages are the import of past business: the form, the progress and the report of the last file, and its lines that were not imported.
// warehouse computes the table of kinds of the last journal from the facts, for the proof that both agree.
func Pages(warehouse func(ctx context.Context, hash string) (Totals, error)) []web.Page {
	const right = "history.import.import"
	show := func(ctx context.Context, r *web.Request) (web.Answer, error) { return showImport(ctx, r, warehouse) }
	return []web.Page{
		{Path: "/import/history", Right: right, Nav: &web.Nav{Group: "history", Icon: "history", Key: "history.upload", Order: 10}, Handle: show},
		{Path: "/import/history", Method: "POST", Right: right, Upload: true, Handle: sendImport},
		{Path: "/import/history/rejected", Right: right, Handle: rejectedLines},
	}
}

// sight is what the page shows.
type sight struct {
	Upload    *Upload
	Running   bool
	Faults    []string
	Rows      []sightRow
	Sum       Total
	Warehouse bool // was asked
}

// sightRow is a row of the table of kinds.
type sightRow struct {
	Kind        Kind
	File        Total
	House, Olap bool // agree with the file
}

func showImport(ctx context.Context, r *web.Request, warehouse func(context.Context, string) (Totals, error)) (web.Answer, error) {
	s := &sight{}
	hash := ""
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		if s.Upload, err = Newest(ctx, tx); err != nil || s.Upload == nil {
			return err
		}
		return tx.QueryRow(ctx, "select hash from history.upload where id = $1", s.Upload.ID).Scan(&hash)
	})
	if err != nil {
		return web.Answer{}, err
	}
	if s.Upload != nil {
		s.tell(ctx, r, hash, warehouse)
	}
	if r.Partial {
		return web.Fragment(pages, "history.state", s), nil
	}
	return page(r, s), nil
}

func page(r *web.Request, s *sight) web.Answer {
	return web.HTML(pages, "history", s).Title(r.Text("history.upload"))
}

// tell fills in what became of the last file.
func (s *sight) tell(ctx context.Context, r *web.Request, hash string, warehouse func(context.Context, string) (Totals, error)) {
	s.Running = s.Upload.Ended == nil
	if s.Upload.Fault != nil {
		s.Faults = []string{r.Message(s.Upload.Fault)}
	}
	if s.Upload.Report == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	facts, err := warehouse(ctx, hash)
	s.Warehouse = err == nil // a warehouse that is away does not take the page along
	for _, k := range s.Upload.Report.Kinds {
		s.Rows = append(s.Rows, sightRow{k.Kind, k.File, k.House == k.File, facts[k.Kind] == k.File})
		s.Sum.Lines += k.File.Lines
		s.Sum.Qty += k.File.Qty
		s.Sum.Amount += k.File.Amount
	}
}

// sendImport keeps a file and asks for it to be imported.
func sendImport(ctx context.Context, r *web.Request) (web.Answer, error) {
	err := takeFile(ctx, r)
	if all := fault.All(err); len(all) > 0 {
		return page(r, &sight{Faults: []string{r.Message(all[0])}}).Status(422), nil
	}
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/import/history"), nil
}

func takeFile(ctx context.Context, r *web.Request) error {
	files := r.Files["file"]
	if len(files) == 0 || files[0].Size == 0 || files[0].Size > maxFile {
		return fault.New(fault.Invalid, "history.upload.size", fault.Args{"max": maxFile >> 20})
	}
	body, err := files[0].Open()
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	data, err := io.ReadAll(io.LimitReader(body, maxFile))
	if err != nil {
		return err
	}
	return r.Do(ctx, func(tx *pg.Tx) error { return begin(ctx, tx, files[0].Name, data) })
}

// begin keeps a file and asks for it to be imported.
func begin(ctx context.Context, tx *pg.Tx, name string, data []byte) error {
	if _, err := Keep(ctx, tx, BaseName(name), data); err != nil {
		return err
	}
	return job.Ask(ctx, tx, JobName)
}

const csvType = "text/csv; charset=utf-8"

func rejectedLines(ctx context.Context, r *web.Request) (web.Answer, error) {
	var text []byte
	var name string
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		name, text, err = rejectedOf(ctx, tx)
		return err
	})
	return web.File(name, csvType, text), err
}

// rejectedOf are the lines of the newest file that were not imported, and what their own file is called.
func rejectedOf(ctx context.Context, tx *pg.Tx) (name string, text []byte, err error) {
	u, err := Newest(ctx, tx)
	if err == nil && u != nil {
		text, err = u.Rejected(ctx, tx)
	}
	if err == nil && text == nil {
		err = fault.New(fault.NotFound, "core.page.missing", nil)
	}
	if err != nil {
		return "", nil, err
	}
	return RejectedName(u.Name), text, nil
}
