package ingest_test

import (
	"io"
	"net"
	"sync"
	"testing"
)

// proxy stands before an engine so that a test can take it away and give it back without hurting other tests.
type proxy struct {
	to   string
	addr string
	mu   sync.Mutex
	l    net.Listener
	open map[net.Conn]bool
}

func newProxy(t testing.TB, to string) *proxy {
	t.Helper()
	p := &proxy{to: to, addr: "127.0.0.1:0", open: map[net.Conn]bool{}}
	p.join(t)
	t.Cleanup(p.cut)
	return p
}

// join lets connections through.
func (p *proxy) join(t testing.TB) {
	t.Helper()
	l, err := net.Listen("tcp", p.addr)
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	p.l, p.addr = l, l.Addr().String()
	p.mu.Unlock()
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			go p.pass(from)
		}
	}()
}

// cut refuses connections and breaks those there are.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.l.Close()
	for c := range p.open {
		_ = c.Close()
	}
}

func (p *proxy) pass(from net.Conn) {
	to, err := net.Dial("tcp", p.to)
	if err != nil {
		_ = from.Close()
		return
	}
	p.mu.Lock()
	p.open[from], p.open[to] = true, true
	p.mu.Unlock()
	go func() { _, _ = io.Copy(to, from); _ = to.Close() }()
	_, _ = io.Copy(from, to)
	_ = from.Close()
	p.mu.Lock()
	delete(p.open, from)
	delete(p.open, to)
	p.mu.Unlock()
}
