package web

import (
	"context"
	"slices"
	"strings"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// limit is a kind of thing that somebody may be limited to, with those there are.
type limit struct {
	Kind, Text string
	On         bool // limited at all
	Things     []choice
}

// limitsShown bounds the things of a kind that a form offers beside those already chosen.
const limitsShown = 500

// limits are the kinds of things people may be limited to, each with those that the asking person sees; what is chosen now is among them.
func (s *Server) limits(ctx context.Context, tx *pg.Tx, r *Request, now actor.Scope) (all []limit, err error) {
	kinds, things := s.House.Kinds()
	for i, def := range things {
		own, limited := now.Limits(kinds[i])
		l := limit{Kind: kinds[i], Text: s.words(r.Lang).one(def.Info().Name), On: limited}
		options, err := def.Suggest(ctx, tx, "", limitsShown)
		if err != nil {
			return nil, err
		}
		titles, err := def.Titles(ctx, tx, own)
		if err != nil {
			return nil, err
		}
		for _, o := range options {
			l.Things = append(l.Things, choice{o.ID.String(), o.Title, slices.Contains(own, o.ID)})
			delete(titles, o.ID)
		}
		for _, key := range own { // archived, or beyond the bound
			if title, rest := titles[key]; rest {
				l.Things = append(l.Things, choice{key.String(), title, true})
			}
		}
		all = append(all, l)
	}
	return all, nil
}

// limitNames tells a scope in words.
func (s *Server) limitNames(ctx context.Context, tx *pg.Tx, r *Request, scope actor.Scope) (names []string, err error) {
	kinds, things := s.House.Kinds()
	for i, def := range things {
		own, limited := scope.Limits(kinds[i])
		if !limited {
			continue
		}
		titles, err := def.Titles(ctx, tx, own)
		if err != nil {
			return nil, err
		}
		var some []string
		for _, key := range own {
			some = append(some, titles[key])
		}
		names = append(names, s.words(r.Lang).one(def.Info().Name)+": "+strings.Join(some, ", "))
	}
	return names, nil
}

// chosenScope reads what a form limits to: limit.<kind> ticks the kind, <kind> its things.
func chosenScope(r *Request, house *resource.House) (actor.Scope, error) {
	scope := actor.Scope{}
	kinds, _ := house.Kinds()
	for _, kind := range kinds {
		if r.Form.Get("limit."+kind) == "" {
			continue
		}
		scope[kind] = []id.ID{}
		for _, text := range r.Form["thing."+kind] {
			key, err := id.Parse[any](text)
			if err != nil {
				return nil, fault.New(fault.Invalid, "core.link.missing", nil)
			}
			scope[kind] = append(scope[kind], key)
		}
	}
	if len(scope) == 0 {
		return nil, nil
	}
	return scope, nil
}

// scopeView is the data of the page that says what a person may see.
type scopeView struct {
	Key, Name string
	Limits    []limit
	Fault     string
}

func (s *Server) scopePage(ctx context.Context, r *Request) (Answer, error) {
	key, err := r.Key("id")
	if err != nil {
		return Answer{}, err
	}
	view := scopeView{Key: key.String()}
	err = r.View(ctx, func(tx *pg.Tx) error {
		user, err := s.Auth.Users.Get(ctx, tx, key)
		if err != nil {
			return err
		}
		view.Name = strings.TrimSpace(user.Name + " " + user.Full)
		view.Limits, err = s.limits(ctx, tx, r, user.Scope)
		return err
	})
	return HTML(pages, "scope", view).Title(r.Text("scope.title")), err
}

func (s *Server) saveScope(ctx context.Context, r *Request) (Answer, error) {
	key, err := r.Key("id")
	if err != nil {
		return Answer{}, err
	}
	scope, err := chosenScope(r, s.House)
	if err != nil {
		return Answer{}, err
	}
	err = r.Do(ctx, func(tx *pg.Tx) error { return s.Auth.Limit(ctx, tx, ref.User(key), scope) })
	return Redirect("/auth/user/"+key.String()).Say("done", r.Text("say.saved")), err
}
