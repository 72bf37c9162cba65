package auth

import (
	"context"
	"fmt"
	"strings"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// tokenPrefix makes a token that was leaked into a repository easy to find.
const tokenPrefix = "hsn_"

// A Grant is what a token is made with.
type Grant struct {
	Name    string      // who will use it
	Owner   ref.User    // for whom it works; zero is the house
	Rights  []string    // sales.order.place, sales.*; what the owner has not, the token has not either
	Scope   actor.Scope // within the owner's own
	Expires *time.Time  // nil never
}

// CreateToken makes an API token; it is shown this once.
func (r *Room) CreateToken(ctx context.Context, g Grant) (token string, err error) {
	err = r.db.Do(ctx, func(tx *pg.Tx) error {
		_, token, err = r.NewToken(ctx, tx, g)
		return err
	})
	return token, err
}

// NewToken is CreateToken within a transaction. What a program grants is never more than it holds itself.
func (r *Room) NewToken(ctx context.Context, tx *pg.Tx, g Grant) (key ref.User, token string, err error) {
	if err := g.check(tx.Now); err != nil {
		return key, "", err
	}
	if !tx.Actor.ID.IsZero() && tx.Actor.ID != g.Owner {
		g.Rights, g.Scope = actor.Common(g.Rights, tx.Actor.Rights), g.Scope.Meet(tx.Actor.Scope)
	}
	token, key = tokenPrefix+secret(), ref.User(id.New[any]())
	_, err = tx.Exec(ctx, `insert into auth.token (id, name, hash, rights, created, creator, owner, scope, expires) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		key, clip(strings.TrimSpace(g.Name), 100), digest(token), strings.Join(g.Rights, " "), tx.Now, tx.Actor.ID, g.Owner, g.Scope, g.Expires)
	return key, token, err
}

// Self is the person whose tokens are the actor's own: himself, or whom a program works for; nobody for a program of the house.
func (r *Room) Self(ctx context.Context, tx *pg.Tx) (self ref.User, err error) {
	err = tx.QueryRow(ctx, "select id from auth.user where id = $1", tx.Actor.Person()).Scan(&self)
	if err == pg.ErrNoRows {
		err = nil
	}
	return self, err
}

func (g *Grant) check(now time.Time) error {
	var faults fault.List
	for _, right := range g.Rights {
		if !rightForm.MatchString(right) {
			faults.Add(fault.New(fault.Invalid, "auth.role.right_form", fault.Args{"right": right}).At("rights"))
		}
	}
	if strings.TrimSpace(g.Name) == "" {
		faults.Add(fault.New(fault.Invalid, "auth.token.nameless", nil).At("name"))
	}
	if len(g.Rights) == 0 {
		faults.Add(fault.New(fault.Invalid, "auth.token.empty", nil).At("rights"))
	}
	if g.Expires != nil && !g.Expires.After(now) {
		faults.Add(fault.New(fault.Conflict, "auth.token.past", nil).At("expires"))
	}
	return faults.Err()
}

// tokenSQL is a token with its owner's rights of today; an archived owner has none and lets none in.
const tokenSQL = `
	select t.id, t.name, t.rights, t.scope, t.used, t.owner, coalesce(u.lang, ''), u.scope, ` + rightsSQL + `
	from auth.token t left join auth.user u on u.id = t.owner
	where t.%s = $1 and t.revoked is null and (t.expires is null or t.expires > $2) and not coalesce(u.archived, false)`

// rightsSQL are all rights of user u, separated by blanks.
const rightsSQL = `coalesce((select string_agg(r.rights, ' ') from auth.member m join auth.role r on r.id = m.role
		where m."user" = u.id and not m.archived and not r.archived), '')`

// Token finds the program that calls: with the rights of its token that the owner still has, within what both may see. The fault is the same
// for a token that never was, one that was revoked and one that has expired.
func (r *Room) Token(ctx context.Context, token, address string) (actor.Actor, error) {
	now := r.db.Clock().UTC()
	a, used, err := readToken(r.db.Pool.QueryRow(ctx, fmt.Sprintf(tokenSQL, "hash"), digest(token), now))
	if err != nil {
		return a, err
	}
	if used == nil || now.Sub(*used) > touchAfter {
		_, err = r.db.Pool.Exec(ctx, `update auth.token set used = $2, address = $3 where id = $1`, a.ID, now, clip(address, 100))
	}
	return a, err
}

// readToken reads a row of tokenSQL.
func readToken(row interface{ Scan(into ...any) error }) (a actor.Actor, used *time.Time, err error) {
	var rights, owned string
	var owner ref.User
	var scope actor.Scope
	err = row.Scan(&a.ID, &a.Name, &rights, &a.Scope, &used, &owner, &a.Lang, &scope, &owned)
	if err == pg.ErrNoRows {
		return actor.Actor{}, nil, fault.New(fault.Forbidden, "auth.token.unknown", nil)
	}
	a.Rights = RightsOf(rights)
	if !owner.IsZero() {
		a.Rights, a.Scope, a.For = actor.Common(a.Rights, RightsOf(owned)), a.Scope.Meet(scope), owner
	}
	return a, used, err
}

// Names are what people call actors: users and tokens.
func (r *Room) Names(ctx context.Context, tx *pg.Tx, actors []ref.User) (map[ref.User]string, error) {
	names := make(map[ref.User]string, len(actors))
	found, err := tx.Query(ctx, `select id, coalesce(nullif("full", ''), name) from auth.user where id = any($1)
		union all select id, name from auth.token where id = any($1)`, actors)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var who ref.User
		var name string
		if err := found.Scan(&who, &name); err != nil {
			return nil, err
		}
		names[who] = name
	}
	return names, found.Err()
}
