package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"time"
)

// Session is a person who is logged in, on one connection that stays open, as a browser keeps it. It speaks HTTP by itself: what the
// caller costs is taken from the same cores as what is measured.
type Session struct {
	host    string
	cookies string
	csrf    string
	conn    net.Conn
	in      *bufio.Reader
	out     bytes.Buffer
	used    time.Time
}

const (
	patience = 2 * time.Minute  // bounds one request
	idle     = 30 * time.Second // after which the house may have hung up
)

var (
	csrfField = regexp.MustCompile(`name="csrf" content="([^"]+)"`)
	errStatus = errors.New("refused")
)

// Login comes in through the form.
func Login(ctx context.Context, base, name, password string) (*Session, error) {
	at, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	s := &Session{host: at.Host}
	if err := s.take(ctx, "GET", "/login", "", nil); err != nil {
		return nil, err
	}
	form := url.Values{"name": {name}, "password": {password}, "csrf": {s.csrf}, "next": {"/"}}
	if err := s.take(ctx, "POST", "/login", "application/x-www-form-urlencoded", []byte(form.Encode())); err != nil {
		return nil, fmt.Errorf("login: %w", err)
	}
	return s, s.take(ctx, "GET", "/", "", nil)
}

// take asks for a page and keeps its cookies and its token.
func (s *Session) take(ctx context.Context, method, path, kind string, body []byte) error {
	res, page, err := s.send(ctx, method, path, kind, body, "")
	if err != nil {
		return err
	}
	if res.StatusCode >= 400 {
		return fmt.Errorf("%s: %w with %s", path, errStatus, res.Status)
	}
	for _, c := range res.Cookies() {
		if c.Value != "" {
			s.cookies += c.Name + "=" + c.Value + "; "
		}
	}
	if found := csrfField.FindSubmatch(page); found != nil {
		s.csrf = string(found[1])
	}
	return nil
}

// Get asks for a page or an answer of the API.
func (s *Session) Get(ctx context.Context, path string) ([]byte, error) {
	return s.ask(ctx, "GET", path, "", nil, "")
}

// GetPart asks for the part of a page that htmx puts into an element.
func (s *Session) GetPart(ctx context.Context, path, element string) ([]byte, error) {
	return s.ask(ctx, "GET", path, "", nil, "HX-Request: true\r\nHX-Target: "+element+"\r\n")
}

// Post sends JSON.
func (s *Session) Post(ctx context.Context, path string, body []byte) ([]byte, error) {
	return s.ask(ctx, "POST", path, "application/json", body, "")
}

func (s *Session) ask(ctx context.Context, method, path, kind string, body []byte, headers string) ([]byte, error) {
	res, answer, err := s.send(ctx, method, path, kind, body, headers)
	if err == nil && res.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: %w with %s: %.300s", method, path, errStatus, res.Status, answer)
	}
	return answer, err
}

// Close ends the connection, not the login.
func (s *Session) Close() error {
	if s.conn == nil {
		return nil
	}
	return s.conn.Close()
}

func (s *Session) send(ctx context.Context, method, path, kind string, body []byte, headers string) (*http.Response, []byte, error) {
	if s.conn != nil && time.Since(s.used) > idle {
		_ = s.conn.Close()
		s.conn = nil
	}
	if s.conn == nil {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.host)
		if err != nil {
			return nil, nil, err
		}
		s.conn, s.in = conn, bufio.NewReader(conn)
	}
	s.write(method, path, kind, body, headers)
	if err := s.conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, nil, err
	}
	if _, err := s.conn.Write(s.out.Bytes()); err != nil {
		return nil, nil, err
	}
	res, err := http.ReadResponse(s.in, &http.Request{Method: method})
	if err != nil {
		return nil, nil, err
	}
	s.used = time.Now()
	answer, err := io.ReadAll(res.Body)
	err = errors.Join(err, res.Body.Close())
	if res.Close {
		err = errors.Join(err, s.conn.Close())
		s.conn = nil
	}
	return res, answer, err
}

func (s *Session) write(method, path, kind string, body []byte, headers string) {
	s.out.Reset()
	fmt.Fprintf(&s.out, "%s %s HTTP/1.1\r\nHost: %s\r\nAccept: */*\r\nCookie: %s\r\n", method, path, s.host, s.cookies)
	if method != "GET" {
		fmt.Fprintf(&s.out, "X-CSRF-Token: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n", s.csrf, kind, len(body))
	}
	s.out.WriteString(headers + "\r\n")
	s.out.Write(body)
}
