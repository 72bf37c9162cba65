package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hesuan/ingest/history"
	"hesuan/internal/check"
	"hesuan/internal/pg"
	"hesuan/internal/testkit"
)

// retail is the real file.
const retail = "../../../shared/data/online_retail.csv.gz"

// foundBritish is what `hesuan migrate` does with HESUAN_CURRENCY=GBP.
func foundBritish(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = found(asHouse(ctx), db, pg.Company{Name: "Gifts", Currency: "GBP", Zone: "Asia/Shanghai"})
	return err
}

func newBritish(t testing.TB) *house {
	t.Helper()
	return openBritish(t, testkit.Postgres(t, foundBritish))
}

// sound fails the test for every rule of the house that is broken.
func (h *house) sound(t testing.TB) {
	t.Helper()
	for _, rule := range h.rules() {
		began := time.Now()
		results, err := check.Run(asHouse(t.Context()), h.db, []check.Rule{rule})
		if err != nil {
			t.Fatal(err)
		}
		if results[0].Broken > 0 {
			t.Errorf("%s: %d broken: %v", rule.Name, results[0].Broken, results[0].First)
		}
		if took := time.Since(began); took > time.Second {
			t.Logf("%s took %s", rule.Name, took)
		}
	}
}

// neverBelowZero fails the test where stock was below zero at any time, in the order of posting.
func neverBelowZero(t testing.TB, h *house) {
	t.Helper()
	var below int
	err := h.db.Pool.QueryRow(t.Context(), `
		with moves as (
			select p.number, l.no, l.sku, sum(case when l.to_place = w.id then l.qty else -l.qty end) over (partition by l.sku order by p.number, l.no) as level
			from inventory.posting p join inventory.posting_line l on l.doc = p.id join inventory.warehouse w on w.id in (l.from_place, l.to_place)
		) select count(*) from moves where level < 0`).Scan(&below)
	if err != nil || below > 0 {
		t.Errorf("%d moves left less than nothing, %v", below, err)
	}
}

func kindsAgree(t testing.TB, h *house, plan *history.Plan) {
	t.Helper()
	totals, err := h.kindsInPostgres(asHouse(t.Context()), plan)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range history.Kinds {
		if totals[kind] != plan.File.Totals[kind] {
			t.Errorf("%s: Postgres has %+v, the file %+v", kind, totals[kind], plan.File.Totals[kind])
		}
	}
}

// realFile is the path of the real file; the test is skipped without it, and where nobody asked for long tests.
func realFile(t *testing.T) string {
	t.Helper()
	if os.Getenv("HESUAN_LONG") == "" {
		t.Skip("SKIPPED: importing a year takes a minute; set HESUAN_LONG=1 (make test-long)")
	}
	path, err := filepath.Abs(retail)
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		t.Skipf("SKIPPED: the real file is not there: %v", err)
	}
	return path
}

// OPS-05 in part: from the file to boards that agree with Postgres in two minutes, beside a running `up`; the totals are exact.
func TestFromFileToBoards(t *testing.T) {
	path := realFile(t)
	t.Setenv("HESUAN_CURRENCY", "GBP")
	p := startProgram(t, "off")
	began := time.Now()
	out, complaint, err := said(t, p.command("import", "online-retail", path, "--rejected", filepath.Join(t.TempDir(), "rejected.csv")))
	took := time.Since(began)
	t.Logf("%s\n%s%s", took, out, complaint)
	if err != nil || !strings.Contains(string(out), "difference 0") || strings.Count(string(out), "= Postgres = ClickHouse") != len(history.Kinds) {
		t.Errorf("the import ended with %v", err)
	}
	if !strings.Contains(strings.Join(strings.Fields(string(out)), " "), "541909 5176450 9747747.934 all") {
		t.Error("the totals are not the file's")
	}
	if took > 2*time.Minute {
		t.Errorf("it took %s", took)
	}
}

// OPS-05 in part: the whole of the real file, from file to Postgres, with every invariant of the house.
func TestImportsTheWholeFile(t *testing.T) {
	path := realFile(t)
	h := newBritish(t)
	began := time.Now()
	report, err := h.importRetail(asHouse(t.Context()), path, newBar(os.Stderr))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d units, read %s, written %s, all %s", report.wrote, report.read, report.write, time.Since(began))
	kindsAgree(t, h, report.plan)
	neverBelowZero(t, h)
	began = time.Now()
	h.sound(t)
	t.Logf("checked in %s", time.Since(began))
	again, err := h.importRetail(asHouse(t.Context()), path, nil)
	if err != nil || again.wrote != 0 {
		t.Errorf("the second run wrote %d units, %v", again.wrote, err)
	}
}
