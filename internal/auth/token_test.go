package auth_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/auth"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// employee makes somebody with rights, and gives the user and the membership.
func employee(t *testing.T, ctx context.Context, db *pg.DB, room *auth.Room, rights string) (user *auth.User, member *auth.Member) {
	t.Helper()
	err := db.Do(ctx, func(tx *pg.Tx) error {
		user = &auth.User{Name: "wang", Lang: "en", Theme: "auto"}
		role := &auth.Role{Code: "wang", Name: "wang", Rights: rights}
		if err := room.Users.Insert(ctx, tx, user, "create"); err != nil {
			return err
		}
		if err := room.Roles.Insert(ctx, tx, role, "create"); err != nil {
			return err
		}
		member = &auth.Member{User: user.ID, Role: role.ID}
		return room.Members.Insert(ctx, tx, member, "create")
	})
	if err != nil {
		t.Fatal(err)
	}
	return user, member
}

// SEC-01, SEC-02: a token may what its owner lets it, never more than the owner has today, in rights and in sight.
func TestATokenNeverExceedsItsOwner(t *testing.T) {
	ctx, db, room, clock := open(t)
	user, member := employee(t, ctx, db, room, "sales.* catalog.sku.view")
	wuhan, ezhou := id.New[any](), id.New[any]()
	end := clock.read().Add(time.Hour)
	token, err := room.CreateToken(ctx, auth.Grant{Name: "robot", Owner: user.ID, Rights: []string{"sales.order.*", "finance.*", "catalog.*"},
		Scope: actor.Scope{"warehouse": {wuhan, ezhou}}, Expires: &end})
	if err != nil {
		t.Fatal(err)
	}
	who, err := room.Token(ctx, token, "10.0.0.7")
	if err != nil || !who.Can("sales.order.place") || !who.Can("catalog.sku.view") || who.Can("sales.return.view") || who.Can("catalog.sku.edit") ||
		who.Can("finance.voucher.view") || who.Lang != "en" || len(who.Scope["warehouse"]) != 2 {
		t.Errorf("%+v, %v", who, err)
	}
	step := func(what string, fn func(tx *pg.Tx) error) actor.Actor {
		t.Helper()
		if err := db.Do(ctx, fn); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		who, _ := room.Token(ctx, token, "10.0.0.7")
		return who
	}
	who = step("limit", func(tx *pg.Tx) error {
		return room.Limit(ctx, tx, user.ID, actor.Scope{"warehouse": {wuhan}, "channel": {}})
	})
	if !reflect.DeepEqual(who.Scope, actor.Scope{"warehouse": {wuhan}, "channel": {}}) {
		t.Errorf("after the owner was limited it sees %v", who.Scope)
	}
	who = step("role away", func(tx *pg.Tx) error {
		_, err := room.Members.Archive(ctx, tx, member.ID.Any(), 0, true)
		return err
	})
	if who.ID.IsZero() || len(who.Rights) != 0 {
		t.Errorf("without the owner's role it may %v", who.Rights)
	}
	if listed := tokensOf(t, ctx, db, room, user.ID); len(listed) != 1 || listed[0].Used == nil || listed[0].Address != "10.0.0.7" || !listed[0].Live(clock.read()) {
		t.Errorf("listed as %+v", listed)
	}
	clock.pass(2 * time.Hour)
	if _, err := room.Token(ctx, token, ""); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("an expired token: %v", err)
	}
}

func tokensOf(t *testing.T, ctx context.Context, db *pg.DB, room *auth.Room, owner ref.User) (all []auth.TokenInfo) {
	t.Helper()
	if err := db.View(ctx, func(tx *pg.Tx) (err error) { all, err = room.Tokens(ctx, tx, owner); return err }); err != nil {
		t.Fatal(err)
	}
	return all
}

// The token of somebody who left lets nobody in, and nobody ends another's.
func TestTokensEndWithTheirOwner(t *testing.T) {
	ctx, db, room, _ := open(t)
	user, _ := employee(t, ctx, db, room, "*")
	token, err := room.CreateToken(ctx, auth.Grant{Name: "robot", Owner: user.ID, Rights: []string{"*"}})
	if err != nil {
		t.Fatal(err)
	}
	key := tokensOf(t, ctx, db, room, user.ID)[0].ID
	err = db.Do(ctx, func(tx *pg.Tx) error { return room.RevokeToken(ctx, tx, key, ref.User(id.New[any]())) })
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("somebody else ends it: %v", err)
	}
	if _, err := room.Token(ctx, token, ""); err != nil {
		t.Error(err)
	}
	err = db.Do(ctx, func(tx *pg.Tx) error { _, err := room.Users.Archive(ctx, tx, user.ID.Any(), 0, true); return err })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := room.Token(ctx, token, ""); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("after its owner left: %v", err)
	}
}

// SEC-02: nobody widens their own sight, nor gives away more than they have.
func TestNobodyWidensTheirSight(t *testing.T) {
	ctx, db, room, _ := open(t)
	user, _ := employee(t, ctx, db, room, "*")
	a, b := id.New[any](), id.New[any]()
	boss := actor.With(ctx, actor.Actor{ID: ref.User(id.New[any]()), Rights: []string{"*"}, Scope: actor.Scope{"warehouse": {a}}})
	if err := db.Do(boss, func(tx *pg.Tx) error { return room.Limit(boss, tx, user.ID, actor.Scope{"warehouse": {a, b}}) }); err != nil {
		t.Fatal(err)
	}
	self := actor.With(ctx, actor.Actor{ID: user.ID, Rights: []string{"*"}})
	if err := db.Do(self, func(tx *pg.Tx) error { return room.Limit(self, tx, user.ID, nil) }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("one's own: %v", err)
	}
	var who actor.Actor
	err := db.View(ctx, func(tx *pg.Tx) (err error) { who, err = room.ActorOf(ctx, tx, user.ID); return err })
	if err != nil || !reflect.DeepEqual(who.Scope, actor.Scope{"warehouse": {a}}) || !who.Can("sales.order.view") {
		t.Errorf("%+v, %v", who, err)
	}
	made := &auth.User{Name: "newcomer", Lang: "zh", Theme: "auto"}
	if err := db.Do(boss, func(tx *pg.Tx) error { return room.Users.Insert(boss, tx, made, "create") }); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(made.Scope, actor.Scope{"warehouse": {a}}) {
		t.Errorf("made by one who is limited: %v", made.Scope)
	}
}
