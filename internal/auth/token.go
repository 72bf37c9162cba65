package auth

import (
	"context"
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

// CreateToken makes an API token with rights such as sales.*; it is shown this once.
func (r *Room) CreateToken(ctx context.Context, name string, rights []string) (string, error) {
	for _, right := range rights {
		if !rightForm.MatchString(right) {
			return "", fault.New(fault.Invalid, "auth.role.right_form", fault.Args{"right": right}).At("rights")
		}
	}
	if name = strings.TrimSpace(name); name == "" || len(rights) == 0 {
		return "", fault.New(fault.Invalid, "auth.token.empty", nil)
	}
	token := tokenPrefix + secret()
	return token, r.db.Do(ctx, func(tx *pg.Tx) error {
		_, err := tx.Exec(ctx, `insert into auth.token (id, name, hash, rights, created, creator) values ($1, $2, $3, $4, $5, $6)`,
			id.New[any](), clip(name, 100), digest(token), strings.Join(rights, " "), tx.Now, tx.Actor.ID)
		return err
	})
}

// Token finds the program that calls. The fault is the same for a token that never was and one that was revoked.
func (r *Room) Token(ctx context.Context, token string) (actor.Actor, error) {
	var a actor.Actor
	var rights string
	var used *time.Time
	err := r.db.Pool.QueryRow(ctx, `select id, name, rights, used from auth.token where hash = $1 and revoked is null`, digest(token)).
		Scan(&a.ID, &a.Name, &rights, &used)
	if err == pg.ErrNoRows {
		return actor.Actor{}, fault.New(fault.Forbidden, "auth.token.unknown", nil)
	}
	if err != nil {
		return actor.Actor{}, err
	}
	a.Rights = rightsOf(rights)
	if now := r.db.Clock().UTC(); used == nil || now.Sub(*used) > touchAfter {
		_, err = r.db.Pool.Exec(ctx, `update auth.token set used = $2 where id = $1`, a.ID, now)
	}
	return a, err
}

// RevokeTokens ends every token of a name.
func (r *Room) RevokeTokens(ctx context.Context, name string) (ended int64, err error) {
	tag, err := r.db.Pool.Exec(ctx, `update auth.token set revoked = $2 where name = $1 and revoked is null`, name, r.db.Clock().UTC())
	return tag.RowsAffected(), err
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
