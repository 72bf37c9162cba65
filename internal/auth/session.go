package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// A session ends when it was idle for idleLife, and in any case after longLife.
const (
	idleLife = 12 * time.Hour
	longLife = 14 * 24 * time.Hour
	// touchAfter spares Postgres a write with every click.
	touchAfter = time.Minute
)

// Session is somebody who is logged in.
type Session struct {
	Token string // what the cookie holds
	Name  string // what they type to log in
	Actor actor.Actor
	Theme string
	Renew bool // the password was given by somebody else and must be changed first
}

func secret() string {
	raw := make([]byte, 32)
	rand.Read(raw) //nolint:errcheck // crypto/rand never fails
	return base64.RawURLEncoding.EncodeToString(raw)
}

func digest(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// CSRF is the token that a session's forms carry: it follows from the session's secret and does not give it away.
func CSRF(session string) string {
	sum := sha256.Sum256([]byte("csrf " + session))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// absent stands in for the hash of a user who is not there, so that the answer takes as long.
var absent = "$argon2id$v=19$m=24576,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Fs3ZWyWLRR2ccnmhAOaFQzlKqxoGsQZUeYhkEDm1fFk"

// Login begins a session. Wrong name and wrong password are the same fault; too many of them cost waiting time.
func (r *Room) Login(ctx context.Context, name, password, address, agent string) (Session, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if len(name) > 200 || len(password) > 4*maxPassword {
		return Session{}, fault.New(fault.Invalid, "auth.login.wrong", nil)
	}
	if err := r.admit(ctx, "address", address); err != nil {
		return Session{}, err
	}
	if err := r.admit(ctx, "account", name); err != nil {
		return Session{}, err
	}
	user, hashed := ref.User{}, absent
	err := r.db.View(ctx, func(tx *pg.Tx) error {
		return tx.QueryRow(ctx, `select u.id, p.hash from auth.user u join auth.password p on p."user" = u.id where u.name = $1 and not u.archived`, name).
			Scan(&user, &hashed)
	})
	if err != nil && err != pg.ErrNoRows {
		return Session{}, err
	}
	if !matches(password, hashed) || user.IsZero() {
		return Session{}, fault.New(fault.Invalid, "auth.login.wrong", nil)
	}
	if err := r.forgive(ctx, name, address); err != nil {
		return Session{}, err
	}
	return r.begin(ctx, user, address, agent)
}

func (r *Room) begin(ctx context.Context, user ref.User, address, agent string) (Session, error) {
	token := secret()
	err := r.db.Do(ctx, func(tx *pg.Tx) error {
		if _, err := tx.Exec(ctx, `delete from auth.session where expires < $1`, tx.Now); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into auth.session (hash, "user", created, seen, expires, address, agent) values ($1, $2, $3, $3, $4, $5, $6)`,
			digest(token), user, tx.Now, tx.Now.Add(idleLife), address, clip(agent, 300))
		return err
	})
	if err != nil {
		return Session{}, err
	}
	return r.Session(ctx, token)
}

func clip(text string, max int) string {
	if len(text) > max {
		text = text[:max]
	}
	return strings.ToValidUTF8(text, "")
}

// ErrNoSession says that nobody is logged in under this secret.
var ErrNoSession = fault.New(fault.Forbidden, "auth.session.ended", nil)

const sessionSQL = `
	select u.id, u.name, u."full", u.lang, u.theme, p.renew, s.seen, s.created, u.scope, ` + rightsSQL + `
	from auth.session s join auth.user u on u.id = s."user" join auth.password p on p."user" = u.id
	where s.hash = $1 and s.expires > $2 and not u.archived`

// Session finds who is logged in, and keeps the session alive.
func (r *Room) Session(ctx context.Context, token string) (Session, error) {
	if token == "" {
		return Session{}, ErrNoSession
	}
	s := Session{Token: token}
	var name, full, rights string
	var seen, created time.Time
	now := r.db.Clock().UTC()
	err := r.db.Pool.QueryRow(ctx, sessionSQL, digest(token), now).
		Scan(&s.Actor.ID, &name, &full, &s.Actor.Lang, &s.Theme, &s.Renew, &seen, &created, &s.Actor.Scope, &rights)
	if err == pg.ErrNoRows {
		return Session{}, ErrNoSession
	}
	if err != nil {
		return Session{}, err
	}
	s.Name, s.Actor.Name, s.Actor.Rights = name, name, RightsOf(rights)
	if full != "" {
		s.Actor.Name = full
	}
	if now.Sub(seen) > touchAfter {
		return s, r.touch(ctx, token, now, created)
	}
	return s, nil
}

func (r *Room) touch(ctx context.Context, token string, now, created time.Time) error {
	expires := now.Add(idleLife)
	if end := created.Add(longLife); end.Before(expires) {
		expires = end
	}
	_, err := r.db.Pool.Exec(ctx, `update auth.session set seen = $2, expires = $3 where hash = $1`, digest(token), now, expires)
	return err
}

// Logout ends a session.
func (r *Room) Logout(ctx context.Context, token string) error {
	_, err := r.db.Pool.Exec(ctx, `delete from auth.session where hash = $1`, digest(token))
	return err
}

// Prefer keeps a person's language and theme; an empty value keeps what was.
func (r *Room) Prefer(ctx context.Context, user ref.User, lang, theme string) error {
	return r.db.Do(ctx, func(tx *pg.Tx) error {
		row, err := r.Users.Lock(ctx, tx, user.Any())
		if err != nil {
			return err
		}
		old := r.Users.Clone(row)
		if lang != "" {
			row.Lang = lang
		}
		if theme != "" {
			row.Theme = theme
		}
		if row.Lang == old.Lang && row.Theme == old.Theme {
			return nil
		}
		return r.Users.Save(ctx, tx, row, old, "edit")
	})
}
