package clickhouse

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"sync/atomic"
	"time"
)

// Options of the engine.
type Options struct {
	Dir         string // all its data; made if missing
	Listen      string // host:port on loopback
	User        string
	Password    string
	MemoryLimit int64 // bytes, of the engine as a whole; 0 is a quarter of the machine's, at least 1 GiB
	Threads     int   // for one query; 0 is one for each processor
	Logger      *slog.Logger
}

// withDefaults fills what is not given.
func (o Options) withDefaults() Options {
	if o.Threads <= 0 {
		o.Threads = runtime.NumCPU()
	}
	if o.MemoryLimit <= 0 {
		o.MemoryLimit = max(1<<30, machineMemory()/4)
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

// Run opens the folder, answers HTTP until ctx ends, then closes everything. A process can Run once.
func Run(ctx context.Context, o Options) error {
	o = o.withDefaults()
	lock, err := lockFolder(o.Dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	if free := freeSpace(o.Dir); free < lowSpace {
		o.Logger.Warn("the disk is nearly full; inserts into ClickHouse will fail", "folder", o.Dir, "free_mib", free>>20)
	}
	listener, err := listen(o.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	e, err := start(o)
	if err != nil {
		return err
	}
	served := e.serve(ctx, listener, o)
	return errors.Join(served, e.stop())
}

// engine is the library with its connections.
type engine struct {
	lib  *library
	pool *pool
}

// start boots the engine on the folder.
func start(o Options) (*engine, error) {
	path, err := Locate()
	if err != nil {
		return nil, err
	}
	config, err := writeConfig(o)
	if err != nil {
		return nil, err
	}
	if err := useUTC(); err != nil {
		return nil, err
	}
	lib, err := load(path)
	if err != nil {
		return nil, err
	}
	args, base := []string{"clickhouse", "--path=" + o.Dir, "--config-file=" + config}, baseline(o)
	began := time.Now()
	catalog := new(atomic.Int64)
	p, err := newPool(max(8, 3*o.Threads), func(name string) (*conn, error) { return dial(lib, args, name, base, catalog) })
	if err != nil {
		return nil, err
	}
	o.Logger.Info("clickhouse is open", "version", lib.version(), "folder", o.Dir, "took", time.Since(began))
	return &engine{lib, p}, nil
}

// greeting asks the engine for its name.
func (e *engine) greeting() (greeting, error) {
	r := e.pool.killer.query("SELECT version()", "TSVRaw", nil)
	defer r.free()
	host, _ := os.Hostname()
	return greeting{name: host, version: trimmed(r.bytes())}, r.err()
}

// serve answers requests until ctx ends, and gives those under way a moment more.
func (e *engine) serve(ctx context.Context, listener net.Listener, o Options) error {
	g, err := e.greeting()
	if err != nil {
		return err
	}
	under, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	s := newServer(e.pool, o, g)
	web := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		BaseContext:       func(net.Listener) context.Context { return under },
		ErrorLog:          slog.NewLogLogger(o.Logger.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve ClickHouse on %s: %w", listener.Addr(), err)
	case <-ctx.Done():
	}
	_ = listener.Close()
	quiet := s.close()
	if !within(quiet, 3*time.Second) {
		cut() // kills the statements
		within(quiet, 5*time.Second)
	}
	_ = web.Close() // the listener is closed already
	return nil
}

// within tells whether done closes in time.
func within(done <-chan struct{}, patience time.Duration) bool {
	select {
	case <-done:
		return true
	case <-time.After(patience):
		return false
	}
}

// Errors of a stop that was not clean; what was acknowledged is on disk all the same.
var (
	errBusy = errors.New("the ClickHouse engine did not let go of a statement; its folder was not closed cleanly")
	errSlow = errors.New("the ClickHouse engine did not close its folder in time")
)

// stop closes the connections; with the last one the engine ends its merges and closes its folder.
func (e *engine) stop() error {
	if !e.pool.drain(5 * time.Second) {
		return errBusy
	}
	closed := make(chan struct{})
	go func() {
		e.pool.close()
		close(closed)
	}()
	if !within(closed, 10*time.Second) {
		return errSlow
	}
	return nil
}
