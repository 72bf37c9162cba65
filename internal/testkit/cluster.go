package testkit

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"hesuan/internal/embedded/child"
	"hesuan/internal/kafka"
)

// KafkaCluster is a cluster of Apache Kafka brokers on this machine, of one test: it may kill them.
type KafkaCluster struct {
	t       testing.TB
	jars    string
	dir     string
	quorum  string
	brokers []*apacheBroker
}

// apacheBroker is broker and controller in one process.
type apacheBroker struct {
	id               int
	listen, control  string
	process          *child.Process
	folder, settings string
}

// NewKafkaCluster starts n brokers in KRaft combined mode, from the jars that `make test-kafka` fetched, and waits until all of them know each other.
func NewKafkaCluster(t testing.TB, n int) *KafkaCluster {
	t.Helper()
	jars, err := kafkaJars()
	if err != nil {
		t.Fatal(err)
	}
	c := &KafkaCluster{t: t, jars: jars, dir: t.TempDir()}
	var voters []string
	for i := range n {
		b := &apacheBroker{id: i + 1, folder: filepath.Join(c.dir, fmt.Sprint(i+1))}
		if b.listen, err = freePort(); err == nil {
			b.control, err = freePort()
		}
		if err != nil {
			t.Fatal(err)
		}
		voters = append(voters, fmt.Sprintf("%d@%s", b.id, b.control))
		c.brokers = append(c.brokers, b)
	}
	c.quorum = strings.Join(voters, ",")
	for _, b := range c.brokers {
		c.format(b)
	}
	t.Cleanup(func() {
		for i := range c.brokers {
			c.Kill(i)
		}
	})
	for i := range c.brokers {
		c.Start(i)
	}
	c.await(n)
	return c
}

// Address is what HESUAN_KAFKA takes.
func (c *KafkaCluster) Address() string {
	var list []string
	for _, b := range c.brokers {
		list = append(list, b.listen)
	}
	return strings.Join(list, ",")
}

// Kill ends a broker as a power cut would.
func (c *KafkaCluster) Kill(i int) {
	if p := c.brokers[i].process; p != nil {
		p.Kill()
		c.brokers[i].process = nil
	}
}

// Start starts a broker that does not run, on the data that it had.
func (c *KafkaCluster) Start(i int) {
	c.t.Helper()
	b := c.brokers[i]
	said, err := os.OpenFile(b.folder+".said", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		c.t.Fatal(err)
	}
	defer said.Close()
	cmd := c.java("kafka.Kafka", b.settings)
	cmd.Stdout, cmd.Stderr = said, said
	p, err := child.Start(cmd, syscall.SIGKILL)
	if err != nil {
		c.t.Fatal(err)
	}
	b.process = p
}

// await waits until the cluster counts that many brokers.
func (c *KafkaCluster) await(n int) {
	c.t.Helper()
	cluster := kafka.Cluster{Brokers: strings.Split(c.Address(), ",")}
	for deadline := time.Now().Add(startLimit); ; time.Sleep(100 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		health, err := cluster.Health(ctx)
		cancel()
		if err == nil && health.Brokers == n {
			return
		}
		if time.Now().After(deadline) {
			said, _ := os.ReadFile(c.brokers[0].folder + ".said")
			c.t.Fatalf("the brokers do not find together (%+v, %v); the first says\n%s", health, err, said[max(0, len(said)-3000):])
		}
	}
}

func (c *KafkaCluster) java(args ...string) *exec.Cmd {
	cmd := exec.Command("java", append([]string{"-Xmx256m", "-Xms64m", "-cp", filepath.Join(c.jars, "*")}, args...)...)
	cmd.Dir = c.dir
	return cmd
}

// format writes a broker's settings, those that docs/operations.md asks for, and prepares its folder.
func (c *KafkaCluster) format(b *apacheBroker) {
	c.t.Helper()
	b.settings = filepath.Join(c.dir, fmt.Sprintf("%d.properties", b.id))
	text := fmt.Sprintf(`process.roles=broker,controller
node.id=%d
controller.quorum.voters=%s
listeners=PLAINTEXT://%s,CONTROLLER://%s
advertised.listeners=PLAINTEXT://%s
controller.listener.names=CONTROLLER
log.dirs=%s
auto.create.topics.enable=false
default.replication.factor=3
min.insync.replicas=2
offsets.topic.num.partitions=4
offsets.topic.replication.factor=3
transaction.state.log.replication.factor=3
transaction.state.log.min.isr=2
message.max.bytes=16777216
replica.fetch.max.bytes=16777216
`, b.id, c.quorum, b.listen, b.control, b.listen, b.folder)
	if err := os.WriteFile(b.settings, []byte(text), 0o600); err != nil {
		c.t.Fatal(err)
	}
	out, err := c.java("kafka.tools.StorageTool", "format", "-t", "aGVzdWFuLXRlc3Qta2Fma2E", "-c", b.settings).CombinedOutput()
	if err != nil {
		c.t.Fatalf("formatting the folder of a broker: %v\n%s", err, out)
	}
}
