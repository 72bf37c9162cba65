package web

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hesuan/internal/actor"
	"hesuan/internal/auth"
	"hesuan/internal/pg"
)

// apiServer is the trial house behind the real server, with a user admin and the means to call it.
type apiServer struct {
	*testing.T
	*Server
}

func newAPIServer(t *testing.T) *apiServer {
	tr := newTrial(t)
	room := auth.New(tr.db)
	if _, _, err := auth.EnsureAdmin(t.Context(), tr.db, "correct horse battery"); err != nil {
		t.Fatal(err)
	}
	return &apiServer{t, New(Options{DB: tr.db, House: tr.api.house, Book: tr.api.langs["zh"].book, Auth: room})}
}

func (s *apiServer) ask(method, target, body string, headers ...string) (*http.Response, map[string]any) {
	s.Helper()
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := s.app.Test(request, 20_000)
	if err != nil {
		s.Fatal(err)
	}
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		s.Fatal(err)
	}
	var object map[string]any
	_ = json.Unmarshal(raw, &object)
	return response, object
}

// SEC-01: programs come with a token, people with their session and its CSRF token; what both do is told under their name.
func TestWhoMayCall(t *testing.T) {
	s := newAPIServer(t)
	token, err := s.Auth.CreateToken(actor.With(t.Context(), actor.House), auth.Grant{Name: "robot", Rights: []string{"trial.thing.*"}})
	if err != nil {
		t.Fatal(err)
	}
	session, err := s.Auth.Login(t.Context(), "admin", "correct horse battery", "10.0.0.1", "test")
	if err != nil {
		t.Fatal(err)
	}
	const things, thing = "/api/v1/trial/thing", `{"code":"A","title":"Anvil"}`
	cookie, csrf := cookieOf(session.Token), auth.CSRF(session.Token)
	for name, one := range map[string]struct {
		method, body string
		status       int
		headers      []string
	}{
		"nobody":            {"GET", "", 401, nil},
		"wrong token":       {"GET", "", 401, []string{"Authorization", "Bearer hsn_wrong"}},
		"basic":             {"GET", "", 401, []string{"Authorization", "Basic YTpi"}},
		"token":             {"GET", "", 200, []string{"Authorization", "Bearer " + token}},
		"session":           {"GET", "", 200, []string{"Cookie", cookie}},
		"wrong session":     {"GET", "", 401, []string{"Cookie", cookie + "x"}},
		"without csrf":      {"POST", thing, 403, []string{"Cookie", cookie, "Content-Type", "application/json"}},
		"from another site": {"POST", thing, 403, []string{"Cookie", cookie, "Content-Type", "application/json", "X-CSRF-Token", csrf, "Origin", "http://evil.example"}},
		"compressed":        {"POST", thing, 415, []string{"Authorization", "Bearer " + token, "Content-Type", "application/json", "Content-Encoding", "gzip"}},
	} {
		if response, object := s.ask(one.method, things, one.body, one.headers...); response.StatusCode != one.status {
			t.Errorf("%s: got %d %v, want %d", name, response.StatusCode, object, one.status)
		}
	}
	response, object := s.ask("POST", things, thing, "Cookie", cookie, "Content-Type", "application/json; charset=utf-8", "X-CSRF-Token", csrf)
	if response.StatusCode != 201 || response.Header.Get("ETag") != `"1"` || response.Header.Get("X-Request-Id") == "" {
		t.Errorf("made %d %v %v", response.StatusCode, object, response.Header)
	}
	if response, object = s.ask("GET", "/api/v1/trial/note", "", "Authorization", "Bearer "+token); response.StatusCode != 403 {
		t.Errorf("beyond its rights: %d %v", response.StatusCode, object)
	}
	if response, object = s.ask("GET", things+"?q=%zz", "", "Authorization", "Bearer "+token); response.StatusCode != 400 {
		t.Errorf("broken query: %d %v", response.StatusCode, object)
	}
	if response, _ = s.ask("HEAD", things, "", "Authorization", "Bearer "+token); response.StatusCode != 200 {
		t.Errorf("head: %d", response.StatusCode)
	}
	if ended, err := s.Auth.RevokeTokens(t.Context(), "robot"); ended != 1 || err != nil {
		t.Fatal(ended, err)
	}
	if response, object = s.ask("GET", things, "", "Authorization", "Bearer "+token); response.StatusCode != 401 || object["key"] != "auth.token.unknown" {
		t.Errorf("revoked: %d %v", response.StatusCode, object)
	}
}

func cookieOf(session string) string { return "hesuan_session=" + session }

// The description is open and speaks the reader's language.
func TestTheDescriptionIsServed(t *testing.T) {
	s := newAPIServer(t)
	response, object := s.ask("GET", "/api/openapi.json", "", "Accept-Language", "en")
	if response.StatusCode != 200 || object["openapi"] != "3.1.0" || response.Header.Get("Content-Language") != "en" {
		t.Errorf("got %d %v", response.StatusCode, response.Header)
	}
	if response, object = s.ask("GET", "/api/v2/trial/thing", ""); response.StatusCode == 200 {
		t.Errorf("v2 answers %v", object)
	}
}

// SEC-01: an operation that is sent twice under one key happens once and answers twice the same, but for a secret, which is told once and kept
// nowhere.
func TestAnOperationHappensOnce(t *testing.T) {
	r := newAPIServer(t).robot("robot", "*")
	const body = `{"name":"again","rights":"trial.thing.view"}`
	made := r.call(200, "POST", "/auth/token", body, "Idempotency-Key", "k")
	if again := r.call(409, "POST", "/auth/token", body, "Idempotency-Key", "k"); made["token"] == nil || again["key"] != "core.api.told" {
		t.Errorf("made %v, again %v", made, again)
	}
	var copies int
	err := r.db.View(t.Context(), func(tx *pg.Tx) error {
		return tx.QueryRow(t.Context(), "select count(*) from core.idempotency where convert_from(answer, 'UTF8') like '%hsn_%'").Scan(&copies)
	})
	if err != nil || copies != 0 {
		t.Errorf("%d answers keep a token: %v", copies, err)
	}
	at := fmt.Sprintf("/auth/token/%v/revoke", made["id"])
	first, second := r.call(200, "POST", at, "", "Idempotency-Key", "r"), r.call(200, "POST", at, "", "Idempotency-Key", "r")
	if first["done"] != true || second["done"] != true {
		t.Errorf("revoked %v, again %v", first, second)
	}
}
