package auth

import (
	"context"
	"errors"

	"hesuan/internal/actor"
	"hesuan/internal/pg"
)

// DemoUser is somebody of a sample company: a login with one of the usual roles.
type DemoUser struct{ Name, Full, Role string }

// EnsureDemo makes the people of a sample company, all with one password. Those who are there already stay as they are.
func EnsureDemo(ctx context.Context, db *pg.DB, password string, people []DemoUser) error {
	hashed, err := hash(password)
	if err != nil {
		return err
	}
	return db.Do(actor.With(ctx, actor.House), func(tx *pg.Tx) error {
		for _, p := range people {
			if err := New(db).demo(ctx, tx, p, hashed); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *Room) demo(ctx context.Context, tx *pg.Tx, p DemoUser, hashed string) error {
	var role RoleID
	err := tx.QueryRow(ctx, `select id from auth.role where code = $1 and not exists (select from auth.user where name = $2)`, p.Role, p.Name).Scan(&role)
	if errors.Is(err, pg.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	user := &User{Name: p.Name, Full: p.Full, Lang: "zh", Theme: "auto"}
	if err := r.Users.Insert(ctx, tx, user, "create"); err != nil {
		return err
	}
	if err := r.Members.Insert(ctx, tx, &Member{User: user.ID, Role: role}, "create"); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into auth.password ("user", hash, renew, changed) values ($1, $2, false, $3)`, user.ID, hashed, tx.Now)
	return err
}
