// Package auth knows who may come in and what they may do: users, roles made of rights, sessions, API tokens, passwords.
//
// It owns the schema auth. Users, roles and memberships are resources with pages and events; passwords, sessions and tokens are not, and
// no secret is kept in clear: passwords as argon2id, sessions and tokens as the SHA-256 of 32 random bytes. A wrong password costs waiting
// time, counted in Postgres per account and per address, so that several servers count together (throttle.go).
//
// An archived user, role or membership gives nothing; a change of rights is in force at the next request.
package auth

import (
	"context"
	"embed"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Files are the schema and the words.
//
//go:embed schema*.sql lang/*.json
var Files embed.FS

type (
	role   struct{}
	member struct{}
)

// RoleID and MemberID name a role and one person's part in it.
type (
	RoleID   = id.Of[role]
	MemberID = id.Of[member]
)

// User is a person with a login 用户.
type User struct {
	resource.Base[ref.User]
	resource.Searchable
	Name  string `json:"name"` // the login, in lower case
	Full  string `json:"full"`
	Email string `json:"email"`
	Lang  string `json:"lang"`
	Theme string `json:"theme"`
	// Scope is what of the house the person may see; Limit sets it.
	Scope actor.Scope `json:"scope,omitempty"`
}

// Role is a named bundle of rights 角色.
type Role struct {
	resource.Base[RoleID]
	Code   string `json:"code"`
	Name   string `json:"name"`
	Rights string `json:"rights"` // separated by white space
}

// Member gives a role to a user 角色成员.
type Member struct {
	resource.Base[MemberID]
	User ref.User `json:"user"`
	Role RoleID   `json:"role"`
}

// Room is the package's state: its declarations.
type Room struct {
	Users   *resource.Def[User]
	Roles   *resource.Def[Role]
	Members *resource.Def[Member]
	db      *pg.DB
}

// New declares the room's tables.
func New(db *pg.DB) *Room {
	return &Room{db: db, Users: defineUsers(), Roles: defineRoles(), Members: defineMembers()}
}

// Defs are the declarations for the house.
func (r *Room) Defs() []resource.Any { return []resource.Any{r.Users, r.Roles, r.Members} }

func defineUsers() *resource.Def[User] {
	return resource.Define(resource.Def[User]{
		Meta: resource.Meta{
			Name: "auth.user", Icon: "user", Title: []string{"name", "full"}, Sort: "name",
			Fields: resource.Fields{
				resource.Text("name", 40).Key().Once(), resource.Text("full", 60).Find().Col().Secret(), resource.Email("email").Find().Col().Secret(),
				resource.Choice("lang", "zh", "en").Or("zh").Col(), resource.Choice("theme", "auto", "light", "dark").Or("auto"),
				resource.JSON("scope").Apart(),
			},
		},
		Check:   checkUser,
		Before:  beforeUser,
		Subject: func(u *User) id.ID { return id.ID(u.ID) },
	})
}

func defineRoles() *resource.Def[Role] {
	return resource.Define(resource.Def[Role]{
		Meta: resource.Meta{
			Name: "auth.role", Icon: "shield-lock", Title: []string{"name"}, Sort: "code",
			Fields: resource.Fields{
				resource.Text("code", 40).Key(), resource.Text("name", 60).Req().Find().Col(), resource.LongText("rights").Req().Like(RightsForm),
			},
		},
		Check: checkRole,
	})
}

func defineMembers() *resource.Def[Member] {
	return resource.Define(resource.Def[Member]{
		Meta: resource.Meta{
			Name: "auth.member", Icon: "users", Title: []string{"user", "role"},
			Fields: resource.Fields{
				resource.Link("user", "auth.user").Req().Once().Col(), resource.Link("role", "auth.role").Req().Once().Col(),
			},
		},
	})
}

func checkUser(u *User) (faults fault.List) {
	if !login.MatchString(u.Name) {
		faults.Add(fault.New(fault.Invalid, "auth.user.name_form", nil).At("name"))
	}
	return faults
}

// beforeUser keeps people from locking themselves out, and from making somebody who sees more than they do.
func beforeUser(_ context.Context, tx *pg.Tx, u, old *User) error {
	if old == nil {
		u.Scope = u.Scope.Meet(tx.Actor.Scope)
	}
	if old != nil && u.Archived && !old.Archived && u.ID == tx.Actor.ID {
		return fault.New(fault.Conflict, "auth.user.self", nil)
	}
	return nil
}

func checkRole(r *Role) (faults fault.List) {
	for _, held := range RightsOf(r.Rights) {
		if !rightForm.MatchString(held) {
			faults.Add(fault.New(fault.Invalid, "auth.role.right_form", fault.Args{"right": held}).At("rights"))
		}
	}
	return faults
}
