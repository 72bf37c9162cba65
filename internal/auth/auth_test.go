package auth_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/auth"
	"hesuan/internal/event"
	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/testkit"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const password = "stork-over-the-lake"

func migrate(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Migrate(ctx, pg.Schema{Room: "core", Files: event.Files}, pg.Schema{Room: "auth", Files: auth.Files})
}

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func open(t *testing.T) (context.Context, *pg.DB, *auth.Room, *clock) {
	t.Helper()
	ctx := actor.With(t.Context(), actor.House)
	db, err := pg.Open(ctx, testkit.Postgres(t, migrate))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	c := &clock{now: time.Now().UTC()}
	db.Clock = c.read
	if created, generated, err := auth.EnsureAdmin(ctx, db, password); !created || generated != "" || err != nil {
		t.Fatalf("created %t, generated %q, %v", created, generated, err)
	}
	return ctx, db, auth.New(db), c
}

func count(t *testing.T, ctx context.Context, db *pg.DB, sql string, args ...any) (n int) {
	t.Helper()
	if err := db.Pool.QueryRow(ctx, sql, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheFirstUserIsMadeOnce(t *testing.T) {
	ctx, db, room, _ := open(t)
	for range 3 {
		if created, generated, err := auth.EnsureAdmin(ctx, db, ""); created || generated != "" || err != nil {
			t.Errorf("created %t, generated %q, %v", created, generated, err)
		}
	}
	s, err := room.Login(ctx, " Admin ", password, "10.0.0.1", "test")
	if err != nil || !s.Actor.Can("auth.user.edit") || s.Actor.Name != "admin" || s.Renew {
		t.Errorf("%+v, %v", s, err)
	}
	if n := count(t, ctx, db, "select count(*) from auth.role"); n < 7 {
		t.Errorf("%d roles", n)
	}
	if n := count(t, ctx, db, "select count(*) from core.event where type like 'auth.%' and body::text ~ 'argon2|password'"); n != 0 {
		t.Error("a secret stands in an event")
	}
}

func TestSecretsAreKeptAsHashes(t *testing.T) {
	ctx, db, room, _ := open(t)
	s, err := room.Login(ctx, "admin", password, "a", "b")
	if err != nil {
		t.Fatal(err)
	}
	token, err := room.CreateToken(ctx, auth.Grant{Name: "shop", Rights: []string{"sales.*"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{s.Token, token, password} {
		for _, table := range []string{"session", "token", "password"} {
			if n := count(t, ctx, db, "select count(*) from auth."+table+" r where r::text like '%' || $1 || '%'", secret); n != 0 {
				t.Errorf("auth.%s holds a secret", table)
			}
		}
	}
	if n := count(t, ctx, db, "select count(*) from auth.password where hash like '$argon2id$%'"); n != 1 {
		t.Error("the password is no argon2id")
	}
	who, err := room.Token(ctx, token, "10.0.0.1")
	if err != nil || !who.Can("sales.order.place") || who.Can("finance.voucher.view") || who.Name != "shop" {
		t.Errorf("%+v, %v", who, err)
	}
	if ended, err := room.RevokeTokens(ctx, "shop"); ended != 1 || err != nil {
		t.Errorf("revoked %d, %v", ended, err)
	}
	if _, err := room.Token(ctx, token, "10.0.0.1"); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a revoked token: %v", err)
	}
	if _, err := room.CreateToken(ctx, auth.Grant{Name: "x", Rights: []string{"sales order"}}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a right that is none: %v", err)
	}
}

func TestASessionLivesWhileItIsUsed(t *testing.T) {
	ctx, _, room, clock := open(t)
	s, err := room.Login(ctx, "admin", password, "a", "b")
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		clock.pass(11 * time.Hour)
		if _, err := room.Session(ctx, s.Token); err != nil {
			t.Fatalf("used every 11 hours: %v", err)
		}
	}
	clock.pass(13 * time.Hour)
	if _, err := room.Session(ctx, s.Token); !errors.Is(err, auth.ErrNoSession) {
		t.Errorf("after 13 idle hours: %v", err)
	}
	if s, err = room.Login(ctx, "admin", password, "a", "b"); err != nil {
		t.Fatal(err)
	}
	for range 40 {
		clock.pass(10 * time.Hour)
		if _, err = room.Session(ctx, s.Token); err != nil {
			break
		}
	}
	if !errors.Is(err, auth.ErrNoSession) {
		t.Errorf("a session in use never ends: %v", err)
	}
}

func TestAnArchivedUserIsOut(t *testing.T) {
	ctx, db, room, _ := open(t)
	s, err := room.Login(ctx, "admin", password, "a", "b")
	if err != nil {
		t.Fatal(err)
	}
	self := actor.With(ctx, s.Actor)
	archive := func(ctx context.Context) error {
		return db.Do(ctx, func(tx *pg.Tx) error {
			_, err := room.Users.Archive(ctx, tx, s.Actor.ID.Any(), 0, true)
			return err
		})
	}
	if err := archive(self); fault.KindOf(err) != fault.Conflict {
		t.Errorf("archiving oneself: %v", err)
	}
	if err := archive(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := room.Session(ctx, s.Token); !errors.Is(err, auth.ErrNoSession) {
		t.Errorf("the session goes on: %v", err)
	}
	if _, err := room.Login(ctx, "admin", password, "a", "b"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("logs in: %v", err)
	}
}

// SEC-06: a policy that asks for length and refuses what is common.
func TestANewPasswordEndsTheOtherSessions(t *testing.T) {
	ctx, _, room, _ := open(t)
	here, err := room.Login(ctx, "admin", password, "a", "b")
	if err != nil {
		t.Fatal(err)
	}
	there, err := room.Login(ctx, "admin", password, "a", "b")
	if err != nil {
		t.Fatal(err)
	}
	for fresh, want := range map[string]string{
		"short": "auth.password.short", "1234567890": "auth.password.easy", "aaaaaaaaaaaaaa": "auth.password.easy", "admin-admin": "auth.password.easy",
		password: "auth.password.same", strings.Repeat("long ", 60): "core.field.long",
	} {
		err := room.ChangePassword(ctx, here.Actor.ID, here.Token, password, fresh)
		if all := fault.All(err); len(all) != 1 || all[0].Key != want {
			t.Errorf("%q: %v, want %s", fresh, err, want)
		}
	}
	if err := room.ChangePassword(ctx, here.Actor.ID, here.Token, "not the old one", "a longer password"); !errors.Is(err, fault.New(fault.Invalid, "auth.password.wrong_old", nil)) {
		t.Errorf("with a wrong old one: %v", err)
	}
	if err := room.ChangePassword(ctx, here.Actor.ID, here.Token, password, "a longer password"); err != nil {
		t.Fatal(err)
	}
	if _, err := room.Session(ctx, here.Token); err != nil {
		t.Errorf("this session: %v", err)
	}
	if _, err := room.Session(ctx, there.Token); !errors.Is(err, auth.ErrNoSession) {
		t.Errorf("the other session: %v", err)
	}
}

// SEC-06: guesses sent all at once count like guesses in a row.
func TestParallelGuessesCount(t *testing.T) {
	ctx, _, room, clock := open(t)
	var waits, wrongs int
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 24 {
		all.Go(func() {
			_, err := room.Login(ctx, "admin", "a wrong guess", "10.0.0.9", "b")
			mu.Lock()
			defer mu.Unlock()
			switch fault.KindOf(err) {
			case fault.Unavailable:
				waits++
			case fault.Invalid:
				wrongs++
			default:
				t.Errorf("got %v", err)
			}
		})
	}
	all.Wait()
	if wrongs > 6 || waits < 18 {
		t.Errorf("%d guesses were looked at, %d had to wait", wrongs, waits)
	}
	clock.pass(16 * time.Minute)
	if _, err := room.Login(ctx, "admin", password, "10.0.0.9", "b"); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}
