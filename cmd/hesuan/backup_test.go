package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hesuan/internal/config"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/internal/testkit"
)

// OPS-05: what was backed up comes back row for row, into an empty database only, and the house goes on from there.
func TestABackupComesBack(t *testing.T) {
	c := newTrial(t)
	sku := c.sku("KEEP", 20, "3")
	if _, err := c.place(line{sku, fixed.Units(2)}); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	var said bytes.Buffer
	dsn := c.db.Pool.Config().ConnString()
	here := &config.Config{Postgres: dsn, Kafka: "127.0.0.1:1", ClickHouse: "http://127.0.0.1:1/x"}
	if err := (backupCommand{Folder: folder}).Run(t.Context(), here, &said); err != nil {
		t.Fatal(err)
	}
	made, _ := filepath.Glob(folder + "/hesuan-*")
	if len(made) != 1 {
		t.Fatalf("made %v: %s", made, said.String())
	}
	if err := (restoreCommand{Folder: made[0]}).Run(t.Context(), here, &said); err == nil || !strings.Contains(err.Error(), "holds a company") {
		t.Errorf("a restore over a company: %v", err)
	}
	there := &config.Config{Postgres: testkit.Postgres(t, nil), Kafka: here.Kafka, ClickHouse: here.ClickHouse}
	if err := (restoreCommand{Folder: made[0]}).Run(t.Context(), there, &said); err != nil {
		t.Fatal(err)
	}
	db, err := pg.Open(c.ctx, there.Postgres)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h, err := wire(c.ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	back := &trial{house: h, t: t, ctx: c.ctx, channel: c.channel, customer: c.customer, wuhan: c.wuhan, ezhou: c.ezhou, category: c.category}
	back.mustBeSound()
	for _, table := range []string{"sales.order", "sales.order_line", "inventory.stock", "finance.account", "core.subject_key"} {
		if was, is := picture(t, c.db, table), picture(t, db, table); was != is || was == "" {
			t.Errorf("%s was %.200s and is %.200s", table, was, is)
		}
	}
	if _, err := back.place(line{sku, fixed.Units(3)}); err != nil {
		t.Errorf("the house does not go on: %v", err)
	}
	back.mustBeSound()
	t.Run("a file that has changed is seen", func(t *testing.T) {
		file := filepath.Join(made[0], "sales.order.copy.gz")
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		raw[len(raw)/2] ^= 1
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		err = (restoreCommand{Folder: made[0], Look: true}).Run(t.Context(), there, &said)
		if err == nil || !strings.Contains(err.Error(), "not as it was written") {
			t.Errorf("a changed file: %v", err)
		}
	})
}

// picture is a table's content, but for transaction ids.
func picture(t *testing.T, db *pg.DB, table string) (all string) {
	t.Helper()
	schema, name, _ := strings.Cut(table, ".")
	err := db.Pool.QueryRow(t.Context(), `select coalesce(jsonb_agg(to_jsonb(r) - 'xid' order by (to_jsonb(r) - 'xid')::text)::text, '')
		from `+schema+`."`+name+`" r`).Scan(&all)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
