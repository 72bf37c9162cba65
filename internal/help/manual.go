package help

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"

	"hesuan/internal/i18n"
)

// Manual is all chapters, by language, in their order, and the examples of clients.
type Manual struct {
	chapters map[string][]*Chapter
	examples []example
}

// Chapter is one file of a manual.
type Chapter struct {
	Slug, Title string
	Passages    []Passage
	HTML        []byte
}

// Passage is a heading and what follows it.
type Passage struct {
	ID, Title string
	Level     int
	Text      string   // without marks, for the search
	Pages     []string // the product's addresses that it links to
}

// markdown knows tables; raw HTML in a text is left out.
var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()), goldmark.WithRendererOptions(html.WithXHTML()))

// Load reads manual/<language>/<order>-<chapter>.md, and the examples of clients below api/.
func Load(files fs.FS) (*Manual, error) {
	m := &Manual{chapters: map[string][]*Chapter{}, examples: readExamples(files)}
	for _, lang := range i18n.Langs {
		names, err := fs.Glob(files, path.Join("manual", lang, "*-*.md"))
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			source, err := fs.ReadFile(files, name)
			if err != nil {
				return nil, err
			}
			_, slug, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".md"), "-")
			chapter, err := read(slug, source)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			m.chapters[lang] = append(m.chapters[lang], chapter)
		}
	}
	return m, nil
}

func read(slug string, source []byte) (*Chapter, error) {
	tree := markdown.Parser().Parse(text.NewReader(source), parser.WithContext(parser.NewContext(parser.WithIDs(&anchors{}))))
	c := &Chapter{Slug: slug, Passages: passages(tree, source)}
	if len(c.Passages) == 0 {
		return nil, fmt.Errorf("a chapter begins with a heading")
	}
	c.Title = c.Passages[0].Title
	var out bytes.Buffer
	err := markdown.Renderer().Render(&out, source, tree)
	c.HTML = out.Bytes()
	return c, err
}

// passages walks a text once, from heading to heading.
func passages(tree ast.Node, source []byte) (list []Passage) {
	_ = ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if h, ok := n.(*ast.Heading); ok {
			id, _ := h.AttributeString("id")
			key, _ := id.([]byte)
			list = append(list, Passage{ID: string(key), Title: plain(h, source), Level: h.Level})
		}
		if len(list) == 0 {
			return ast.WalkContinue, nil
		}
		p := &list[len(list)-1]
		switch n := n.(type) {
		case *ast.Text:
			p.Text += string(n.Segment.Value(source)) + " "
		case *ast.Link:
			if to := string(n.Destination); strings.HasPrefix(to, "/") {
				p.Pages = append(p.Pages, to)
			}
		}
		return ast.WalkContinue, nil
	})
	return list
}

func plain(n ast.Node, source []byte) string {
	var words strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && entering {
			words.Write(t.Segment.Value(source))
		}
		return ast.WalkContinue, nil
	})
	return words.String()
}

// Chapters are the chapters of a language.
func (m *Manual) Chapters(lang string) []*Chapter { return m.chapters[lang] }

// Chapter is one of them, or nil.
func (m *Manual) Chapter(lang, slug string) *Chapter {
	i := slices.IndexFunc(m.chapters[lang], func(c *Chapter) bool { return c.Slug == slug })
	if i < 0 {
		return nil
	}
	return m.chapters[lang][i]
}

// Find gives the passage that describes a page best: the one whose link is the longest beginning of its address; among equals the first.
func (m *Manual) Find(lang, address string) (*Chapter, *Passage) {
	var chapter *Chapter
	var passage *Passage
	longest := 0
	for _, c := range m.chapters[lang] {
		for i := range c.Passages {
			for _, page := range c.Passages[i].Pages {
				if page = bare(page); len(page) > longest && under(address, page) {
					chapter, passage, longest = c, &c.Passages[i], len(page)
				}
			}
		}
	}
	return chapter, passage
}

// bare is an address without its query.
func bare(address string) string {
	address, _, _ = strings.Cut(address, "?")
	address, _, _ = strings.Cut(address, "#")
	return address
}

// under tells whether an address is a page or lies below it; below the start page lies nothing.
func under(address, page string) bool {
	rest, found := strings.CutPrefix(bare(address), page)
	return found && (rest == "" || rest[0] == '/')
}

// Hit is a passage that holds what was sought.
type Hit struct {
	Chapter *Chapter
	Passage Passage
	weight  int
}

// most is how many hits a search gives.
const most = 20

// Search gives the passages that hold every word of a question, those with it in their titles first.
func (m *Manual) Search(lang, question string) []Hit {
	words := strings.Fields(strings.ToLower(question))
	if len(words) == 0 {
		return nil
	}
	var hits []Hit
	for _, c := range m.chapters[lang] {
		for _, p := range c.Passages {
			if weight := p.weigh(words); weight > 0 {
				hits = append(hits, Hit{c, p, weight})
			}
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.weight, a.weight) })
	return hits[:min(len(hits), most)]
}

func (p *Passage) weigh(words []string) (weight int) {
	title, body := strings.ToLower(p.Title), strings.ToLower(p.Text)
	for _, word := range words {
		switch {
		case strings.Contains(title, word):
			weight += 10
		case strings.Contains(body, word):
			weight++
		default:
			return 0
		}
	}
	return weight
}
