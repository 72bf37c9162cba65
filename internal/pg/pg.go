package pg

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"hesuan/internal/actor"
	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/observe"
	"hesuan/internal/ref"
)

// DB is a pool of connections to the house's Postgres.
type DB struct {
	Pool *pgxpool.Pool
	// Clock gives the instant a transaction carries; tests set it.
	Clock func() time.Time
	// Zone turns instants into business days.
	Zone *time.Location
}

// connections is how many a process may have at least: a worker listens on one, and each of its jobs wants one or two.
const connections = 10

// Open connects and answers once Postgres does. dsn is a URL or a keyword string as libpq takes it.
func Open(ctx context.Context, dsn string) (*DB, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	if !strings.Contains(dsn, "pool_max_conns") {
		config.MaxConns = max(config.MaxConns, connections)
	}
	config.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		register(conn.TypeMap())
		return nil
	}
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	if config.ConnConfig.RuntimeParams["application_name"] == "" {
		config.ConnConfig.RuntimeParams["application_name"] = "hesuan"
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return &DB{Pool: pool, Clock: time.Now, Zone: cal.Shanghai}, nil
}

// Close gives the connections back.
func (db *DB) Close() { db.Pool.Close() }

// Analyze lets the planner know at once that tables grew a thousandfold.
func (db *DB) Analyze(ctx context.Context) error {
	_, err := db.Pool.Exec(ctx, "analyze")
	return err
}

// Tx is a transaction: a clock that stands still, an actor, and the event that
// caused whatever is written next.
type Tx struct {
	pgx.Tx
	Now   time.Time // UTC, in microseconds as Postgres keeps them
	Actor actor.Actor
	Cause ref.Event
	Zone  *time.Location
	Trace string // a traceparent that events carry; empty while there is none

	after []func()
}

// After has fn run once the transaction is committed; when it is rolled back, fn is forgotten.
func (tx *Tx) After(fn func()) { tx.after = append(tx.after, fn) }

// Today is the business day of the transaction.
func (tx *Tx) Today() cal.Date { return cal.On(tx.Now, tx.Zone) }

// Within runs fn as the consequence of an event.
func (tx *Tx) Within(cause id.ID, fn func() error) error {
	outer := tx.Cause
	tx.Cause = ref.Event(cause)
	defer func() { tx.Cause = outer }()
	return fn()
}

// attempts bounds how often a transaction that lost a race is taken again.
const attempts = 12

// Do runs fn in a read-write transaction and commits it. fn may run several times: it
// must have no effects but those on tx. A *fault.Fault or fault.List passes through; a
// broken constraint whose name is a message key becomes a fault.
func (db *DB) Do(ctx context.Context, fn func(tx *Tx) error) error {
	return db.run(ctx, pgx.TxOptions{}, fn)
}

// View runs fn on one snapshot that it cannot change.
func (db *DB) View(ctx context.Context, fn func(tx *Tx) error) error {
	return db.run(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, fn)
}

func (db *DB) run(ctx context.Context, opts pgx.TxOptions, fn func(tx *Tx) error) error {
	ctx, span := observe.Begin(ctx, "postgres")
	err := db.insist(ctx, opts, fn)
	span.Done(err)
	return err
}

// insist takes a transaction again that lost a race.
func (db *DB) insist(ctx context.Context, opts pgx.TxOptions, fn func(tx *Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := db.once(ctx, opts, fn)
		if !lostRace(err) || attempt == attempts {
			return Fault(err)
		}
		observe.Retries.Inc()
		slog.DebugContext(ctx, "transaction lost a race", "attempt", attempt, "err", err)
		pause := time.Duration(rand.IntN(1<<min(attempt, 6))+1) * time.Millisecond
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

func (db *DB) once(ctx context.Context, opts pgx.TxOptions, fn func(tx *Tx) error) error {
	tx := &Tx{Now: db.Clock().UTC().Truncate(time.Microsecond), Actor: actor.From(ctx), Zone: db.Zone, Trace: observe.Parent(ctx)}
	err := pgx.BeginTxFunc(ctx, db.Pool, opts, func(raw pgx.Tx) error {
		tx.Tx = raw
		return fn(tx)
	})
	if err == nil {
		for _, fn := range tx.after {
			fn()
		}
	}
	return err
}

func lostRace(err error) bool {
	var broken *pgconn.PgError
	return errors.As(err, &broken) && (broken.Code == "40001" || broken.Code == "40P01")
}

// Fault turns a broken constraint into the fault its name spells. Constraints whose name
// holds no dot are not meant for people and stay internal errors, but for a row that is named and does not exist.
func Fault(err error) error {
	var broken *pgconn.PgError
	if err == nil || fault.All(err) != nil || !errors.As(err, &broken) {
		return err
	}
	if !strings.Contains(broken.ConstraintName, ".") {
		if broken.Code == "23503" {
			return fault.New(fault.Invalid, "core.link.missing", fault.Args{"table": broken.TableName})
		}
		return err
	}
	kind := fault.Invalid
	if broken.Code == "23505" || broken.Code == "23P01" {
		kind = fault.Conflict
	}
	return fault.New(kind, broken.ConstraintName, nil)
}

// Names of pgx that code outside this package speaks of through Tx.
type (
	// Batch queues statements for one round trip.
	Batch = pgx.Batch
	// Rows is a result being read.
	Rows = pgx.Rows
)

// ErrNoRows is what QueryRow's Scan returns when there is none.
var ErrNoRows = pgx.ErrNoRows

// CopyRows fills a table from rows in memory, the fast path of imports. table is schema.name.
func (tx *Tx) CopyRows(ctx context.Context, table string, columns []string, rows [][]any) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier(strings.Split(table, ".")), columns, pgx.CopyFromRows(rows))
	return err
}
