package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"hesuan/internal/auth"
	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// tokens are the pages on which people let programs in for themselves, and out again.
func (s *Server) tokens() {
	for _, p := range []Page{
		{Path: "/me/token", Handle: s.tokenPage},
		{Path: "/me/token", Method: http.MethodPost, Handle: s.makeToken},
		{Path: "/me/token/:id/revoke", Method: http.MethodPost, Handle: s.revokeToken},
		{Path: "/auth/user/:id/scope", Right: "auth.user.edit", On: "auth.user", Handle: s.scopePage,
			Nav: &Nav{Icon: "building-fortress", Key: "scope.title"}},
		{Path: "/auth/user/:id/scope", Method: http.MethodPost, Right: "auth.user.edit", Handle: s.saveScope},
	} {
		s.mount(p)
		if p.On != "" {
			s.Pages = append(s.Pages, p)
		}
	}
}

// tokenView is the data of the page of tokens.
type tokenView struct {
	Fresh  string // the token just made, shown this once
	All    bool   // everybody's are listed
	Rows   []tokenRow
	Form   tokenForm
	Faults map[string]string
}

type tokenRow struct {
	auth.TokenInfo
	Live   bool
	Limits []string
}

// tokenForm is what a token is made with.
type tokenForm struct {
	Name   string
	Span   string // days; empty never
	Spans  []string
	How    string // all, read or some
	Groups []rightGroup
	Limits []limit
}

// rightGroup are the rights on one kind of row.
type rightGroup struct {
	Text   string
	Rights []choice
}

// choice is something to tick.
type choice struct {
	Value, Text string
	On          bool
}

// spans are the lives of a token that are offered, in days.
var spans = []string{"30", "90", "365", ""}

func (s *Server) tokenPage(ctx context.Context, r *Request) (Answer, error) {
	return s.tokenAnswer(ctx, r, tokenView{Form: tokenForm{How: "read", Span: "90"}})
}

func (s *Server) tokenAnswer(ctx context.Context, r *Request, v tokenView) (Answer, error) {
	v.All = r.Get("all") != "" && r.Can("auth.user.edit")
	err := r.View(ctx, func(tx *pg.Tx) error {
		known, err := s.tokensOf(ctx, tx, v.All)
		if err != nil {
			return err
		}
		for _, t := range known {
			row := tokenRow{TokenInfo: t, Live: t.Live(tx.Now)}
			if row.Limits, err = s.limitNames(ctx, tx, r, t.Scope); err != nil {
				return err
			}
			v.Rows = append(v.Rows, row)
		}
		v.Form.Spans = spans
		v.Form.Groups = s.rightGroups(r)
		v.Form.Limits, err = s.limits(ctx, tx, r, nil)
		return err
	})
	return HTML(pages, "tokens", v).Title(r.Text("token.title")), err
}

// rights are all that anything in this house asks for.
func (s *Server) rights() []string {
	all := s.House.Rights()
	for _, p := range s.Pages {
		if p.Right != "" && !slices.Contains(all, p.Right) {
			all = append(all, p.Right)
		}
	}
	return all
}

// rightGroups are the rights that the person holds, by what they are about, in words.
func (s *Server) rightGroups(r *Request) (groups []rightGroup) {
	w, chosen := s.words(r.Lang), r.Form["right"]
	for _, right := range s.rights() {
		if !r.Can(right) {
			continue
		}
		stem, action := right[:strings.LastIndex(right, ".")], right[strings.LastIndex(right, ".")+1:]
		text := w.many(stem)
		if s.House.Find(stem) == nil {
			text = w.first(stem+".title", "room."+stem, stem)
		}
		if len(groups) == 0 || groups[len(groups)-1].Text != text {
			groups = append(groups, rightGroup{Text: text})
		}
		last := &groups[len(groups)-1]
		name := w.first(stem+".step."+action, "step."+action, "right."+action)
		last.Rights = append(last.Rights, choice{right, name, slices.Contains(chosen, right)})
	}
	return groups
}

func (s *Server) makeToken(ctx context.Context, r *Request) (Answer, error) {
	form := tokenForm{Name: r.Form.Get("name"), Span: r.Form.Get("span"), How: r.Form.Get("how")}
	scope, err := chosenScope(r, s.House)
	if err != nil {
		return Answer{}, err
	}
	grant := auth.Grant{Name: form.Name, Owner: r.Actor.ID, Rights: s.chosenRights(r), Scope: scope}
	if days, err := strconv.Atoi(form.Span); err == nil && days > 0 {
		expires := s.db.Clock().UTC().Add(time.Duration(days) * 24 * time.Hour)
		grant.Expires = &expires
	}
	var fresh string
	err = r.Do(ctx, func(tx *pg.Tx) error {
		_, fresh, err = s.Auth.NewToken(ctx, tx, grant)
		return err
	})
	v := tokenView{Fresh: fresh, Form: form, Faults: map[string]string{}}
	if faults := fault.All(err); len(faults) > 0 {
		for _, f := range faults {
			v.Faults[f.Field] = r.Message(f)
		}
	} else if err != nil {
		return Answer{}, err
	} else {
		v.Form = tokenForm{How: "read", Span: "90"}
	}
	answer, err := s.tokenAnswer(ctx, r, v)
	if len(v.Faults) > 0 {
		answer = answer.Status(http.StatusUnprocessableEntity)
	}
	return answer, err
}

// chosenRights are what the form asks for: all that the owner may, or may see, at any time, or some.
func (s *Server) chosenRights(r *Request) (rights []string) {
	switch r.Form.Get("how") {
	case "all":
		return []string{"*"}
	case "read":
		for _, right := range s.rights() {
			if strings.HasSuffix(right, ".view") && r.Can(right) {
				rights = append(rights, right)
			}
		}
		return rights
	}
	return r.Form["right"]
}

func (s *Server) revokeToken(ctx context.Context, r *Request) (Answer, error) {
	key, err := r.Key("id")
	if err != nil {
		return Answer{}, err
	}
	back := "/me/token"
	if r.Form.Get("all") != "" {
		back += "?all=1"
	}
	err = r.Do(ctx, func(tx *pg.Tx) error { return s.endToken(ctx, tx, ref.User(key)) })
	return Redirect(back).Say("done", r.Text("token.revoked")), err
}

// tokensOf are one's own tokens, or everybody's.
func (s *Server) tokensOf(ctx context.Context, tx *pg.Tx, all bool) ([]auth.TokenInfo, error) {
	if all {
		return s.Auth.Tokens(ctx, tx, ref.User{})
	}
	self, err := s.Auth.Self(ctx, tx)
	if err != nil || self.IsZero() { // a program of the house has none of its own
		return []auth.TokenInfo{}, err
	}
	return s.Auth.Tokens(ctx, tx, self)
}

// endToken ends one's own token; anybody's for those who keep the users.
func (s *Server) endToken(ctx context.Context, tx *pg.Tx, key ref.User) error {
	if tx.Actor.Can("auth.user.edit") {
		return s.Auth.RevokeToken(ctx, tx, key, ref.User{})
	}
	self, err := s.Auth.Self(ctx, tx)
	if err != nil {
		return err
	}
	if self.IsZero() {
		return fault.New(fault.NotFound, "auth.token.missing", nil)
	}
	return s.Auth.RevokeToken(ctx, tx, key, self)
}
