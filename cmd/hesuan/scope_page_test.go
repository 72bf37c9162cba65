package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hesuan/internal/actor"
	"hesuan/internal/auth"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/oltp/crm"
	"hesuan/oltp/inventory"
)

// SEC-02: who saves what another may see leaves alone what the form does not show, and sees there what is archived.
func TestSavingASightKeepsWhatIsNotShown(t *testing.T) {
	s := newTwoShops(t)
	own, foreign := s.sight["warehouse"][0], s.foreign[0]
	closed := &inventory.Warehouse{Code: "OLD", Name: "旧仓", Kind: "own"}
	user := &auth.User{Name: "wang", Lang: "zh", Theme: "auto"}
	s.do(func(tx *pg.Tx) error {
		if err := s.inventory.Warehouses.Insert(s.ctx, tx, closed, "create"); err != nil {
			return err
		}
		if _, err := s.inventory.Warehouses.Archive(s.ctx, tx, id.ID(closed.ID), 0, true); err != nil {
			return err
		}
		user.Scope = actor.Scope{"warehouse": {foreign}, "channel": {s.sight["channel"][0]}}
		if err := s.auth.Users.Insert(s.ctx, tx, user, "create"); err != nil {
			return err
		}
		admin, err := s.auth.Users.ByKey(s.ctx, tx, "admin")
		if err != nil {
			return err
		}
		row, err := s.auth.Users.Lock(s.ctx, tx, admin)
		if err != nil {
			return err
		}
		old := s.auth.Users.Clone(row)
		row.Scope = actor.Scope{"warehouse": {own, closed.ID.Any()}}
		return s.auth.Users.Save(s.ctx, tx, row, old, "limit")
	})
	at := "/auth/user/" + user.ID.String() + "/scope"
	save := func(form url.Values) actor.Scope {
		status, raw := s.send("zh", "POST", at, strings.NewReader(form.Encode()), "Content-Type", "application/x-www-form-urlencoded")
		if status != http.StatusSeeOther {
			t.Fatalf("saving: %d %s", status, raw)
		}
		var now *auth.User
		s.do(func(tx *pg.Tx) (err error) { now, err = s.auth.Users.Get(s.ctx, tx, user.ID.Any()); return err })
		return now.Scope
	}
	form := url.Values{"limit.warehouse": {"1"}, "thing.warehouse": {own.String(), closed.ID.String()},
		"limit.channel": {"1"}, "thing.channel": {s.sight["channel"][0].String()}}
	if got := save(form); !sameThings(got["warehouse"], own, closed.ID.Any(), foreign) || !sameThings(got["channel"], s.sight["channel"][0]) {
		t.Errorf("saved: %v", got)
	}
	if page := s.page(at); strings.Contains(page, foreign.String()) || !strings.Contains(page, closed.ID.String()) {
		t.Errorf("the form shows the foreign warehouse, or not the archived one: %s", page)
	}
	if got := save(url.Values{"limit.warehouse": {"1"}, "thing.warehouse": {own.String()}}); !sameThings(got["warehouse"], own, foreign) {
		t.Errorf("one taken away: %v", got)
	}
}

func sameThings(got []id.ID, want ...id.ID) bool {
	seen := map[id.ID]bool{}
	for _, key := range got {
		seen[key] = true
	}
	for _, key := range want {
		if !seen[key] {
			return false
		}
	}
	return len(seen) == len(want)
}

// SEC-02: at the counter nobody finds another shop's customer by phone, nor picks or undoes another shop's order.
func TestTheCounterKeepsToThePersonsScope(t *testing.T) {
	s := newTwoShops(t)
	admitted := func(phone string) (b struct {
		ID      id.ID
		Address string
	}) {
		status, _, raw := s.ask("POST", "/sales/entry/customer", `{"name":"李某","phone":"`+phone+`"}`)
		if err := json.Unmarshal(raw, &b); status != http.StatusOK || err != nil {
			t.Fatalf("%d %s", status, raw)
		}
		return b
	}
	var foreign *crm.Customer
	s.do(func(tx *pg.Tx) (err error) {
		foreign, err = s.crm.Customers.Get(s.ctx, tx, id.ID(s.customer))
		return err
	})
	fresh := admitted(foreign.Phone)
	if fresh.ID == id.ID(foreign.ID) {
		t.Error("the other shop's customer was found by phone")
	}
	if again := admitted(foreign.Phone); again.ID != fresh.ID {
		t.Error("one's own customer was not found again")
	}
	for _, row := range s.everything(s.sales.Orders.Def) {
		if s.isTheirs(s.sales.Orders.Def, row) {
			continue
		}
		if status, _, _ := s.ask("GET", "/pick/"+resource.KeyOf(row).String(), ""); status != http.StatusNotFound {
			t.Errorf("picking another's order: %d", status)
		}
		if status, _, raw := s.ask("POST", "/sales/entry/undo/"+resource.KeyOf(row).String(), `{}`); status != http.StatusNotFound {
			t.Errorf("undoing another's order: %d %s", status, raw)
		}
	}
}
