package check_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"hesuan/internal/actor"
	"hesuan/internal/check"
	"hesuan/internal/event"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func migrate(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Migrate(ctx, pg.Schema{Room: "core", Files: event.Files}); err != nil {
		return err
	}
	return db.Do(ctx, func(tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `create schema trial; create table trial.thing (id uuid primary key, version bigint not null, created timestamptz
			not null, updated timestamptz not null, archived boolean not null, name text not null)`)
		return err
	})
}

type thing struct {
	resource.Base[id.ID]
	Name string `json:"name"`
}

// PERF-07: broken rows are counted, the first are shown, and a rule that holds shows none.
func TestRulesTellWhatIsBroken(t *testing.T) {
	ctx := actor.With(t.Context(), actor.House)
	db, err := pg.Open(ctx, testkit.Postgres(t, migrate))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	things := resource.Define(resource.Def[thing]{Meta: resource.Meta{Name: "trial.thing", Title: []string{"name"},
		Fields: resource.Fields{resource.Text("name", 20)}}})
	rules := append(check.Events(resource.NewHouse(things)),
		check.Rule{Name: "trial.no_bad_names", SQL: "select name from trial.thing where name like 'bad%' order by name"},
		check.Rule{Name: "trial.spoken", Run: func(ctx context.Context, tx *pg.Tx, report func(string)) error {
			var n int
			err := tx.QueryRow(ctx, "select count(*) from trial.thing where name = 'bad00'").Scan(&n)
			if n > 0 {
				report("bad00 was heard")
			}
			return err
		}})
	run := func() (sound bool, text string) {
		results, err := check.Run(ctx, db, rules)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		return check.Write(&out, results), out.String()
	}
	if sound, text := run(); !sound || !strings.Contains(text, "3 rules, 0 broken") {
		t.Errorf("an empty house: %s", text)
	}
	err = db.Do(ctx, func(tx *pg.Tx) error {
		for i := range 25 {
			if err := things.Insert(ctx, tx, &thing{Name: fmt.Sprintf("bad%02d", i)}, "create"); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, "update trial.thing set name = 'forged' where name = 'bad24'")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sound, text := run()
	for _, want := range []string{"1 broken  trial.thing.events", "last_body_is_row: trial.thing", "24 broken  trial.no_bad_names",
		`{"name": "bad19"}`, "… and 4 more", "bad00 was heard", "3 rules, 3 broken"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if sound || strings.Contains(text, "bad20") {
		t.Errorf("%v\n%s", sound, text)
	}
}
