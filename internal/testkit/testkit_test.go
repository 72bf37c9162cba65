package testkit_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
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

// Parallel tests have databases of their own, all with the schema; sessions and slots left open do not keep them from going.
func TestEachTestHasItsOwnDatabase(t *testing.T) {
	for _, name := range []string{"one", "two", "three", "four"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			c, err := pgx.Connect(ctx, testkit.Postgres(t, migrate))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Exec(ctx, "insert into item values ('same')"); err != nil {
				t.Fatal(err)
			}
			if _, err := c.Exec(ctx, "select pg_create_logical_replication_slot('left_'||current_database(), 'pgoutput')"); err != nil {
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

func TestABrokerTakesAndGives(t *testing.T) {
	addr, prefix := testkit.Kafka(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	w := kafkago.Writer{Addr: kafkago.TCP(addr), Topic: prefix + "a", RequiredAcks: kafkago.RequireAll, BatchTimeout: time.Millisecond,
		AllowAutoTopicCreation: true}
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
