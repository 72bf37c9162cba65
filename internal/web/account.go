package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"hesuan/internal/auth"
	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// account are the pages around one's own login.
func (s *Server) account() {
	s.tokens()
	const year = 365 * 24 * time.Hour
	for _, p := range []Page{
		{Path: "/login", open: true, Handle: s.loginPage},
		{Path: "/login", Method: http.MethodPost, open: true, Handle: s.login},
		{Path: "/logout", Method: http.MethodPost, open: true, Handle: s.logout},
		{Path: "/me/password", first: true, Handle: s.passwordPage},
		{Path: "/me/password", Method: http.MethodPost, first: true, Handle: s.password},
		{Path: "/me/prefer", Method: http.MethodPost, open: true, Handle: func(ctx context.Context, r *Request) (Answer, error) {
			lang, theme := r.Form.Get("lang"), r.Form.Get("theme")
			if s.langs[lang] == nil {
				lang = ""
			} else {
				r.setCookie("lang", lang, year)
			}
			if theme != "light" && theme != "dark" && theme != "auto" {
				theme = ""
			} else {
				r.setCookie("theme", theme, year)
			}
			if r.known {
				if err := s.Auth.Prefer(ctx, r.Actor.ID, lang, theme); err != nil {
					return Answer{}, err
				}
			}
			return Redirect(inside(r.Form.Get("back"))), nil
		}},
		{Path: "/me/token", Handle: func(_ context.Context, r *Request) (Answer, error) {
			return JSON(map[string]string{"csrf": r.CSRF}), nil
		}},
		{Path: "/auth/user/:id/password", Method: http.MethodPost, Right: "auth.user.edit", Handle: s.resetPassword},
	} {
		s.mount(p)
	}
}

// inside is an address of this house, or the start page: a link must not lead elsewhere after a login.
func inside(to string) string {
	at, err := url.Parse(to)
	plain := strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") && !strings.ContainsAny(to, "\\\r\n\t")
	if err != nil || at.Host != "" || at.Scheme != "" || !plain {
		return "/"
	}
	return to
}

// entry is what the pages for names and passwords show.
type entry struct {
	Name, Next string
	Fault      string
	At         string // the field at fault
	First      bool
}

func (s *Server) loginPage(_ context.Context, r *Request) (Answer, error) {
	if r.known && !r.Partial {
		return Redirect(inside(r.Get("next"))), nil
	}
	return loginForm(r, entry{Next: inside(r.Get("next"))}), nil
}

func loginForm(r *Request, e entry) Answer {
	a := HTML(pages, "login", e).Title(r.Text("login.title"))
	a.page.bare = true
	return a
}

func (s *Server) login(ctx context.Context, r *Request) (Answer, error) {
	e := entry{Name: r.Form.Get("name"), Next: inside(r.Form.Get("next"))}
	session, err := s.Auth.Login(ctx, e.Name, r.Form.Get("password"), r.address, r.agent)
	if faults := fault.All(err); len(faults) > 0 {
		s.Log.WarnContext(ctx, "login refused", "name", e.Name, "from", r.address, "why", faults[0].Key)
		e.Fault = r.Message(faults[0])
		return loginForm(r, e).Status(statuses[faults[0].Kind]), nil
	}
	if err != nil {
		return Answer{}, err
	}
	if r.session != "" { // somebody else was logged in here
		err = s.Auth.Logout(ctx, r.session)
	}
	r.setCookie("session", session.Token, 0)
	if r.Header("X-In-Place") != "" { // the page stays; it only needs its new token
		return JSON(map[string]string{"csrf": auth.CSRF(session.Token)}), err
	}
	return Redirect(e.Next), err
}

func (s *Server) logout(ctx context.Context, r *Request) (Answer, error) {
	r.setCookie("session", "", -1)
	if r.session == "" {
		return Redirect("/login"), nil
	}
	return Redirect("/login"), s.Auth.Logout(ctx, r.session)
}

func (s *Server) passwordPage(_ context.Context, r *Request) (Answer, error) {
	return HTML(pages, "password", entry{}).Title(r.Text("me.password")), nil
}

func (s *Server) password(ctx context.Context, r *Request) (Answer, error) {
	fresh := r.Form.Get("password")
	var err error = fault.New(fault.Invalid, "me.password.differ", nil).At("again")
	if fresh == r.Form.Get("again") {
		err = s.Auth.ChangePassword(ctx, r.Actor.ID, r.session, r.Form.Get("old"), fresh)
	}
	faults := fault.All(err)
	if len(faults) == 0 && err != nil {
		return Answer{}, err
	}
	if len(faults) > 0 {
		return HTML(pages, "password", entry{Fault: r.Message(faults[0]), At: faults[0].Field}).Title(r.Text("me.password")).
			Status(http.StatusUnprocessableEntity), nil
	}
	return Redirect("/").Say("done", r.Text("me.password.changed")), nil
}

// resetPassword gives somebody a new password, shown this once.
func (s *Server) resetPassword(ctx context.Context, r *Request) (Answer, error) {
	user, err := r.Key("id")
	if err != nil {
		return Answer{}, err
	}
	var password string
	err = r.Do(ctx, func(tx *pg.Tx) error {
		password, err = s.Auth.ResetPassword(ctx, tx, ref.User(user))
		return err
	})
	return HTML(pages, "reset", password).Title(r.Text("user.reset")), err
}
