package clickhouse

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"
)

// pool hands out connections to the engine, a fixed number at most; each runs one statement at a time and holds one
// thread of ours while it does.
type pool struct {
	dial  func(name string) (*conn, error)
	slots chan struct{} // one token for each connection in use

	mu     sync.Mutex
	idle   []*conn
	dialed int
	closed bool

	killing sync.Mutex
	killer  *conn // runs the KILL statements; it never waits for a slot
}

// newPool starts the engine by opening its first connection.
func newPool(size int, dial func(name string) (*conn, error)) (*pool, error) {
	p := &pool{dial: dial, slots: make(chan struct{}, size)}
	killer, err := dial("killer")
	if err != nil {
		return nil, err
	}
	p.killer = killer
	return p, nil
}

// acquire waits for a connection, best one that was last used in the same way.
func (p *pool) acquire(ctx context.Context, database string, settings map[string]string) (*conn, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	c, err := p.take(database, settings)
	if err != nil {
		<-p.slots
	}
	return c, err
}

func (p *pool) take(database string, settings map[string]string) (*conn, error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, context.Canceled
	}
	if n := len(p.idle); n > 0 {
		best := n - 1
		for i, c := range p.idle {
			if c.database == database && maps.Equal(c.settings, settings) {
				best = i
			}
		}
		c := p.idle[best]
		p.idle = append(p.idle[:best], p.idle[best+1:]...)
		p.mu.Unlock()
		return c, nil
	}
	p.dialed++
	name := fmt.Sprintf("hesuan-%d", p.dialed)
	p.mu.Unlock()
	return p.dial(name)
}

// release takes a connection back, or closes it when its session is no longer clean.
func (p *pool) release(c *conn) {
	defer func() { <-p.slots }()
	if c.stale {
		c.close()
		return
	}
	p.mu.Lock()
	p.idle = append(p.idle, c)
	p.mu.Unlock()
}

// guarded runs f, which runs a statement on c. When ctx ends before, it kills the statement, again and again until
// f has let go: the statement may not have begun yet. Afterwards nothing of this hangs over c's next statement.
func (p *pool) guarded(ctx context.Context, c *conn, f func() error) error {
	over, killed := make(chan struct{}), make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(killed)
		for {
			p.kill(c.name)
			select {
			case <-over:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	})
	defer func() {
		close(over)
		if !stop() {
			<-killed
		}
	}()
	return f()
}

func (p *pool) kill(name string) {
	p.killing.Lock()
	defer p.killing.Unlock()
	_ = p.killer.exec("KILL QUERY WHERE Settings['log_comment'] = " + quoteText(name) + " ASYNC")
}

// drain waits until every connection is back, at most for patience, and tells whether all are.
func (p *pool) drain(patience time.Duration) bool {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	deadline := time.After(patience)
	for range cap(p.slots) {
		select {
		case p.slots <- struct{}{}:
		case <-deadline:
			return false
		}
	}
	return true
}

// close ends the connections of a drained pool.
func (p *pool) close() {
	for _, c := range p.idle {
		c.close()
	}
	p.killer.close()
}
