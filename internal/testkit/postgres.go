package testkit

import (
	"context"
	"fmt"
	"maps"
	"os"
	"reflect"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hesuan/internal/embedded/postgres"
)

// Migrate fills an empty database with a schema. The template of a test process is made once per function: hand in the same top-level
// function each time, not a closure that differs.
type Migrate func(ctx context.Context, dsn string) error

// forTests lets many parallel tests have their pools and their slots; a relay under test has one slot each.
var forTests = map[string]string{
	"max_connections":       "200",
	"max_wal_senders":       "50",
	"max_replication_slots": "100",
	"shared_buffers":        "128MB",
	"max_wal_size":          "4GB",
	"autovacuum_naptime":    "1h",
}

// base is the server that the tests of a process share, with its administrator's connections and its templates.
type base struct {
	server *postgres.Server
	admin  *pgxpool.Pool

	mu        sync.Mutex
	templates map[uintptr]*template
}

// template is a database that is cloned and never connected to.
type template struct {
	once sync.Once
	name string
	err  error
}

var (
	sharedPostgres = once(startPostgres)
	databases      atomic.Int64
)

// Postgres gives the DSN of a fresh database with the schema that migrate makes (none if migrate is nil). It is dropped after the test,
// with its sessions and replication slots. Its server does not sync to disk; a test that kills servers takes NewPostgres.
func Postgres(t testing.TB, migrate Migrate) string {
	t.Helper()
	b := sharedPostgres(t)
	from, err := b.template(migrate)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("test_%d", databases.Add(1))
	ctx := context.Background()
	if _, err := b.admin.Exec(ctx, "create database "+name+" template "+from); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.drop(ctx, name); err != nil {
			t.Errorf("database %s stays: %v", name, err)
		}
	})
	return b.server.DSNOf(name)
}

// NewPostgres gives a server of the test's own with one database, syncing to disk as in service: a test may kill it and call restart,
// which opens the same data again under the same DSN.
func NewPostgres(t testing.TB, migrate Migrate) (server *postgres.Server, restart func() *postgres.Server) {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", fmt.Sprintf("%s%d-", prefix, os.Getpid()))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	var running *postgres.Server
	restart = func() *postgres.Server {
		t.Helper()
		ctx, cancel := context.WithTimeout(context.Background(), startLimit)
		defer cancel()
		s, err := postgres.Start(ctx, postgres.Options{
			Dir: dir + "/pg", Password: password, Durable: true, Settings: maps.Clone(forTests),
		})
		if err != nil {
			t.Fatal(err)
		}
		running = s
		return s
	}
	t.Cleanup(func() {
		if running != nil {
			running.Stop(syscall.SIGQUIT, 10*time.Second)
			_ = running.Remove()
		}
		_ = os.RemoveAll(dir)
	})
	server = restart()
	if migrate != nil {
		if err := migrate(context.Background(), server.DSN()); err != nil {
			t.Fatal(err)
		}
	}
	return server, restart
}

// password guards servers that live for seconds in a folder nobody else can enter.
const password = "test"

func startPostgres(ctx context.Context) (*base, func() error, error) {
	dir, err := folder("pg")
	if err != nil {
		return nil, nil, err
	}
	s, err := postgres.Start(ctx, postgres.Options{Dir: dir, Password: password, Settings: forTests})
	if err != nil {
		return nil, nil, err
	}
	admin, err := pgxpool.New(ctx, s.DSNOf("postgres"))
	if err != nil {
		return nil, nil, err
	}
	b := &base{server: s, admin: admin, templates: map[uintptr]*template{}}
	return b, b.close, nil
}

func (b *base) close() error {
	b.admin.Close()
	b.server.Stop(syscall.SIGQUIT, 10*time.Second) // at once: nothing in it is worth a checkpoint
	return b.server.Remove()
}

// template names the database that migrate filled, filling it at first use.
func (b *base) template(migrate Migrate) (string, error) {
	if migrate == nil {
		return "template0", nil
	}
	key := reflect.ValueOf(migrate).Pointer()
	b.mu.Lock()
	made := b.templates[key]
	if made == nil {
		made = &template{name: fmt.Sprintf("template_%d", len(b.templates))}
		b.templates[key] = made
	}
	b.mu.Unlock()
	made.once.Do(func() { made.err = b.fill(made.name, migrate) })
	return made.name, made.err
}

func (b *base) fill(name string, migrate Migrate) error {
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	if _, err := b.admin.Exec(ctx, "create database "+name+" template template0"); err != nil {
		return err
	}
	if err := migrate(ctx, b.server.DSNOf(name)); err != nil {
		return fmt.Errorf("migrating the template: %w", err)
	}
	// A session that migrate left behind, or its replication slots, would forbid the cloning.
	if err := b.leave(ctx, name); err != nil {
		return err
	}
	_, err := b.admin.Exec(ctx, "alter database "+name+" with allow_connections false")
	return err
}

// drop removes a database, and first what would hold it: sessions, and replication slots with their senders.
func (b *base) drop(ctx context.Context, name string) error {
	if err := b.leave(ctx, name); err != nil {
		return err
	}
	_, err := b.admin.Exec(ctx, "drop database "+name+" with (force)")
	return err
}

// leave ends the sessions in a database and drops its slots. A sender lets go of its slot only as it ends, so this is done until none is
// left.
func (b *base) leave(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for {
		_, err := b.admin.Exec(ctx, `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`, name)
		if err != nil {
			return err
		}
		rows, err := b.admin.Query(ctx,
			`select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = $1 and not active`, name)
		if err != nil {
			return err
		}
		rows.Close()
		var left int
		err = b.admin.QueryRow(ctx, `
			select (select count(*) from pg_stat_activity where datname = $1)
			     + (select count(*) from pg_replication_slots where database = $1)`, name).Scan(&left)
		if err != nil || left == 0 {
			return err
		}
	}
}

// Conn is one connection to dsn for as long as the test runs.
func Conn(t testing.TB, dsn string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(context.Background(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(context.Background()) })
	return c
}
