package web

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// Op is something that the API does beside what follows from declarations: what a page of its own does for people. Both call the same
// functions; the Op only names its parameters and its answer.
type Op struct {
	Method string          // GET when empty: reading on one snapshot; others write, once per idempotency key
	Path   string          // below /api/v1: /finance/trial or /webhook/endpoint/{id}/replay
	Name   string          // of the operation: finance.trial; op.<Name> is its text
	On     string          // a Def, whose row {id} names: who may not see the row finds nothing
	Right  string          // "" lets in everyone who is known
	Whole  bool            // tells of the company as a whole: for somebody limited to a part of it there is nothing
	Query  resource.Fields // parameters of the address
	Input  resource.Fields // of the body
	Lines  resource.Fields // of the body's lines
	Least  int             // lines there must be
	File   bool            // takes a file as its body instead of JSON
	Types  []string        // media types of a Download
	Secret bool            // the answer tells what is told once and kept nowhere: not for an idempotency key either
	Answer any             // a value of the type that Run gives, for the description; a Download is a file
	Run    func(ctx context.Context, tx *pg.Tx, c *OpCall) (any, error)
	// Ask is in place of Run for what asks other engines than Postgres, or opens transactions itself: none is open while it runs.
	Ask func(ctx context.Context, c *OpCall) (any, error)
}

// OpCall is one call of an Op: a page's Request without a form.
type OpCall struct {
	*Request
	Key   id.ID // what {id} names
	op    *Op
	after []func(ctx context.Context) error
}

// Download is a file as the answer of an Op.
type Download struct {
	Name  string
	Type  string
	Write func(ctx context.Context, w io.Writer) error
}

// After begins work beside the calls once what the call wrote is committed.
func (c *OpCall) After(work func(ctx context.Context) error) { c.after = append(c.after, work) }

// Int is a parameter of that kind, or what holds without it.
func (c *OpCall) Int(name string, otherwise int) int {
	if n, err := strconv.Atoi(c.Query.Get(name)); err == nil {
		return n
	}
	return otherwise
}

// Limit is the parameter of that name: how many rows a page has.
func (c *OpCall) Limit() int { return min(max(c.Int("limit", 50), 1), resource.MaxLimit) }

// Read writes the body into a struct whose JSON tags are the names of Op.Input, with the faults of the input.
func (c *OpCall) Read(into any) error {
	if err := resource.DecodeInput(c.Body, into, c.op.Input, c.op.Lines); err != nil {
		return err
	}
	var given struct{ Lines []json.RawMessage }
	if c.op.Least > 0 && (json.Unmarshal(c.Body, &given) != nil || len(given.Lines) < c.op.Least) {
		return fault.New(fault.Invalid, "core.field.required", fault.Args{"field": "lines"}).At("lines")
	}
	return nil
}

func (o *Op) endpoint(house *resource.House) *endpoint {
	e := &endpoint{method: o.Method, path: o.Path, action: "op", right: o.Right, status: http.StatusOK, op: o, run: (*API).do}
	if e.method == "" {
		e.method = http.MethodGet
	}
	e.write = e.method != http.MethodGet
	if o.On != "" {
		e.def = house.Find(o.On)
	}
	return e
}

// fileType is the media type of a file's bytes, whatever they mean.
const fileType = "application/octet-stream"

// gives tells that the answer is a file.
func (o *Op) gives() bool { _, file := o.Answer.(Download); return file }

// most is how long a body may be.
func (e *endpoint) most() int {
	if e.op != nil && e.op.File {
		return uploadLimit
	}
	return apiBody
}

// do runs an Op. tx is nil where the Op asks for none.
func (a *API) do(ctx context.Context, tx *pg.Tx, q *errand) (Reply, error) {
	o := q.at.op
	if o.Right != "" && !q.Actor.Can(o.Right) {
		return Reply{}, fault.New(fault.Forbidden, "core.right.missing", fault.Args{"right": o.Right})
	}
	if o.Whole && len(q.Actor.Scope) > 0 {
		return Reply{}, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	if q.def != nil {
		if err := q.def.See(ctx, tx, q.key); err != nil {
			return Reply{}, err
		}
	}
	if err := o.checkQuery(q.Query); err != nil {
		return Reply{}, err
	}
	if q.at.write && !o.File && len(o.Input)+len(o.Lines) == 0 && string(q.Body) != "{}" {
		return Reply{}, fault.New(fault.Invalid, "core.api.empty", nil)
	}
	c := &OpCall{Key: q.key, op: o, Request: &Request{
		Method: q.Method, Path: q.Path, Query: q.Query, Body: q.Body, Actor: q.Actor, Lang: q.lang, ID: q.ID, server: a.server, known: true,
	}}
	run := func() (any, error) { return o.Run(ctx, tx, c) }
	if o.Ask != nil {
		run = func() (any, error) { return o.Ask(ctx, c) }
	}
	answer, err := run()
	q.after = c.after
	if file, ok := answer.(Download); ok && err == nil {
		return Reply{
			Status: http.StatusOK, write: func(ctx context.Context, w io.Writer) error { return file.Write(actor.With(ctx, q.Actor), w) },
			Header: map[string]string{"Content-Type": file.Type, "Content-Disposition": disposition(file.Name)},
		}, nil
	}
	if err != nil {
		return Reply{}, err
	}
	body, err := json.Marshal(answer)
	return Reply{Status: http.StatusOK, Header: map[string]string{}, Body: body}, err
}

// checkQuery refuses parameters that mean nothing and values that a field of their kind never holds.
func (o *Op) checkQuery(values url.Values) error {
	var names []string
	for _, f := range o.Query {
		names = append(names, f.Name)
	}
	if err := unknownParameters(values, names...); err != nil {
		return err
	}
	var faults fault.List
	for i := range o.Query {
		f := &o.Query[i]
		given := values[f.Name]
		if f.Required && len(given) == 0 {
			faults.Add(fault.New(fault.Invalid, "core.field.required", fault.Args{"field": f.Name}).At(f.Name))
		}
		if len(given) > 0 && !o.fits(f, given) {
			faults.Add(fault.New(fault.Invalid, "core.query.value", fault.Args{"field": f.Name, "value": clipped(given[0])}).At(f.Name))
		}
	}
	return faults.Err()
}

func (o *Op) fits(f *resource.Field, given []string) bool {
	value := given[0]
	if len(given) > 1 || !printed(value) || tooLong(f.Name, value) || f.Required && strings.TrimSpace(value) == "" {
		return false
	}
	if f.Kind.Name == "choice" {
		return slices.Contains(f.Choices, value) || value == "" && !f.Required
	}
	return reads(f.Kind.Name, value)
}

// reads tells that a parameter is a value of a kind.
func reads(kind, value string) bool {
	var err error
	switch kind {
	case "date":
		_, err = cal.Parse(value)
	case "int":
		_, err = strconv.ParseInt(value, 10, 32)
	case "bool":
		return value == "true" || value == "false"
	case "link":
		_, err = id.Parse[any](value)
	case "time":
		_, err = time.Parse(time.RFC3339, value)
	case "qty", "amount", "rate":
		_, err = fixed.ParseAmount(value)
	}
	return err == nil
}
