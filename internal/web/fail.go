package web

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hesuan/internal/auth"
	"hesuan/internal/fault"
)

// statuses are what the kinds of faults become.
var statuses = map[fault.Kind]int{
	fault.Invalid: http.StatusUnprocessableEntity, fault.Conflict: http.StatusConflict, fault.NotFound: http.StatusNotFound,
	fault.Forbidden: http.StatusForbidden, fault.Unavailable: http.StatusServiceUnavailable,
}

// StatusOf is the HTTP status of a fault, for pages that answer a script themselves.
func StatusOf(err error) int { return statuses[fault.KindOf(err)] }

// trouble is what the page of an error shows.
type trouble struct {
	Status    int
	Messages  []string
	Reference string // of an internal error
}

// fail answers with an error: a page, or for htmx and scripts the plain message, which they show in place.
func (s *Server) fail(c *fiber.Ctx, r *Request, err error) error {
	switch {
	case errors.Is(err, auth.ErrNoSession):
		return s.toLogin(c, r)
	case errors.Is(err, errRenew):
		if r.Partial {
			c.Set("HX-Redirect", "/me/password")
			return c.SendStatus(http.StatusNoContent)
		}
		return c.Redirect("/me/password", http.StatusSeeOther)
	}
	what := s.trouble(c, r, err)
	c.Status(what.Status)
	if r.Partial || !wantsPage(r) {
		c.Set("Content-Type", "text/plain; charset=utf-8")
		return c.SendString(strings.Join(what.Messages, "\n"))
	}
	page := &view{set: pages, name: "error", data: what, title: what.Messages[0], bare: !r.known}
	html, broken := s.draw(c.UserContext(), r, page)
	if broken != nil {
		s.Log.ErrorContext(c.UserContext(), "error page broke", "err", broken)
		return c.SendString(strings.Join(what.Messages, "\n"))
	}
	c.Set("Content-Type", "text/html; charset=utf-8")
	return c.Send(html)
}

func wantsPage(r *Request) bool {
	return strings.Contains(r.Header("Accept"), "text/html")
}

// trouble finds the words for an error, and logs it if it is ours or a refusal (SEC-01).
func (s *Server) trouble(c *fiber.Ctx, r *Request, err error) trouble {
	faults := fault.All(err)
	if len(faults) == 0 {
		s.Log.ErrorContext(c.UserContext(), "internal error", "method", r.Method, "path", r.Path,
			"user", r.Actor.Name, "err", err)
		return trouble{http.StatusInternalServerError, []string{r.Text("core.internal", "id", r.ID)}, r.ID}
	}
	what := trouble{Status: statuses[faults[0].Kind]}
	for _, f := range faults {
		what.Messages = append(what.Messages, r.Message(f))
	}
	if faults[0].Kind == fault.Forbidden {
		s.Log.Log(c.UserContext(), slog.LevelWarn, "denied", "method", r.Method, "path", r.Path, "user", r.Actor.Name,
			"from", c.IP(), "why", faults[0].Error())
	}
	return what
}

// toLogin asks for a login. A page in use gets 401 and asks in place, so that nothing typed is lost.
func (s *Server) toLogin(c *fiber.Ctx, r *Request) error {
	if r.Partial || !wantsPage(r) {
		c.Set("Content-Type", "text/plain; charset=utf-8")
		return c.Status(http.StatusUnauthorized).SendString(r.Text("auth.session.ended"))
	}
	to := "/login"
	if r.Method == http.MethodGet && r.Path != "/" {
		to += "?" + asQuery("next", string(c.Request().URI().RequestURI()))
	}
	return c.Redirect(to, http.StatusSeeOther)
}

// missing answers an address that nothing serves.
func (s *Server) missing(c *fiber.Ctx) error {
	r, _, err := s.request(c)
	if err != nil {
		return s.fail(c, s.bare(c), err)
	}
	return s.fail(c, r, fault.New(fault.NotFound, "core.page.missing", nil))
}
