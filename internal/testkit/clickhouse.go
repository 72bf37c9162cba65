package testkit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"hesuan/internal/embedded/child"
	"hesuan/internal/embedded/clickhouse"
)

// The engine is a library that must live in a process of its own: Main starts the test binary again, with these set.
const (
	engineEnv       = "HESUAN_TESTKIT_ENGINE" // the folder
	engineListenEnv = "HESUAN_TESTKIT_LISTEN"
)

// engineMemory lets the engines of two packages' tests run side by side on a small machine.
const engineMemory = 3 << 30

// engine is the ClickHouse that the tests of a process share.
type engine struct {
	process *child.Process
	root    url.URL
}

var (
	sharedEngine = once(startEngine)
	warehouses   atomic.Int64
)

// ClickHouse gives the DSN (http://user:password@host:port/database) of a fresh database. It is dropped after the test.
func ClickHouse(t testing.TB) string {
	t.Helper()
	e := sharedEngine(t)
	name := fmt.Sprintf("test_%d", warehouses.Add(1))
	if err := e.do("create database " + name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.do("drop database " + name + " sync"); err != nil {
			t.Errorf("ClickHouse database %s stays: %v", name, err)
		}
	})
	dsn := e.root
	dsn.Path = "/" + name
	return dsn.String()
}

// serveEngine is the life of the engine's process, until the test process ends it.
func serveEngine() int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	err := clickhouse.Run(ctx, clickhouse.Options{
		Dir: os.Getenv(engineEnv), Listen: os.Getenv(engineListenEnv), User: "test", Password: password,
		MemoryLimit: engineMemory, Threads: 2, Logger: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "testkit engine:", err)
		return 1
	}
	return 0
}

func startEngine(ctx context.Context) (*engine, func() error, error) {
	dir, err := folder("ch")
	if err != nil {
		return nil, nil, err
	}
	listen, err := freePort()
	if err != nil {
		return nil, nil, err
	}
	exe, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), engineEnv+"="+dir, engineListenEnv+"="+listen)
	cmd.Stderr = os.Stderr
	p, err := child.Start(cmd, syscall.SIGKILL)
	if err != nil {
		return nil, nil, err
	}
	e := &engine{p, url.URL{Scheme: "http", User: url.UserPassword("test", password), Host: listen, Path: "/"}}
	for e.do("select 1") != nil {
		select {
		case <-p.Done():
			return nil, nil, fmt.Errorf("the embedded ClickHouse did not start: %w", p.Err())
		case <-ctx.Done():
			p.Kill()
			return nil, nil, errors.New("the embedded ClickHouse does not answer")
		case <-time.After(20 * time.Millisecond):
		}
	}
	return e, func() error { p.Kill(); return nil }, nil
}

// do runs one statement.
func (e *engine) do(statement string) error {
	res, err := http.Post(e.root.String(), "text/plain", strings.NewReader(statement))
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", statement, strings.TrimSpace(string(body)))
	}
	return err
}

// freePort is a loopback address that nobody listens on now.
func freePort() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer ln.Close()
	return ln.Addr().String(), nil
}
