package testkit

import (
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"hesuan/internal/embedded/kafka"
)

// kafkaEnv chooses the broker: empty for the embedded one, apache for Apache Kafka (`make test-kafka`).
const kafkaEnv = "HESUAN_TEST_KAFKA"

var (
	apache = once(startApache)
	topics atomic.Int64
)

// Kafka gives a broker's address and a prefix for the names of this test's topics and groups. The embedded broker is the test's own and in
// memory; Apache Kafka is one for all tests of the process, where only the prefix keeps them apart.
func Kafka(t testing.TB) (addr, prefix string) {
	t.Helper()
	prefix = fmt.Sprintf("t%d-%d.", os.Getpid(), topics.Add(1))
	switch os.Getenv(kafkaEnv) {
	case "apache":
		return apache(t), prefix
	case "":
		b, err := kafka.Start(kafka.Options{Listen: "127.0.0.1:0"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(b.Close)
		return b.Addr(), prefix
	default:
		t.Fatalf("%s=%s: it is apache or nothing", kafkaEnv, os.Getenv(kafkaEnv))
		return "", ""
	}
}
