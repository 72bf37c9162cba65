package web

import (
	"bytes"
	"context"
	"embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"io/fs"
)

// pages are the templates of this package's own pages.
var pages = MustParse(templateFiles, "template/page*.html")

// frames draw what stands around a page.
var frames = MustParse(templateFiles, "template/frame*.html")

// frame is the dot's Data in the frame's template.
type frame struct {
	Title   string
	Content template.HTML
	Nav     []navGroup
	Strip   *Strip
	Bell    *ring
	Scripts []string
	Styles  []string
	Keys    []shortcut
	Flash   map[string]string
	Langs   []string
}

// draw fills in a page's template and, unless a fragment was asked for, the frame around it.
func (s *Server) draw(ctx context.Context, r *Request, p *view) ([]byte, error) {
	w := s.words(r.Lang)
	content, err := p.set.render(w, p.name, r, p.data)
	if err != nil || p.fragment || r.Partial {
		return content, err
	}
	f := frame{Title: p.title, Content: template.HTML(content), Scripts: p.scripts, Styles: p.styles, Keys: p.keys, Flash: flash(r.flash)}
	name := "bare"
	if r.known && !p.bare {
		name, f.Nav, f.Strip = "frame", s.nav.of(r, w, s.queue.waiting(ctx, s, r.Actor.Scope)), s.strip(ctx, r)
		f.Bell = s.ring(ctx, r)
	}
	var page bytes.Buffer
	if err := frames.in(w).ExecuteTemplate(&page, name, View{r, f}); err != nil {
		return nil, err
	}
	return page.Bytes(), nil
}

// flash reads the note that the page before left; anything else in its cookie is nothing.
func flash(coded string) map[string]string {
	raw, err := base64.RawURLEncoding.DecodeString(coded)
	if coded == "" || err != nil {
		return nil
	}
	var note map[string]string
	if json.Unmarshal(raw, &note) != nil {
		return nil
	}
	return note
}

//go:embed lang/*.json schema*.sql
var langFiles embed.FS

// Files are the schema web, the words of the pages and those that all rooms share.
var Files fs.FS = langFiles
