package help

import (
	"context"
	"embed"
	"html/template"
	"io/fs"
	"net/url"

	"hesuan/internal/fault"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

//go:embed page/*.html static/*
var pageFiles embed.FS

// Static is the look of the help pages, served below /static/help/.
var Static, _ = fs.Sub(pageFiles, "static") // the folder is embedded: there is no error

//go:embed lang/*.json
var langFiles embed.FS

// Files are the words of the help pages.
var Files fs.FS = langFiles

var pages = web.MustParse(pageFiles, "page/*.html")

// desk answers for help.
type desk struct {
	manual *Manual
	house  *resource.House
}

// Pages are the contents with a search, the chapters, what a declaration tells of itself, the way from a page to its passage, and the
// reference of the API.
func Pages(manual *Manual, house *resource.House) []web.Page {
	d := &desk{manual, house}
	return []web.Page{
		{Path: "/help", Handle: d.contents},
		{Path: "/help/for", Handle: d.about},
		{Path: "/help/of/:name", Handle: d.declaration},
		{Path: "/help/:chapter", Handle: d.chapter},
		{Path: "/api/docs", Handle: d.apiGuide},
		{Path: "/api/docs/:name", Handle: d.apiResource},
		{Path: "/api/docs/problem/:key", Handle: problem},
	}
}

// contents is what the first page shows.
type contents struct {
	Question string
	Chapters []*Chapter
	Hits     []Hit
	Tables   []resource.Any
}

func (d *desk) contents(_ context.Context, r *web.Request) (web.Answer, error) {
	c := contents{Question: r.Get("q"), Chapters: d.manual.Chapters(r.Lang)}
	c.Hits = d.manual.Search(r.Lang, c.Question)
	for _, def := range d.house.All() {
		if m := def.Info(); !m.Hidden && r.Can(m.Right("view")) {
			c.Tables = append(c.Tables, def)
		}
	}
	return show("contents", c, r.Text("help.title")), nil
}

// reading is a chapter as it is read, with the names of the others.
type reading struct {
	*Chapter
	Body     template.HTML
	Chapters []*Chapter
}

func (d *desk) chapter(_ context.Context, r *web.Request) (web.Answer, error) {
	c := d.manual.Chapter(r.Lang, r.Param("chapter"))
	if c == nil {
		return web.Answer{}, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	return show("chapter", reading{c, template.HTML(c.HTML), d.manual.Chapters(r.Lang)}, c.Title), nil
}

// about leads from a page to the passage that describes it; where no manual names the page, to what its declaration tells.
func (d *desk) about(_ context.Context, r *web.Request) (web.Answer, error) {
	page := r.Get("page")
	if chapter, passage := d.manual.Find(r.Lang, page); passage != nil {
		return web.Redirect("/help/" + chapter.Slug + "#" + url.PathEscape(passage.ID)), nil
	}
	if def := d.of(page); def != nil {
		return web.Redirect("/help/of/" + def.Info().Name), nil
	}
	return web.Redirect("/help"), nil
}

func show(name string, data any, title string) web.Answer {
	return web.HTML(pages, name, data).Title(title).Style("/static/help/help.css")
}
