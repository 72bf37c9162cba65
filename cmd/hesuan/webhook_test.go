package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/auth"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/webhook"
)

// listener is somebody who wants to be told: it checks signatures and remembers what came, in order.
type listener struct {
	*httptest.Server
	mu     sync.Mutex
	secret string
	answer func(call int) int // the status of each call
	calls  []heard
}

// heard is one call.
type heard struct {
	ID   string
	Kind string `json:"type"`
	Data struct {
		Doc     string          `json:"id"`
		Version int64           `json:"version"`
		Row     json.RawMessage `json:"row"`
	} `json:"data"`
	status int
	forged bool
}

func newListener(t *testing.T) *listener {
	r := &listener{answer: func(int) int { return http.StatusNoContent }}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		var one heard
		if err := json.Unmarshal(body, &one); err != nil || one.ID != q.Header.Get("Webhook-Id") {
			t.Errorf("%s is no message: %v", body, err)
		}
		seconds, _ := strconv.ParseInt(q.Header.Get("Webhook-Timestamp"), 10, 64)
		one.forged = webhook.Sign(r.secret, one.ID, time.Unix(seconds, 0), body) != q.Header.Get("Webhook-Signature")
		one.status = r.answer(len(r.calls))
		r.calls = append(r.calls, one)
		w.WriteHeader(one.status)
		fmt.Fprint(w, "thanks")
	}))
	t.Cleanup(r.Close)
	return r
}

// took are the kinds that were taken, in order.
func (r *listener) took() (kinds []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, one := range r.calls {
		if one.status/100 == 2 {
			kinds = append(kinds, one.Kind)
		}
	}
	return kinds
}

// subscribe makes an endpoint for kinds of events in somebody's name.
func (c *trial) subscribe(r *listener, who actor.Actor, kinds string) (e *webhook.Endpoint) {
	c.t.Helper()
	c.webhooks.Private = true
	ctx := actor.With(c.ctx, who)
	err := c.db.Do(ctx, func(tx *pg.Tx) error {
		made, err := c.webhooks.Endpoints.Create(ctx, tx, fmt.Appendf(nil, `{"name":"test","url":%q,"kinds":%q}`, r.URL, kinds))
		if err != nil {
			return err
		}
		e = made.(*webhook.Endpoint)
		r.secret, err = c.webhooks.Secret(ctx, tx, id.ID(e.ID))
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return e
}

// tell makes out and sends what is due, as if so much time had passed.
func (c *trial) tell(later time.Duration) {
	c.t.Helper()
	c.settle()
	clock := c.db.Clock
	c.db.Clock = func() time.Time { return clock().Add(later) }
	defer func() { c.db.Clock = clock }()
	if err := c.webhooks.Run(c.ctx); err != nil {
		c.t.Fatal(err)
	}
}

// settle waits until what has happened is below the watermark: transactions of other tests on the same server hold it back.
func (c *trial) settle() {
	c.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		final := false
		c.do(func(tx *pg.Tx) error {
			return tx.QueryRow(c.ctx, "select coalesce(max(xid), '0'::xid8) < pg_snapshot_xmin(pg_current_snapshot()) from core.event").Scan(&final)
		})
		if final {
			return
		}
	}
	c.t.Fatal("the watermark does not move")
}

// INT-05: an event arrives signed, with the row as the API shows it; what was refused comes again, and nothing of its document overtakes it.
func TestWebhooksArriveInOrderAndAgain(t *testing.T) {
	c := newTrial(t)
	sku, r := c.sku("A", 10, "7"), newListener(t)
	c.tell(0)
	c.subscribe(r, actor.House, "sales.order.*")
	o, err := c.place(line{sku, fixed.Units(1)})
	if err != nil {
		t.Fatal(err)
	}
	c.must(o.ID, "approve", `{}`, "ship", `{}`)
	r.answer = func(call int) int { return []int{500, 302, 204}[min(call, 2)] }
	c.tell(0)
	if got := r.took(); len(got) != 0 || len(r.calls) != 1 {
		t.Fatalf("after one refusal %v arrived in %d calls", got, len(r.calls))
	}
	c.tell(10 * time.Second)
	c.tell(time.Minute)
	if got := r.took(); !slices.Equal(got[:2], []string{"sales.order.place", "sales.order.approve"}) || len(got) < 3 {
		t.Errorf("arrived: %v", got)
	}
	seen := int64(0)
	for _, one := range r.calls {
		if one.forged {
			t.Errorf("%s is not signed by its secret", one.Kind)
		}
		if one.status == 204 && one.Data.Version != seen+1 {
			t.Errorf("version %d came after %d", one.Data.Version, seen)
		}
		if one.status == 204 {
			seen = one.Data.Version
		}
	}
	var row struct{ Number, State string }
	read(t, r.calls[2].Data.Row, &row)
	if row.Number != o.Number || row.State != "placed" {
		t.Errorf("the row is %s", r.calls[2].Data.Row)
	}
}

// A sender killed between any two statements loses nothing: what it held is sent by the next, and nothing is made out twice.
func TestNoWebhookIsLostWhenSendersAreKilled(t *testing.T) {
	c := newTrial(t)
	r := newListener(t)
	sku := c.sku("A", 1000, "7")
	c.tell(0)
	c.subscribe(r, actor.House, "sales.order.place")
	placed := map[string]bool{}
	for range 30 {
		o, err := c.place(line{sku, fixed.Units(1)})
		if err != nil {
			t.Fatal(err)
		}
		placed[o.ID.String()] = true
		kill, cancel := context.WithTimeout(c.ctx, time.Duration(len(placed)%7)*time.Millisecond)
		_ = c.webhooks.Run(kill) // what was killed says so, and that is all
		cancel()
	}
	c.tell(2 * time.Minute)
	c.tell(4 * time.Minute)
	for _, one := range r.calls {
		delete(placed, one.Data.Doc)
	}
	if len(placed) > 0 {
		t.Errorf("%d orders were never told", len(placed))
	}
	var made, waiting int
	c.do(func(tx *pg.Tx) error {
		return tx.QueryRow(c.ctx, "select count(*), count(*) filter (where state = 'waiting') from webhook.delivery").Scan(&made, &waiting)
	})
	if made != 30 || waiting != 0 {
		t.Errorf("%d deliveries were made out, %d wait", made, waiting)
	}
}

// An endpoint that answers nothing for two days is switched off and stands on Today; switched on again it goes on where it was.
func TestADeadWebhookIsSwitchedOff(t *testing.T) {
	c := newTrial(t)
	r := newListener(t)
	sku := c.sku("A", 10, "7")
	c.tell(0)
	e := c.subscribe(r, actor.House, "sales.*")
	r.answer = func(int) int { return http.StatusInternalServerError }
	if _, err := c.place(line{sku, fixed.Units(1)}); err != nil {
		t.Fatal(err)
	}
	for hours := range 60 {
		c.tell(time.Duration(hours) * time.Hour)
	}
	get := func() (now *webhook.Endpoint) {
		c.do(func(tx *pg.Tx) (err error) { now, err = c.webhooks.Endpoints.Get(c.ctx, tx, id.ID(e.ID)); return err })
		return now
	}
	if now := get(); now.Active || now.Failing == nil {
		t.Fatalf("after %d calls in 60 hours: %+v", len(r.calls), now)
	}
	if calls := len(r.calls); calls < 10 || calls > 16 {
		t.Errorf("%d calls", calls)
	}
	c.do(func(tx *pg.Tx) error {
		items, err := c.webhooks.Today(c.book.Text)(c.ctx, tx, actor.House)
		if len(items) != 1 || items[0].Tone != "dead" {
			t.Errorf("Today: %+v", items)
		}
		return err
	})
	r.answer = func(int) int { return http.StatusOK }
	c.do(func(tx *pg.Tx) error {
		_, err := c.webhooks.Endpoints.Change(c.ctx, tx, id.ID(e.ID), 0, []byte(`{"active":true}`))
		return err
	})
	c.tell(80 * time.Hour)
	if now := get(); !now.Active || now.Failing != nil || len(r.took()) != 1 {
		t.Errorf("switched on again: %+v, %v", now, r.took())
	}
}

// An endpoint that does not answer, with much to come, holds up nobody else.
func TestAHangingWebhookHoldsUpNobody(t *testing.T) {
	c := newTrial(t)
	sku, quick, told := c.sku("A", 100, "7"), newListener(t), make(chan struct{})
	hanging := newListener(t)
	hanging.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		_, _ = io.Copy(io.Discard, q.Body) // only then does the server notice that the caller has gone
		select {
		case <-told:
		case <-q.Context().Done():
			t.Error("the sender gave up here before it told the other")
		}
	})
	c.tell(0)
	c.subscribe(hanging, actor.House, "sales.order.place")
	for range 20 {
		if _, err := c.place(line{sku, fixed.Units(1)}); err != nil {
			t.Fatal(err)
		}
	}
	c.settle()
	if _, err := c.webhooks.Fan(c.ctx); err != nil {
		t.Fatal(err)
	}
	c.subscribe(quick, actor.House, "sales.order.place")
	quick.answer = func(int) int { close(told); return http.StatusNoContent }
	if _, err := c.place(line{sku, fixed.Units(1)}); err != nil {
		t.Fatal(err)
	}
	c.tell(time.Second)
	if got := quick.took(); len(got) != 1 {
		t.Errorf("the other was told %v", got)
	}
}

// What was delivered is sent again on demand, one delivery or a time, under the same id.
func TestWebhooksAreReplayed(t *testing.T) {
	c := newTrial(t)
	r := newListener(t)
	sku := c.sku("A", 10, "7")
	began := c.db.Clock().Add(-time.Minute)
	for range 3 {
		if _, err := c.place(line{sku, fixed.Units(1)}); err != nil {
			t.Fatal(err)
		}
	}
	c.tell(0)
	e := c.subscribe(r, actor.House, "sales.order.place")
	replay := func() (n int) {
		c.do(func(tx *pg.Tx) (err error) {
			n, err = c.webhooks.Replay(c.ctx, tx, id.ID(e.ID), began, c.db.Clock().Add(time.Minute))
			return err
		})
		return n
	}
	if n := replay(); n != 3 {
		t.Errorf("%d events of before", n)
	}
	c.tell(0)
	var again string
	c.do(func(tx *pg.Tx) error {
		rows, err := c.webhooks.Deliveries(c.ctx, tx, id.ID(e.ID), "done", 0, 10)
		again = rows[0].Event.String()
		if len(rows) != 3 || *rows[0].Status != 204 {
			t.Fatalf("%+v", rows)
		}
		return errorsOr(err, c.webhooks.Again(c.ctx, tx, id.ID(e.ID), rows[0].ID))
	})
	c.tell(0)
	if len(r.calls) != 4 || r.calls[3].ID != again {
		t.Errorf("%d calls, the last of %s", len(r.calls), r.calls[len(r.calls)-1].ID)
	}
}

func errorsOr(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// SEC-02, SEC-05: a webhook tells what its owner may see, no more; without the right to see people's data nothing of them leaves; and nobody
// reaches into the house by its address.
func TestAWebhookSeesWhatItsOwnerSees(t *testing.T) {
	c := newTrial(t)
	r := newListener(t)
	sku := c.sku("A", 10, "7")
	c.tell(0)
	var user *auth.User
	c.do(func(tx *pg.Tx) error {
		user = &auth.User{Name: "wang", Lang: "zh", Theme: "auto", Scope: actor.Scope{"warehouse": {c.wuhan.Any()}}}
		role := &auth.Role{Code: "wang", Name: "wang", Rights: "sales.* webhook.*"}
		for _, err := range []error{c.auth.Users.Insert(c.ctx, tx, user, "create"), c.auth.Roles.Insert(c.ctx, tx, role, "create"),
			c.auth.Members.Insert(c.ctx, tx, &auth.Member{User: user.ID, Role: role.ID}, "create")} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	e := c.subscribe(r, actor.Actor{ID: user.ID, Rights: []string{"webhook.*"}}, "*")
	c.adjust(c.ezhou, sku, 5, "7", "opening")
	own, err := c.place(line{sku, fixed.Units(1)})
	if err != nil {
		t.Fatal(err)
	}
	c.wuhan = c.ezhou
	if _, err := c.place(line{sku, fixed.Units(1)}); err != nil {
		t.Fatal(err)
	}
	c.tell(0)
	if len(r.calls) != 1 || r.calls[0].Data.Doc != own.ID.String() {
		t.Errorf("told of %+v", r.calls)
	}
	c.webhooks.Private = false
	c.do(func(tx *pg.Tx) error {
		_, err := c.webhooks.Replay(c.ctx, tx, id.ID(e.ID), c.db.Clock().Add(-time.Hour), c.db.Clock().Add(time.Hour))
		return err
	})
	c.tell(0)
	c.do(func(tx *pg.Tx) error {
		rows, err := c.webhooks.Deliveries(c.ctx, tx, id.ID(e.ID), "waiting", 0, 1)
		if len(rows) == 0 || !strings.Contains(rows[0].Answer, "private") {
			t.Errorf("an address inside was called: %+v", rows)
		}
		return err
	})
	if len(r.calls) != 1 {
		t.Errorf("%d calls", len(r.calls))
	}
}
