package help

import (
	"context"
	"encoding/json"
	"html/template"
	"io/fs"
	"path"

	"hesuan/internal/fault"
	"hesuan/internal/web"
)

// apiPage is what the pages of the API's reference show: a resource with its operations, or the guide with the examples.
type apiPage struct {
	Tag      string
	Title    string
	Tags     []apiLinks
	Guide    template.HTML
	Examples []example
	Ops      []apiTold
}

// apiLinks is a resource in the list on the left.
type apiLinks struct {
	apiTag
	Ops []apiLink
}

type apiLink struct{ Anchor, Method, Path, Summary string }

// example is a client in a language of programs.
type example struct{ Name, Text string }

// examples are read from api/ beside the manuals.
var examples = []example{{"curl", "curl.sh"}, {"Python", "client.py"}, {"Go", "go/main.go"}}

// guideChapter is the chapter of the manual that stands above the reference.
const guideChapter = "api"

func (d *desk) apiGuide(_ context.Context, r *web.Request) (web.Answer, error) {
	spec, page, err := described(r)
	if err != nil {
		return web.Answer{}, err
	}
	page.list(spec)
	page.Title = r.Text("help.api")
	if c := d.manual.Chapter(r.Lang, guideChapter); c != nil {
		page.Guide = template.HTML(c.HTML)
	}
	page.Examples = d.manual.examples
	return showAPI(page), nil
}

func (d *desk) apiResource(_ context.Context, r *web.Request) (web.Answer, error) {
	spec, page, err := described(r)
	if err != nil {
		return web.Answer{}, err
	}
	page.Tag = r.Param("name")
	page.list(spec)
	for _, op := range spec.operations(page.Tag) {
		page.Ops = append(page.Ops, spec.tell(op))
	}
	if len(page.Ops) == 0 {
		return web.Answer{}, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	return showAPI(page), nil
}

// problem tells what an error of the API means: the page that its type leads to.
func problem(_ context.Context, r *web.Request) (web.Answer, error) {
	key := r.Param("key")
	text := r.Text(key)
	if text == key { // no message is called so
		return web.Answer{}, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	return show("problem", struct{ Key, Text string }{key, text}, key), nil
}

// described reads the description in the reader's language.
func described(r *web.Request) (*apiSpec, *apiPage, error) {
	raw, err := r.OpenAPI()
	if err != nil {
		return nil, nil, err
	}
	spec := &apiSpec{}
	return spec, &apiPage{}, json.Unmarshal(raw, spec)
}

func (p *apiPage) list(spec *apiSpec) {
	for _, tag := range spec.tags() {
		links := apiLinks{apiTag: tag}
		for _, op := range spec.operations(tag.Name) {
			links.Ops = append(links.Ops, apiLink{spec.tell(op).Anchor, op.Method, op.Path, op.Summary})
		}
		p.Tags = append(p.Tags, links)
		if tag.Name == p.Tag {
			p.Title = tag.Description
		}
	}
}

func showAPI(p *apiPage) web.Answer {
	return show("api", p, p.Title).Script("/static/help/api.js")
}

// readExamples reads the clients; a house without them shows none.
func readExamples(files fs.FS) (all []example) {
	for _, e := range examples {
		if text, err := fs.ReadFile(files, path.Join("api", e.Text)); err == nil {
			all = append(all, example{e.Name, string(text)})
		}
	}
	return all
}
