package auth

import (
	"context"
	_ "embed"
	"encoding/json"
	"log/slog"
	"strings"

	"hesuan/internal/actor"
	"hesuan/internal/pg"
)

// roles are what a new company begins with; afterwards they are the company's own.
//
//go:embed roles.json
var roles []byte

// first is the login of the first user.
const first = "admin"

// opening is the lock under which the first user is made, by one process at a time.
const opening = 0x61646d696e

// EnsureAdmin makes the first user and the usual roles in a house that has no user. With an empty password it makes one up and
// returns it; it is kept nowhere else.
func EnsureAdmin(ctx context.Context, db *pg.DB, password string) (created bool, generated string, err error) {
	if password == "" {
		generated = Generate()
		password = generated
	} else if broken := policy(password, first); broken != nil {
		slog.WarnContext(ctx, "the first password is weak; change it after the first login") // whoever starts the house may choose
	}
	hashed, err := hash(password)
	if err != nil {
		return false, "", err
	}
	ctx = actor.With(ctx, actor.House)
	err = db.Do(ctx, func(tx *pg.Tx) (err error) {
		created, err = New(db).open(ctx, tx, hashed)
		return err
	})
	if !created {
		generated = ""
	}
	return created, generated, err
}

func (r *Room) open(ctx context.Context, tx *pg.Tx, hashed string) (bool, error) {
	var users bool
	if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock($1)", opening); err != nil {
		return false, err
	}
	if err := tx.QueryRow(ctx, "select exists (select from auth.user)").Scan(&users); err != nil || users {
		return false, err
	}
	admin, err := r.usualRoles(ctx, tx)
	if err != nil {
		return false, err
	}
	user := &User{Name: first, Lang: "zh", Theme: "auto"}
	if err := r.Users.Insert(ctx, tx, user, "create"); err != nil {
		return false, err
	}
	if err := r.Members.Insert(ctx, tx, &Member{User: user.ID, Role: admin}, "create"); err != nil {
		return false, err
	}
	_, err = tx.Exec(ctx, `insert into auth.password ("user", hash, renew, changed) values ($1, $2, false, $3)`, user.ID, hashed, tx.Now)
	return true, err
}

// usualRoles writes the roles and gives the one that may do everything.
func (r *Room) usualRoles(ctx context.Context, tx *pg.Tx) (admin RoleID, err error) {
	var usual []struct {
		Code, Name string
		Rights     []string
	}
	if err := json.Unmarshal(roles, &usual); err != nil {
		return admin, err
	}
	for _, u := range usual {
		made := &Role{Code: u.Code, Name: u.Name, Rights: strings.Join(u.Rights, "\n")}
		if err := r.Roles.Insert(ctx, tx, made, "create"); err != nil {
			return admin, err
		}
		if u.Code == first {
			admin = made.ID
		}
	}
	return admin, nil
}
