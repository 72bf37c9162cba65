package clickhouse

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// reply writes an answer. The first part is held back, so that an error which comes early has its own HTTP status;
// an error after that becomes a block at the end of the body, as a server does it.
type reply struct {
	w       http.ResponseWriter
	q       *request
	frames  *frameWriter
	encoder flushWriter
	held    []byte
	sent    bool   // status and headers are out
	tag     string // marks a late error as ours
	broken  error  // the client is gone
}

// writeTimeout is how long a client may refuse to read; until then its statement holds a connection.
const writeTimeout = time.Minute

// holdBack is how much of an answer waits for its end.
const holdBack = 256 << 10

func newReply(w http.ResponseWriter, q *request) *reply {
	p := &reply{w: w, q: q, tag: rand.Text()[:16]}
	if q.frames != "" {
		p.frames = newFrameWriter(plainWriter{p}, q.frames)
	}
	h := w.Header()
	h.Set("Content-Type", contentType(q.format))
	h.Set("X-ClickHouse-Format", q.format)
	h.Set("X-ClickHouse-Timezone", "UTC")
	h.Set("X-ClickHouse-Exception-Tag", p.tag)
	if q.id != "" {
		h.Set("X-ClickHouse-Query-Id", q.id)
	}
	return p
}

// Write takes a piece of the result.
func (p *reply) Write(b []byte) (int, error) {
	if p.frames != nil {
		return p.frames.Write(b)
	}
	return p.write(b)
}

// plainWriter is the way below the frames.
type plainWriter struct{ p *reply }

func (w plainWriter) Write(b []byte) (int, error) { return w.p.write(b) }

func (p *reply) write(b []byte) (int, error) {
	if p.broken != nil {
		return 0, p.broken
	}
	if !p.sent && len(p.held)+len(b) <= holdBack {
		p.held = append(p.held, b...)
		return len(b), nil
	}
	if err := p.send(len(b) > 0); err != nil {
		return 0, err
	}
	return p.pass(b)
}

// send lets go of the headers and of what was held back; more tells that it is not all.
func (p *reply) send(more bool) error {
	if p.sent {
		return nil
	}
	p.sent = true
	if p.q.encoding != "" && (more || len(p.held) > 0) {
		p.w.Header().Set("Content-Encoding", p.q.encoding)
		if p.encoder, p.broken = encoder(p.q.encoding, p.w); p.broken != nil {
			return p.broken
		}
	}
	_, err := p.pass(p.held)
	p.held = nil
	return err
}

func (p *reply) pass(b []byte) (n int, err error) {
	if len(b) == 0 {
		return 0, nil
	}
	_ = http.NewResponseController(p.w).SetWriteDeadline(time.Now().Add(writeTimeout))
	if p.encoder != nil {
		n, err = p.encoder.Write(b)
	} else {
		n, err = p.w.Write(b)
	}
	p.broken = err
	return n, err
}

// finish ends a good answer.
func (p *reply) finish() {
	if p.frames != nil && p.frames.Flush() != nil {
		return
	}
	if p.send(false) == nil && p.encoder != nil {
		_ = p.encoder.Close()
	}
}

// fail ends an answer with an error.
func (p *reply) fail(err error) {
	var e *exception
	switch {
	case errors.As(err, &e):
	case errors.Is(err, context.Canceled):
		e = refuse(codeAborted, "ABORTED", "The engine is stopping")
	default:
		e = refuse(codeLogical, "LOGICAL_ERROR", "%s", err)
	}
	message := strings.TrimSpace(e.text) + "\n"
	if !p.sent {
		h := p.w.Header()
		h.Set("Content-Type", "text/plain; charset=UTF-8")
		h.Set("X-ClickHouse-Exception-Code", strconv.Itoa(e.code))
		p.w.WriteHeader(statusOf(e.code))
		_, _ = p.w.Write([]byte(message))
		return
	}
	if len(message) > 12<<10 { // the whole block must stay under 16 KiB
		message = message[:12<<10] + "\n"
	}
	_, _ = p.pass(fmt.Appendf(nil, "\r\n__exception__\r\n%s\r\n%s%d %s\r\n__exception__\r\n", p.tag, message, len(message), p.tag))
	if p.encoder != nil {
		_ = p.encoder.Close()
	}
}

// contentType is what a browser or curl is told.
func contentType(format string) string {
	switch f := strings.ToLower(format); {
	case f == "native" || strings.HasPrefix(f, "rowbinary") || f == "parquet" || strings.HasPrefix(f, "arrow"):
		return "application/octet-stream"
	case strings.HasSuffix(f, "eachrow") || f == "jsonlines" || f == "ndjson":
		return "application/x-ndjson; charset=UTF-8"
	case strings.HasPrefix(f, "json"):
		return "application/json; charset=UTF-8"
	case strings.HasPrefix(f, "csv"):
		return "text/csv; charset=UTF-8"
	case strings.HasPrefix(f, "t"):
		return "text/tab-separated-values; charset=UTF-8"
	}
	return "text/plain; charset=UTF-8"
}
