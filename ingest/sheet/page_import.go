package sheet

import (
	"context"
	"io"

	"hesuan/internal/chore"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// importPage is the data of the pages of an import.
type importPage struct {
	Def     *resource.Meta
	At      string
	Fields  []columnNote // of the form: what a file may have
	Faults  []string
	Upload  *Upload
	Preview *Preview
	Columns []columnNote // of the preview: what each column of the file is taken for
	Rows    []rowNote
	Counts  map[string]int // of the preview's rows, by what would become of them
	Running bool
}

// columnNote tells of one column.
type columnNote struct{ Header, Label, Note string }

// rowNote is a row of the preview.
type rowNote struct {
	Line   int
	Cells  []string
	Became string
	Tone   string
	Why    string
}

var tones = map[string]string{Made: "done", Changed: "go", Same: "plain", Bad: "dead"}

func (s *stand) page() importPage { return importPage{Def: s.def.Info(), At: s.at + "/import"} }

func (s *stand) answer(r *web.Request, p importPage) web.Answer {
	return web.HTML(pages, "import", p).Title(r.Text("sheet.import", "what", names{s.Book, s.def}.many(r.Lang)))
}

func (s *stand) form(_ context.Context, r *web.Request) (web.Answer, error) {
	return s.answer(r, s.offer(r)), nil
}

// offer is the form: what a file may hold.
func (s *stand) offer(r *web.Request) importPage {
	p, n := s.page(), names{s.Book, s.def}
	for _, f := range s.asked() {
		note := columnNote{Header: n.label(r.Lang, f.Name), Label: f.Name}
		switch {
		case f.Unique:
			note.Note = r.Text("sheet.field.key")
		case f.Required && f.Default == "":
			note.Note = r.Text("sheet.field.required")
		}
		p.Fields = append(p.Fields, note)
	}
	return p
}

// send takes a file. What is wrong with the file as a whole is told on the form.
func (s *stand) send(ctx context.Context, r *web.Request) (web.Answer, error) {
	key, err := s.take(ctx, r)
	if faults := fault.All(err); len(faults) > 0 && fault.KindOf(err) == fault.Invalid {
		p := s.offer(r)
		for _, f := range faults {
			p.Faults = append(p.Faults, r.Message(f))
		}
		return s.answer(r, p).Status(422), nil
	}
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(s.at + "/import/" + key.String()), nil
}

func (s *stand) take(ctx context.Context, r *web.Request) (key UploadID, err error) {
	files := r.Files["file"]
	if len(files) == 0 || files[0].Size == 0 {
		return key, fault.New(fault.Invalid, "sheet.file.none", nil)
	}
	if files[0].Size > MaxFile {
		return key, fault.New(fault.Invalid, "sheet.file.large", fault.Args{"max": MaxFile >> 20})
	}
	body, err := files[0].Open()
	if err != nil {
		return key, err
	}
	defer func() { _ = body.Close() }()
	data, err := io.ReadAll(io.LimitReader(body, MaxFile+1))
	if err != nil {
		return key, err
	}
	count, err := s.count(s.def, r.Lang, data)
	if err != nil {
		return key, err
	}
	return key, r.Do(ctx, func(tx *pg.Tx) error {
		key, err = s.keep(ctx, tx, s.def.Info().Name, clipName(files[0].Name), data, count)
		return err
	})
}

// count reads a file to its end, so that nothing unreadable is kept.
func (d *Desk) count(def resource.Any, lang string, data []byte) (int, error) {
	table, err := Open(data)
	if err != nil {
		return 0, err
	}
	defer func() { _ = table.Close() }()
	if _, err := d.importer(def, lang).Match(table.Header); err != nil {
		return 0, err
	}
	for {
		if _, err := table.Next(); err == io.EOF {
			return table.count, nil
		} else if err != nil {
			return 0, err
		}
	}
}

func clipName(name string) string {
	if runes := []rune(name); len(runes) > 120 {
		return string(runes[len(runes)-120:])
	}
	return name
}

// show is an upload in its present state. One whose run has died is taken up again by whoever looks at it.
func (s *stand) show(ctx context.Context, r *web.Request) (web.Answer, error) {
	p := s.page()
	var file []byte
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		if p.Upload, err = s.own(ctx, tx, s.def.Info().Name, r.Param("upload")); err == nil && p.Upload.State == "waiting" {
			file, err = s.file(ctx, tx, p.Upload.ID)
		}
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	switch p.Upload.State {
	case "waiting":
		if err := s.preview(ctx, r, &p, file); err != nil {
			return web.Answer{}, err
		}
	case "asked", "running":
		p.Running = true
		if p.Upload.State == "asked" || s.DB.Clock().Sub(p.Upload.Seen) > chore.Stale {
			s.start(r, p.Upload.ID)
		}
	}
	if r.Partial && r.Target == "import-state" {
		return web.Fragment(pages, "import.state", p), nil
	}
	return s.answer(r, p), nil
}

func (s *stand) preview(ctx context.Context, r *web.Request, p *importPage, file []byte) error {
	table, err := Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = table.Close() }()
	im := s.importer(s.def, r.Lang)
	made, err := im.Preview(ctx, table)
	if err != nil {
		return err
	}
	p.Preview, p.Counts = &made, map[string]int{}
	n := names{s.Book, s.def}
	for _, c := range made.Columns {
		note := columnNote{Header: c.Header}
		if c.Field != nil {
			note.Label = n.label(r.Lang, c.Field.Name)
		} else {
			note.Note = r.Text(c.Why)
		}
		p.Columns = append(p.Columns, note)
	}
	for _, row := range made.Rows {
		p.Counts[row.Became]++
		note := rowNote{Line: row.Line, Cells: row.Cells[:len(made.Columns)], Became: r.Text("sheet.became." + row.Became), Tone: tones[row.Became]}
		if row.Became == Bad {
			note.Why = im.Say(row.Faults)
		}
		p.Rows = append(p.Rows, note)
	}
	return nil
}

// confirm starts the import.
func (s *stand) confirm(ctx context.Context, r *web.Request) (web.Answer, error) {
	var key UploadID
	err := r.Do(ctx, func(tx *pg.Tx) error {
		u, err := s.own(ctx, tx, s.def.Info().Name, r.Param("upload"))
		if err != nil {
			return err
		}
		key = u.ID
		return s.Desk.confirm(ctx, tx, u, r.Lang)
	})
	if err != nil {
		return web.Answer{}, err
	}
	s.start(r, key)
	return web.Redirect(s.at + "/import/" + id.ID(key).String()), nil
}

// start runs an import beside the page. Should this process end, whoever looks at the page next, or Resume, takes it up.
func (s *stand) start(r *web.Request, key UploadID) {
	r.Beside(0, func(ctx context.Context) error { return s.Run(ctx, key) })
}
