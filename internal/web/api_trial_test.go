package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"hesuan/internal/actor"
	"hesuan/internal/auth"
	"hesuan/internal/cal"
	"hesuan/internal/event"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/flow"
	"hesuan/internal/i18n"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/internal/testkit"
)

// A house of two tables, made to have one field of each kind, lines, and every sort of step.
const trialSchema = `
create schema trial;
create sequence trial.note_number;
create table trial.thing (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	code text not null constraint "trial.thing.code_taken" unique, title text not null, price numeric(18,4) not null, share numeric(18,4) not null,
	count int not null, since date, seen timestamptz, active boolean not null, kind text not null, mail text not null, about text not null,
	parent uuid constraint "trial.thing.parent_missing" references trial.thing, bag jsonb, secret text not null, "limit" int not null
);
create table trial.note (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null unique, state text not null, at timestamptz not null, day date, note text not null, last_line int not null,
	title text not null constraint "trial.note.title_rude" check (title <> 'rude'), worth numeric(18,4) not null
);
create table trial.note_line (doc uuid not null references trial.note, no int not null, word text not null, qty numeric(18,4) not null,
	thing uuid constraint "trial.note.thing_missing" references trial.thing, primary key (doc, no));
`

type (
	trialThing struct{}
	trialNote  struct{}
)

type thing struct {
	resource.Base[id.Of[trialThing]]
	Code   string            `json:"code"`
	Title  string            `json:"title"`
	Price  fixed.Amount      `json:"price"`
	Share  fixed.Amount      `json:"share"`
	Count  int32             `json:"count"`
	Since  *cal.Date         `json:"since"`
	Active bool              `json:"active"`
	Kind   string            `json:"kind"`
	Mail   string            `json:"mail"`
	About  string            `json:"about"`
	Parent id.Of[trialThing] `json:"parent"`
	Bag    map[string]any    `json:"bag"`
	Secret string            `json:"secret"` // not declared: stays inside
	Limit  int32             `json:"limit"`
}

type note struct {
	resource.Doc[id.Of[trialNote]]
	Title string       `json:"title"`
	Worth fixed.Amount `json:"worth"`
	Lines []noteLine   `json:"lines"`
}

type noteLine struct {
	resource.Line
	Word  string            `json:"word"`
	Qty   fixed.Qty         `json:"qty"`
	Thing id.Of[trialThing] `json:"thing"`
}

type noteStamp struct {
	Word string `json:"word"`
}

func trialHouse() *resource.House {
	things := resource.Define(resource.Def[thing]{Meta: resource.Meta{
		Name: "trial.thing", Title: []string{"title"}, Sort: "code",
		Fields: resource.Fields{
			resource.Text("code", 20).Key().Once(), resource.Text("title", 40).Req().Find().Col(), resource.Money("price").Total(), resource.Rate("share").Col(),
			resource.Int("count").Col(), resource.Date("since").Col(), resource.Bool("active").Col(), resource.Choice("kind", "big", "small").Col(),
			resource.Email("mail").Col(), resource.LongText("about"), resource.Link("parent", "trial.thing").Col(), resource.JSON("bag"), resource.Int("limit"),
		},
	}})
	notes := resource.Define(resource.Def[note]{Meta: resource.Meta{
		Name: "trial.note", Title: []string{"number"}, Prefix: "N", Editable: []string{"draft"},
		Fields: resource.Fields{resource.Text("title", 40).Req().Find().Col(), resource.Money("worth").Total()},
		Lines:  resource.Fields{resource.Text("word", 10).Req(), resource.Quantity("qty"), resource.Link("thing", "trial.thing")},
	}})
	flow.Define(notes, flow.Plan[note]{
		States: []resource.State{{Name: "draft", Tone: "plain"}, {Name: "sent", Tone: "done"}, {Name: "dead", Tone: "dead"}},
		Draft:  []string{"draft"},
		Steps: []flow.Step[note]{
			{StepInfo: resource.StepInfo{Name: "draft", From: []string{""}, To: []string{"draft"}}},
			{StepInfo: resource.StepInfo{Name: "hurry", From: []string{"", "draft"}, To: []string{"sent"}}},
			{StepInfo: resource.StepInfo{Name: "send", From: []string{"draft"}, To: []string{"sent"}, Fields: resource.Fields{resource.Text("word", 10).Req()}},
				Action: flow.With(func(_ context.Context, _ *pg.Tx, n *note, in *noteStamp) error {
					n.Title += " " + in.Word
					return nil
				})},
			{StepInfo: resource.StepInfo{Name: "burst", From: []string{"draft"}, To: []string{"dead"}},
				Action: flow.Do(func(context.Context, *pg.Tx, *note) error { panic("burst") })},
			{StepInfo: resource.StepInfo{Name: "wait", From: []string{"draft"}, To: []string{"sent"}},
				Action: flow.Do(func(context.Context, *pg.Tx, *note) error {
					return fault.New(fault.Unavailable, "trial.note.wait", nil)
				})},
		},
	})
	return resource.NewHouse(things, notes)
}

func trialMigrate(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	trial := fstest.MapFS{"schema.sql": {Data: []byte(trialSchema)}}
	return db.Migrate(ctx, pg.Schema{Room: "core", Files: event.Files}, pg.Schema{Room: "auth", Files: auth.Files}, pg.Schema{Room: "web", Files: Files},
		pg.Schema{Room: "trial", Files: trial})
}

// trial is the API of the trial house; each answer it gives is held against the description.
type trial struct {
	*testing.T
	api    *API
	db     *pg.DB
	doc    *openapi3.T
	router routers.Router
	who    actor.Actor
}

func newTrial(t *testing.T) *trial {
	dsn := testkit.Postgres(t, trialMigrate)
	db, err := pg.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	text := fstest.MapFS{}
	for _, lang := range i18n.Langs {
		text["lang/"+lang+".json"] = &fstest.MapFile{Data: fmt.Appendf(nil,
			`{"field.title": "title in %s", "core.field.required": "%s: {field}", "core.row.changed": "%s: changed"}`, lang, lang, lang)}
	}
	book, err := i18n.Load(APIFiles, fs.FS(text))
	if err != nil {
		t.Fatal(err)
	}
	options := Options{DB: db, House: trialHouse(), Book: book}
	tr := &trial{T: t, api: newAPI(&options, languages(&options)), db: db, who: actor.Actor{ID: ref.User(id.New[any]()), Name: "tester", Rights: []string{"*"}}}
	tr.describe()
	return tr
}

func (t *trial) describe() {
	raw, err := t.api.OpenAPI("en")
	if err != nil {
		t.Fatal(err)
	}
	loader := openapi3.NewLoader()
	if t.doc, err = loader.LoadFromData(raw); err != nil {
		t.Fatal(err)
	}
	if t.router, err = legacy.NewRouter(t.doc, openapi3.EnableExamplesValidation(), openapi3.IsOpenAPI31OrLater()); err != nil {
		t.Fatal(err)
	}
}

// answer is a reply with its body read.
type answer struct {
	Reply
	object map[string]any
}

func (a answer) text(name string) string { return fmt.Sprint(a.object[name]) }

// ask calls the API; headers are names and values. The answer must be one that the description promises for this operation.
func (t *trial) ask(method, target, body string, headers ...string) answer {
	t.Helper()
	reply := t.api.Serve(t.Context(), t.call(method, target, body, headers...))
	t.promised(method, target, reply)
	got := answer{Reply: reply}
	if len(reply.Body) > 0 {
		if err := json.Unmarshal(reply.Body, &got.object); err != nil {
			t.Errorf("%s %s: %v in %s", method, target, err, reply.Body)
		}
	}
	return got
}

func (t *trial) call(method, target, body string, headers ...string) Call {
	at, rawQuery, _ := strings.Cut(target, "?")
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		t.Fatal(err)
	}
	call := Call{Method: method, Path: apiRoot + at, Query: values, Header: http.Header{}, Body: []byte(body), Actor: t.who, Known: t.who.Name != ""}
	if body != "" {
		call.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		call.Header.Set(headers[i], headers[i+1])
	}
	return call
}

// promised holds a reply against the description.
func (t *trial) promised(method, target string, reply Reply) {
	t.Helper()
	request, err := http.NewRequest(method, apiRoot+target, nil)
	if err != nil {
		t.Fatal(err)
	}
	route, params, err := t.router.FindRoute(request)
	if err != nil {
		if reply.Status != http.StatusNotFound && reply.Status != http.StatusMethodNotAllowed && reply.Status != http.StatusUnauthorized {
			t.Errorf("%s %s is not described (%v) and answers %d %s", method, target, err, reply.Status, reply.Body)
		}
		return
	}
	header := http.Header{}
	for name, value := range reply.Header {
		header.Set(name, value)
	}
	err = openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, Route: route, PathParams: params},
		Status:                 reply.Status, Header: header, Body: io.NopCloser(bytes.NewReader(reply.Body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
	if err != nil {
		t.Errorf("%s %s: %d %s is not as described: %v", method, target, reply.Status, reply.Body, err)
	}
}

func (t *trial) want(got answer, status int, key string) {
	t.Helper()
	if got.Status != status || key != "" && got.object["key"] != key {
		t.Errorf("got %d %s, want %d %s", got.Status, got.Body, status, key)
	}
}
