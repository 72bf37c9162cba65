package actor_test

import (
	"reflect"
	"slices"
	"testing"

	"hesuan/internal/actor"
	"hesuan/internal/id"
)

// Common rights are neither side's surplus, whichever side is the wider.
func TestCommonRights(t *testing.T) {
	for _, c := range []struct{ a, b, want []string }{
		{[]string{"*"}, []string{"sales.*", "crm.customer.view"}, []string{"sales.*", "crm.customer.view"}},
		{[]string{"sales.order.view", "finance.*"}, []string{"sales.*"}, []string{"sales.order.view"}},
		{[]string{"sales.*"}, []string{"sales.order.*", "sales.return.view"}, []string{"sales.order.*", "sales.return.view"}},
		{[]string{"sales.order.view"}, []string{"crm.*"}, nil},
		{nil, []string{"*"}, nil},
		{[]string{"sales.*"}, []string{"sales.*"}, []string{"sales.*"}},
	} {
		if got := actor.Common(c.a, c.b); !slices.Equal(got, c.want) {
			t.Errorf("%v and %v: %v, want %v", c.a, c.b, got, c.want)
		}
		if got := actor.Common(c.b, c.a); len(got) != len(c.want) {
			t.Errorf("%v and %v the other way: %v", c.a, c.b, got)
		}
	}
}

// SEC-02: where two scopes meet, only what both allow is seen; a kind that one of them limits stays limited.
func TestScopesMeet(t *testing.T) {
	a, b, c := id.New[any](), id.New[any](), id.New[any]()
	left := actor.Scope{"warehouse": {a, b}}
	right := actor.Scope{"warehouse": {b, c}, "channel": {c}}
	want := actor.Scope{"warehouse": {b}, "channel": {c}}
	if got := left.Meet(right); !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
	if got := left.Meet(actor.Scope{"warehouse": {c}}); got["warehouse"] == nil || len(got["warehouse"]) != 0 {
		t.Errorf("nothing in common must see nothing: %v", got)
	}
	if got := (actor.Scope)(nil).Meet(nil); got != nil {
		t.Errorf("no limits: %v", got)
	}
	if !reflect.DeepEqual(left, actor.Scope{"warehouse": {a, b}}) {
		t.Errorf("meeting changed a scope: %v", left)
	}
}

// SEC-02: whoever says what another may see gives of their own and leaves the rest as it was.
func TestASightIsGivenWithinOnesOwn(t *testing.T) {
	a, b, c := id.New[any](), id.New[any](), id.New[any]()
	giver := actor.Scope{"warehouse": {a, b}}
	for name, x := range map[string]struct{ wish, old, want actor.Scope }{
		"some of one's own":          {actor.Scope{"warehouse": {a, c}}, nil, actor.Scope{"warehouse": {a}}},
		"beside what one sees not":   {actor.Scope{"warehouse": {a}}, actor.Scope{"warehouse": {b, c}}, actor.Scope{"warehouse": {a, c}}},
		"all that one has":           {nil, actor.Scope{"warehouse": {c}}, actor.Scope{"warehouse": {a, b, c}}},
		"nothing of one's own":       {actor.Scope{"warehouse": {}}, actor.Scope{"warehouse": {a}}, actor.Scope{"warehouse": {}}},
		"who was free stays free":    {nil, nil, nil},
		"a kind that limits not one": {actor.Scope{"channel": {c}}, actor.Scope{"channel": {a}}, actor.Scope{"channel": {c}}},
	} {
		if got := x.wish.Within(giver, x.old); !reflect.DeepEqual(got, x.want) {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
	if got := (actor.Scope{"warehouse": {c}}).Within(nil, nil); !reflect.DeepEqual(got, actor.Scope{"warehouse": {c}}) {
		t.Errorf("who sees all gives any: %v", got)
	}
}
