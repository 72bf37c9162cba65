package web

import (
	"context"
	"encoding/json"
	"io"
	"net/url"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Request is what a page is asked.
type Request struct {
	Method  string
	Path    string
	Query   url.Values
	Form    url.Values // of a POST
	Body    []byte
	Files   map[string][]Upload
	Actor   actor.Actor
	Login   string // the name that the actor logs in with
	Lang    string // zh or en
	Theme   string // light or dark
	Partial bool   // htmx wants a fragment, not a page
	Target  string // the id of the element that htmx will fill
	ID      string // of the request, in logs and shown as the reference of an internal error
	CSRF    string // the token of this session
	Nonce   string // of this page's scripts

	params    map[string]string
	server    *Server
	header    func(string) string
	setCookie func(name, value string, life time.Duration)
	known     bool   // somebody is logged in
	address   string // where the request comes from
	agent     string
	session   string
	flash     string // a note that the page before left
}

// Upload is a file that a form sent.
type Upload struct {
	Name string
	Size int64
	Open func() (io.ReadCloser, error)
}

// Param is a parameter of the path.
func (r *Request) Param(name string) string { return r.params[name] }

// Key is a parameter of the path that names a row.
func (r *Request) Key(name string) (id.ID, error) {
	key, err := id.Parse[any](r.params[name])
	if err != nil {
		return key, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	return key, nil
}

// Get is a value of the query, or of the form where the query has none.
func (r *Request) Get(name string) string {
	if v := r.Query.Get(name); v != "" {
		return v
	}
	return r.Form.Get(name)
}

// Header is a header of the request.
func (r *Request) Header(name string) string { return r.header(name) }

// Text is a text in the person's language; pairs are placeholder names and their values.
func (r *Request) Text(key string, pairs ...any) string {
	return r.server.words(r.Lang).t(key, pairs...)
}

// OpenAPI is the description of the API in the person's language, as programs get it.
func (r *Request) OpenAPI() ([]byte, error) { return r.server.programs.OpenAPI(r.Lang) }

// Message is what a fault says to the person.
func (r *Request) Message(f *fault.Fault) string { return r.server.words(r.Lang).fault(f) }

// Can tells whether the person holds a right.
func (r *Request) Can(right string) bool { return r.Actor.Can(right) }

// JSON reads the body as JSON.
func (r *Request) JSON(into any) error {
	if err := json.Unmarshal(r.Body, into); err != nil {
		return fault.New(fault.Invalid, "core.input.object", nil)
	}
	return nil
}

// Do is the house's door to Postgres for changes, View for reading.
func (r *Request) Do(ctx context.Context, fn func(tx *pg.Tx) error) error {
	return r.server.db.Do(ctx, fn)
}

// View reads on one snapshot.
func (r *Request) View(ctx context.Context, fn func(tx *pg.Tx) error) error {
	return r.server.db.View(ctx, fn)
}

// URL is the present address with some of the query changed; pairs are names and values, an empty value drops the name.
func (r *Request) URL(pairs ...string) string {
	query := url.Values{}
	for name, values := range r.Query {
		query[name] = values
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if query.Del(pairs[i]); pairs[i+1] != "" {
			query.Set(pairs[i], pairs[i+1])
		}
	}
	if len(query) == 0 {
		return r.Path
	}
	return r.Path + "?" + query.Encode()
}
