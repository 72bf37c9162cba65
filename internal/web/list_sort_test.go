package web_test

import (
	"strings"
	"testing"

	"hesuan/internal/pg"
)

// PERF-03: a long list offers the orders that an index holds, a short or narrowed one all.
func TestLongListsSortByIndexes(t *testing.T) {
	s := open(t)
	s.stock(3)
	v := s.visitor()
	v.login("admin", password)
	offers := func(path, field string) bool {
		_, page, _ := v.send("GET", path, "")
		return strings.Contains(page, "sort="+field) || strings.Contains(page, "sort=-"+field)
	}
	if !offers("/shop/good", "name") || !offers("/shop/good", "code") {
		t.Error("a short list does not offer every order")
	}
	s.do(func(tx *pg.Tx) error {
		_, err := tx.Exec(s.ctx, "update pg_class set reltuples = 1000000 where oid = 'shop.good'::regclass")
		return err
	})
	if offers("/shop/good", "name") {
		t.Error("a long list offers an order that no index holds")
	}
	if !offers("/shop/good", "code") || !offers("/shop/good?kind=cup", "name") {
		t.Error("a long list does not offer what an index holds, or a narrowed one what it could")
	}
}
