package web

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"runtime/debug"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// API is the REST interface of every Def of the house, under /api/v1/<room>/<name>. What it offers for a Def is one list of endpoints
// (api_route.go), from which both the routes and the OpenAPI description are made, so that the description cannot lie:
//
//	GET    /api/v1/sales/order                  a page of rows: q, field=value, field[ge]=value, sort, after, limit, archived, totals
//	POST   /api/v1/sales/order                  a new row
//	GET    /api/v1/sales/order/{id}             one row, by identifier, number or unique key
//	PATCH  /api/v1/sales/order/{id}             a change; If-Match or "version" guards against lost updates
//	POST   /api/v1/catalog/sku/{id}/archive     hides master data; /restore brings it back
//	POST   /api/v1/sales/order/{id}/steps/ship  a step of a document's flow
//	POST   /api/v1/sales/order/steps/place      a step that makes the document
//	GET    /api/v1/sales/order/{id}/events      what happened to a row
//
// A write with an Idempotency-Key happens once; its answer is kept and given again. Faults are problem documents (RFC 9457). The API
// knows no server: Call and Reply are all it sees, api_mount.go ties it to Fiber.
type API struct {
	db    *pg.DB
	house *resource.House
	langs map[string]*words
	log   *slog.Logger
	rates *rates
	paths map[string]map[string]*endpoint // path below /api/v1 with {id} → method → endpoint
	ops   []Op
	docs  documents

	server *Server // whose pages do the same; nil where there are none
}

// Call is one request, whoever carried it.
type Call struct {
	Method string
	Path   string // as it was sent, still escaped: /api/v1/sales/order
	Query  url.Values
	Header http.Header
	Body   []byte
	ID     string // of the request; the reference of an internal error
	Actor  actor.Actor
	Known  bool   // somebody was recognised
	Denied error  // why the caller is not let in, although he showed a token or a session
	Bucket string // what the rate is counted by; empty is not limited
}

// Reply is what the API answers. Its JSON form is what an idempotency key remembers.
type Reply struct {
	Status int               `json:"status"`
	Header map[string]string `json:"header,omitempty"`
	Body   json.RawMessage   `json:"body,omitempty"`

	write func(ctx context.Context, w io.Writer) error // in place of Body: a file that is written while it is sent
}

// Limits of one call.
const (
	apiBody = 2 << 20
	apiTime = 30 * time.Second
)

// newAPI makes the interface of the house.
func newAPI(o *Options, langs map[string]*words) *API {
	a := &API{db: o.DB, house: o.House, langs: langs, log: o.Log, rates: newRates(APIRate, time.Now), paths: map[string]map[string]*endpoint{}}
	if a.log == nil {
		a.log = slog.Default()
	}
	for _, def := range o.House.All() {
		for _, e := range endpoints(def) {
			a.offer(e)
		}
	}
	a.add(o.Ops...)
	return a
}

// add offers operations.
func (a *API) add(ops ...Op) {
	for i := range ops {
		a.ops = append(a.ops, ops[i])
		a.offer(ops[i].endpoint(a.house))
	}
}

func (a *API) offer(e *endpoint) {
	at := e.route()
	if a.paths[at] == nil {
		a.paths[at] = map[string]*endpoint{}
	}
	a.paths[at][e.method] = e
}

// Serve answers one call. It never fails: what goes wrong is an answer too.
func (a *API) Serve(ctx context.Context, c Call) Reply {
	lang := a.language(&c)
	c.Actor.Lang = lang // what goes on after the answer speaks it too
	ctx, cancel := context.WithTimeout(actor.With(ctx, c.Actor), apiTime)
	defer cancel()
	if c.ID == "" {
		c.ID = id.New[any]().String()
	}
	q := &errand{Call: c, lang: lang}
	reply, err := a.answer(ctx, q)
	if err != nil {
		reply = a.problem(ctx, q, err)
	}
	if reply.Header == nil {
		reply.Header = map[string]string{}
	}
	for name, value := range map[string]string{
		"X-Request-Id": c.ID, "Content-Language": q.lang, "Vary": "Accept-Language, Authorization, Cookie", "Cache-Control": "no-store",
	} {
		reply.Header[name] = value
	}
	if q.rated != nil {
		maps.Copy(reply.Header, a.rates.header(q.rated))
	}
	if reply.Header["Content-Type"] == "" && len(reply.Body) > 0 {
		reply.Header["Content-Type"] = "application/json; charset=utf-8"
	}
	return reply
}

// errand is a call on its way: what was found out about it.
type errand struct {
	Call
	lang    string
	at      *endpoint
	def     resource.Any
	name    string // the {id} of the path
	key     id.ID  // of the row, once found
	version int64  // what the caller saw; 0 when he did not say
	rated   *rated // nil is not limited
	after   []func(ctx context.Context) error
}

func (a *API) answer(ctx context.Context, q *errand) (reply Reply, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("panic: %v\n%s", caught, debug.Stack())
		}
	}()
	if q.Denied != nil {
		return Reply{}, q.Denied
	}
	if !q.Known {
		return Reply{}, refuse(http.StatusUnauthorized, "core.api.auth", nil).with("WWW-Authenticate", `Bearer realm="hesuan"`)
	}
	if q.rated, err = a.rates.take(q.Bucket); err != nil {
		return Reply{}, err
	}
	if err := a.route(q); err != nil {
		return Reply{}, err
	}
	if err := q.check(); err != nil {
		return Reply{}, err
	}
	if op := q.at.op; op != nil && op.Ask != nil {
		if err := q.keyOfPath(); err != nil {
			return Reply{}, err
		}
		return a.do(ctx, nil, q)
	}
	if q.at.write {
		return a.write(ctx, q)
	}
	err = a.db.View(ctx, func(tx *pg.Tx) (err error) {
		if err = a.find(ctx, tx, q); err == nil {
			reply, err = q.at.run(a, ctx, tx, q)
		}
		return err
	})
	return reply, err
}
