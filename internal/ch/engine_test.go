package ch_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"hesuan/internal/ch"
	"hesuan/internal/embedded/child"
	"hesuan/internal/embedded/clickhouse"
)

const password = "s3cret & odd"

// TestMain is two programs: the tests, and the engine that they start as a child of this very binary.
func TestMain(m *testing.M) {
	if dir := os.Getenv("CH_TEST_DIR"); dir != "" {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		defer stop()
		err := clickhouse.Run(ctx, clickhouse.Options{
			Dir: dir, Listen: os.Getenv("CH_TEST_LISTEN"), User: "hesuan", Password: password,
			MemoryLimit: 2 << 30, Logger: slog.New(slog.NewTextHandler(os.Stderr, nil)),
		})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	if shared.process != nil {
		shared.stop()
		os.RemoveAll(shared.dir)
	}
	os.Exit(code)
}

// engine is a child process with a folder and an address of its own.
type engine struct {
	dir, listen string
	process     *child.Process
	out         *strings.Builder
}

// shared is the engine of all tests that do not kill theirs; each takes a database of its own.
var shared engine

func (e *engine) start(t testing.TB) {
	t.Helper()
	if e.dir == "" {
		dir, err := os.MkdirTemp("", "hesuan-ch")
		if err != nil {
			t.Fatal(err)
		}
		e.dir, e.listen = dir, freePort(t)
		if e != &shared {
			t.Cleanup(func() {
				e.process.Kill()
				os.RemoveAll(e.dir)
			})
		}
	}
	e.out = &strings.Builder{}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "CH_TEST_DIR="+e.dir, "CH_TEST_LISTEN="+e.listen)
	cmd.Stderr = e.out
	p, err := child.Start(cmd, syscall.SIGKILL)
	if err != nil {
		t.Fatal(err)
	}
	e.process = p
}

// stop ends the engine cleanly and tells whether it complied with exit code 0.
func (e *engine) stop() bool {
	return e.process.Stop(syscall.SIGTERM, 20*time.Second) && e.process.Err() == nil
}

func (e *engine) dsn(database string) string {
	return fmt.Sprintf("http://hesuan:s3cret%%20%%26%%20odd@%s/%s", e.listen, database)
}

// freePort is below the range from which the system takes ports for calls: a client that calls a dead engine again
// and again would get the port for itself by chance.
func freePort(t testing.TB) string {
	t.Helper()
	for {
		address := fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(12000))
		if l, err := net.Listen("tcp", address); err == nil {
			l.Close()
			return address
		}
	}
}

// ready starts the shared engine once and gives the test a fresh database on it.
func ready(t testing.TB) *ch.DB {
	t.Helper()
	if shared.process == nil {
		shared.start(t)
	}
	return connect(t, &shared, strings.ReplaceAll(strings.ToLower(t.Name()), "/", "_"))
}

// connect waits for the engine and opens database.
func connect(t testing.TB, e *engine, database string) *ch.DB {
	t.Helper()
	db, err := ch.Dial(e.dsn(database))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := db.Wait(ctx); err != nil {
		t.Fatalf("%v\n%s", err, e.out)
	}
	return db
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// one reads a single value.
func one[T any](t testing.TB, db *ch.DB, sql string, args ...any) (v T) {
	t.Helper()
	if err := db.QueryRow(t.Context(), sql, args...).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}
