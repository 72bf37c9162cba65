package ch_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"hesuan/internal/ch"
)

func TestErrorsKeepTheirCode(t *testing.T) {
	db := ready(t)
	must(t, db.Exec(t.Context(), "create table e (a UInt8) engine = MergeTree order by a"))
	for _, c := range []struct {
		sql  string
		code int
	}{
		{"selec 1", 62},
		{"select * from nowhere", 60},
		{"select nothing from e", 47},
		{"select 1 + 'a'", 43},
		{"select toUInt8('x')", 6},
		{"select * from nodb.t", 81},
		{"select nofunction(1)", 46},
		{"select 1; select 2", 62},
		{"select throwIf(number = 5) from numbers(10)", 395},
		{"insert into e values ('x')", 6},
	} {
		err := db.Exec(t.Context(), c.sql)
		if ch.Code(err) != c.code || ch.Retryable(err) {
			t.Errorf("%s: code %d (%v), want %d", c.sql, ch.Code(err), err, c.code)
		}
		rows, err := db.Query(t.Context(), c.sql)
		if err == nil {
			for rows.Next() {
			}
			err = rows.Err()
		}
		if ch.Code(err) != c.code {
			t.Errorf("%s as a query: %v, want code %d", c.sql, err, c.code)
		}
	}
}

func TestErrorsInTheMiddleOfAResultAreSeen(t *testing.T) {
	plain := ready(t)
	for _, how := range []string{"none", "lz4", "zstd", "gzip", "deflate", "br"} {
		db := connect(t, &shared, plain.Database()+"?compress="+how)
		rows, err := db.Query(t.Context(), "select number, toString(number) from numbers(3000000) where throwIf(number = 2900000) = 0")
		var n int
		for err == nil && rows.Next() {
			n++
		}
		if err == nil {
			err = rows.Err()
		}
		if ch.Code(err) != 395 || n == 0 {
			t.Errorf("%s: after %d rows: %v", how, n, err)
		}
	}
}

func TestWrongPasswordIsNotRetried(t *testing.T) {
	ready(t)
	db, err := ch.Dial(strings.Replace(shared.dsn("default"), "s3cret", "guess", 1))
	must(t, err)
	defer db.Close()
	if err := db.Wait(t.Context()); ch.Code(err) != 516 || ch.Retryable(err) {
		t.Errorf("got %v", err)
	}
}

func TestAbsentEngineIsRetryable(t *testing.T) {
	db, err := ch.Dial("http://x:y@" + freePort(t) + "/d")
	must(t, err)
	defer db.Close()
	if err := db.Ping(t.Context()); !ch.Retryable(err) {
		t.Errorf("ping: %v", err)
	}
	short, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := db.Wait(short); !errors.Is(err, context.DeadlineExceeded) || ch.Retryable(err) {
		t.Errorf("wait: %v", err)
	}
}

// Forty abandoned statements, far more than the engine has connections: each must be killed and its connection freed.
func TestCancelledStatementsFreeTheirConnection(t *testing.T) {
	db := ready(t)
	must(t, db.Exec(t.Context(), "create table sink (n UInt64) engine = MergeTree order by n"))
	statements := []string{
		"select count() from numbers(1000000000000) where sipHash64(number) = 1",
		"select number from numbers(1000000000000)",
		"insert into sink select number from numbers(1000000000000) where sipHash64(number) = 1",
	}
	var all sync.WaitGroup
	for i := range 39 {
		all.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			sql := statements[i%3]
			if strings.HasPrefix(sql, "insert") {
				_ = db.Exec(ctx, sql)
				return
			}
			rows, err := db.Query(ctx, sql)
			for err == nil && rows.Next() {
			}
		})
	}
	all.Wait()
	eventually(t, func() bool {
		return one[uint64](t, db, "select count() from system.processes where query like '%1000000000000%' and query not like '%processes%'") == 0
	})
}

func eventually(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it never came true")
		}
	}
}

func TestMemoryIsBounded(t *testing.T) {
	db := ready(t)
	err := db.Exec(t.Context(), "select groupArray(toString(number)) from numbers(200000000) format Null")
	if ch.Code(err) != 241 || !ch.Retryable(err) {
		t.Errorf("a statement beyond the memory: %v", err)
	}
	if one[uint8](t, db, "select 1") != 1 {
		t.Error("the engine did not survive it")
	}
}
