package sheet

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"hesuan/internal/actor"
	"hesuan/internal/auth"
	"hesuan/internal/cal"
	"hesuan/internal/event"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/i18n"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/internal/testkit"
	"hesuan/internal/web"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const trialSchema = `
create schema trial;
create table trial.kind (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	code text not null constraint "trial.kind.code_taken" unique, name text not null
);
create table trial.thing (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	code text not null constraint "trial.thing.code_taken" unique, title text not null constraint "trial.thing.title_rude" check (title <> 'rude'),
	price numeric(18,4) not null, share numeric(18,4) not null, count int not null, since date, seen timestamptz, active boolean not null,
	size text not null, kind uuid constraint "trial.thing.kind_missing" references trial.kind, parent uuid references trial.thing, made text not null
);
create table trial.visit (
	id uuid primary key, version bigint not null, created timestamptz not null, updated timestamptz not null, archived boolean not null,
	who text not null, day date
);`

type (
	kindID  struct{}
	thingID struct{}
	visitID struct{}
)

type kind struct {
	resource.Base[id.Of[kindID]]
	Code string `json:"code"`
	Name string `json:"name"`
}

type thing struct {
	resource.Base[id.Of[thingID]]
	Code   string         `json:"code"`
	Title  string         `json:"title"`
	Price  fixed.Amount   `json:"price"`
	Share  fixed.Amount   `json:"share"`
	Count  int32          `json:"count"`
	Since  *cal.Date      `json:"since"`
	Active bool           `json:"active"`
	Size   string         `json:"size"`
	Kind   id.Of[kindID]  `json:"kind"`
	Parent id.Of[thingID] `json:"parent"`
	Made   string         `json:"made"`
}

type visit struct {
	resource.Base[id.Of[visitID]]
	Who string    `json:"who"`
	Day *cal.Date `json:"day"`
}

func trialHouse() *resource.House {
	return resource.NewHouse(
		resource.Define(resource.Def[kind]{Meta: resource.Meta{
			Name: "trial.kind", Title: []string{"name"}, Fields: resource.Fields{resource.Text("code", 10).Key(), resource.Text("name", 20).Req().Find().Col()},
		}}),
		resource.Define(resource.Def[thing]{Meta: resource.Meta{
			Name: "trial.thing", Title: []string{"code", "title"}, Sort: "code",
			Fields: resource.Fields{
				resource.Text("code", 20).Key().Once(), resource.Text("title", 40).Req().Find().Col(), resource.Money("price").Col(),
				resource.Rate("share").Col(), resource.Int("count").Col(), resource.Date("since").Col(), resource.Bool("active").Col(),
				resource.Choice("size", "big", "small").Col(), resource.Link("kind", "trial.kind").Col(), resource.Link("parent", "trial.thing"),
				resource.Text("made", 20).RO().Col(),
			},
		}}),
		resource.Define(resource.Def[visit]{Meta: resource.Meta{
			Name: "trial.visit", Title: []string{"who"}, Fields: resource.Fields{resource.Text("who", 20).Req().Col(), resource.Date("day").Col()},
		}}))
}

func trialMigrate(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	trial := fstest.MapFS{"schema.sql": {Data: []byte(trialSchema)}}
	return db.Migrate(ctx, pg.Schema{Room: "core", Files: event.Files}, pg.Schema{Room: "auth", Files: auth.Files}, pg.Schema{Room: "web", Files: web.Files}, pg.Schema{Room: "trial", Files: trial},
		pg.Schema{Room: "sheet", Files: Files})
}

// trial is a desk of a house with three tables, and a person who may import into them.
type trial struct {
	*testing.T
	*Desk
	ctx context.Context
}

func newTrial(t *testing.T) *trial {
	db, err := pg.Open(t.Context(), testkit.Postgres(t, trialMigrate))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	words := fstest.MapFS{
		"lang/zh.json": {Data: []byte(`{"trial.thing": "物品", "trial.thing.list": "物品", "field.code": "编码", "trial.thing.title": "名称", "trial.thing.price": "价格", "trial.thing.size.big": "大的",
			"trial.kind.list": "种类", "trial.visit.list": "来访", "trial.thing.count": "件数", "trial.thing.share": "份额", "trial.thing.since": "起始日", "trial.thing.active": "启用",
			"trial.thing.size": "大小", "trial.thing.size.small": "小的", "trial.thing.kind": "种类", "trial.thing.parent": "上级", "trial.thing.made": "制造", "trial.thing.title_rude": "不雅"}`)},
		"lang/en.json": {Data: []byte(`{"trial.thing": "thing", "trial.thing.list": "Things", "field.code": "Code", "trial.thing.title": "Its title", "trial.thing.title_rude": "Rude"}`)},
	}
	book, err := i18n.Load(words, Files, web.Files, web.APIFiles)
	if err != nil {
		t.Fatal(err)
	}
	clerk := actor.Actor{Name: "clerk", Lang: "zh", Rights: []string{"trial.*"}}
	owner := func(context.Context, *pg.Tx, ref.User) (actor.Actor, error) { return clerk, nil }
	return &trial{t, &Desk{DB: db, House: trialHouse(), Book: book, Owner: owner}, actor.With(t.Context(), clerk)}
}

func (t *trial) do(fn func(ctx context.Context, tx *pg.Tx) error) {
	t.Helper()
	if err := t.DB.Do(t.ctx, func(tx *pg.Tx) error { return fn(t.ctx, tx) }); err != nil {
		t.Fatal(err)
	}
}

// load imports a file and tells what became of its rows: "made 2 changed 0 same 0 bad 1", and the bad rows' messages.
func (t *trial) load(def string, file []byte) (counts string, bad []string) {
	t.Helper()
	table, err := Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	im, count := t.importer(t.House.Find(def), "zh"), map[string]int{}
	err = im.Run(t.ctx, table, 0, func(_ context.Context, _ *pg.Tx, taken []Taken) error {
		for _, one := range taken {
			if count[one.Became]++; one.Became == Bad {
				bad = append(bad, fmt.Sprintf("%d %s", one.Line, keysOf(one.Faults)))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("made %d changed %d same %d bad %d", count[Made], count[Changed], count[Same], count[Bad]), bad
}

func keysOf(faults fault.List) string {
	var keys []string
	for _, f := range faults {
		keys = append(keys, strings.TrimSpace(f.Key+" "+f.Field))
	}
	return strings.Join(keys, ", ")
}

// export is a Def's list as a file.
func (t *trial) export(def, kind, lang string, fields resource.Fields) []byte {
	t.Helper()
	var out bytes.Buffer
	ex := &Export{DB: t.DB, House: t.House, Book: t.Book, Def: t.House.Find(def), Lang: lang, Fields: fields}
	if err := ex.Write(t.ctx, kind, &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (t *trial) value(sql string, args ...any) (value string) {
	t.Helper()
	t.do(func(ctx context.Context, tx *pg.Tx) error {
		return tx.QueryRow(ctx, "select ("+sql+")::text", args...).Scan(&value)
	})
	return value
}
