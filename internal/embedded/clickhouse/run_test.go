package clickhouse_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"hesuan/internal/embedded/child"
	"hesuan/internal/embedded/clickhouse"
)

// TestMain is two programs: the tests, and the engine that they start as a child of this very binary.
func TestMain(m *testing.M) {
	if dir := os.Getenv("CLICKHOUSE_TEST_DIR"); dir != "" {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
		defer stop()
		err := clickhouse.Run(ctx, clickhouse.Options{
			Dir: dir, Listen: os.Getenv("CLICKHOUSE_TEST_LISTEN"), User: "hesuan", Password: "secret",
			MemoryLimit: 2 << 30, Logger: slog.New(slog.NewTextHandler(os.Stderr, nil)),
		})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	if shared != nil {
		shared.process.Stop(syscall.SIGTERM, 20*time.Second)
		os.RemoveAll(shared.dir)
	}
	os.Exit(code)
}

// engine is a child process.
type engine struct {
	dir, listen string
	process     *child.Process
	out         *bytes.Buffer // read it after the end of the process
}

var shared *engine

func start(t *testing.T, dir, listen string, env ...string) *engine {
	t.Helper()
	e := &engine{dir: dir, listen: listen, out: &bytes.Buffer{}}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), "CLICKHOUSE_TEST_DIR="+dir, "CLICKHOUSE_TEST_LISTEN="+listen), env...)
	cmd.Stderr = e.out
	p, err := child.Start(cmd, syscall.SIGKILL)
	if err != nil {
		t.Fatal(err)
	}
	e.process = p
	return e
}

// ready is the shared engine, answering.
func ready(t *testing.T) *engine {
	t.Helper()
	if shared == nil {
		dir, err := os.MkdirTemp("", "hesuan-clickhouse")
		if err != nil {
			t.Fatal(err)
		}
		shared = start(t, dir, freePort(t))
		shared.await(t)
	}
	return shared
}

func (e *engine) await(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		res, err := http.Get("http://" + e.listen + "/ping")
		if err == nil {
			res.Body.Close()
			return
		}
		select {
		case <-e.process.Done():
			t.Fatalf("the engine ended: %s", e.out)
		default:
		}
		if time.Now().After(end) {
			t.Fatalf("no answer: %v", err)
		}
	}
}

// freePort is below the range from which the system takes ports for calls, so that no client gets it by chance.
func freePort(t *testing.T) string {
	t.Helper()
	for {
		address := fmt.Sprintf("127.0.0.1:%d", 20000+rand.IntN(12000))
		if l, err := net.Listen("tcp", address); err == nil {
			l.Close()
			return address
		}
	}
}

// ended waits for the end of a process that cannot start and gives what it said.
func (e *engine) ended(t *testing.T) string {
	t.Helper()
	select {
	case <-e.process.Done():
	case <-time.After(30 * time.Second):
		e.process.Kill()
		t.Fatal("it runs on")
	}
	if e.process.Err() == nil {
		t.Error("exit code 0")
	}
	return e.out.String()
}

func TestFaultsAtStartAreClear(t *testing.T) {
	e := ready(t)
	file := t.TempDir() + "/file"
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, dir, listen, env, want string
	}{
		{"folder in use", e.dir, freePort(t), "", "is in use: " + e.dir + " (process " + fmt.Sprint(e.process.Pid()) + ")"},
		{"taken port", t.TempDir(), e.listen, "", "taken by another program: " + e.listen},
		{"not loopback", t.TempDir(), "0.0.0.0:0", "", "loopback only"},
		{"no folder", file, freePort(t), "", "the ClickHouse folder"},
		{"missing library", t.TempDir(), freePort(t), "HESUAN_CHDB=/nowhere/libchdb.so", "no such file"},
		{"no library", t.TempDir(), freePort(t), "HESUAN_CHDB=" + file, "does not load"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if said := start(t, c.dir, c.listen, c.env).ended(t); !strings.Contains(said, c.want) {
				t.Errorf("it said: %s", said)
			}
		})
	}
}

func TestDamagedFolderIsClear(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(dir+"/metadata", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+"/metadata/broken.sql", []byte("garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	said := start(t, dir, freePort(t)).ended(t)
	if !strings.Contains(said, "metadata/broken.sql") || !strings.Contains(said, "hesuan rebuild") {
		t.Errorf("it said: %s", said)
	}
}

func TestFullDiskIsClear(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root mounts a small disk")
	}
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=8m"); err != nil {
		t.Skipf("no small disk here: %v", err)
	}
	defer syscall.Unmount(dir, syscall.MNT_DETACH)
	e := start(t, dir, freePort(t))
	defer e.process.Kill()
	e.await(t)
	e.ok(t, "create table default.t (s String) engine = MergeTree order by tuple()")
	res, body := e.post(t, "", "insert into default.t select randomString(100) from numbers(1000000)")
	if res.Header.Get("X-ClickHouse-Exception-Code") != "243" && !strings.Contains(body, "No space left") {
		t.Errorf("%s: %s", res.Status, body)
	}
	e.ok(t, "select 1")
	if err := os.WriteFile(dir+"/rest", make([]byte, 8<<20), 0o600); err == nil {
		t.Fatal("the disk is not full")
	}
	e.process.Kill()
	again := start(t, dir, freePort(t)) // what is there can still be read
	again.await(t)
	again.ok(t, "select count() from default.t")
	again.process.Kill()
	if said := again.ended(t); !strings.Contains(said, "the disk is nearly full") {
		t.Errorf("it said: %s", said)
	}
	if said := start(t, dir+"/other", freePort(t)).ended(t); !strings.Contains(said, "disk full?") {
		t.Errorf("in a new folder it said: %s", said)
	}
}

// What was promised to the disk, the memory and the clock is what the engine itself says it does, wherever it was
// started: a config.xml that lies about must not count, nor the machine's time zone.
func TestTheEngineIsSetUpAsPromised(t *testing.T) {
	trap := t.TempDir()
	config := []byte("<clickhouse><max_server_memory_usage>1</max_server_memory_usage></clickhouse>")
	if err := os.WriteFile(trap+"/config.xml", config, 0o600); err != nil {
		t.Fatal(err)
	}
	library, err := clickhouse.Locate()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(trap)
	e := start(t, t.TempDir(), freePort(t), "TZ=Asia/Shanghai", "HESUAN_CHDB="+library)
	defer e.process.Kill()
	e.await(t)
	for statement, want := range map[string]string{
		"select countIf(value = '1') from system.merge_tree_settings where name like 'fsync_%'": "2",
		"select value from system.server_settings where name = 'max_server_memory_usage'":       "2147483648",
		"select getSetting('async_insert'), getSetting('max_memory_usage')":                     "false\t1610612736",
		"select timezone(), serverTimezone(), toString(toDateTime(0))":                          "UTC\tUTC\t1970-01-01 00:00:00",
	} {
		if got := e.ok(t, statement); got != want {
			t.Errorf("%s: %q", statement, got)
		}
	}
}

// post sends a statement with the right password and gives the answer.
func (e *engine) post(t *testing.T, args, statement string) (*http.Response, string) {
	t.Helper()
	return e.send(t, http.MethodPost, args, strings.NewReader(statement), nil)
}

func (e *engine) send(t *testing.T, method, args string, body io.Reader, header map[string]string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, "http://"+e.listen+"/?"+args, body)
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth("hesuan", "secret")
	for key, value := range header {
		req.Header.Set(key, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(answer)
}

// ok runs a statement that must succeed.
func (e *engine) ok(t *testing.T, statement string) string {
	t.Helper()
	res, body := e.post(t, "", statement)
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", statement, body)
	}
	return strings.TrimSpace(body)
}
