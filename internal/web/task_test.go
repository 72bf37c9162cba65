package web_test

import (
	"net/url"
	"strings"
	"testing"

	"hesuan/internal/pg"
)

// preview asks for one thing to be done to all goods and gives the address at which that is confirmed.
func (v *visitor) preview(do string) (at string, form func(path string, values url.Values) string) {
	token := v.token("/shop/good")
	form = func(path string, values url.Values) string {
		values.Set("csrf", token)
		_, text, _ := v.send("POST", path, values.Encode(), "HX-Request", "true")
		return text
	}
	text := form("/shop/good/bulk", url.Values{"do": {do}, "all": {"1"}, "query": {"?"}})
	_, at, _ = strings.Cut(text, `hx-post="`)
	at, _, _ = strings.Cut(at, `"`)
	return at, form
}

// A row that breaks on our side is told with a reference, and the others are done.
func TestARowThatBreaksStopsNoOther(t *testing.T) {
	s := open(t)
	s.stock(0)
	s.do(func(tx *pg.Tx) error {
		_, err := tx.Exec(s.ctx, `create function shop.broken() returns trigger language plpgsql as $$ begin
			if new.code = 'A102' then perform 1 / 0; end if; return new; end $$`)
		if err == nil {
			_, err = tx.Exec(s.ctx, "create trigger broken before update on shop.good for each row execute function shop.broken()")
		}
		return err
	})
	v := s.visitor()
	v.login("admin", password)
	at, form := v.preview("archive")
	text := form(at, url.Values{})
	if !strings.Contains(text, "已完成 4 条") || !strings.Contains(text, "1 条没有完成") || !strings.Contains(text, "系统出错了，编号") {
		t.Error(text)
	}
	if !s.log.has("division by zero") {
		t.Error("the error is not in the log")
	}
}

// SEC-02: a task is done with the rights of the hour in which it is done.
func TestATaskOfOneWhoLostHisRights(t *testing.T) {
	s := open(t)
	s.stock(0)
	ann := s.user("ann", "shop.*")
	at, _ := ann.preview("archive")
	key := at[strings.LastIndex(at, "/")+1:]
	s.do(func(tx *pg.Tx) error { // she has given her word, and the process died
		_, err := tx.Exec(s.ctx, "update web.task set state = 'asked', seen = seen - interval '1 hour' where id = $1", key)
		if err == nil {
			_, err = tx.Exec(s.ctx, "update auth.role set rights = 'shop.good.view' where code = 'ann'")
		}
		return err
	})
	if err := s.resume(); err != nil {
		t.Fatal(err)
	}
	s.do(func(tx *pg.Tx) error {
		var archived, failed int
		err := tx.QueryRow(s.ctx, "select count(*) filter (where archived), (select failed from web.task where state = 'done') from shop.good").
			Scan(&archived, &failed)
		if archived != 0 || failed != 5 {
			t.Errorf("%d goods are archived, %d failed", archived, failed)
		}
		return err
	})
}
