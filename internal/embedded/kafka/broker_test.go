package kafka_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	kafkago "github.com/segmentio/kafka-go"

	"hesuan/internal/embedded/child"
	"hesuan/internal/embedded/kafka"
)

// TestMain doubles as the broker process that the tests kill.
func TestMain(m *testing.M) {
	if dir := os.Getenv("HESUAN_KAFKA_TEST_DIR"); dir != "" {
		b, err := kafka.Start(kafka.Options{Dir: dir, Listen: os.Getenv("HESUAN_KAFKA_TEST_LISTEN")})
		if err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		fmt.Println("listens on", b.Addr())
		select {}
	}
	os.Exit(m.Run())
}

const topic = "hesuan.sales"

// Every acknowledged record and every committed offset survives kill -9 of the broker, at random moments of a running stream.
func TestNothingAcknowledgedIsLostByKill(t *testing.T) {
	dir := t.TempDir()
	p, addr := broker(t, dir, "127.0.0.1:0")
	acked := map[string]bool{}
	for round := range 4 {
		stop := time.AfterFunc(time.Duration(100+70*round)*time.Millisecond, p.Kill)
		for n := 0; ; n++ {
			key := fmt.Sprintf("%d-%d", round, n)
			if write(addr, key) != nil {
				break
			}
			acked[key] = true
		}
		stop.Stop()
		p.Kill()
		p, _ = broker(t, dir, addr)
	}
	if len(acked) < 20 {
		t.Fatalf("only %d records were acknowledged in four rounds", len(acked))
	}
	read(t, addr, "all", acked)
}

func TestGroupGoesOnWhereItCommitted(t *testing.T) {
	dir := t.TempDir()
	p, addr := broker(t, dir, "127.0.0.1:0")
	early, late := map[string]bool{}, map[string]bool{}
	for n := range 10 {
		key := fmt.Sprint("early-", n)
		if err := write(addr, key); err != nil {
			t.Fatal(err)
		}
		early[key] = true
	}
	read(t, addr, "sink", early)
	p.Kill()
	broker(t, dir, addr)
	for n := range 5 {
		key := fmt.Sprint("late-", n)
		if err := write(addr, key); err != nil {
			t.Fatal(err)
		}
		late[key] = true
	}
	for key := range read(t, addr, "sink", late) {
		if !strings.HasPrefix(key, "late-") {
			t.Errorf("%s was committed before the kill and comes again", key)
		}
	}
}

// Three writers, two readers of one group: all of 3,000 records arrive, spread over the partitions.
func TestGroupSharesTheWork(t *testing.T) {
	b, err := kafka.Start(kafka.Options{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	var writers sync.WaitGroup
	for w := range 3 {
		writers.Go(func() {
			var batch []kafkago.Message
			for n := range 1000 {
				batch = append(batch, kafkago.Message{Key: fmt.Appendf(nil, "%d-%d", w, n)})
			}
			if err := send(b.Addr(), batch...); err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var mu sync.Mutex
	seen, partitions := map[string]bool{}, map[int]bool{}
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			r := reader(b.Addr(), "both")
			defer r.Close()
			for {
				m, err := r.FetchMessage(ctx)
				if err != nil {
					return
				}
				if err := r.CommitMessages(ctx, m); err != nil {
					return
				}
				mu.Lock()
				seen[string(m.Key)], partitions[m.Partition] = true, true
				if len(seen) == 3000 {
					cancel()
				}
				mu.Unlock()
			}
		})
	}
	readers.Wait()
	if len(seen) != 3000 || len(partitions) != kafka.Partitions {
		t.Errorf("%d records in %d partitions arrived, want 3000 in %d", len(seen), len(partitions), kafka.Partitions)
	}
}

func TestABodyLargerThanKafkasDefaultPasses(t *testing.T) {
	b, err := kafka.Start(kafka.Options{Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := send(b.Addr(), kafkago.Message{Key: []byte("big"), Value: make([]byte, 4<<20)}); err != nil {
		t.Error(err)
	}
}

func TestOtherMachinesAreRefused(t *testing.T) {
	for _, listen := range []string{"0.0.0.0:9092", ":9092", "192.0.2.1:9092"} {
		if _, err := kafka.Start(kafka.Options{Listen: listen}); err == nil || !strings.Contains(err.Error(), "loopback") {
			t.Errorf("listening on %s gives %v", listen, err)
		}
	}
}

func TestATakenPortIsSaid(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	if _, err := kafka.Start(kafka.Options{Listen: ln.Addr().String()}); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("a taken port gives %v", err)
	}
}

// broker starts a broker process on dir and waits until it listens.
func broker(t *testing.T, dir, listen string) (*child.Process, string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "HESUAN_KAFKA_TEST_DIR="+dir, "HESUAN_KAFKA_TEST_LISTEN="+listen)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = w, os.Stderr
	p, err := child.Start(cmd, syscall.SIGKILL)
	w.Close()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	defer r.Close()
	line, err := bufio.NewReader(r).ReadString('\n')
	addr, ok := strings.CutPrefix(strings.TrimSpace(line), "listens on ")
	if err != nil && !errors.Is(err, io.EOF) || !ok {
		t.Fatalf("the broker says %q, %v", line, err)
	}
	return p, addr
}

func write(addr, key string) error { return send(addr, kafkago.Message{Key: []byte(key)}) }

func send(addr string, messages ...kafkago.Message) error {
	w := kafkago.Writer{
		Addr: kafkago.TCP(addr), Topic: topic, Balancer: &kafkago.Hash{}, RequiredAcks: kafkago.RequireAll,
		BatchTimeout: time.Millisecond, BatchBytes: 8 << 20, AllowAutoTopicCreation: true, MaxAttempts: 3,
		Transport: &kafkago.Transport{MetadataTTL: time.Second},
	}
	defer w.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return w.WriteMessages(ctx, messages...)
}

func reader(addr, group string) *kafkago.Reader {
	return kafkago.NewReader(kafkago.ReaderConfig{
		Brokers: []string{addr}, GroupID: group, Topic: topic, StartOffset: kafkago.FirstOffset, MaxWait: 50 * time.Millisecond,
		JoinGroupBackoff: 100 * time.Millisecond,
	})
}

// read fetches and commits until it has seen all of want, and gives whatever it has seen: a record whose acknowledgement was lost with
// the broker is there, too.
func read(t *testing.T, addr, group string, want map[string]bool) map[string]bool {
	t.Helper()
	r := reader(addr, group)
	defer r.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	seen := map[string]bool{}
	for left := len(want); left > 0; {
		m, err := r.FetchMessage(ctx)
		if err != nil {
			t.Fatalf("%d of %d records are lost: %v", left, len(want), err)
		}
		if err := r.CommitMessages(ctx, m); err != nil {
			t.Fatal(err)
		}
		if key := string(m.Key); !seen[key] {
			seen[key] = true
			if want[key] {
				left--
			}
		}
	}
	return seen
}
