package web_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// SEC-06: what is no request at all is answered, and the server lives.
func TestGarbageHurtsNobody(t *testing.T) {
	s := open(t)
	for name, bytes := range map[string]string{
		"no HTTP": "hello\r\n\r\n", "a header without end": "GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("a", 1<<17) + "\r\n\r\n",
		"a bad length": "POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: minus\r\n\r\n", "nothing": "",
	} {
		conn, err := net.DialTimeout("tcp", strings.TrimPrefix(s.base, "http://"), 5*time.Second)
		if err != nil {
			t.Fatalf("after %s: %v", name, err)
		}
		_, _ = io.WriteString(conn, bytes)
		if bytes != "" {
			_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
			if res, err := http.ReadResponse(bufio.NewReader(conn), nil); err == nil && res.StatusCode < 400 {
				t.Errorf("%s is answered with %s", name, res.Status)
			}
		}
		_ = conn.Close()
	}
	res, err := http.Get(s.base + "/healthz")
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("the server is gone: %v", err)
	}
	res.Body.Close()
}
