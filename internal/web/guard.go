package web

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hesuan/internal/auth"
	"hesuan/internal/fault"
	"hesuan/internal/i18n"
)

// visit is who stands behind a request.
type visit struct {
	auth.Session
	known bool
	csrf  string
	lang  string
	theme string
}

func random() string {
	raw := make([]byte, 18)
	rand.Read(raw) //nolint:errcheck // crypto/rand never fails
	return base64.RawURLEncoding.EncodeToString(raw)
}

// guard sets the headers that keep browsers from being used against their people.
func (s *Server) guard(c *fiber.Ctx) error {
	nonce := random()
	c.Locals(keyNonce, nonce)
	c.Set("Content-Security-Policy", "default-src 'self'; script-src 'nonce-"+nonce+"'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self'; "+
		"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("X-Frame-Options", "DENY")
	c.Set("Referrer-Policy", "same-origin")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=()")
	if s.TLS {
		c.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
	if !strings.HasPrefix(c.Path(), "/static/") {
		c.Set("Cache-Control", "no-store")
	}
	return c.Next()
}

// cookieName tells houses apart that run on several ports of one machine: browsers do not.
func cookieName(c *fiber.Ctx, name string) string {
	if _, port, ok := strings.Cut(c.Get("Host"), ":"); ok && !strings.ContainsAny(port, "[]:;, ") {
		return "hesuan_" + port + "_" + name
	}
	return "hesuan_" + name
}

func (s *Server) setCookie(c *fiber.Ctx, name, value string, life time.Duration) {
	cookie := &fiber.Cookie{Name: cookieName(c, name), Value: value, Path: "/", HTTPOnly: true, Secure: s.TLS, SameSite: "Lax"}
	if cookie.MaxAge = int(life.Seconds()); life < 0 {
		cookie.Expires, cookie.MaxAge = time.Unix(1, 0), 0
	}
	c.Cookie(cookie)
}

// visitor finds out who sent a request by its cookie, once. Somebody unknown gets a cookie to tie the login form to.
func (s *Server) visitor(c *fiber.Ctx) (*visit, error) {
	if v, ok := c.Locals(keySession).(*visit); ok {
		return v, nil
	}
	v := &visit{}
	session, err := s.Auth.Session(c.UserContext(), c.Cookies(cookieName(c, "session")))
	switch {
	case err == nil:
		v.Session, v.known, v.csrf = session, true, auth.CSRF(session.Token)
	case fault.KindOf(err) == "":
		return nil, err
	default:
		before := c.Cookies(cookieName(c, "visit"))
		if len(before) < 20 {
			before = random()
			s.setCookie(c, "visit", before, 0)
		}
		v.csrf = auth.CSRF(before)
	}
	v.lang, v.theme = s.language(c, v), v.Theme
	if v.theme == "" {
		v.theme = c.Cookies(cookieName(c, "theme"))
	}
	v.Actor.Lang = v.lang
	c.Locals(keySession, v)
	return v, nil
}

// language is the person's own, else the last chosen in this browser, else the browser's.
func (s *Server) language(c *fiber.Ctx, v *visit) string {
	for _, lang := range []string{v.Actor.Lang, c.Cookies(cookieName(c, "lang"))} {
		if s.langs[lang] != nil {
			return lang
		}
	}
	for part := range strings.SplitSeq(c.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		if main, _, _ := strings.Cut(strings.ToLower(tag), "-"); s.langs[main] != nil {
			return main
		}
	}
	return i18n.Langs[0]
}

// genuine refuses a change that another site, or a page without the session's token, asks for.
func (s *Server) genuine(c *fiber.Ctx, v *visit) error {
	if c.Method() == http.MethodGet || c.Method() == http.MethodHead {
		return nil
	}
	refused := fault.New(fault.Forbidden, "core.csrf.refused", nil)
	if site := c.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return refused
	}
	if origin := c.Get("Origin"); origin != "" {
		if at, err := url.Parse(origin); err != nil || at.Host != c.Get("Host") {
			return refused
		}
	}
	token := c.Get("X-CSRF-Token")
	if token == "" {
		token = c.FormValue("csrf")
	}
	if subtle.ConstantTimeCompare([]byte(token), []byte(v.csrf)) != 1 {
		return refused
	}
	return nil
}
