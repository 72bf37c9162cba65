package web

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hesuan/internal/actor"
	"hesuan/internal/auth"
	"hesuan/internal/fault"
	"hesuan/internal/pg"
)

// requestTime bounds the work on one page.
const requestTime = 60 * time.Second

// mount carries a page: it finds out who asks, refuses what is not allowed, and writes the answer.
func (s *Server) mount(p Page) {
	method := p.Method
	if method == "" {
		method = http.MethodGet
	}
	s.app.Add(method, p.Path, func(c *fiber.Ctx) error {
		r, v, err := s.request(c)
		if err != nil {
			return s.fail(c, s.bare(c), err)
		}
		if err := s.admit(c, p, v); err != nil {
			return s.fail(c, r, err)
		}
		if err := s.seen(c.UserContext(), r, p); err != nil {
			return s.fail(c, r, err)
		}
		ctx, cancel := context.WithCancel(actor.With(c.UserContext(), v.Actor))
		limit := time.AfterFunc(requestTime, cancel)
		answer, err := p.Handle(ctx, r)
		if err == nil && (answer.stream != nil || answer.live != nil) { // takes as long as it takes, until the server stops
			limit.Stop()
			context.AfterFunc(s.life, cancel)
			return s.write(ctx, cancel, c, r, answer)
		}
		if err == nil {
			err = s.write(ctx, cancel, c, r, answer)
		}
		limit.Stop()
		cancel()
		if err != nil {
			return s.fail(c, r, err)
		}
		return nil
	})
}

func (s *Server) admit(c *fiber.Ctx, p Page, v *visit) error {
	if !p.Upload && len(c.Body()) > bodyLimit {
		return fault.New(fault.Invalid, "core.body.large", nil)
	}
	if p.open {
		return s.genuine(c, v)
	}
	if !v.known {
		return auth.ErrNoSession
	}
	if err := s.genuine(c, v); err != nil {
		return err
	}
	if v.Renew && !p.first {
		return errRenew
	}
	if p.Right != "" && !v.Actor.Can(p.Right) {
		return fault.New(fault.Forbidden, "core.right.missing", fault.Args{"right": p.Right})
	}
	if p.Whole && len(v.Actor.Scope) > 0 {
		return fault.New(fault.NotFound, "core.page.missing", nil)
	}
	return nil
}

// seen refuses a page about a row that is not within the visitor's scope.
func (s *Server) seen(ctx context.Context, r *Request, p Page) error {
	if p.On == "" || r.params["id"] == "" || len(r.Actor.Scope) == 0 || s.House.Find(p.On) == nil {
		return nil
	}
	key, err := r.Key("id")
	if err != nil {
		return err
	}
	return s.db.View(actor.With(ctx, r.Actor), func(tx *pg.Tx) error { return s.House.Find(p.On).See(ctx, tx, key) })
}

// errRenew sends people whose password somebody else chose to choose their own.
var errRenew = errors.New("password to be changed")

// paramsOf are the parameters of the path; a request that could not even be read has no route.
func paramsOf(c *fiber.Ctx) map[string]string {
	params := map[string]string{}
	for _, name := range c.Route().Params {
		params[name] = c.Params(name)
	}
	return params
}

// bare is the request without its visitor, for errors that come before one is known.
func (s *Server) bare(c *fiber.Ctx) *Request {
	request, _ := c.Locals(keyID).(string)
	nonce, _ := c.Locals(keyNonce).(string)
	r := &Request{
		Method: c.Method(), Path: c.Path(), ID: request, Nonce: nonce, Lang: s.language(c, &visit{}), server: s, params: paramsOf(c),
		header:  func(name string) string { return c.Get(name) },
		Partial: c.Get("HX-Request") == "true" && c.Get("HX-History-Restore-Request") != "true" && c.Get("HX-Boosted") != "true",
		Target:  c.Get("HX-Target"),
	}
	if v, ok := c.Locals(keySession).(*visit); ok {
		r.Actor, r.Login, r.Lang, r.Theme, r.CSRF, r.known = v.Actor, v.Name, v.lang, v.theme, v.csrf, v.known
	}
	return r
}

func (s *Server) request(c *fiber.Ctx) (*Request, *visit, error) {
	v, err := s.visitor(c)
	if err != nil {
		return nil, nil, err
	}
	r := s.bare(c)
	r.address, r.agent, r.session = c.IP(), c.Get("User-Agent"), v.Token
	r.setCookie = func(name, value string, life time.Duration) { s.setCookie(c, name, value, life) }
	if r.Query, err = url.ParseQuery(string(c.Request().URI().QueryString())); err != nil {
		return nil, nil, fault.New(fault.Invalid, "core.request.bad", nil)
	}
	for name, value := range r.params {
		if plain, err := url.PathUnescape(value); err == nil {
			r.params[name] = plain
		}
	}
	if r.flash = c.Cookies(cookieName(c, "say")); r.flash != "" && !r.Partial {
		s.setCookie(c, "say", "", -1)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		err = r.readBody(c)
	}
	return r, v, err
}

func (r *Request) readBody(c *fiber.Ctx) (err error) {
	kind, _, _ := strings.Cut(c.Get("Content-Type"), ";")
	switch kind {
	case "application/x-www-form-urlencoded":
		r.Form, err = url.ParseQuery(string(c.Body()))
	case "multipart/form-data":
		var form *multipart.Form
		if form, err = c.MultipartForm(); err == nil {
			r.Form, r.Files = form.Value, map[string][]Upload{}
			for name, files := range form.File {
				for _, f := range files {
					r.Files[name] = append(r.Files[name], Upload{f.Filename, f.Size, func() (io.ReadCloser, error) { return f.Open() }})
				}
			}
		}
	default:
		r.Body = c.Body()
	}
	if err != nil {
		return fault.New(fault.Invalid, "core.request.bad", nil)
	}
	return nil
}

// write sends an answer. A stream, which goes on after this returns, calls done at its end.
func (s *Server) write(ctx context.Context, done func(), c *fiber.Ctx, r *Request, a Answer) error {
	for name, value := range a.header {
		c.Set(name, value)
	}
	if a.say != "" {
		s.say(c, r, a)
	}
	c.Status(a.status)
	switch {
	case a.to != "" && r.Partial:
		c.Set("HX-Redirect", a.to)
		return c.SendStatus(http.StatusNoContent)
	case a.to != "":
		return c.Redirect(a.to, a.status)
	case a.isJSON:
		return c.JSON(a.json)
	case a.page != nil:
		html, err := s.draw(ctx, r, a.page)
		if err != nil {
			return err
		}
		c.Set("Content-Type", "text/html; charset=utf-8")
		return c.Send(html)
	case a.stream != nil, a.live != nil:
		s.send(ctx, done, c, r, a)
		return nil
	case a.isEmpty:
		return c.SendStatus(a.status)
	}
	return c.Send(a.body)
}

// say shows a note at once to a script that can show it, else on the next page.
func (s *Server) say(c *fiber.Ctx, r *Request, a Answer) {
	raw, _ := json.Marshal(map[string]string{"tone": a.tone, "text": a.say})
	coded := base64.RawURLEncoding.EncodeToString(raw)
	if r.Partial && a.to == "" {
		c.Set("X-Say", coded)
		return
	}
	s.setCookie(c, "say", coded, time.Minute)
}

// send streams a download or live events.
func (s *Server) send(ctx context.Context, done func(), c *fiber.Ctx, r *Request, a Answer) {
	path := r.Path
	if a.live != nil {
		c.Set("Content-Type", "text/event-stream")
		c.Set("X-Accel-Buffering", "no")
	}
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		defer done()
		var err error
		if a.stream != nil {
			err = a.stream(w)
		} else {
			err = live(ctx, w, a.live)
		}
		if err != nil && !errors.Is(err, errLeft) && ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "stream broke", "path", path, "err", err)
		}
	})
}

// errLeft says that the browser is gone.
var errLeft = errors.New("the browser left")

func live(ctx context.Context, w *bufio.Writer, run func(context.Context, func(string, string) error) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	return run(ctx, func(event, data string) error {
		if event != "" {
			fmt.Fprintf(w, "event: %s\n", event)
		}
		for line := range strings.SplitSeq(data, "\n") {
			fmt.Fprintf(w, "data: %s\n", line)
		}
		fmt.Fprint(w, "\n")
		if w.Flush() != nil {
			cancel()
			return errLeft
		}
		return nil
	})
}

// disposition names a download in a way that every browser understands, Chinese names too.
func disposition(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return '_'
		}
		return r
	}, name)
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + url.PathEscape(name)
}
