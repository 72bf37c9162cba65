package supervise

import (
	"context"
	"fmt"
	"io"
	"sync"
	"syscall"
	"time"

	"hesuan/internal/embedded/child"
)

// part is one process that is kept running.
type part struct {
	name  string
	start func(ctx context.Context, said io.Writer) (*child.Process, error)
	ready func() bool    // asked until it is true, after the first start only
	stop  syscall.Signal // asks for a clean end
	grace time.Duration  // for that end
}

// Delays between the restarts of a part: short first, so that a crash is hardly noticed, then longer, so that a part that cannot run does
// not eat the machine. A part that ran for settled counts as healthy again.
const (
	shortest = 100 * time.Millisecond
	longest  = 10 * time.Second
	settled  = 30 * time.Second
)

// keeper runs a part and runs it again.
type keeper struct {
	part
	said    *lines
	console *console

	cancel context.CancelFunc
	ended  chan struct{}

	mu      sync.Mutex
	process *child.Process
}

// keep starts p and, once it is ready, keeps it running. An error means that it could not be brought up in the first place.
func keep(ctx context.Context, p part, said *lines, con *console) (*keeper, error) {
	k := &keeper{part: p, said: said, console: con, ended: make(chan struct{})}
	process, err := p.start(ctx, said)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	k.process = process
	if err := k.await(ctx); err != nil {
		process.Stop(p.stop, p.grace)
		return nil, err
	}
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	k.cancel = cancel
	go k.run(running)
	return k, nil
}

// await returns when the part is ready for others.
func (k *keeper) await(ctx context.Context) error {
	for k.ready != nil && !k.ready() {
		select {
		case <-k.process.Done():
			return fmt.Errorf("%s did not start: %s", k.name, k.said.lastWords(k.process.Err()))
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready: %w", k.name, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

// run waits for the end of each process and starts the next, until the keeper is told to stop.
func (k *keeper) run(ctx context.Context) {
	defer close(k.ended)
	delay := shortest
	started := time.Now()
	for {
		if process := k.current(); process != nil {
			select {
			case <-process.Done():
				k.console.warn("%s ended (%v) and is started again; see the log", k.name, ending(process))
			case <-ctx.Done():
				process.Stop(k.stop, k.grace)
				return
			}
		}
		if time.Since(started) > settled {
			delay = shortest
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(delay):
		}
		delay = min(2*delay, longest)
		started = time.Now()
		k.again(ctx)
	}
}

// again starts the next process; when that fails there is none, and run comes back after a longer delay.
func (k *keeper) again(ctx context.Context) {
	process, err := k.start(ctx, k.said)
	if err != nil {
		k.console.warn("%s: %v", k.name, err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.process = process
}

func (k *keeper) current() *child.Process {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.process
}

// end stops the part for good and waits for that.
func (k *keeper) end() {
	k.cancel()
	<-k.ended
}

// ending says how a process ended.
func ending(p *child.Process) string {
	if err := p.Err(); err != nil {
		return err.Error()
	}
	return "exit status 0"
}
