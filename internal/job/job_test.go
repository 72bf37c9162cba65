package job_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/embedded/child"
	"hesuan/internal/event"
	"hesuan/internal/job"
	"hesuan/internal/pg"
	"hesuan/internal/testkit"
)

// asWorker makes the test binary a worker on the database that it names, with a job that never ends; it leaves a note when it begins.
const asWorker = "HESUAN_TESTKIT_AS_WORKER"

func TestMain(m *testing.M) {
	if os.Getenv(asWorker) == "" {
		testkit.Main(m)
	}
	dsn, note, _ := strings.Cut(os.Getenv(asWorker), "\n")
	db, err := pg.Open(context.Background(), dsn)
	if err == nil {
		err = job.Work(context.Background(), db, slog.Default(), job.Job{Name: "long", Every: time.Hour, AtStart: true, Timeout: time.Hour,
			Run: func(ctx context.Context) error {
				if err := os.WriteFile(note, nil, 0o600); err != nil {
					return err
				}
				<-ctx.Done()
				return ctx.Err()
			}})
	}
	fmt.Fprintln(os.Stderr, err)
}

func migrate(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Migrate(ctx, pg.Schema{Room: "core", Files: event.Files}); err != nil {
		return err
	}
	return job.Migrate(ctx, db)
}

// OPS-04: a job whose worker was killed in the middle of it begins anew with another worker at once, and not beside one that lives.
func TestAKilledWorkersJobBeginsAnew(t *testing.T) {
	dsn := testkit.Postgres(t, migrate)
	note := filepath.Join(t.TempDir(), "began")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asWorker+"="+dsn+"\n"+note)
	first, err := child.Start(cmd, syscall.SIGKILL)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Kill()
	until(t, "the first worker's job", func() bool { _, err := os.Stat(note); return err == nil })

	ctx := actor.With(t.Context(), actor.House)
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	var ran, other atomic.Int32
	work(t, db, job.Job{Name: "long", Run: func(context.Context) error { ran.Add(1); return nil }},
		job.Job{Name: "other", Run: func(context.Context) error { other.Add(1); return nil }})
	if err := db.Do(ctx, func(tx *pg.Tx) error { return job.Ask(ctx, tx, "other") }); err != nil {
		t.Fatal(err)
	}
	until(t, "the second worker's own job", func() bool { return other.Load() == 1 })
	var looked time.Time // the second worker looks for orphans every two seconds: let it have looked
	row := db.Pool.QueryRow(ctx, "select now() + interval '5 seconds'")
	if err := row.Scan(&looked); err != nil {
		t.Fatal(err)
	}
	until(t, "five seconds", func() bool { return time.Now().After(looked) })
	if ran.Load() > 0 {
		t.Error("the job ran beside itself")
	}
	first.Kill()
	until(t, "the killed worker's job", func() bool { return ran.Load() == 1 })
}

// A worker outlives its Postgres' restart: it lost its lock and takes it again.
func TestAWorkerOutlivesItsPostgres(t *testing.T) {
	server, restart := testkit.NewPostgres(t, migrate)
	ctx := actor.With(t.Context(), actor.House)
	db, err := pg.Open(ctx, server.DSN())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	var ran atomic.Int32
	work(t, db, job.Job{Name: "asked", Run: func(context.Context) error { ran.Add(1); return nil }})
	ask := func() error { return db.Do(ctx, func(tx *pg.Tx) error { return job.Ask(ctx, tx, "asked") }) }
	if err := ask(); err != nil {
		t.Fatal(err)
	}
	until(t, "the first job", func() bool { return ran.Load() == 1 })
	server.Process.Kill()
	restart()
	until(t, "the second job", func() bool { return ask() == nil && ran.Load() >= 2 }) // while the first is not noted as done, the second is one with it
}

// work is a worker until the end of the test.
func work(t *testing.T, db *pg.DB, jobs ...job.Job) {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- job.Work(ctx, db, slog.New(slog.DiscardHandler), jobs...) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func until(t *testing.T, what string, there func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !there(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("no %s within a minute", what)
		}
	}
}
