package ch_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hesuan/internal/ch"
)

// Writers insert while the engine is killed again and again: what Send acknowledged is there afterwards, and a
// client that retries what failed loses nothing and doubles nothing.
func TestKilledEngineLosesNoAcknowledgedInsert(t *testing.T) {
	var e engine
	e.start(t)
	db := connect(t, &e, "crash")
	newLines(t, db)
	done, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	var sent [4]atomic.Int64
	for w := range sent {
		writers.Go(func() {
			for batch := 0; done.Err() == nil; batch++ {
				sendUntilAcknowledged(t, db, w*1_000_000+batch*50)
				sent[w].Add(50)
			}
		})
	}
	for range 6 {
		before := sent[0].Load() + sent[3].Load()
		eventually(t, func() bool { return sent[0].Load()+sent[3].Load() >= before+200 })
		e.process.Kill()
		e.start(t)
	}
	stop()
	writers.Wait()
	var want uint64
	for w := range sent {
		want += uint64(sent[w].Load())
	}
	if got := one[uint64](t, db, "select count() from line final"); got != want {
		t.Errorf("%d rows, acknowledged %d", got, want)
	}
	if !e.stop() {
		t.Errorf("no clean stop:\n%s", e.out)
	}
	e.start(t)
	if got := one[uint64](t, connect(t, &e, "crash"), "select count() from line final"); got != want {
		t.Errorf("after a clean restart %d rows, acknowledged %d", got, want)
	}
}

func sendUntilAcknowledged(t *testing.T, db *ch.DB, first int) {
	for {
		err := sendLines(t, db, first, 50)
		if err == nil {
			return
		}
		if !ch.Retryable(err) {
			t.Errorf("a killed engine gave %v", err)
			return
		}
		if err := db.Wait(t.Context()); err != nil {
			t.Errorf("wait: %v", err)
			return
		}
	}
}

func TestStopEndsLongStatements(t *testing.T) {
	var e engine
	e.start(t)
	db := connect(t, &e, "stopping")
	failed := make(chan error, 1)
	go func() {
		failed <- db.Exec(t.Context(), "select count() from numbers(1000000000000) where sipHash64(number) = 1")
	}()
	eventually(t, func() bool {
		return one[uint64](t, db, "select count() from system.processes where query like '%sipHash64%'") > 1
	})
	began := time.Now()
	if !e.stop() {
		t.Errorf("no clean stop:\n%s", e.out)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("the stop took %v", took)
	}
	if err := <-failed; !ch.Retryable(err) {
		t.Errorf("the statement: %v", err)
	}
}

// A result that is cut off by the engine's death must never look like a short one.
func TestKilledEngineIsNoEndOfAResult(t *testing.T) {
	var e engine
	e.start(t)
	db := connect(t, &e, "cut")
	for _, sql := range []string{
		"select number, repeat('x', 500) from numbers(20000000)",
		"select count() from numbers(1000000000000) where sipHash64(number) = 1",
	} {
		rows, err := db.Query(t.Context(), "select 1")
		must(t, err)
		must(t, rows.Close())
		time.AfterFunc(300*time.Millisecond, e.process.Kill)
		n := 0
		for rows, err = db.Query(t.Context(), sql); err == nil && rows.Next(); n++ {
		}
		if err == nil {
			err = rows.Err()
		}
		if !ch.Retryable(err) {
			t.Errorf("%s: after %d rows: %v", sql, n, err)
		}
		<-e.process.Done()
		e.start(t)
		must(t, db.Wait(t.Context()))
	}
	e.process.Kill()
}
