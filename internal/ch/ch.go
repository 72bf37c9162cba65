package ch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// What the driver gives, under our name.
type (
	Rows     = driver.Rows
	Row      = driver.Row
	Batch    = driver.Batch
	Settings = clickhouse.Settings
)

// DB is a pool of connections to one database. It is safe for concurrent use.
type DB struct {
	conn    driver.Conn
	options *clickhouse.Options
}

// Open connects, and creates the database of the DSN if it is missing. It needs a ClickHouse that answers: to wait for
// one use Dial and Wait.
func Open(ctx context.Context, dsn string) (*DB, error) {
	db, err := Dial(dsn)
	if err != nil {
		return nil, err
	}
	if err := db.ensure(ctx); err != nil {
		_ = db.Close()
		return nil, err
	}
	return db, nil
}

// Dial makes the pool without connecting; Wait connects, as soon as there is something to connect to.
func Dial(dsn string) (*DB, error) {
	options, err := parse(dsn)
	if err != nil {
		return nil, err
	}
	conn, err := clickhouse.Open(options)
	if err != nil {
		return nil, err
	}
	return &DB{conn, options}, nil
}

// parse reads a DSN and fills in what it leaves open.
func parse(dsn string) (*clickhouse.Options, error) {
	o, err := clickhouse.ParseDSN(dsn)
	if err != nil {
		return nil, fmt.Errorf("the address of ClickHouse: %w", err)
	}
	if o.Auth.Database == "" {
		o.Auth.Database = "default"
	}
	o.MaxOpenConns = orElse(o.MaxOpenConns, 16)
	o.MaxIdleConns = orElse(o.MaxIdleConns, 8)
	o.DialTimeout = orElse(o.DialTimeout, 5*time.Second)
	// Over HTTP the answer to an INSERT … SELECT comes at its end; contexts are the limit.
	o.ReadTimeout = orElse(o.ReadTimeout, time.Hour)
	o.ConnMaxLifetime = orElse(o.ConnMaxLifetime, time.Hour)
	if o.Compression == nil && !local(o.Addr) {
		o.Compression = &clickhouse.Compression{Method: clickhouse.CompressionLZ4}
	}
	for name, value := range houseSettings {
		if _, given := o.Settings[name]; !given {
			o.Settings[name] = value
		}
	}
	o.ClientInfo.Products = append(o.ClientInfo.Products, struct{ Name, Version string }{"hesuan", "1"})
	return o, nil
}

// houseSettings go with every statement, unless the DSN says otherwise.
var houseSettings = Settings{
	// Our partitions never share a key, so FINAL need not merge across them.
	"do_not_merge_across_partitions_select_final": 1,
	// One Send is one insert; its rows are there when it returns.
	"async_insert": 0,
	// A rebuild or an import inserts years of months at once.
	"max_partitions_per_insert_block": 1000,
}

func orElse[T comparable](given, otherwise T) T {
	var none T
	if given == none {
		return otherwise
	}
	return given
}

// local tells whether all addresses are this machine, where compression only costs.
func local(addresses []string) bool {
	for _, address := range addresses {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			host = address
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return false
		}
	}
	return true
}

// codeUnknownDatabase is ClickHouse's UNKNOWN_DATABASE.
const codeUnknownDatabase = 81

// ensure asks the database, and creates it if the answer is that it is missing.
func (db *DB) ensure(ctx context.Context) error {
	err := db.Ping(ctx)
	if Code(err) != codeUnknownDatabase {
		return err
	}
	options := *db.options
	options.Auth.Database = "" // the user's own default
	conn, err := clickhouse.Open(&options)
	if err != nil {
		return err
	}
	create := conn.Exec(ctx, "CREATE DATABASE IF NOT EXISTS "+Name(db.Database()))
	return errors.Join(create, conn.Close())
}

// Name quotes an identifier.
func Name(s string) string {
	return "`" + strings.NewReplacer("\\", "\\\\", "`", "\\`").Replace(s) + "`"
}

// Database is the name of the database.
func (db *DB) Database() string { return db.options.Auth.Database }

// Close ends all connections.
func (db *DB) Close() error { return db.conn.Close() }
