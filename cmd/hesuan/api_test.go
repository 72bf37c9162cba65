package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"hesuan/ingest/status"
	"hesuan/internal/auth"
	"hesuan/internal/web"
)

// caller calls the API of the whole house over HTTP as its first user, and holds each answer against the description.
type caller struct {
	*trial
	url     string
	session string
	router  routers.Router
	routes  []string // of the pages and the API
	doc     *openapi3.T
	told    map[string]bool // errors whose page was looked at
	calls   atomic.Int64
}

func newCaller(t *testing.T) *caller { return callerOf(t, newTrial(t)) }

// callerOf calls a company whose business so far is in the warehouse.
func callerOf(t *testing.T, company *trial) *caller {
	c := &caller{trial: company}
	if _, _, err := auth.EnsureAdmin(c.ctx, c.db, "correct horse battery"); err != nil {
		t.Fatal(err)
	}
	session, err := c.auth.Login(c.ctx, "admin", "correct horse battery", "127.0.0.1", "test")
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.session, c.url = session.Token, "http://"+listener.Addr().String()
	warehouse := c.filled()
	state := &status.House{DB: c.db, Warehouse: warehouse, Data: t.TempDir(), Forecast: c.foretoldAt}
	server := web.New(web.Options{DB: c.db, House: c.defs, Book: c.book, Auth: c.auth, Pages: append(c.pages(warehouse), state.Pages()...),
		Ops: append(c.ops(warehouse), state.Ops()...), Static: c.static(), Log: slog.New(slog.DiscardHandler)})
	c.routes = server.Routes()
	go func() { _ = server.Serve(t.Context(), listener) }()
	_, _, raw := c.ask("GET", "/api/openapi.json", "")
	if c.doc, err = openapi3.NewLoader().LoadFromData(raw); err != nil {
		t.Fatal(err)
	}
	if err := c.doc.Validate(t.Context(), openapi3.IsOpenAPI31OrLater(), openapi3.EnableExamplesValidation()); err != nil {
		t.Error(err)
	}
	if c.router, err = legacy.NewRouter(c.doc, openapi3.IsOpenAPI31OrLater()); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *caller) ask(method, target, body string) (int, http.Header, []byte) {
	c.t.Helper()
	return c.speak(method, target, body, "")
}

// speak asks in a language.
func (c *caller) speak(method, target, body, lang string) (int, http.Header, []byte) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.url+target, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(request.URL.Host)
	request.Header.Set("Cookie", "hesuan_"+port+"_session="+c.session)
	request.Header.Set("X-CSRF-Token", auth.CSRF(c.session))
	request.Header.Set("Content-Type", "application/json")
	if lang != "" {
		request.Header.Set("Accept-Language", lang)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	c.calls.Add(1)
	return response.StatusCode, response.Header, raw
}

// promised asks and holds the answer against the description; an internal error is never promised.
func (c *caller) promised(method, target, body string) []byte {
	c.t.Helper()
	status, header, raw := c.ask(method, target, body)
	request, _ := http.NewRequest(method, strings.TrimPrefix(target, c.url), nil)
	route, params, err := c.router.FindRoute(request)
	if err != nil {
		if status >= 500 {
			c.t.Errorf("%s %s: %d %s", method, target, status, raw)
		}
		return raw
	}
	c.explained(status, raw)
	err = openapi3filter.ValidateResponse(c.t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, Route: route, PathParams: params},
		Status:                 status, Header: header, Body: io.NopCloser(bytes.NewReader(raw)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
	if err != nil || status >= 500 {
		c.t.Errorf("%s %s %s: %d %s: %v", method, target, body, status, raw, err)
	}
	return raw
}

// explained follows the type of an error to the page that tells of it.
func (c *caller) explained(status int, raw []byte) {
	var told struct{ Type, Key string }
	if status < 400 || json.Unmarshal(raw, &told) != nil || c.told[told.Key] {
		return
	}
	if c.told == nil {
		c.told = map[string]bool{}
	}
	c.told[told.Key] = true
	if status, _, page := c.ask("GET", told.Type, ""); status != 200 || !strings.Contains(string(page), told.Key) {
		c.t.Errorf("the type %s leads nowhere: %d", told.Type, status)
	}
}

// Every operation of every Def of the house answers as its description says, to sense and to nonsense.
func TestEveryOperationOfTheHouseAnswersAsDescribed(t *testing.T) {
	c := newCaller(t)
	sku := c.sku("API1", 10, "5")
	order, err := c.place(line{sku, 20_000})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{"/sales/order": order.Number, "/catalog/sku": "API1"}
	bodies := []string{
		"", "{}", "[]", "{", `{"version":99}`, `{"lines":[{}]}`, `{"lines":[{"sku":"` + sku.String() + `","qty":"-1"}]}`,
		`{"name":{},"code":[],"price":"NaN","lines":7,"customer":5,"kind":"\u0000","note":"` + strings.Repeat("长", 9000) + `"}`,
		`{"lines":[{"sku":"` + sku.String() + `","qty":"99999999999999","price":"99999999999999.9999"}],"customer":"` + c.customer.String() + `","warehouse":"` + c.wuhan.String() + `"}`,
	}
	queries := []string{"", "?limit=3&totals=true&archived=true", "?q=%25x%00", "?q=王", "?sort=-id", "?after=e30", "?id=x", "?created[ge]=0001-01-01T00:00:00Z&number[has]=%27"}
	begin := time.Now()
	for at, item := range c.doc.Paths.Map() {
		root := "/" + strings.Join(strings.Split(at, "/")[1:3], "/")
		names := []string{"nope", "019fa000-0000-7000-8000-000000000000"}
		if row := rows[root]; row != "" {
			names = append(names, row)
		}
		for method := range item.Operations() {
			for _, name := range names {
				target := "/api/v1" + strings.ReplaceAll(at, "{id}", name)
				if method == "GET" {
					for _, query := range queries {
						c.promised(method, target+query, "")
					}
					continue
				}
				for _, body := range bodies {
					c.promised(method, target, body)
				}
				if !strings.Contains(at, "{id}") {
					break
				}
			}
		}
	}
	t.Logf("%d calls of %d paths in %v", c.calls.Load(), c.doc.Paths.Len(), time.Since(begin).Round(time.Millisecond))
	if c.calls.Load() < 500 {
		t.Error("too few calls to prove anything")
	}
}

// API-01: an order goes from entry to shipment by the API alone.
func TestAnOrderByTheAPI(t *testing.T) {
	c := newCaller(t)
	sku := c.sku("API1", 10, "5")
	status, _, raw := c.ask("POST", "/api/v1/sales/order/steps/place", `{"channel":"`+c.trial.channel.String()+`","customer":"`+c.customer.String()+
		`","warehouse":"`+c.wuhan.String()+`","lines":[{"sku":"`+sku.String()+`","qty":"2"}]}`)
	if status != 201 {
		t.Fatalf("%d %s", status, raw)
	}
	var order struct{ ID, Number, State, Total string }
	read(t, raw, &order)
	if order.State != "placed" {
		t.Errorf("placed %s", raw)
	}
	status, _, raw = c.ask("GET", "/api/v1/sales/order?number="+order.Number+"&totals=true", "")
	var list struct {
		Items  []struct{ ID string }
		Totals struct{ Count int }
	}
	if read(t, raw, &list); status != 200 || len(list.Items) != 1 || list.Items[0].ID != order.ID || list.Totals.Count != 1 {
		t.Errorf("%d %s", status, raw)
	}
}

func read(t *testing.T, raw []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
}
