package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hesuan/internal/pg"
	"hesuan/internal/web"
)

// The promise of the declarations: a plain entity in 45 lines, a document with a flow in 130.
func TestDeclarationsAreShort(t *testing.T) {
	for file, most := range map[string]int{
		"catalog/brand.go": 45, "catalog/channel.go": 45, "catalog/product.go": 45,
		"inventory/alert.go": 130, "finance/period.go": 130, "sales/forecast.go": 130,
	} {
		text, err := os.ReadFile(filepath.Join("../../oltp", file))
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(string(text), "\n"); lines > most {
			t.Errorf("%s has %d lines, more than %d", file, lines, most)
		}
	}
}

// UX-06: every declaration, page and message of the house is there in both languages.
func TestNoWordIsMissing(t *testing.T) {
	c := newTrial(t)
	if missing := web.MissingWords(c.defs, c.book); len(missing) > 0 {
		t.Errorf("%d words are missing: %s", len(missing), strings.Join(missing, ", "))
	}
	for _, key := range messageKeys(t) {
		for _, lang := range []string{"zh", "en"} {
			if !c.book.Has(lang, key) {
				t.Errorf("%s: no text for the message %s", lang, key)
			}
		}
	}
}

// messageKeys are the keys of all faults in the code and of all constraints in the schemas.
func messageKeys(t *testing.T) (keys []string) {
	fault := regexp.MustCompile(`fault\.New\(fault\.\w+, "([a-z_.]+)"`)
	constraint := regexp.MustCompile(`(?:constraint|unique index) "([a-z_]+\.[a-z_.]+)"`)
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || strings.HasSuffix(path, "_test.go") || entry.IsDir() && slices.Contains([]string{"node_modules", ".git", "testdata"}, entry.Name()) {
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
			return err
		}
		pattern := map[string]*regexp.Regexp{".go": fault, ".sql": constraint}[filepath.Ext(path)]
		if pattern == nil {
			return nil
		}
		text, err := os.ReadFile(path)
		for _, match := range pattern.FindAllStringSubmatch(string(text), -1) {
			if !strings.HasSuffix(match[1], ".") { // the rest of the key is known at run time only
				keys = append(keys, match[1])
			}
		}
		return err
	})
	if err != nil || len(keys) < 50 {
		t.Fatalf("%d keys, %v", len(keys), err)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// EXT-01, ANA-01: what is declared appears by itself: navigation, pages, API, its description, rights, import, export, events, warehouse.
func TestADeclarationAppearsEverywhere(t *testing.T) {
	c := newCaller(t)
	made := c.promised("POST", "/api/v1/catalog/brand", `{"code":"HS","name":"鹤牌"}`)
	if !strings.Contains(string(made), `"鹤牌"`) {
		t.Fatalf("made %s", made)
	}
	for what, want := range map[string]string{
		"/":                              `href="/catalog/brand"`,
		"/catalog/brand":                 "鹤牌",
		"/catalog/brand/new":             `name="code"`,
		"/catalog/brand/export.csv":      "鹤牌",
		"/catalog/brand/import":          "csv",
		"/api/v1/catalog/brand?q=hp":     "鹤牌", // pinyin initials
		"/api/openapi.json":              "/catalog/brand",
		"/finance/period":                "会计期间",
		"/api/v1/finance/period?limit=1": "items",
	} {
		if status, _, raw := c.ask("GET", what, ""); status != 200 || !strings.Contains(string(raw), want) {
			t.Errorf("%s: %d without %q: %.300s", what, status, want, raw)
		}
	}
	for _, right := range []string{"catalog.brand.view", "catalog.brand.edit", "catalog.brand.import", "catalog.brand.export", "finance.period.close"} {
		if !slices.Contains(c.defs.Rights(), right) {
			t.Errorf("no right %s", right)
		}
	}
	var events uint64
	row := c.filled().DB.QueryRow(c.ctx, "select count() from event final where type in ('catalog.brand', 'finance.account')")
	if err := row.Scan(&events); err != nil || events < 100 {
		t.Errorf("%d events in the warehouse, %v", events, err)
	}
}

// ANA-01, PERF-07: no table of a room escapes the stream, but those named here with a reason.
func TestEveryTableTellsTheWarehouse(t *testing.T) {
	c := newTrial(t)
	told := map[string]bool{
		"inventory.stock":        true, // the sum of the moves, which are told
		"inventory.reservation":  true, // follows from orders, which are told
		"finance.voucher_number": true, // given after commit to vouchers, which are told
		"finance.numbered":       true, // how far the numbering has come
		"history.progress":       true, // how far an import has come
		"history.upload":         true, // files on their way in
		"sheet.upload":           true, // files on their way in
		"sheet.refused":          true,
		"sheet.download":         true, // files on their way out
		"sheet.download_part":    true,
		"webhook.delivery":       true, // events on their way out: what becomes of them is not news
		"webhook.position":       true,
		"webhook.secret":         true, // appears in no event
	}
	for _, def := range c.defs.All() {
		table, _, lines, _ := def.Columns()
		told[table], told[lines] = true, true
	}
	c.do(func(tx *pg.Tx) error {
		rows, err := tx.Query(c.ctx, `select schemaname || '.' || tablename from pg_tables
			where schemaname not in ('pg_catalog', 'information_schema', 'core', 'public', 'auth') order by 1`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var table string
			if err := rows.Scan(&table); err != nil {
				return err
			}
			if !told[table] && !strings.HasPrefix(table, "web.") && table != "demo.load" { // how people like their pages, what is being done
				t.Errorf("%s has no Def: its changes never reach the warehouse", table)
			}
		}
		return rows.Err()
	})
}

// Each Def's columns are those of its table, no more and no fewer.
func TestTablesAreAsDeclared(t *testing.T) {
	c := newTrial(t)
	columns := func(table string) (names []string) {
		c.do(func(tx *pg.Tx) error {
			schema, name, _ := strings.Cut(table, ".")
			return tx.QueryRow(c.ctx, `select array_agg(column_name::text order by 1) from information_schema.columns
				where table_schema = $1 and table_name = $2 and column_name not in ('doc', 'xid')`, schema, name).Scan(&names)
		})
		slices.Sort(names)
		return names
	}
	for _, def := range c.defs.All() {
		table, want, lines, wantLines := def.Columns()
		for at, names := range map[string][]string{table: want, lines: wantLines} {
			if at == "" {
				continue
			}
			slices.Sort(names)
			if got := columns(at); fmt.Sprint(got) != fmt.Sprint(names) {
				t.Errorf("%s has %v, declared are %v", at, got, names)
			}
		}
	}
}
