package flow_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"hesuan/internal/actor"
	"hesuan/internal/event"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/flow"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const schema = `
create schema trial;
create sequence trial.note_number;
create table trial.note (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	number text not null unique, state text not null, at timestamptz not null, day date, note text not null, last_line int not null,
	title text not null constraint "trial.note.title_rude" check (title <> 'rude'), worth numeric(18,4) not null, phone text not null
);
create table trial.note_line (doc uuid not null references trial.note, no int not null, word text not null, qty numeric(18,4) not null, primary key (doc, no));
`

type noteID struct{}

type note struct {
	resource.Doc[id.Of[noteID]]
	Title string       `json:"title"`
	Worth fixed.Amount `json:"worth"`
	Phone string       `json:"phone"`
	Lines []noteLine   `json:"lines"`
}

type noteLine struct {
	resource.Line
	Word string    `json:"word"`
	Qty  fixed.Qty `json:"qty"`
}

type stamp struct {
	Word string `json:"word"`
}

func house() *flow.Flow[note] {
	def := resource.Define(resource.Def[note]{
		Meta: resource.Meta{
			Name: "trial.note", Title: []string{"number"}, Prefix: "N", Editable: []string{"draft"},
			Fields: resource.Fields{resource.Text("title", 40).Req().Find().Col(), resource.Money("worth").Total(), resource.Text("phone", 20).Secret()},
			Lines:  resource.Fields{resource.Text("word", 10).Req(), resource.Quantity("qty")},
		},
		Subject: func(n *note) id.ID { return id.ID(n.ID) },
	})
	f := flow.Define(def, flow.Plan[note]{
		States: []resource.State{{Name: "draft", Tone: "plain"}, {Name: "sent", Tone: "done"}},
		Draft:  []string{"draft"},
		Steps: []flow.Step[note]{
			{StepInfo: resource.StepInfo{Name: "draft", From: []string{""}, To: []string{"draft"}}},
			{StepInfo: resource.StepInfo{Name: "send", From: []string{"", "draft"}, To: []string{"sent"}, Fields: resource.Fields{resource.Text("word", 10).Req()}},
				Action: flow.With(func(_ context.Context, _ *pg.Tx, n *note, in *stamp) error {
					n.Title += " " + in.Word
					return nil
				})},
		},
	})
	resource.NewHouse(def)
	return f
}

func open(t *testing.T) (*pg.DB, context.Context) {
	dsn := testkit.Postgres(t, func(ctx context.Context, dsn string) error {
		db, err := pg.Open(ctx, dsn)
		if err != nil {
			return err
		}
		defer db.Close()
		return db.Migrate(ctx, pg.Schema{Room: "core", Files: event.Files}, pg.Schema{Room: "trial", Files: files(schema)})
	})
	ctx := actor.With(t.Context(), actor.House)
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db, ctx
}

func files(text string) fs.FS { return fstest.MapFS{"schema.sql": {Data: []byte(text)}} }

// ORD-04: a document's whole life, and the events that tell it.
func TestADocumentLivesByItsSteps(t *testing.T) {
	db, ctx := open(t)
	f := house()
	var made *note
	do(t, db, ctx, func(tx *pg.Tx) error {
		row, err := f.Def.Create(ctx, tx, []byte(`{"title":"list","worth":"12.5","phone":"13800000000","lines":[{"word":"a","qty":"1"},{"word":"b","qty":2}]}`))
		made, _ = row.(*note)
		return err
	})
	if made.Number == "" || made.State != "draft" || made.Day != nil || len(made.Lines) != 2 || made.Lines[1].No != 2 {
		t.Fatalf("made %+v", made)
	}
	key := id.ID(made.ID)
	do(t, db, ctx, func(tx *pg.Tx) error {
		_, err := f.Def.Change(ctx, tx, key, 1, []byte(`{"lines":[{"no":2,"qty":"3"},{"word":"c","qty":"1"}]}`))
		return err
	})
	do(t, db, ctx, func(tx *pg.Tx) error {
		_, err := f.Def.Take(ctx, tx, key, 2, "send", []byte(`{"word":"now"}`))
		return err
	})
	var got *note
	do(t, db, ctx, func(tx *pg.Tx) (err error) { got, err = f.Def.Get(ctx, tx, key); return err })
	if got.State != "sent" || got.Title != "list now" || got.Version != 3 || got.Day == nil || fmt.Sprint(got.Lines) != "[{{2} b 3} {{3} c 1}]" {
		t.Fatalf("sent %+v", got)
	}
	do(t, db, ctx, func(tx *pg.Tx) error {
		var gone, body string
		err := tx.QueryRow(ctx, "select array_to_string(gone, ','), body::text from core.event where doc = $1 and version = 2", key).Scan(&gone, &body)
		if gone != "1" || strings.Contains(body, "13800000000") {
			t.Errorf("gone %q, body %s", gone, body)
		}
		return errors.Join(err, f.Def.Compare(ctx, tx, func(b resource.Break) { t.Errorf("%+v", b) }))
	})
	breaks := 0
	do(t, db, ctx, func(tx *pg.Tx) error {
		_, err := tx.Exec(ctx, "update trial.note set title = 'forged', version = version + 1")
		return errors.Join(err, f.Def.Compare(ctx, tx, func(resource.Break) { breaks++ }))
	})
	if breaks != 2 {
		t.Errorf("forgery found %d times", breaks)
	}
}

func TestBadInputIsToldAllAtOnce(t *testing.T) {
	db, ctx := open(t)
	f := house()
	for input, want := range map[string]string{
		`{}`:                                    "core.field.required title",
		`{"title":"a","worth":"1e18","nose":1}`: "core.field.unknown nose, core.field.amount worth",
		`{"title":"a","worth":"100000000000000"}`:       "core.field.range worth",
		`{"title":"a","lines":[{"word":"","qty":"x"}]}`: "core.field.qty lines.0.qty, core.field.required lines.0.word",
		`{"title":"a","lines":[{"no":9,"word":"w"}]}`:   "core.line.missing lines.0.no",
		`[]`:               "core.input.object ",
		`{"title":"rude"}`: "trial.note.title_rude ",
		`{"title":"` + strings.Repeat("长", 41) + `"}`: "core.field.long title",
		`{"title":"a","state":"sent"}`:                "core.field.unknown state",
	} {
		err := db.Do(ctx, func(tx *pg.Tx) error { _, err := f.Def.Create(ctx, tx, []byte(input)); return err })
		var got []string
		for _, one := range fault.All(err) {
			got = append(got, one.Key+" "+one.Field)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %q (%v), want %q", input, got, err, want)
		}
	}
	nobody := actor.With(ctx, actor.Actor{Rights: []string{"trial.note.view"}})
	err := db.Do(nobody, func(tx *pg.Tx) error { _, err := f.Def.Create(nobody, tx, []byte(`{"title":"a"}`)); return err })
	if fault.KindOf(err) != fault.Forbidden { // SEC-01
		t.Errorf("got %v", err)
	}
}

func TestListsPageByKeyset(t *testing.T) {
	db, ctx := open(t)
	f := house()
	for i := range 25 {
		do(t, db, ctx, func(tx *pg.Tx) error {
			_, err := f.Def.Create(ctx, tx, fmt.Appendf(nil, `{"title":"n%d","worth":"%d"}`, i, i/3))
			return err
		})
	}
	for _, sort := range []string{"worth", "-worth", "", "-number"} {
		seen, after := map[id.ID]bool{}, ""
		for {
			var rows []any
			do(t, db, ctx, func(tx *pg.Tx) (err error) {
				rows, after, err = f.Def.Find(ctx, tx, resource.Query{Sort: sort, Limit: 7, After: after})
				return err
			})
			for _, row := range rows {
				seen[resource.KeyOf(row)] = true
			}
			if after == "" {
				break
			}
		}
		if len(seen) != 25 {
			t.Errorf("%q: saw %d of 25", sort, len(seen))
		}
	}
	do(t, db, ctx, func(tx *pg.Tx) error {
		totals, err := f.Def.Totals(ctx, tx, resource.Query{Where: []resource.Cond{{Field: "worth", Op: "ge", Value: "7"}}})
		if totals.Count != 4 || totals.Sums["worth"].String() != "29" {
			t.Errorf("%+v", totals)
		}
		return err
	})
}

// The same key twice gives one document and the same answer; with other input it is a conflict.
func TestOnce(t *testing.T) {
	db, ctx := open(t)
	f := house()
	post := func(input string) (answer string, err error) {
		err = db.Do(ctx, func(tx *pg.Tx) error {
			raw, _, err := tx.Once(ctx, "key", []byte(input), func() ([]byte, error) {
				row, err := f.Def.Create(ctx, tx, []byte(input))
				if err != nil {
					return nil, err
				}
				return []byte(row.(*note).Number), nil
			})
			answer = string(raw)
			return err
		})
		return answer, err
	}
	answers := make(chan string, 20)
	for range cap(answers) {
		go func() {
			answer, err := post(`{"title":"x"}`)
			answers <- fmt.Sprint(answer, err)
		}()
	}
	first := <-answers
	for range cap(answers) - 1 {
		if next := <-answers; next != first {
			t.Errorf("%q and %q", first, next)
		}
	}
	if _, err := post(`{"title":"y"}`); fault.KindOf(err) != fault.Conflict {
		t.Errorf("got %v", err)
	}
}

func do(t *testing.T, db *pg.DB, ctx context.Context, fn func(tx *pg.Tx) error) {
	t.Helper()
	if err := db.Do(ctx, fn); err != nil {
		t.Fatal(err)
	}
}
