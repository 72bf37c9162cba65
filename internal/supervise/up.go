package supervise

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"time"

	"hesuan/internal/config"
	"hesuan/internal/embedded/folder"
)

// Roles are the parts of the house itself, in the order of their start; they stop the other way round, the pages first.
var Roles = []string{"relay", "sink", "work", "serve"}

// startLimit bounds the start of one part. Recovery after a crash and a first demo company take seconds; a minute is a fault.
const startLimit = 2 * time.Minute

// Options of Up.
type Options struct {
	Config  config.Config
	Command func(args ...string) *exec.Cmd // a process of this program
	Out     io.Writer                      // the console
}

// house is a running `up`.
type house struct {
	config  config.Config
	command func(args ...string) *exec.Cmd
	log     *logFile
	console *console
	keepers []*keeper // in the order of their start
}

// Up starts everything, waits for ctx to end, and stops everything. What keeps it from starting is an error that tells what to do.
func Up(ctx context.Context, opt Options) error {
	data := opt.Config.Data
	lock, err := hold(ctx, data)
	if err != nil {
		return err
	}
	defer lock.Free()
	if err := enoughSpace(data); err != nil {
		return err
	}
	if err := listenable(opt.Config.Listen); err != nil {
		return err
	}
	log, err := openLog(opt.Config.Path("log"))
	if err != nil {
		return err
	}
	defer log.Close()
	h := &house{config: opt.Config, command: opt.Command, log: log, console: &console{out: opt.Out, log: log}}
	err = h.start(ctx)
	if err == nil {
		h.wait(ctx)
	}
	h.stop()
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil // stopped while still starting
	}
	return err
}

// hold takes the data folder. A moment's patience covers a killed predecessor and a command that is just looking.
func hold(ctx context.Context, data string) (*folder.Lock, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	lock, err := folder.Wait(ctx, data)
	if errors.Is(err, folder.ErrHeld) {
		return nil, fmt.Errorf("%w: Hesuan already runs there; for a second one give another folder (HESUAN_DATA) and address (HESUAN_LISTEN)", err)
	}
	return lock, err
}

// enoughSpace refuses to start on a disk that is about to run full.
func enoughSpace(data string) error {
	free, err := folder.Free(data)
	if err == nil && free < folder.Scarce {
		return fmt.Errorf("only %d MB are free for %s: make room (%d MB at least), or move the folder and set HESUAN_DATA",
			free>>20, data, folder.Scarce>>20)
	}
	return err
}

// listenable tries the address of the pages, which only the role serve will hold.
func listenable(listen string) error {
	ln, err := net.Listen("tcp", listen)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s is taken by another program: stop it, or choose another address with HESUAN_LISTEN", listen)
	case err != nil:
		return fmt.Errorf("HESUAN_LISTEN=%s: %w", listen, err)
	}
	return ln.Close()
}

// start brings up the engines, the schemas, then the roles.
func (h *house) start(ctx context.Context) error {
	h.console.say("Hesuan starts in %s", h.config.Data)
	if err := folder.RemoveRun(h.config.Data); err != nil {
		return err
	}
	if err := h.engines(ctx); err != nil {
		return err
	}
	first, err := h.migrate(ctx)
	if err != nil {
		return err
	}
	if err := h.publish(); err != nil {
		return err
	}
	if err := h.roles(ctx); err != nil {
		return err
	}
	h.console.say("Hesuan is ready: %s", h.config.URL())
	if err := first.show(h.console); err != nil {
		return err
	}
	h.console.say("Ctrl-C stops it. Logs: %s", h.config.Path("log", logName))
	return nil
}

// publish tells the commands beside us where the engines are.
func (h *house) publish() error {
	return folder.Run{
		PID: os.Getpid(), URL: h.config.URL(),
		Postgres: h.config.Postgres, Kafka: h.config.Kafka, ClickHouse: h.config.ClickHouse,
	}.WriteRun(h.config.Data)
}

// wait lives until ctx ends, and keeps an eye on the disk.
func (h *house) wait(ctx context.Context) {
	look := time.NewTicker(30 * time.Second)
	defer look.Stop()
	low := h.watchSpace(false)
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			low = h.watchSpace(low)
		}
	}
}

// watchSpace warns when the disk gets low, once each time.
func (h *house) watchSpace(warned bool) bool {
	free, err := folder.Free(h.config.Data)
	if err != nil || free >= folder.Low {
		return false
	}
	if !warned {
		h.console.warn("only %d MB are free for %s", free>>20, h.config.Data)
	}
	return true
}

// stop ends the parts, the last started first: no role loses the engine it writes to.
func (h *house) stop() {
	if len(h.keepers) == 0 {
		return
	}
	h.console.say("Hesuan stops")
	began := time.Now()
	if err := folder.RemoveRun(h.config.Data); err != nil {
		h.console.warn("%v", err)
	}
	for i := len(h.keepers) - 1; i >= 0; i-- {
		h.keepers[i].end()
	}
	h.console.say("Hesuan has stopped (%.1f s)", time.Since(began).Seconds())
}

// keep brings up a part and adds it to those that are kept running.
func (h *house) keep(ctx context.Context, p part) error {
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	k, err := keep(ctx, p, &lines{name: p.name, to: h.log}, h.console)
	if err == nil {
		h.keepers = append(h.keepers, k)
	}
	return err
}

// environ is what our children see: the settings as we understand them, with the engines' addresses.
func (h *house) environ() []string {
	var env []string
	for _, kv := range os.Environ() {
		// Passwords are migrate's alone, and one address cannot be that of several parts: serve gives the metrics of all.
		name, _, _ := strings.Cut(kv, "=")
		if !slices.Contains([]string{"HESUAN_ADMIN_PASSWORD", "HESUAN_DEMO_PASSWORD", "HESUAN_METRICS"}, name) {
			env = append(env, kv)
		}
	}
	child := h.config
	child.AdminPassword, child.DemoPassword = "", "" // only migrate needs them
	return append(env, child.Environ()...)
}
