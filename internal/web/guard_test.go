package web_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"hesuan/internal/auth"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/web"
)

// visitor is a browser without scripts.
type visitor struct {
	*site
	client *http.Client
}

func (s *site) visitor() *visitor {
	jar, _ := cookiejar.New(nil)
	return &visitor{s, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (v *visitor) send(method, path, body string, headers ...string) (status int, text string, header http.Header) {
	v.Helper()
	request, err := http.NewRequest(method, v.base+path, strings.NewReader(body))
	if err != nil {
		v.Fatal(err)
	}
	request.Header.Set("Accept", "text/html")
	if body != "" {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := v.client.Do(request)
	if err != nil {
		v.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		v.Fatal(err)
	}
	return response.StatusCode, string(raw), response.Header
}

var tokenForm = regexp.MustCompile(`name="csrf" (?:value|content)="([^"]+)"`)

// token reads the token of a page's forms.
func (v *visitor) token(path string) string {
	v.Helper()
	_, text, _ := v.send("GET", path, "")
	found := tokenForm.FindStringSubmatch(text)
	if found == nil {
		v.Fatalf("%s carries no token: %s", path, text)
	}
	return found[1]
}

func (v *visitor) login(name, password string) (status int, text string) {
	v.Helper()
	form := url.Values{"csrf": {v.token("/login")}, "name": {name}, "password": {password}}
	status, text, _ = v.send("POST", "/login", form.Encode())
	return status, text
}

// user makes somebody with rights and gives the login.
func (s *site) user(name string, rights string) *visitor {
	s.Helper()
	var user *auth.User
	s.do(func(tx *pg.Tx) error {
		user = &auth.User{Name: name, Lang: "zh", Theme: "auto"}
		role := &auth.Role{Code: name, Name: name, Rights: rights}
		if err := s.room.Users.Insert(s.ctx, tx, user, "create"); err != nil {
			return err
		}
		if err := s.room.Roles.Insert(s.ctx, tx, role, "create"); err != nil {
			return err
		}
		return s.room.Members.Insert(s.ctx, tx, &auth.Member{User: user.ID, Role: role.ID}, "create")
	})
	var given string
	err := s.db.Do(s.ctx, func(tx *pg.Tx) (err error) {
		given, err = s.room.ResetPassword(s.ctx, tx, ref.User(user.ID))
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	v := s.visitor()
	if status, text := v.login(name, given); status != http.StatusSeeOther {
		s.Fatalf("login: %d %s", status, text)
	}
	if status, _, header := v.send("GET", "/", ""); status != http.StatusSeeOther || header.Get("Location") != "/me/password" {
		s.Errorf("a given password is not renewed: %d %s", status, header.Get("Location"))
	}
	fresh := "long enough for " + name
	form := url.Values{"csrf": {v.token("/me/password")}, "old": {given}, "password": {fresh}, "again": {fresh}}
	if status, text, _ := v.send("POST", "/me/password", form.Encode()); status != http.StatusSeeOther {
		s.Fatalf("renewing: %d %s", status, text)
	}
	return v
}

// SEC-01: what a role does not grant is refused, with 403, and logged.
func TestWhatIsNotGrantedIsRefusedAndLogged(t *testing.T) {
	s := open(t)
	keys := s.stock(4)
	v := s.user("clerk", "shop.order.view shop.order.place")
	if status, _, _ := v.send("GET", "/shop/order", ""); status != http.StatusOK {
		t.Errorf("the list: %d", status)
	}
	token := v.token("/shop/order")
	order := "/shop/order/" + keys[0].String()
	for _, try := range [][2]string{
		{"GET", "/shop/good"}, {"GET", "/shop/good/new"}, {"GET", "/auth/user"}, {"GET", order + "/edit"}, {"POST", order + "/step/approve"},
		{"POST", order + "/step/cancel"}, {"POST", order + "/archive"},
		{"POST", "/auth/user/" + keys[0].String() + "/password"}, {"POST", "/shop/good/new"},
	} {
		body := ""
		if try[0] == "POST" {
			body = "csrf=" + token
		}
		if status, text, _ := v.send(try[0], try[1], body); status != http.StatusForbidden {
			t.Errorf("%s %s: %d %s", try[0], try[1], status, text)
		}
	}
	if !s.log.has("msg=denied") || !s.log.has("right:shop.order.approve") || !s.log.has("user=clerk") {
		t.Error("the refusals are not in the log")
	}
	if _, text, _ := v.send("GET", order, ""); strings.Contains(text, "step/approve") || !strings.Contains(text, "SO-") {
		t.Error("the page offers what is not granted, or is not there")
	}
}

func TestAChangeNeedsTheSessionsTokenAndOrigin(t *testing.T) {
	s := open(t)
	keys := s.stock(1)
	v := s.user("boss", "*")
	path, token := "/shop/order/"+keys[0].String()+"/step/approve", v.token("/")
	for name, headers := range map[string][]string{
		"no token": {}, "a wrong token": {"X-CSRF-Token", token + "x"},
		"another origin": {"X-CSRF-Token", token, "Origin", "https://evil.example"},
		"another site":   {"X-CSRF-Token", token, "Sec-Fetch-Site", "cross-site"},
	} {
		if status, text, _ := v.send("POST", path, "version=1", headers...); status != http.StatusForbidden {
			t.Errorf("%s: %d %s", name, status, text)
		}
	}
	other := s.visitor()
	form := url.Values{"name": {"admin"}, "password": {password}, "csrf": {token}}
	if status, _, _ := other.send("POST", "/login", form.Encode()); status != http.StatusForbidden {
		t.Errorf("a login under another's token: %d", status)
	}
	if status, text, _ := v.send("POST", path, "version=1", "X-CSRF-Token", token, "Origin", s.base); status != http.StatusSeeOther {
		t.Errorf("with all in order: %d %s", status, text)
	}
}

func TestGuessingPasswordsCostsTime(t *testing.T) {
	s := open(t)
	v := s.visitor()
	for i := range 6 {
		if status, text := v.login("admin", fmt.Sprint("guess number ", i)); status != http.StatusUnprocessableEntity && i < 5 {
			t.Errorf("guess %d: %d %s", i, status, text)
		}
	}
	status, text := v.login("admin", password)
	if status != http.StatusServiceUnavailable || !strings.Contains(text, "秒后再试") {
		t.Errorf("right after too many guesses: %d %s", status, text)
	}
	s.do(func(tx *pg.Tx) error {
		_, err := tx.Exec(s.ctx, "update auth.attempt set last = last - interval '20 minutes'")
		return err
	})
	if status, text := v.login("admin", password); status != http.StatusSeeOther {
		t.Errorf("after the wait: %d %s", status, text)
	}
}

func TestAnswersCarryTheirGuards(t *testing.T) {
	s := open(t)
	v := s.user("boss", "*")
	status, text, header := v.send("GET", "/shop/order", "")
	policy := header.Get("Content-Security-Policy")
	nonce := regexp.MustCompile(`nonce-([^']+)'`).FindStringSubmatch(policy)
	if status != http.StatusOK || nonce == nil || strings.Contains(policy, "unsafe") || header.Get("X-Frame-Options") != "DENY" ||
		header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v", status, header)
	}
	for _, script := range regexp.MustCompile(`<script[^>]*>`).FindAllString(text, -1) {
		if !strings.Contains(script, `nonce="`+nonce[1]+`"`) || !strings.Contains(script, "src=") {
			t.Errorf("%s", script)
		}
	}
	if found := regexp.MustCompile(`(?i)\s(on\w+|style)="`).FindString(text); found != "" {
		t.Errorf("an inline handler or style: %q", found)
	}
	_, _, header = s.visitor().send("GET", "/login", "")
	if cookie := header.Get("Set-Cookie"); !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Errorf("cookie %s", cookie)
	}
	if status, _, _ := v.send("POST", "/shop/order/new", "csrf="+strings.Repeat("x", 9<<20)); status != http.StatusUnprocessableEntity {
		t.Errorf("a body of 9 MB: %d", status)
	}
	status, _, header = s.visitor().send("GET", "/shop/order?q=x", "")
	if to := header.Get("Location"); status != http.StatusSeeOther || to != "/login?next=%2Fshop%2Forder%3Fq%3Dx" {
		t.Errorf("without a login: %d %s", status, to)
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		status, text, _ := s.visitor().send("GET", path, "")
		if status != http.StatusOK || path == "/metrics" && !strings.Contains(text, `route="/shop/order"`) {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func TestAPageOfOnesOwn(t *testing.T) {
	nav := &web.Nav{Group: "board", Icon: "tool", Key: "demo.page"}
	s := open(t, web.Page{Path: "/desk/:what", Right: "desk.view", Nav: nav, Handle: desk})
	v := s.user("packer", "desk.view")
	for path, want := range map[string]string{
		"/desk/json": `{"what":"json"}`, "/desk/file": "a,b\n", "/desk/stream": "still going: <nil>",
		"/desk/live": "event: tick\ndata: 1\ndata: 2\n\n",
	} {
		if status, text, _ := v.send("GET", path, ""); status != http.StatusOK || text != want {
			t.Errorf("%s: %d %q", path, status, text)
		}
	}
	status, text, _ := v.send("GET", "/desk/broken", "")
	if status != http.StatusInternalServerError || strings.Contains(text, "secret") || !s.log.has("the secret cause") {
		t.Errorf("an internal error: %d %s", status, text)
	}
	if status, _, _ := v.send("GET", "/desk/panic", ""); status != http.StatusInternalServerError {
		t.Errorf("a panic: %d", status)
	}
	if status, text, _ := v.send("GET", "/", ""); status != http.StatusOK || strings.Contains(text, "/shop/order") {
		t.Errorf("start: %d", status)
	}
	if missing := web.MissingWords(s.house, s.book); len(missing) > 0 {
		t.Errorf("missing words: %v", missing)
	}
}
