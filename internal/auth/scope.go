package auth

import (
	"context"
	"fmt"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// Limit says what of the house a person may see from the next request on (SEC-02). Nobody gives more than he sees himself, nobody takes away
// what he does not see, and nobody changes his own.
func (r *Room) Limit(ctx context.Context, tx *pg.Tx, user ref.User, scope actor.Scope) error {
	if user == tx.Actor.ID {
		return fault.New(fault.Conflict, "auth.scope.self", nil)
	}
	row, err := r.Users.Lock(ctx, tx, user.Any())
	if err != nil {
		return err
	}
	old := r.Users.Clone(row)
	row.Scope = scope.Within(tx.Actor.Scope, old.Scope)
	return r.Users.Save(ctx, tx, row, old, "limit")
}

// ActorOf is a person or a token as an actor, with the rights and the sight of today: for what is done in his name while he is away. Who has
// left is Forbidden.
func (r *Room) ActorOf(ctx context.Context, tx *pg.Tx, who ref.User) (actor.Actor, error) {
	a, err := r.userActor(ctx, tx, who)
	if err == ErrNoSession {
		a, _, err = readToken(tx.QueryRow(ctx, fmt.Sprintf(tokenSQL, "id"), who, tx.Now))
	}
	return a, err
}

func (r *Room) userActor(ctx context.Context, tx *pg.Tx, user ref.User) (actor.Actor, error) {
	a := actor.Actor{ID: user}
	var rights string
	err := tx.QueryRow(ctx, `select u.name, u.lang, u.scope, `+rightsSQL+` from auth.user u where u.id = $1 and not u.archived`, user).
		Scan(&a.Name, &a.Lang, &a.Scope, &rights)
	if err == pg.ErrNoRows {
		return actor.Actor{}, ErrNoSession
	}
	a.Rights = RightsOf(rights)
	return a, err
}
