package clickhouse

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"sync"
)

// server is the HTTP interface over the pool.
type server struct {
	pool    *pool
	greets  greeting
	user    [32]byte
	secret  [32]byte
	timeout readTimeout
	log     *slog.Logger
	gate    sync.RWMutex // read-locked by each request; locked once, at the end
}

func newServer(p *pool, o Options, g greeting) *server {
	return &server{
		pool: p, greets: g, log: o.Logger, timeout: bodyTimeout,
		user: sha256.Sum256([]byte(o.User)), secret: sha256.Sum256([]byte(o.Password)),
	}
}

// ServeHTTP answers /ping to anyone and statements to who knows the password.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-ClickHouse-Server-Display-Name", s.greets.name)
	switch {
	case r.URL.Path == "/ping" || r.URL.Path == "/replicas_status":
		_, _ = io.WriteString(w, "Ok.\n")
	case r.URL.Path != "/":
		http.Error(w, "There is no handle "+r.URL.Path, http.StatusNotFound)
	case r.Method == http.MethodGet && r.URL.RawQuery == "":
		_, _ = io.WriteString(w, "Ok.\n")
	case r.Method != http.MethodGet && r.Method != http.MethodPost && r.Method != http.MethodHead:
		http.Error(w, "GET reads, POST does everything", http.StatusMethodNotAllowed)
	default:
		s.serve(w, r)
	}
}

// close lets no further request in; the channel closes when those under way have ended.
func (s *server) close() <-chan struct{} {
	quiet := make(chan struct{})
	go func() {
		s.gate.Lock()
		close(quiet)
	}()
	return quiet
}

// serve runs the statement of a request.
func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	s.gate.RLock()
	defer s.gate.RUnlock()
	if err := s.authenticate(r); err != nil {
		newReply(w, &request{format: "TabSeparated"}).fail(err)
		return
	}
	q, err := readRequest(r)
	if err != nil {
		newReply(w, &request{format: "TabSeparated"}).fail(err)
		return
	}
	p := newReply(w, q)
	q.body = s.timeout.reader(w, q.body)
	if err := s.run(r.Context(), p, q); err != nil {
		s.failed(r.Context(), err)
		drain(q.body)
		p.fail(err)
		return
	}
	p.finish()
}

// maxDrain is how much of a refused insert is read before the answer.
const maxDrain = 1 << 30

// drain reads what a client still sends: one that is cut off in its rows sees a broken connection, not our error.
func drain(body io.Reader) { _, _ = io.Copy(io.Discard, io.LimitReader(body, maxDrain)) }

// failed leaves a trace of what the client may not see or keep; a cancelled statement is no news.
func (s *server) failed(ctx context.Context, err error) {
	if ctx.Err() == nil && !errors.Is(err, context.Canceled) {
		s.log.Debug("clickhouse statement", "error", err)
	}
}

// authenticate takes the user and password where clients put them. Both are compared in constant time.
func (s *server) authenticate(r *http.Request) error {
	args := r.URL.Query()
	user, password, ok := r.BasicAuth()
	if !ok {
		user = first(r.Header.Get("X-ClickHouse-User"), args.Get("user"), "default")
		password = first(r.Header.Get("X-ClickHouse-Key"), args.Get("password"))
	}
	u, p := sha256.Sum256([]byte(user)), sha256.Sum256([]byte(password))
	if subtle.ConstantTimeCompare(u[:], s.user[:])&subtle.ConstantTimeCompare(p[:], s.secret[:]) == 1 {
		return nil
	}
	return refuse(codeWrongPassword, "AUTHENTICATION_FAILED",
		"%s: Authentication failed: password is incorrect, or there is no user with such name", user)
}
