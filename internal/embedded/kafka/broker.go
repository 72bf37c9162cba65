package kafka

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"

	"hesuan/internal/embedded/folder"
)

// Partitions is the number that a topic made on first use gets. A topic is one room's events, keyed by document; four readers are
// more than one machine employs, and kfake keeps an open file pair and a scan at start for each partition.
const Partitions = 4

// largestBatch bounds one batch of records. A document's body is capped far below; Kafka's own default of 1 MB is too near to it.
const largestBatch = 16 << 20

// Options say where the broker keeps its log and where it listens.
type Options struct {
	Dir    string // empty: in memory, for tests
	Listen string // 127.0.0.1:port; port 0 takes a free one
	Logger *slog.Logger
}

// Broker is a running embedded Kafka.
type Broker struct {
	cluster *kfake.Cluster
	addr    string
	lock    *folder.Lock // nil in memory
}

// Start opens the log in opt.Dir and listens. Topics are made when they are first asked for.
func Start(opt Options) (*Broker, error) {
	port, err := loopbackPort(opt.Listen)
	if err != nil {
		return nil, err
	}
	settings := []kfake.Opt{
		kfake.Ports(port),
		kfake.ClusterID("hesuan"),
		kfake.DefaultNumPartitions(Partitions),
		kfake.BrokerConfigs(map[string]string{"message.max.bytes": strconv.Itoa(largestBatch)}),
	}
	b := &Broker{}
	if opt.Dir != "" {
		if b.lock, err = hold(opt.Dir); err != nil {
			return nil, err
		}
		settings = append(settings, kfake.DataDir(opt.Dir), kfake.SyncWrites())
	}
	if opt.Logger != nil {
		settings = append(settings, kfake.WithLogger(logger{opt.Logger}))
	}
	b.cluster, err = kfake.NewCluster(settings...)
	if err != nil {
		b.free()
		return nil, fmt.Errorf("embedded Kafka in %s on %s: %w", opt.Dir, opt.Listen, err)
	}
	newTopics(b.cluster)
	b.addr = b.cluster.ListenAddrs()[0]
	return b, nil
}

// hold keeps a second broker, and every other user of the machine, out of the log. A killed broker needs a moment to be gone.
func hold(dir string) (*folder.Lock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return folder.Wait(ctx, dir)
}

// Addr is host:port.
func (b *Broker) Addr() string { return b.addr }

// Close stops the broker and closes its log.
func (b *Broker) Close() {
	b.cluster.Close()
	b.free()
}

func (b *Broker) free() {
	if b.lock != nil {
		_ = b.lock.Free()
	}
}

// Run serves until ctx ends.
func Run(ctx context.Context, opt Options) error {
	b, err := Start(opt)
	if err != nil {
		return err
	}
	<-ctx.Done()
	b.Close()
	return nil
}

// loopbackPort reads the port of a loopback address; kfake listens on 127.0.0.1 and nowhere else.
func loopbackPort(listen string) (int, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return 0, err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return 0, fmt.Errorf("the embedded Kafka has no passwords and listens on loopback only, not on %s: for other machines, "+
			"run Apache Kafka and give HESUAN_KAFKA", listen)
	}
	return strconv.Atoi(port)
}

// logger passes on what kfake says at warning level and above; its lesser lines are one per request.
type logger struct{ to *slog.Logger }

// Logf implements kfake's Logger.
func (l logger) Logf(level kfake.LogLevel, format string, args ...any) {
	text := func() string { return strings.TrimSpace(fmt.Sprintf(format, args...)) }
	switch level {
	case kfake.LogLevelError:
		l.to.Error(text())
	case kfake.LogLevelWarn:
		l.to.Warn(text())
	}
}
