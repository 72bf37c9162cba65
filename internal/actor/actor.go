// Package actor carries who acts through a context: a person with rights, an API token,
// or the house itself (a job, a migration).
package actor

import (
	"context"
	"strings"

	"hesuan/internal/ref"
)

// Actor is who takes a step.
type Actor struct {
	ID     ref.User
	Name   string
	Lang   string   // zh or en
	Rights []string // sales.order.approve; a trailing * grants all below: sales.*
	Scope  Scope    // what of the rows he may see; nil is all
	For    ref.User // of a program: the person it works for; zero for people, and for a program of the house
}

// Person is whose things the actor's are: his own, or of a program those of the person it works for.
func (a Actor) Person() ref.User {
	if a.For.IsZero() {
		return a.ID
	}
	return a.For
}

// House acts when no person does; it may do everything.
var House = Actor{Name: "hesuan", Lang: "zh", Rights: []string{"*"}}

// Can tells whether the actor holds a right.
func (a Actor) Can(right string) bool {
	for _, held := range a.Rights {
		if held == right || strings.HasSuffix(held, "*") && strings.HasPrefix(right, strings.TrimSuffix(held, "*")) {
			return true
		}
	}
	return false
}

type key struct{}

// With puts the actor into a context.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From gives the context's actor. A context without one acts as nobody, who has no rights.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(key{}).(Actor)
	return a
}
