package main

import (
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"

	"hesuan/internal/auth"
	"hesuan/internal/web"
	"hesuan/olap"
)

// sender is somebody who sends files in at the page.
type sender struct {
	*house
	t           testing.TB
	url, cookie string
	session     string
}

func newSender(t *testing.T) *sender {
	h := newBritish(t)
	if _, _, err := auth.EnsureAdmin(asHouse(t.Context()), h.db, "correct horse battery"); err != nil {
		t.Fatal(err)
	}
	session, err := h.auth.Login(asHouse(t.Context()), "admin", "correct horse battery", "127.0.0.1", "test")
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	away, err := olap.Dial("http://hesuan:x@127.0.0.1:1/hesuan")
	if err != nil {
		t.Fatal(err)
	}
	server := web.New(web.Options{DB: h.db, House: h.defs, Book: h.book, Auth: h.auth, Pages: importPages(away), Log: slog.New(slog.DiscardHandler)})
	go func() { _ = server.Serve(t.Context(), listener) }()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return &sender{h, t, "http://" + listener.Addr().String(), "hesuan_" + port + "_session=" + session.Token, session.Token}
}

func (s *sender) ask(method, path, kind string, body io.Reader) (int, string) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Cookie", s.cookie+"; lang=en")
	request.Header.Set("Accept-Language", "en")
	request.Header.Set("Content-Type", kind)
	response, err := (&http.Transport{}).RoundTrip(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return response.StatusCode, string(page)
}

func (s *sender) send(name string, content []byte) (int, string) {
	s.t.Helper()
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	_ = parts.WriteField("csrf", auth.CSRF(s.session))
	file, err := parts.CreateFormFile("file", name)
	if err == nil {
		_, err = file.Write(content)
	}
	if err != nil || parts.Close() != nil {
		s.t.Fatal(err)
	}
	return s.ask("POST", "/import/history", parts.FormDataContentType(), &form)
}

func (s *sender) work() {
	s.t.Helper()
	if err := s.importDesk().Work(asHouse(s.t.Context())); err != nil {
		s.t.Fatal(err)
	}
}

// OPS-05 in part: a file sent in by the browser is imported by a job; the page tells what is going on and what became of it.
func TestImportPage(t *testing.T) {
	s := newSender(t)
	text, err := os.ReadFile(small)
	if err != nil {
		t.Fatal(err)
	}
	if code, page := s.send("empty.csv", nil); code != 422 || !strings.Contains(page, "63 MB") {
		t.Errorf("nothing sent: %d", code)
	}
	if code, _ := s.send("wrong.csv", []byte("a,b\n")); code != 303 {
		t.Errorf("a wrong file: %d", code)
	}
	if code, page := s.send("small.csv", text); code != 422 || !strings.Contains(page, "history") {
		t.Errorf("a second file while one waits: %d", code)
	}
	s.work()
	if _, page := s.ask("GET", "/import/history", "", nil); !strings.Contains(page, "InvoiceNo, StockCode") {
		t.Errorf("the wrong file is not explained: %s", page)
	}
	if code, _ := s.send("small.csv", text); code != 303 {
		t.Errorf("the right file: %d", code)
	}
	if _, page := s.ask("GET", "/import/history", "", nil); !strings.Contains(page, "every 1s") {
		t.Errorf("no progress: %s", page)
	}
	s.work()
	_, page := s.ask("GET", "/import/history", "", nil)
	if strings.Contains(page, "every 1s") || strings.Count(page, "state-done") != 8 || strings.Contains(page, "state-dead") {
		t.Errorf("no report: %s", page)
	}
	if _, rejected := s.ask("GET", "/import/history/rejected", "", nil); !strings.Contains(rejected, "22,Rejected,") {
		t.Errorf("rejected lines are %s", rejected)
	}
	s.sound(t)
}
