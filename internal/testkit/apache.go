package testkit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	kafkago "github.com/segmentio/kafka-go"

	"hesuan/internal/embedded/child"
	"hesuan/internal/embedded/kafka"
)

// startApache runs one Apache Kafka in KRaft mode, broker and controller in one process, from the jars that `make test-kafka` fetched.
func startApache(ctx context.Context) (string, func() error, error) {
	jars, err := kafkaJars()
	if err != nil {
		return "", nil, err
	}
	dir, err := folder("kafka")
	if err != nil {
		return "", nil, err
	}
	addr, config, err := configureApache(dir)
	if err != nil {
		return "", nil, err
	}
	java := func(args ...string) *exec.Cmd {
		cmd := exec.Command("java", append([]string{"-Xmx512m", "-cp", filepath.Join(jars, "*")}, args...)...)
		cmd.Dir = dir
		return cmd
	}
	format := java("kafka.tools.StorageTool", "format", "-t", "aGVzdWFuLXRlc3Qta2Fma2E", "-c", config)
	if out, err := format.CombinedOutput(); err != nil {
		return "", nil, fmt.Errorf("formatting the folder of Apache Kafka: %w\n%s", err, out)
	}
	var said bytes.Buffer
	broker := java("kafka.Kafka", config)
	broker.Stdout, broker.Stderr = &said, &said
	p, err := child.Start(broker, syscall.SIGKILL)
	if err != nil {
		return "", nil, err
	}
	for !answers(ctx, addr) {
		select {
		case <-p.Done():
			return "", nil, fmt.Errorf("the broker of Apache Kafka did not start: %s", said.String())
		case <-ctx.Done():
			p.Kill()
			return "", nil, errors.New("the broker of Apache Kafka does not answer")
		case <-time.After(100 * time.Millisecond):
		}
	}
	return addr, func() error { p.Kill(); return nil }, nil
}

// kafkaJars finds build/kafka above the working folder, which in a test is the package's.
func kafkaJars() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; dir != "/"; dir = filepath.Dir(dir) {
		jars := filepath.Join(dir, "build", "kafka")
		if found, _ := filepath.Glob(filepath.Join(jars, "kafka_*.jar")); len(found) > 0 {
			return jars, nil
		}
	}
	return "", fmt.Errorf("%s=apache, but Apache Kafka's jars are not in build/kafka: run `make test-kafka`", kafkaEnv)
}

// configureApache writes server.properties. One broker cannot replicate; a new group need not wait for more members.
func configureApache(dir string) (addr, config string, err error) {
	addr, err = freePort()
	if err != nil {
		return "", "", err
	}
	controller, err := freePort()
	if err != nil {
		return "", "", err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", "", err
	}
	config = filepath.Join(dir, "server.properties")
	text := fmt.Sprintf(`process.roles=broker,controller
node.id=1
controller.quorum.voters=1@%[2]s
listeners=PLAINTEXT://%[1]s,CONTROLLER://%[2]s
advertised.listeners=PLAINTEXT://%[1]s
controller.listener.names=CONTROLLER
log.dirs=%[3]s/log
num.partitions=%[4]d
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
message.max.bytes=16777216
`, addr, controller, dir, kafka.Partitions)
	return addr, config, os.WriteFile(config, []byte(text), 0o600)
}

// answers tells whether the broker gives its metadata.
func answers(ctx context.Context, addr string) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := kafkago.DialContext(ctx, "tcp", addr)
	if err != nil {
		return false
	}
	defer conn.Close()
	brokers, err := conn.Brokers()
	return err == nil && len(brokers) == 1
}
