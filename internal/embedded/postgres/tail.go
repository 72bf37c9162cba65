package postgres

import (
	"bytes"
	"io"
	"strings"
	"sync"
)

// tail passes the server's log on and remembers its end, for the message when a start fails.
type tail struct {
	to io.Writer

	mu   sync.Mutex
	last []byte
}

// kept is how much of the log a message may quote.
const kept = 2000

// Write takes any cut of the log.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	t.last = append(t.last, p...)
	if over := len(t.last) - kept; over > 0 {
		t.last = bytes.Clone(t.last[over:])
	}
	t.mu.Unlock()
	if t.to == nil {
		return len(p), nil
	}
	return t.to.Write(p)
}

// String is the remembered end.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.last))
}
