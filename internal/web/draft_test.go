package web_test

import (
	"strconv"
	"testing"
	"time"

	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/web"
)

// Drafts do not pile up: of one person the latest stay, and nobody's stays for ever.
func TestDraftsGoWhenTheyAreManyOrOld(t *testing.T) {
	s := open(t)
	count := func(tx *pg.Tx) (n int) {
		if err := tx.QueryRow(s.ctx, "select count(*) from core.draft").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	s.do(func(tx *pg.Tx) error {
		keep := func(place string) {
			t.Helper()
			tx.Now = tx.Now.Add(time.Second)
			if err := web.KeepDraft(s.ctx, tx, place, "", []byte(`{}`)); err != nil {
				t.Fatal(err)
			}
		}
		tx.Actor.ID = ref.User(id.New[any]())
		keep("/elsewhere")
		tx.Actor.ID = ref.User(id.New[any]())
		for i := range 410 {
			keep("/shop/" + strconv.Itoa(i))
		}
		if n := count(tx); n != 401 {
			t.Errorf("%d drafts, of which 400 are his", n)
		}
		if first, err := web.Drafts(s.ctx, tx, "/shop/0"); err != nil || len(first) != 0 {
			t.Errorf("the oldest is still there: %v %v", first, err)
		}
		tx.Now = tx.Now.Add(100 * 24 * time.Hour)
		keep("/shop/new")
		if n := count(tx); n != 1 {
			t.Errorf("%d drafts after a hundred days", n)
		}
		return nil
	})
}
