package testkit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// startLimit bounds the start of an engine; a loaded machine takes its time.
const startLimit = 2 * time.Minute

// kit is what one test process has started.
var kit struct {
	mu     sync.Mutex
	ready  bool // Main runs
	dir    string
	closes []func() error // in order of start
}

// Main runs the tests of a package and puts everything away behind them. In a process that Main itself started as an engine it is
// that engine.
func Main(m *testing.M) {
	if os.Getenv(engineEnv) != "" {
		os.Exit(serveEngine())
	}
	kit.ready = true
	slog.SetLogLoggerLevel(slog.LevelWarn) // a line for each step would hide what a test has to say
	code := m.Run()
	if err := closeAll(); err != nil {
		fmt.Fprintln(os.Stderr, "testkit:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// closeAll stops the engines, last started first, and removes their folders.
func closeAll() error {
	kit.mu.Lock()
	defer kit.mu.Unlock()
	var errs []error
	for i := len(kit.closes) - 1; i >= 0; i-- {
		errs = append(errs, kit.closes[i]())
	}
	if kit.dir != "" {
		errs = append(errs, os.RemoveAll(kit.dir))
	}
	return errors.Join(errs...)
}

// once makes one shared engine: start runs at first use; its close runs at the end of all tests.
func once[T any](start func(ctx context.Context) (T, func() error, error)) func(t testing.TB) T {
	run := sync.OnceValues(func() (T, error) {
		ctx, cancel := context.WithTimeout(context.Background(), startLimit)
		defer cancel()
		made, end, err := start(ctx)
		if err == nil {
			kit.mu.Lock()
			kit.closes = append(kit.closes, end)
			kit.mu.Unlock()
		}
		return made, err
	})
	return func(t testing.TB) T {
		t.Helper()
		if !kit.ready {
			t.Fatal("this package has no TestMain that calls testkit.Main")
		}
		made, err := run()
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
}

// prefix of the folders below the system's folder for temporary files; the pid of the test process follows.
const prefix = "hesuan-test-"

// folder makes a named folder of this test process. It lies directly below /tmp: a socket's path is short, and another user, whom
// PostgreSQL runs as when we are root, must reach it.
func folder(name string) (string, error) {
	kit.mu.Lock()
	defer kit.mu.Unlock()
	if kit.dir == "" {
		sweep()
		dir, err := os.MkdirTemp("/tmp", prefix+strconv.Itoa(os.Getpid())+"-")
		if err != nil {
			return "", err
		}
		if err := os.Chmod(dir, 0o755); err != nil {
			return "", err
		}
		kit.dir = dir
	}
	return filepath.Join(kit.dir, name), nil
}

// sweep removes the folders of test processes that are gone.
func sweep() {
	old, _ := filepath.Glob("/tmp/" + prefix + "*")
	for _, dir := range old {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), prefix), "-")
		if n, err := strconv.Atoi(pid); err == nil && errors.Is(syscall.Kill(n, 0), syscall.ESRCH) {
			_ = os.RemoveAll(dir) // another user's stays, and does no harm
		}
	}
}
