package testkit_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pglogrepl"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	kafkago "github.com/segmentio/kafka-go"

	"hesuan/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

func migrate(ctx context.Context, dsn string) error {
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, "create table item (name text primary key); create publication p for table item")
	return err
}

// Parallel tests have databases of their own, all with the schema; sessions and a sender left open do not keep them from going.
func TestEachTestHasItsOwnDatabase(t *testing.T) {
	for _, name := range []string{"one", "two", "three", "four"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			dsn := testkit.Postgres(t, migrate)
			c, err := pgx.Connect(ctx, dsn)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Exec(ctx, "insert into item values ('same')"); err != nil {
				t.Fatal(err)
			}
			relay, err := pgconn.Connect(ctx, dsn+"&replication=database")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := pglogrepl.CreateReplicationSlot(ctx, relay, name, "pgoutput", pglogrepl.CreateReplicationSlotOptions{}); err != nil {
				t.Fatal(err)
			}
			if err := pglogrepl.StartReplication(ctx, relay, name, 0, pglogrepl.StartReplicationOptions{
				PluginArgs: []string{"proto_version '1'", "publication_names 'p'"}}); err != nil {
				t.Fatal(err)
			}
			var n int
			if err := c.QueryRow(ctx, "select count(*) from item").Scan(&n); err != nil || n != 1 {
				t.Errorf("%d items, %v", n, err)
			}
		})
	}
}

func TestAKilledServerComesBackWithItsData(t *testing.T) {
	server, restart := testkit.NewPostgres(t, migrate)
	c := testkit.Conn(t, server.DSN())
	if _, err := c.Exec(t.Context(), "insert into item values ('kept')"); err != nil {
		t.Fatal(err)
	}
	server.Kill()
	again := restart()
	if again.DSN() != server.DSN() {
		t.Errorf("the address changed from %s to %s", server.DSN(), again.DSN())
	}
	var name string
	if err := testkit.Conn(t, again.DSN()).QueryRow(t.Context(), "select name from item").Scan(&name); err != nil || name != "kept" {
		t.Errorf("found %q, %v", name, err)
	}
}

func TestEachTestHasItsOwnWarehouse(t *testing.T) {
	for _, name := range []string{"one", "two"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := testkit.ClickHouse(t)
			for _, statement := range []string{"create table item (name String) order by name", "insert into item values ('mine')"} {
				if _, err := ask(dsn, statement); err != nil {
					t.Fatal(err)
				}
			}
			if n, err := ask(dsn, "select count() from item"); n != "1\n" {
				t.Errorf("%q items, %v", n, err)
			}
		})
	}
}

func TestABrokerTakesAndGives(t *testing.T) {
	addr, prefix := testkit.Kafka(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	// Made on purpose: Apache Kafka answers the first write to a topic that it is only just making with an error.
	made, err := (&kafkago.Client{Addr: kafkago.TCP(addr)}).CreateTopics(ctx, &kafkago.CreateTopicsRequest{
		Topics: []kafkago.TopicConfig{{Topic: prefix + "a", NumPartitions: 2, ReplicationFactor: 1}}})
	if err := errors.Join(err, made.Errors[prefix+"a"]); err != nil {
		t.Fatal(err)
	}
	w := kafkago.Writer{Addr: kafkago.TCP(addr), Topic: prefix + "a", RequiredAcks: kafkago.RequireAll, BatchTimeout: time.Millisecond}
	defer w.Close()
	if err := w.WriteMessages(ctx, kafkago.Message{Key: []byte("k"), Value: []byte("v")}); err != nil {
		t.Fatal(err)
	}
	r := kafkago.NewReader(kafkago.ReaderConfig{Brokers: []string{addr}, Topic: prefix + "a", GroupID: prefix + "g",
		StartOffset: kafkago.FirstOffset, MaxWait: 100 * time.Millisecond})
	defer r.Close()
	m, err := r.FetchMessage(ctx)
	if err != nil || string(m.Value) != "v" {
		t.Fatalf("fetched %q, %v", m.Value, err)
	}
	if err := r.CommitMessages(ctx, m); err != nil {
		t.Error(err)
	}
}

// ask sends one statement to ClickHouse.
func ask(dsn, statement string) (string, error) {
	u, err := url.Parse(dsn)
	if err != nil {
		return "", err
	}
	q := url.Values{"database": {strings.TrimPrefix(u.Path, "/")}}
	u.Path, u.RawQuery = "/", q.Encode()
	res, err := http.Post(u.String(), "text/plain", strings.NewReader(statement))
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = errors.New(string(body))
	}
	return string(body), err
}
