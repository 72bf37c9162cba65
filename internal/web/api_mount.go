package web

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hesuan/internal/auth"
	"hesuan/internal/fault"
)

// api ties the API to the server: its description is open to everybody, its calls want a token or a session.
func (s *Server) api() {
	a := newAPI(&s.Options, s.langs)
	a.server, s.programs = s, a
	a.add(s.ownOps()...)
	a.add(s.taskOps()...)
	s.app.Get("/api/openapi.json", func(c *fiber.Ctx) error {
		lang := a.language(&Call{Header: http.Header{"Accept-Language": {c.Get("Accept-Language")}}})
		document, err := a.OpenAPI(lang)
		if err != nil {
			return err
		}
		c.Set("Content-Type", "application/json; charset=utf-8")
		c.Set("Content-Language", lang)
		c.Set("Vary", "Accept-Language")
		return c.Send(document)
	})
	s.app.All(apiRoot+"/*", func(c *fiber.Ctx) error {
		reply := a.Serve(c.UserContext(), s.call(c))
		for name, value := range reply.Header {
			c.Set(name, value)
		}
		c.Status(reply.Status)
		if reply.write != nil {
			ctx, done := context.WithTimeout(s.life, besideTime)
			s.send(ctx, done, c, &Request{Path: c.Path()}, Answer{stream: func(w io.Writer) error { return reply.write(ctx, w) }})
			return nil
		}
		return c.Send(reply.Body)
	})
}

// call is what Fiber carries, copied out of its buffers.
func (s *Server) call(c *fiber.Ctx) Call {
	request, _ := c.Locals(keyID).(string)
	call := Call{
		Method: c.Method(), Path: string(c.Request().URI().PathOriginal()), Header: http.Header{}, ID: request,
		Body: append([]byte(nil), c.Request().Body()...),
	}
	for _, name := range []string{"Accept", "Accept-Language", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key"} {
		call.Header.Set(name, c.Get(name))
	}
	var err error
	if call.Query, err = url.ParseQuery(string(c.Request().URI().QueryString())); err != nil {
		call.Denied = refuse(http.StatusBadRequest, "core.request.bad", nil)
		return call
	}
	if coding := c.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		call.Denied = refuse(http.StatusUnsupportedMediaType, "core.api.coding", nil)
		return call
	}
	s.identify(c.UserContext(), c, &call)
	return call
}

// identify finds the caller: a program by its token, a person by the session, whose changes must come from our own pages.
func (s *Server) identify(ctx context.Context, c *fiber.Ctx, call *Call) {
	if token, ok := bearer(c.Get("Authorization")); ok {
		who, err := s.Auth.Token(ctx, token, c.IP())
		if fault.KindOf(err) == fault.Forbidden {
			unknown := &refusal{status: http.StatusUnauthorized, faults: fault.All(err)}
			err = unknown.with("WWW-Authenticate", `Bearer realm="hesuan", error="invalid_token"`)
		}
		call.Actor, call.Known, call.Bucket, call.Denied = who, err == nil, who.ID.String(), err
		return
	}
	session, err := s.Auth.Session(ctx, c.Cookies(cookieName(c, "session")))
	if err != nil {
		if fault.KindOf(err) == "" {
			call.Denied = err
		}
		return
	}
	call.Actor, call.Known = session.Actor, true
	call.Denied = s.genuine(c, &visit{Session: session, csrf: auth.CSRF(session.Token)})
	if session.Renew {
		call.Denied = fault.New(fault.Forbidden, "core.api.renew", nil)
	}
}

func bearer(header string) (string, bool) {
	scheme, token, ok := strings.Cut(header, " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "Bearer")
}
