package ch_test

import (
	"fmt"
	"net/url"
	"sync"
	"testing"
	"time"

	"hesuan/internal/ch"
)

func newLines(t testing.TB, db *ch.DB) {
	t.Helper()
	must(t, db.Exec(t.Context(), `create table if not exists line (
		day Date, id UInt64, at DateTime64(6,'UTC'), sku LowCardinality(String), qty Decimal(18,4), note String
	) engine = ReplacingMergeTree partition by toYYYYMM(day) order by (day, id)`))
}

// sendLines inserts rows first … first+n-1 as one batch.
func sendLines(t testing.TB, db *ch.DB, first, n int) error {
	batch, err := db.Batch(t.Context(), "insert into line (day, id, at, sku, qty, note)")
	if err != nil {
		return err
	}
	at := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	for i := first; i < first+n; i++ {
		sku, qty := fmt.Sprintf("sku-%d", i%500), ch.Decimal(int64(i))
		if err := batch.Append(at, uint64(i), at.Add(time.Duration(i)), sku, qty, "备注"); err != nil {
			return err
		}
	}
	return batch.Send()
}

func TestBigInsertsInEveryCompression(t *testing.T) {
	plain := ready(t)
	newLines(t, plain)
	for i, how := range []string{"none", "lz4", "zstd", "gzip", "deflate", "br"} {
		db := connect(t, &shared, plain.Database()+"?compress="+how)
		must(t, sendLines(t, db, i*250_000, 250_000))
		rows, err := db.Query(t.Context(), "select id from line where id >= {from:UInt64}", ch.Named("from", i*250_000))
		must(t, err)
		n := 0
		for ; rows.Next(); n++ {
		}
		if must(t, rows.Err()); n != 250_000 {
			t.Errorf("%s: %d rows", how, n)
		}
	}
	if sum := one[uint64](t, plain, "select sum(id) from line final"); sum != 1_500_000*1_499_999/2 {
		t.Errorf("sum of ids %d", sum)
	}
}

func TestOneSendIsOnePart(t *testing.T) {
	db := ready(t)
	newLines(t, db)
	must(t, db.Exec(t.Context(), "system stop merges line"))
	must(t, sendLines(t, db, 0, 400_000))
	const parts = "select count() from system.parts where database = currentDatabase() and table = 'line' and active"
	if n := one[uint64](t, db, parts); n != 1 {
		t.Errorf("%d parts", n)
	}
}

func TestParallelQueriesAndInserts(t *testing.T) {
	db := ready(t)
	newLines(t, db)
	var all sync.WaitGroup
	failures := make(chan error, 400)
	for w := range 12 {
		all.Go(func() {
			for i := range 15 {
				failures <- sendLines(t, db, (w*15+i)*100, 100)
			}
		})
		all.Go(func() {
			for range 15 {
				var n, ids uint64
				err := db.QueryRow(t.Context(), "select count(), uniqExact(id) from line").Scan(&n, &ids)
				if err == nil && (n != ids || n%100 != 0) {
					err = fmt.Errorf("half an insert is visible: %d rows, %d ids", n, ids)
				}
				failures <- err
			}
		})
	}
	all.Wait()
	close(failures)
	for err := range failures {
		must(t, err)
	}
	if n := one[uint64](t, db, "select uniqExact(id) from line"); n != 12*15*100 {
		t.Errorf("%d rows", n)
	}
}

func TestParametersAndBinds(t *testing.T) {
	db := ready(t)
	nasty := "o'clock\\ \t\n{x:String} 鹤 `"
	if got := one[string](t, db, "select {s:String}", ch.Named("s", nasty)); got != nasty {
		t.Errorf("parameter came back as %q", got)
	}
	if got := one[string](t, db, "select ?", nasty); got != nasty {
		t.Errorf("positional bind came back as %q", got)
	}
	if got := one[string](t, db, "select @s", ch.Named("s", nasty)); got != nasty {
		t.Errorf("named bind came back as %q", got)
	}
	at := time.Date(2026, 3, 1, 1, 2, 3, 456789000, time.UTC)
	if got := one[time.Time](t, db, "select {at:DateTime64(6,'UTC')}", ch.Named("at", at)); !got.Equal(at) {
		t.Errorf("time came back as %v", got)
	}
	ids := ch.Named("ids", []uint64{1, 3, 77})
	if got := one[uint64](t, db, "select count() from numbers(10) where number in {ids:Array(UInt64)}", ids); got != 2 {
		t.Errorf("array matched %d", got)
	}
	if got := one[*string](t, db, "select {n:Nullable(String)}", ch.Named("n", nil)); got != nil {
		t.Errorf("null came back as %q", *got)
	}
	if got := one[uint64](t, db, "select count() from system.{t:Identifier}", ch.Named("t", "one")); got != 1 {
		t.Errorf("identifier: %d", got)
	}
}

func TestSettingsDoNotLeak(t *testing.T) {
	db := ready(t)
	limited := ch.With(t.Context(), ch.Settings{"max_result_rows": 5, "max_block_size": 3})
	if err := db.Exec(limited, "select number from numbers(100) format Null"); ch.Code(err) != 396 {
		t.Errorf("limit on rows: %v", err)
	}
	for range 20 { // more than there are connections
		if n := one[uint64](t, db, "select toUInt64(getSetting('max_result_rows')) + toUInt64(getSetting('final'))"); n != 0 {
			t.Fatalf("a setting of another statement: %d", n)
		}
	}
	must(t, db.Exec(t.Context(), "set final = 1"))
	for range 20 {
		if one[bool](t, db, "select getSetting('final')") {
			t.Fatal("SET reached another request")
		}
	}
}

func TestADroppedDatabaseIsMissedAndMadeAgain(t *testing.T) {
	db := ready(t)
	var all sync.WaitGroup
	for range 20 { // so that every connection has been in it
		all.Go(func() { _ = db.Exec(t.Context(), "select sleep(0.05)") })
	}
	all.Wait()
	must(t, db.Exec(t.Context(), "drop database "+ch.Name(db.Database())))
	for range 20 {
		if err := db.Ping(t.Context()); ch.Code(err) != 81 {
			t.Fatalf("a dropped database: %v", err)
		}
	}
	again, err := ch.Open(t.Context(), shared.dsn(db.Database()))
	must(t, err)
	defer again.Close()
	must(t, again.Exec(t.Context(), "create table t (a UInt8) engine = MergeTree order by a"))
	must(t, db.Exec(t.Context(), "insert into t values (1)"))
}

func TestEmptyResultsAndManyDatabases(t *testing.T) {
	db := ready(t)
	rows, err := db.Query(t.Context(), "select number from numbers(0)")
	must(t, err)
	if rows.Next() || rows.Err() != nil {
		t.Errorf("an empty result: %v", rows.Err())
	}
	for _, name := range []string{"second", "odd`name 鹤"} {
		other := connect(t, &shared, url.PathEscape(name))
		if got := one[string](t, other, "select currentDatabase()"); got != name {
			t.Errorf("in %q instead of %q", got, name)
		}
		must(t, other.Exec(t.Context(), "create table only_here (a UInt8) engine = Memory"))
	}
	if err := db.Exec(t.Context(), "select * from only_here"); ch.Code(err) != 60 {
		t.Errorf("a table of another database: %v", err)
	}
}
