package web

import (
	"context"
	"net/http"
	"slices"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/auth"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// What the server's own operations answer.
type (
	foundAnswer struct {
		Items []hit `json:"items"`
	}
	waitsAnswer struct {
		Items []TodayItem `json:"items"`
	}
	tokensAnswer struct {
		Items []auth.TokenInfo `json:"items"`
	}
	tokenAnswer struct {
		ID    ref.User `json:"id"`
		Token string   `json:"token"`
	}
	doneAnswer struct {
		Done bool `json:"done"`
	}
	scopeAnswer struct {
		Limits []scopeLimit `json:"limits"`
	}
	scopeLimit struct {
		Kind   string  `json:"kind"`
		Things []id.ID `json:"things"`
	}
	passwordAnswer struct {
		Password string `json:"password"`
	}
)

// ownOps are what programs do with the pages that belong to no room: the finder, the start page, tokens, what people may see.
func (s *Server) ownOps() []Op {
	const user, keep = "/auth/user/{id}", "auth.user.edit"
	kinds, _ := s.House.Kinds()
	limit := resource.Fields{resource.Choice("kind", kinds...).Req(), resource.Link("thing", "")}
	return []Op{
		{Path: "/house/find", Name: "house.find", Query: resource.Fields{resource.Text("q", 80)}, Answer: foundAnswer{}, Ask: s.findOp},
		{Path: "/house/today", Name: "house.today", Answer: waitsAnswer{}, Run: s.waitsOp},
		{Path: "/auth/token", Name: "auth.tokens", Query: resource.Fields{resource.Bool("all")}, Answer: tokensAnswer{}, Run: s.tokensOp},
		{Method: http.MethodPost, Path: "/auth/token", Name: "auth.token.make", Secret: true, Answer: tokenAnswer{}, Run: s.tokenOp,
			Input: resource.Fields{resource.Text("name", 100).Req(), resource.LongText("rights").Req().Like(auth.RightsForm), resource.Instant("expires")},
			Lines: limit},
		{Method: http.MethodPost, Path: "/auth/token/{id}/revoke", Name: "auth.token.revoke", Answer: doneAnswer{}, Run: s.revokeOp},
		{Path: user + "/scope", Name: "auth.scope", On: "auth.user", Right: keep, Answer: scopeAnswer{}, Run: s.scopeOp},
		{Method: http.MethodPost, Path: user + "/scope", Name: "auth.scope.set", On: "auth.user", Right: keep, Answer: scopeAnswer{}, Run: s.limitOp,
			Lines: limit},
		{Method: http.MethodPost, Path: user + "/password", Name: "auth.password", On: "auth.user", Right: keep, Secret: true, Answer: passwordAnswer{}, Run: s.passwordOp},
	}
}

func (s *Server) findOp(ctx context.Context, c *OpCall) (any, error) {
	hits, err := s.hunt(ctx, c.Request, c.Query.Get("q"))
	return foundAnswer{hits}, err
}

func (s *Server) waitsOp(ctx context.Context, tx *pg.Tx, c *OpCall) (any, error) {
	items, err := s.waits(ctx, tx, c.Request, s.words(c.Lang), slices.Concat(s.Today, s.Later))
	return waitsAnswer{items}, err
}

func (s *Server) tokensOp(ctx context.Context, tx *pg.Tx, c *OpCall) (any, error) {
	all := c.Query.Get("all") == "true"
	if all && !c.Can("auth.user.edit") {
		return nil, fault.New(fault.Forbidden, "core.right.missing", fault.Args{"right": "auth.user.edit"})
	}
	known, err := s.tokensOf(ctx, tx, all)
	return tokensAnswer{known}, err
}

// opLimit is one thing that somebody is limited to, or with none the kind without any of them.
type opLimit struct {
	Kind  string `json:"kind"`
	Thing id.ID  `json:"thing"`
}

func scopeFrom(lines []opLimit) (scope actor.Scope) {
	for _, l := range lines {
		if scope == nil {
			scope = actor.Scope{}
		}
		if scope[l.Kind] == nil {
			scope[l.Kind] = []id.ID{}
		}
		if !l.Thing.IsZero() {
			scope[l.Kind] = append(scope[l.Kind], l.Thing)
		}
	}
	return scope
}

func (s *Server) tokenOp(ctx context.Context, tx *pg.Tx, c *OpCall) (any, error) {
	var in struct {
		Name    string     `json:"name"`
		Rights  string     `json:"rights"`
		Expires *time.Time `json:"expires"`
		Lines   []opLimit  `json:"lines"`
	}
	if err := c.Read(&in); err != nil {
		return nil, err
	}
	self, err := s.Auth.Self(ctx, tx)
	if err != nil {
		return nil, err
	}
	key, token, err := s.Auth.NewToken(ctx, tx, auth.Grant{Name: in.Name, Owner: self, Rights: auth.RightsOf(in.Rights), Scope: scopeFrom(in.Lines),
		Expires: in.Expires})
	return tokenAnswer{key, token}, err
}

func (s *Server) revokeOp(ctx context.Context, tx *pg.Tx, c *OpCall) (any, error) {
	return doneAnswer{true}, s.endToken(ctx, tx, ref.User(c.Key))
}

func (s *Server) scopeOp(ctx context.Context, tx *pg.Tx, c *OpCall) (any, error) {
	user, err := s.Auth.Users.Get(ctx, tx, c.Key)
	if err != nil {
		return nil, err
	}
	kinds, _ := s.House.Kinds()
	answer := scopeAnswer{Limits: []scopeLimit{}}
	for _, kind := range kinds {
		if own, limited := user.Scope.Limits(kind); limited {
			answer.Limits = append(answer.Limits, scopeLimit{kind, append([]id.ID{}, own...)})
		}
	}
	return answer, nil
}

func (s *Server) limitOp(ctx context.Context, tx *pg.Tx, c *OpCall) (any, error) {
	var in struct {
		Lines []opLimit `json:"lines"`
	}
	if err := c.Read(&in); err != nil {
		return nil, err
	}
	if err := s.Auth.Limit(ctx, tx, ref.User(c.Key), scopeFrom(in.Lines)); err != nil {
		return nil, err
	}
	return s.scopeOp(ctx, tx, c)
}

func (s *Server) passwordOp(ctx context.Context, tx *pg.Tx, c *OpCall) (any, error) {
	password, err := s.Auth.ResetPassword(ctx, tx, ref.User(c.Key))
	return passwordAnswer{password}, err
}
