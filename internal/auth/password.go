package auth

import (
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/base32"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// cost of a password's hash: about 50 ms of one core, and memory that makes guessing on graphic cards dear.
var cost = &argon2id.Params{Memory: 24 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashing bounds how many hashes are computed at once: each takes its memory.
var hashing = make(chan struct{}, max(2, runtime.NumCPU()))

// Bounds of a password's length in characters.
const (
	minPassword = 10
	maxPassword = 200
)

// common passwords of at least minPassword characters, one a line.
//
//go:embed common.txt
var common string

func hash(password string) (string, error) {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2id.CreateHash(password, cost)
}

func matches(password, hash string) bool {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	return ok && err == nil
}

// policy refuses what guesses would find: length counts, not a mixture of signs.
func policy(password, name string) *fault.Fault {
	lower := strings.ToLower(password)
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return fault.New(fault.Invalid, "auth.password.short", fault.Args{"min": minPassword}).At("password")
	case n > maxPassword:
		return fault.New(fault.Invalid, "core.field.long", fault.Args{"field": "password", "max": maxPassword}).At("password")
	case name != "" && utf8.RuneCountInString(strings.ReplaceAll(lower, name, "")) < minPassword/2,
		slices.Contains(strings.Fields(common), lower), few(lower):
		return fault.New(fault.Invalid, "auth.password.easy", nil).At("password")
	}
	return nil
}

// few tells of a text made of hardly any different characters.
func few(text string) bool {
	seen := map[rune]bool{}
	for _, r := range text {
		seen[r] = true
	}
	return len(seen) < 4
}

// Generate makes a password that a person can copy from paper.
func Generate() string {
	raw := make([]byte, 10)
	rand.Read(raw) //nolint:errcheck // crypto/rand never fails
	text := strings.ToLower(base32.StdEncoding.EncodeToString(raw))
	return text[0:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:16]
}

// ChangePassword lets people give themselves a new password. Their other sessions end.
func (r *Room) ChangePassword(ctx context.Context, user ref.User, session, old, fresh string) error {
	name, present, err := r.passwordOf(ctx, user)
	if err != nil {
		return err
	}
	if !matches(old, present) {
		return fault.New(fault.Invalid, "auth.password.wrong_old", nil).At("old")
	}
	if broken := policy(fresh, name); broken != nil {
		return broken
	}
	if old == fresh {
		return fault.New(fault.Invalid, "auth.password.same", nil).At("password")
	}
	return r.setPassword(ctx, user, fresh, false, session)
}

// ResetPassword gives a user a generated password that must be changed at the next login, and ends the user's sessions.
func (r *Room) ResetPassword(ctx context.Context, tx *pg.Tx, user ref.User) (string, error) {
	fresh := Generate()
	hashed, err := hash(fresh)
	if err != nil {
		return "", err
	}
	if _, err := r.Users.Get(ctx, tx, user.Any()); err != nil {
		return "", err
	}
	return fresh, r.putPassword(ctx, tx, user, hashed, true, "")
}

func (r *Room) passwordOf(ctx context.Context, user ref.User) (name, hash string, err error) {
	err = r.db.View(ctx, func(tx *pg.Tx) error {
		return tx.QueryRow(ctx, `select u.name, p.hash from auth.user u join auth.password p on p."user" = u.id where u.id = $1`, user).Scan(&name, &hash)
	})
	if err == pg.ErrNoRows {
		err = fault.New(fault.NotFound, "core.row.missing", fault.Args{"type": "auth.user"})
	}
	return name, hash, err
}

// setPassword writes a password and ends every session of the user but the one kept.
func (r *Room) setPassword(ctx context.Context, user ref.User, password string, renew bool, keep string) error {
	hashed, err := hash(password)
	if err != nil {
		return err
	}
	return r.db.Do(ctx, func(tx *pg.Tx) error { return r.putPassword(ctx, tx, user, hashed, renew, keep) })
}

func (r *Room) putPassword(ctx context.Context, tx *pg.Tx, user ref.User, hashed string, renew bool, keep string) error {
	_, err := tx.Exec(ctx, `insert into auth.password ("user", hash, renew, changed) values ($1, $2, $3, $4)
		on conflict ("user") do update set hash = excluded.hash, renew = excluded.renew, changed = excluded.changed`, user, hashed, renew, tx.Now)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `delete from auth.session where "user" = $1 and hash <> $2`, user, digest(keep))
	return err
}
