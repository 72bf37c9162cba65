package purchasing_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"hesuan/internal/auth"
	"hesuan/internal/fixed"
	"hesuan/internal/i18n"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/web"
	"hesuan/oltp/catalog"
	"hesuan/oltp/inventory"
	"hesuan/oltp/purchasing"
)

const password = "correct horse battery"

// visitor is a person logged in at the real server over the yard.
type visitor struct {
	*yard
	base   string
	client *http.Client
	csrf   string
}

func (y *yard) visit() *visitor {
	y.t.Helper()
	if err := y.db.Migrate(y.ctx, pg.Schema{Room: "auth", Files: auth.Files}, pg.Schema{Room: "web", Files: web.Files}); err != nil {
		y.t.Fatal(err)
	}
	if _, _, err := auth.EnsureAdmin(y.ctx, y.db, password); err != nil {
		y.t.Fatal(err)
	}
	book, err := i18n.Load(web.Files, web.APIFiles, auth.Files, catalog.Files, inventory.Files, purchasing.Files)
	if err != nil {
		y.t.Fatal(err)
	}
	room := auth.New(y.db)
	house := resource.NewHouse(append(append(append(y.catalog.Defs(), y.stock.Defs()...), y.Defs()...), room.Defs()...)...)
	server := web.New(web.Options{DB: y.db, House: house, Book: book, Auth: room, Pages: y.Pages(y.stock.Warehouses),
		Static: map[string]fs.FS{"purchasing": purchasing.Static}})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		y.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, ln) }()
	y.t.Cleanup(func() { stop(); <-ended })
	jar, _ := cookiejar.New(nil)
	v := &visitor{yard: y, base: "http://" + ln.Addr().String(), client: &http.Client{Jar: jar}}
	page := v.get("/login")
	v.csrf = regexp.MustCompile(`name="csrf" value="([^"]+)"`).FindStringSubmatch(page)[1]
	status, _ := v.post("/login", url.Values{"name": {"admin"}, "password": {password}}.Encode(), "application/x-www-form-urlencoded")
	page = v.get("/replenish")
	found := regexp.MustCompile(`<meta name="csrf" content="([^"]+)"`).FindStringSubmatch(page)
	if status >= 400 || found == nil {
		y.t.Fatalf("no login: %d %.300s", status, page)
	}
	v.csrf = found[1]
	return v
}

func (v *visitor) get(path string) string {
	v.t.Helper()
	answer, err := v.client.Get(v.base + path)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, _ := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusOK {
		v.t.Errorf("%s: %s %.300s", path, answer.Status, raw)
	}
	return string(raw)
}

func (v *visitor) post(path, body, kind string) (status int, text string) {
	v.t.Helper()
	request, _ := http.NewRequest(http.MethodPost, v.base+path, strings.NewReader(body))
	request.Header.Set("Content-Type", kind)
	request.Header.Set("X-CSRF-Token", v.csrf)
	if kind == "application/x-www-form-urlencoded" {
		request.Body, request.ContentLength = io.NopCloser(strings.NewReader(body+"&csrf="+url.QueryEscape(v.csrf))), int64(len(body)+6+len(url.QueryEscape(v.csrf)))
		if path != "/login" {
			request.Header.Set("HX-Request", "true")
		}
	}
	answer, err := v.client.Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(raw)
}

func has(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
}

const form = "application/x-www-form-urlencoded"

// PUR-05, PUR-06: the buyer's morning: read the reason, change a quantity, make orders in one go, press twice.
func TestTheWorkbench(t *testing.T) {
	y := open(t)
	y.suggest(y.proposal(y.cup, 300, 42), y.proposal(y.pot, 200, 1))
	v := y.visit()
	rows := y.listed("open")
	cup := rows[0].ID.String()
	page := v.get("/replenish")
	has(t, page, "补货工作台", "武汉仓", "甲厂", `name="qty.`+cup+`" value="345"`, "¥3,898.50", `src="/static/purchasing/replenish.js"`)
	if strings.Contains(v.get("/replenish?late=1&q=nothing"), cup) {
		t.Error("a filter lets everything through")
	}
	card := v.get("/replenish/" + cup)
	has(t, card, "为什么 345", "需求 <b>300</b>", "<i>−</i> 现有 <b>42</b>", "12 ± 3 天", "ets", "MASE 0.71", "data-rp-chart", "&#34;series&#34;")
	if status, text := v.post("/replenish/"+cup+"/qty", url.Values{"qty." + cup: {"360"}, "why." + cup: {"凑整箱"}}.Encode(), form); status != 200 || !strings.Contains(text, "4068") {
		t.Errorf("%d %s", status, text)
	}
	if status, _ := v.post("/replenish/"+cup+"/qty", url.Values{"qty." + cup: {"x"}}.Encode(), form); status != 422 {
		t.Errorf("a quantity x: %d", status)
	}
	picks := url.Values{"pick": {cup, rows[1].ID.String()}, "qty." + cup: {"360"}, "qty." + rows[1].ID.String(): {"286"}, "approve": {"1"}}
	status, text := v.post("/replenish/preview", picks.Encode(), form)
	has(t, text, "将生成 1 张采购单", "甲厂", "7,299.80")
	if status != 200 {
		t.Errorf("preview: %d", status)
	}
	for range 2 {
		if status, text := v.post("/replenish/order", picks.Encode(), form); status != 204 {
			t.Errorf("order: %d %s", status, text)
		}
	}
	y.do(func(tx *pg.Tx) error {
		orders, err := y.Orders.Def.Select(y.ctx, tx, "")
		if len(orders) != 1 || orders[0].State != purchasing.Approved || orders[0].Total.String() != "7299.8" {
			t.Errorf("%+v", orders)
		}
		return err
	})
	has(t, v.get("/replenish"), "目前不需要补货")
	y.sound()
}

// PUR-08: the dock: the page knows barcodes and limits; what is sent twice is received once.
func TestTheDock(t *testing.T) {
	y := open(t)
	y.do(func(tx *pg.Tx) error {
		_, err := y.catalog.SKUs.Change(y.ctx, tx, y.cup, 0, []byte(`{"barcode":"6901234567892"}`))
		return err
	})
	o := y.order(100, 3)
	v := y.visit()
	has(t, v.get("/receive"), "甲厂", "待收 103", o.Number)
	has(t, v.get("/receive?q="+strings.ToLower(o.Number)), "data-dock") // a scanned number leads to the order
	has(t, v.get("/receive/"+o.ID.String()), "6901234567892", "&#34;most&#34;:&#34;105&#34;")
	has(t, v.get("/purchasing/progress"), o.Number, "POT", "¥1,197.80")
	has(t, v.get("/purchasing/scorecard"), "供应商评估", "甲厂", "CNY 1,197.80")
	has(t, v.get("/purchasing/progress?late=1"), "没有未完成的采购")
	at, sent := "/receive/"+o.ID.String(), `{"key":"k1","with_invoice":true,"lines":[{"order_line":1,"qty":"40","rejected":"1"}]}`
	for range 3 {
		if status, text := v.post(at, sent, "application/json"); status != 200 || !strings.Contains(text, "GR-") {
			t.Errorf("%d %s", status, text)
		}
	}
	if qty, _ := y.onHand(y.cup); qty != fixed.Units(40) {
		t.Errorf("%s cups came", qty)
	}
	if status, text := v.post(at, `{"key":"k2","lines":[{"order_line":1,"qty":"66"}]}`, "application/json"); status != 409 || !strings.Contains(text, "超收") {
		t.Errorf("%d %s", status, text)
	}
	if status, text := v.post(at, `{"key":"k3","lines":[]}`, "application/json"); status != 422 || !strings.Contains(text, "扫描") {
		t.Errorf("%d %s", status, text)
	}
	if _, err := y.take(id.ID(o.ID), "receive", ""); err != nil {
		t.Fatal(err)
	}
	has(t, v.get(at), fmt.Sprintf("该采购单目前不在收货状态（%s）", "已收齐"))
	y.sound()
}
