package web_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/auth"
	"hesuan/internal/event"
	"hesuan/internal/fixed"
	"hesuan/internal/i18n"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/testkit"
	"hesuan/internal/web"
)

// shopFiles are the schema and the words of the shop.
var shopFiles = os.DirFS("testdata/shop")

func migrate(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Migrate(ctx, pg.Schema{Room: "core", Files: event.Files}, pg.Schema{Room: "auth", Files: auth.Files},
		pg.Schema{Room: "web", Files: web.Files}, pg.Schema{Room: "shop", Files: shopFiles})
}

// password is the administrator's in these tests.
const password = "stork-over-the-lake"

// site is a shop with its pages served.
type site struct {
	*testing.T
	*shop
	db    *pg.DB
	room  *auth.Room
	house *resource.House
	book  *i18n.Book
	base  string
	log   *record
	ctx   context.Context
}

// record is a log that tests read.
type record struct {
	mu   sync.Mutex
	text strings.Builder
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) has(part string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Contains(r.text.String(), part)
}

func open(t *testing.T, pages ...web.Page) *site {
	t.Helper()
	ctx := actor.With(t.Context(), actor.House)
	db, err := pg.Open(ctx, testkit.Postgres(t, migrate))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	if _, _, err := auth.EnsureAdmin(ctx, db, password); err != nil {
		t.Fatal(err)
	}
	book, err := i18n.Load(web.Files, web.APIFiles, auth.Files, shopFiles)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{T: t, shop: newShop(), db: db, room: auth.New(db), book: book, log: &record{}, ctx: ctx}
	s.house = resource.NewHouse(append([]resource.Any{s.orders.Def, s.deliveries.Def, s.goods}, s.room.Defs()...)...)
	s.serve(pages)
	return s
}

func (s *site) serve(pages []web.Page) {
	server := web.New(web.Options{DB: s.db, House: s.house, Book: s.book, Auth: s.room, Pages: pages,
		Log: slog.New(slog.NewTextHandler(s.log, nil))})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.Fatal(err)
	}
	s.base = "http://" + ln.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, ln) }()
	s.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			s.Errorf("the server ended with %v", err)
		}
	})
}

// do runs a transaction as the house.
func (s *site) do(fn func(tx *pg.Tx) error) {
	s.Helper()
	if err := s.db.Do(s.ctx, fn); err != nil {
		s.Fatal(err)
	}
}

// stock makes goods, and orders in several states.
func (s *site) stock(orders int) []id.ID {
	s.Helper()
	var keys []id.ID
	var made []id.Of[goodKind]
	s.do(func(tx *pg.Tx) error {
		made = nil
		for i, name := range []string{"保温杯 蓝 500ml", "保温杯 白 500ml", "登山包 45L 墨绿", "旅行箱 20 寸", "马克杯 陶瓷"} {
			g := &good{Code: fmt.Sprintf("A%03d", 101+i), Name: name, Kind: []string{"cup", "cup", "bag", "bag", "cup"}[i], Rate: 1300}
			g.Price, g.Active = fixed.Yuan(int64(39+60*i)), i != 3
			if err := s.goods.Insert(s.ctx, tx, g, "create"); err != nil {
				return err
			}
			made = append(made, g.ID)
		}
		return nil
	})
	buyers := []string{"武汉光谷贸易有限公司", "李雷", "韩梅梅", "汉口百货", "楚天电商"}
	for i := range orders {
		s.do(func(tx *pg.Tx) error {
			tx.Now = tx.Now.Add(-time.Duration(i*i) * 7 * time.Minute)
			raw := fmt.Sprintf(`{"buyer":%q,"pay":%q,"lines":[{"good":%q,"qty":"%d","price":"39.9"},{"good":%q,"qty":"2","price":"199"}]}`,
				buyers[i%5], []string{"wechat", "alipay", "bank"}[i%3], made[i%5], 3+i*2, made[(i+2)%5])
			row, err := s.orders.Start(s.ctx, tx, "place", []byte(raw))
			if err != nil {
				return err
			}
			key := resource.KeyOf(row)
			keys = append(keys, key)
			for _, step := range []string{"approve", "ship"}[:i%3] {
				input := []byte(nil)
				if step == "ship" {
					input = []byte(`{"carrier":"顺丰","lines":[{"order_line":1,"qty":"1"}]}`)
				}
				if _, err := s.orders.Take(s.ctx, tx, key, 0, step, input); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return keys
}

// resume goes on with tasks as the job does.
func (s *site) resume() error {
	return web.ResumeTasks(web.Options{DB: s.db, House: s.house, Book: s.book, Auth: s.room, Log: slog.New(slog.NewTextHandler(s.log, nil))})(s.ctx)
}
