package main

import (
	"context"
	"log/slog"
	"net"
	"testing"
	"time"

	"hesuan/demo"
	"hesuan/demo/live"
	"hesuan/demo/load"
	"hesuan/internal/auth"
	"hesuan/internal/config"
	"hesuan/internal/pg"
	"hesuan/internal/web"
)

// The demo company's day goes on through the API: orders are placed, paid, approved and shipped, and the house stays sound.
func TestTheDemoCompanyGoesOn(t *testing.T) {
	h, ctx := newHouse(t), asHouse(t.Context())
	size := smallCompany(h)
	size.From = size.Today.Add(-20)
	if _, err := h.demoRun(size).Do(ctx); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := web.New(web.Options{DB: h.db, House: h.defs, Book: h.book, Auth: h.auth, Strip: load.Strip(h.db), Log: slog.New(slog.DiscardHandler)})
	go func() { _ = server.Serve(t.Context(), listener) }()
	token, err := h.auth.CreateToken(ctx, auth.Grant{Name: demoToken, Rights: demoRights})
	if err != nil {
		t.Fatal(err)
	}
	day, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	l := &live.Live{World: demo.New(size), Client: &live.Client{Base: "http://" + listener.Addr().String(), Token: token},
		Every: 20 * time.Millisecond, Zone: h.db.Zone, Log: slog.New(slog.DiscardHandler), Haste: 2000, Back: 0.3}
	go func() { ended <- l.Run(day) }()
	for deadline := time.Now().Add(time.Minute); !h.wentOn(t) && time.Now().Before(deadline); {
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	if err := <-ended; err != nil || !h.wentOn(t) {
		t.Errorf("ended with %v; it went on: %v", err, h.wentOn(t))
	}
	h.sound(t)
}

// wentOn tells that of the orders that came by the API several were shipped, and one came back.
func (h *house) wentOn(t *testing.T) (yes bool) {
	t.Helper()
	err := h.db.Pool.QueryRow(t.Context(), `select (select count(*) > 5 from sales.order where external ~ '^L' and state = 'shipped' and paid = total)
		and exists (select from sales.return t join sales.order o on o.id = t."order" where o.external ~ '^L' and t.state = 'refunded')`).Scan(&yes)
	if err != nil {
		t.Fatal(err)
	}
	return yes
}

func TestTheRateOfADay(t *testing.T) {
	for text, want := range map[string]time.Duration{"2/s": time.Second / 2, "30/m": 2 * time.Second, "100/h": 36 * time.Second, "": 15 * time.Second} {
		if got, err := (demoLive{Rate: text}).every(&config.Config{DemoRate: 4}); got != want || err != nil {
			t.Errorf("%q: %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"2", "x/s", "0/m", "3/y"} {
		if _, err := (demoLive{Rate: text}).every(&config.Config{}); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

// The people of the sample have the roles that their names say, are made once, and come in.
func TestDemoPeopleComeIn(t *testing.T) {
	h := newHouse(t)
	ctx := asHouse(t.Context())
	if _, _, err := auth.EnsureAdmin(ctx, h.db, "correct horse battery"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := auth.EnsureDemo(ctx, h.db, "staple battery horse", demoPeople); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range demoPeople {
		if _, err := h.auth.Login(ctx, p.Name, "staple battery horse", "127.0.0.1", "test"); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
	var members int
	err := h.db.View(ctx, func(tx *pg.Tx) error {
		return tx.QueryRow(ctx, `select count(*) from auth.member m join auth.role r on r.id = m.role where r.code <> 'admin'`).Scan(&members)
	})
	if err != nil || members != len(demoPeople) {
		t.Errorf("%d members, %v", members, err)
	}
}
