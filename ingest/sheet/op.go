package sheet

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// Ops give programs exports and imports as jobs: begun, asked how far they are, fetched.
func (d *Desk) Ops() []web.Op {
	var out, in []string
	for _, def := range d.House.All() {
		out = append(out, def.Info().Name)
		if Importable(def) {
			in = append(in, def.Info().Name)
		}
	}
	const export, load = "/files/export", "/files/import"
	files := []string{Types["csv"], Types["xlsx"]}
	return []web.Op{
		{Method: http.MethodPost, Path: export, Name: "files.export", Answer: exportAnswer{}, Run: d.exportOp,
			Input: resource.Fields{resource.Choice("type", out...).Req(), resource.Choice("kind", "csv", "xlsx").Req(), resource.LongText("query"),
				resource.LongText("fields")}},
		{Path: export + "/{id}", Name: "files.export.state", Answer: exportAnswer{}, Run: d.exportState},
		{Path: export + "/{id}/file", Name: "files.export.file", Answer: web.Download{}, Types: files, Run: d.exportFile},
		{Method: http.MethodPost, Path: load, Name: "files.import", File: true, Answer: importAnswer{}, Run: d.importOp,
			Query: resource.Fields{resource.Choice("type", in...).Req(), resource.Text("name", 120).Req()}},
		{Path: load + "/{id}", Name: "files.import.state", Answer: importAnswer{}, Run: d.importState},
		{Path: load + "/{id}/preview", Name: "files.import.preview", Answer: previewAnswer{}, Ask: d.previewOp},
		{Method: http.MethodPost, Path: load + "/{id}/confirm", Name: "files.import.confirm", Answer: importAnswer{}, Run: d.confirmOp},
		{Path: load + "/{id}/errors", Name: "files.import.errors", Answer: web.Download{}, Types: files, Run: d.errorsOp},
	}
}

// What the operations answer. State is asked, running, done or broken; of an import also waiting, until it is confirmed.
type (
	exportAnswer struct {
		ID    id.ID  `json:"id"`
		Type  string `json:"type"`
		Name  string `json:"name"`
		State string `json:"state"`
		Why   string `json:"why"`
		Count int    `json:"count"`
		Done  int    `json:"done"`
		Size  int64  `json:"size"`
	}
	importAnswer struct {
		ID      UploadID `json:"id"`
		Type    string   `json:"type"`
		Name    string   `json:"name"`
		State   string   `json:"state"`
		Why     string   `json:"why"`
		Count   int      `json:"count"`
		Done    int      `json:"done"`
		Made    int      `json:"made"`
		Changed int      `json:"changed"`
		Same    int      `json:"same"`
		Bad     int      `json:"bad"`
	}
	previewAnswer struct {
		Columns []previewColumn `json:"columns"`
		Rows    []previewRow    `json:"rows"`
	}
	previewColumn struct {
		Header string `json:"header"`
		Field  string `json:"field"` // empty: not taken, and why
		Why    string `json:"why"`
	}
	previewRow struct {
		Line   int      `json:"line"`
		Cells  []string `json:"cells"`
		Became string   `json:"became"` // made, changed, same or bad
		Why    string   `json:"why"`
	}
)

func (o *Download) told() exportAnswer {
	return exportAnswer{o.ID, o.Def, o.Name, o.State, o.Why, o.Count, o.Done, o.Size}
}

func (u *Upload) told() importAnswer {
	return importAnswer{u.ID, u.Def, u.Name, u.State, u.Why, u.Count, u.Done, u.Made, u.Changed, u.Same, u.Bad}
}

func (d *Desk) exportOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	var in struct {
		Type   string `json:"type"`
		Kind   string `json:"kind"`
		Query  string `json:"query"`
		Fields string `json:"fields"`
	}
	if err := c.Read(&in); err != nil {
		return nil, err
	}
	def := d.House.Find(in.Type)
	if err := resource.Allow(tx, def.Info().Right("export")); err != nil {
		return nil, err
	}
	ex := &Export{DB: d.DB, House: d.House, Book: d.Book, Def: def, Lang: c.Lang, Fields: whole(def)}
	var err error
	if ex.Query, err = queryOf(def, in.Query); err != nil {
		return nil, err
	}
	if ex.Fields, err = chosenFields(ex.Fields, in.Fields); err != nil {
		return nil, err
	}
	count, err := def.Tally(ctx, tx, ex.Query, 2*longest)
	if err != nil {
		return nil, err
	}
	name := names{d.Book, def}.many(c.Lang) + " " + tx.Now.In(tx.Zone).Format("2006-01-02 1504") + "." + in.Kind
	key, err := d.ask(ctx, tx, ex, in.Kind, name, count)
	if err != nil {
		return nil, err
	}
	c.After(func(ctx context.Context) error { return d.downloads().Run(ctx, key) })
	one, err := d.ownDownload(ctx, tx, "", key.String())
	if err != nil {
		return nil, err
	}
	return one.told(), nil
}

// queryOf reads a list's own parameters, as its address has them. What they say is in conflict with the list, not with the description.
func queryOf(def resource.Any, text string) (resource.Query, error) {
	values, err := url.ParseQuery(strings.TrimPrefix(text, "?"))
	if err != nil {
		return resource.Query{}, fault.New(fault.Conflict, "core.request.bad", nil).At("query")
	}
	asked, err := web.ListQuery(def, values)
	if all := fault.All(err); len(all) > 0 {
		return asked, fault.New(fault.Conflict, all[0].Key, all[0].Args).At("query")
	}
	asked.After = ""
	return asked, err
}

// chosenFields are those that a list of names keeps; all without one.
func chosenFields(all resource.Fields, text string) (resource.Fields, error) {
	if strings.TrimSpace(text) == "" {
		return all, nil
	}
	var some resource.Fields
	for _, name := range strings.Split(text, ",") {
		f := all.Find(strings.TrimSpace(name))
		if f == nil {
			return nil, fault.New(fault.Conflict, "core.query.field", fault.Args{"field": name}).At("fields")
		}
		some = append(some, *f)
	}
	return some, nil
}

func (d *Desk) exportState(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	one, err := d.exported(ctx, tx, c, d.ownDownload)
	if err != nil {
		return nil, err
	}
	return one.told(), nil
}

// exported finds a download of the actor's, who may still export.
func (d *Desk) exported(ctx context.Context, tx *pg.Tx, c *web.OpCall,
	find func(ctx context.Context, tx *pg.Tx, def, key string) (*Download, error),
) (*Download, error) {
	one, err := find(ctx, tx, "", c.Key.String())
	if err == nil {
		err = d.mayStill(tx, one.Def, "export")
	}
	return one, err
}

// mayStill refuses who has lost the right since he began.
func (d *Desk) mayStill(tx *pg.Tx, def, right string) error {
	return resource.Allow(tx, d.House.Find(def).Info().Right(right))
}

// mine finds an upload of the actor's, who may still import.
func (d *Desk) mine(ctx context.Context, tx *pg.Tx, key id.ID) (*Upload, error) {
	u, err := d.own(ctx, tx, "", key.String())
	if err == nil {
		err = d.mayStill(tx, u.Def, "import")
	}
	return u, err
}

func (d *Desk) exportFile(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	one, err := d.exported(ctx, tx, c, d.finished)
	if err != nil {
		return nil, err
	}
	return web.Download{Name: one.Name, Type: Types[one.Kind], Write: func(ctx context.Context, w io.Writer) error { return d.give(ctx, one, w) }}, nil
}

func (d *Desk) importOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	def := d.House.Find(c.Query.Get("type"))
	if err := d.importer(def, c.Lang).allow(tx); err != nil {
		return nil, err
	}
	if len(c.Body) > MaxFile {
		return nil, fault.New(fault.Conflict, "sheet.file.large", fault.Args{"max": MaxFile >> 20})
	}
	count, err := d.count(def, c.Lang, c.Body)
	if all := fault.All(err); len(all) > 0 { // well sent, but no such table
		return nil, fault.New(fault.Conflict, all[0].Key, all[0].Args)
	}
	if err != nil {
		return nil, err
	}
	key, err := d.keep(ctx, tx, def.Info().Name, clipName(c.Query.Get("name")), slices.Clone(c.Body), count)
	if err != nil {
		return nil, err
	}
	return d.importTold(ctx, tx, id.ID(key))
}

func (d *Desk) importTold(ctx context.Context, tx *pg.Tx, key id.ID) (any, error) {
	u, err := d.mine(ctx, tx, key)
	if err != nil {
		return nil, err
	}
	return u.told(), nil
}

func (d *Desk) importState(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	return d.importTold(ctx, tx, c.Key)
}

func (d *Desk) confirmOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	u, err := d.mine(ctx, tx, c.Key)
	if err != nil {
		return nil, err
	}
	if err := d.confirm(ctx, tx, u, c.Lang); err != nil {
		return nil, err
	}
	c.After(func(ctx context.Context) error { return d.Run(ctx, u.ID) })
	return d.importTold(ctx, tx, c.Key)
}

func (d *Desk) previewOp(ctx context.Context, c *web.OpCall) (any, error) {
	var u *Upload
	var file []byte
	err := c.View(ctx, func(tx *pg.Tx) (err error) {
		if u, err = d.mine(ctx, tx, c.Key); err == nil {
			file, err = d.file(ctx, tx, u.ID)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	s := &stand{d, d.House.Find(u.Def), ""}
	var p importPage
	if err := s.preview(ctx, c.Request, &p, file); err != nil {
		return nil, err
	}
	answer := previewAnswer{Columns: []previewColumn{}, Rows: []previewRow{}}
	for i, note := range p.Columns {
		column := previewColumn{Header: note.Header, Why: note.Note}
		if f := p.Preview.Columns[i].Field; f != nil {
			column.Field = f.Name
		}
		answer.Columns = append(answer.Columns, column)
	}
	for i, note := range p.Rows {
		answer.Rows = append(answer.Rows, previewRow{note.Line, note.Cells, p.Preview.Rows[i].Became, note.Why})
	}
	return answer, nil
}

func (d *Desk) errorsOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	u, err := d.mine(ctx, tx, c.Key)
	if err != nil {
		return nil, err
	}
	name, kind, err := u.errorsName(c.Request)
	if err != nil {
		return nil, err
	}
	return web.Download{Name: name, Type: Types[kind], Write: func(ctx context.Context, w io.Writer) error {
		return d.refused(ctx, u, kind, c.Text("sheet.reason"), w)
	}}, nil
}
