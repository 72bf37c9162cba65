// Package testkit gives tests the real things to work on: a PostgreSQL server, a ClickHouse engine, a Kafka broker.
//
// A package's TestMain calls Main; from then on each test asks for what it needs and gets something of its own that goes away with it:
//
//	func TestMain(m *testing.M) { testkit.Main(m) }
//
//	func TestOrder(t *testing.T) {
//		dsn := testkit.Postgres(t, migrate)   // a fresh database, cloned from a template that migrate filled once
//		ch := testkit.ClickHouse(t)           // a fresh database of the one engine of this test process
//		broker, prefix := testkit.Kafka(t)    // a broker, and a prefix that keeps this test's topics apart
//	}
//
// The engines start at first use and are shared by the tests of one process, so tests may run in parallel. They are child processes
// that end with the test process even when it is killed; their folders go at a normal end, and those of killed runs at the next run.
// What is missing on the machine fails the test: nothing is skipped.
package testkit
