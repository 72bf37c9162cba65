package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"sync"

	"hesuan/internal/i18n"
)

//go:embed template/*.html
var templateFiles embed.FS

// parts are the templates that every other set may use.
var parts = template.Must(template.New("parts").Funcs(stub.funcs()).ParseFS(templateFiles, "template/part*.html"))

// stub lends its method set to the parser; each language's own words take its place.
var stub = &words{}

// Templates is a parsed set of templates with the functions of words.go and the parts of template/part*.html.
type Templates struct {
	root *template.Template
	mu   sync.Mutex
	lang map[*words]*template.Template
}

// MustParse reads templates; it panics on a mistake in them, at the start of the program.
func MustParse(files fs.FS, patterns ...string) *Templates {
	root := template.Must(template.Must(parts.Clone()).ParseFS(files, patterns...))
	return &Templates{root: root, lang: map[*words]*template.Template{}}
}

// in is the set with the functions of one language.
func (t *Templates) in(w *words) *template.Template {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lang[w] == nil {
		t.lang[w] = template.Must(t.root.Clone()).Funcs(w.funcs())
	}
	return t.lang[w]
}

// View is the dot of a template: the page's data and the request.
type View struct {
	*Request
	Data any
}

func (t *Templates) render(w *words, name string, r *Request, data any) ([]byte, error) {
	var out bytes.Buffer
	if err := t.in(w).ExecuteTemplate(&out, name, View{r, data}); err != nil {
		return nil, fmt.Errorf("template %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// languages makes the words of each language.
func languages(o *Options) map[string]*words {
	all := map[string]*words{}
	for _, lang := range i18n.Langs {
		all[lang] = &words{book: o.Book, lang: lang, db: o.DB, house: o.House}
	}
	return all
}
