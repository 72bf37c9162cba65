package main

import (
	"bytes"
	"strings"
	"testing"

	"hesuan/internal/auth"
	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/testkit"
)

// A token is printed alone, works at once, and ends when it is revoked.
func TestTokensComeAndGo(t *testing.T) {
	dsn := testkit.Postgres(t, migrateTest)
	t.Setenv("HESUAN_POSTGRES", dsn)
	t.Setenv("HESUAN_KAFKA", "127.0.0.1:1")
	t.Setenv("HESUAN_CLICKHOUSE", "http://127.0.0.1:1/none")
	db, err := pg.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var out bytes.Buffer
	if code := runHere(t, &out, "token", "create", "robot", "--rights", "catalog.*,sales.order.place"); code != 0 {
		t.Fatalf("exit %d", code)
	}
	token := strings.TrimSuffix(out.String(), "\n")
	who, err := auth.New(db).Token(t.Context(), token, "")
	if err != nil || who.Name != "robot" || !who.Can("catalog.sku.edit") || !who.Can("sales.order.place") || who.Can("sales.order.approve") {
		t.Errorf("%q lets in %+v (%v)", token, who, err)
	}
	for _, wrong := range [][]string{
		{"token", "create", "robot", "--rights", "sales order"}, {"token", "create", " ", "--rights", "*"}, {"token", "revoke", "nobody"},
	} {
		if code := runHere(t, &out, wrong...); code != 1 {
			t.Errorf("%v ends with %d", wrong, code)
		}
	}
	if code := runHere(t, &out, "token", "revoke", "robot"); code != 0 {
		t.Errorf("revoke ends with %d", code)
	}
	if _, err := auth.New(db).Token(t.Context(), token, ""); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a revoked token lets in: %v", err)
	}
}
