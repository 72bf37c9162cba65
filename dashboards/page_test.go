package dashboards

import (
	"context"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/auth"
	"hesuan/internal/event"
	"hesuan/internal/i18n"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/testkit"
	"hesuan/internal/web"
	"hesuan/olap"
)

func TestMain(m *testing.M) { testkit.Main(m) }

const password = "correct horse battery"

func migrate(ctx context.Context, dsn string) error {
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Migrate(ctx, pg.Schema{Room: "core", Files: event.Files}, pg.Schema{Room: "auth", Files: auth.Files}, pg.Schema{Room: "web", Files: web.Files},
		pg.Schema{Room: "board", Files: Files})
}

// visitor is a person at the real server over the shop.
type visitor struct {
	*shop
	base   string
	client *http.Client
}

func (s *shop) visit() *visitor {
	s.t.Helper()
	ctx := actor.With(s.t.Context(), actor.House)
	db, err := pg.Open(ctx, testkit.Postgres(s.t, migrate))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(db.Close)
	if _, _, err := auth.EnsureAdmin(ctx, db, password); err != nil {
		s.t.Fatal(err)
	}
	words, err := i18n.Load(web.Files, web.APIFiles, auth.Files, olap.Files, Files)
	if err != nil {
		s.t.Fatal(err)
	}
	room := auth.New(db)
	s.Alerts, s.db = Alerts(), db
	targets := Targets()
	s.Targets = TargetsIn(db, targets)
	server := web.New(web.Options{DB: db, House: resource.NewHouse(append(room.Defs(), s.Alerts, targets)...), Book: words, Auth: room,
		Pages: s.Pages(), Today: []web.Today{s.Today(words.Text)}, Bell: s.Bell(),
		Static: map[string]fs.FS{"board": Static}})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	serving, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(serving, ln) }()
	s.t.Cleanup(func() { stop(); <-ended })
	jar, _ := cookiejar.New(nil)
	v := &visitor{s, "http://" + ln.Addr().String(), &http.Client{Jar: jar}}
	_, page := v.get("/login")
	csrf := regexp.MustCompile(`name="csrf" value="([^"]+)"`).FindStringSubmatch(page)[1]
	answer, err := v.client.PostForm(v.base+"/login", url.Values{"name": {"admin"}, "password": {password}, "csrf": {csrf}})
	if err != nil {
		s.t.Fatal(err)
	}
	_ = answer.Body.Close()
	return v
}

func (v *visitor) get(path string) (int, string) {
	v.t.Helper()
	answer, err := v.client.Get(v.base + path)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer.StatusCode, string(raw)
}

// raw is a key where its text should be.
var raw = regexp.MustCompile(`>(board|metric|dim|olap)\.[a-z_.]+<`)

var links = regexp.MustCompile(`(?:href|data-tile)="(/board/[^"]+)"`)

// Every address that a board shows can be gone to, names stay text wherever they stand, and each number ends at documents. ANA-04, ANA-05.
func TestEveryAddressAnswers(t *testing.T) {
	s := open(t)
	s.trade()
	v := s.visit()
	seen, todo := map[string]bool{}, []string{}
	for _, b := range Boards() {
		todo = append(todo, b.Path()+"?from="+today.Add(-29).String()+"&to="+today.String())
	}
	documents := false
	for len(todo) > 0 {
		path := todo[0]
		todo = todo[1:]
		at, err := url.Parse(path)
		if err != nil {
			t.Fatal(err)
		}
		kind := at.Path + at.Query().Get("as") + at.Query().Get("metric") // each kind of page once
		if seen[kind] {
			continue
		}
		seen[kind] = true
		status, page := v.get(path)
		if status != http.StatusOK {
			t.Fatalf("%s: %d %.300s", path, status, page)
		}
		if !strings.Contains(path, "as=csv") && strings.Contains(page, "<img src=x") || raw.MatchString(page) {
			t.Errorf("%s: a name is not text, or a text is missing", path)
		}
		documents = documents || strings.Contains(page, "/sales/order/")
		for _, found := range links.FindAllStringSubmatch(page, -1) {
			todo = append(todo, strings.ReplaceAll(found[1], "&amp;", "&"))
		}
	}
	if !documents || len(seen) < 100 {
		t.Errorf("of %d addresses none leads to an order", len(seen))
	}
}

// The number, its parts and its documents agree, and the statement behind them is there to read. ANA-05.
func TestBehindANumber(t *testing.T) {
	s := open(t)
	s.trade()
	v := s.visit()
	span := "from=" + today.Add(-29).String() + "&to=" + today.String()
	_, page := v.get("/board/sales/behind?metric=gmv&" + span)
	has(t, page, "¥4,746.00", "45 张单据合计 ¥4,746.00，与上面的数字一致", "SO-A0", "天猫旗舰店", "select", "数据截至 14:03:05", "对账差异 0")
	_, page = v.get("/board/sales/behind?metric=gmv&by=sku&channel=" + s.channels[0].String() + "&" + span)
	has(t, page, "¥3,390.00", "绿茶", "30 张单据合计 ¥3,390.00")
	_, page = v.get("/board/stock/behind?metric=dead_stock&" + span)
	has(t, page, "¥1,200.00", "没有直接对应的单据")
	_, csv := v.get("/board/sales/tile/sku?as=csv&" + span)
	has(t, csv, "\ufeffSKU,成交额 GMV (¥),销售件数,件单价 (¥),折扣率 (%)\n绿茶,3390,60,56.5,0\n")
	_, sql := v.get("/board/sales/tile/trend?as=sql&" + span)
	has(t, sql, "toDate(&#39;"+today.String()+"&#39;)", "from forecast final")
	for _, bad := range []string{"/board/sales/behind?metric=nonsense", "/board/sales/behind"} {
		if status, _ := v.get(bad); status != http.StatusUnprocessableEntity && status != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, status)
		}
	}
	if status, _ := v.get("/board/sales/tile/nonsense"); status != http.StatusNotFound {
		t.Errorf("a tile that is not there: %d", status)
	}
}

// Nobody sees a board without its right, and a tile that belongs to another board needs that board's too. SEC-02 in part.
func TestRights(t *testing.T) {
	for _, p := range New(nil, "CNY", time.UTC).Pages() {
		if p.Path == "/today/figures" {
			continue // open to all: it gives each figure to those who may see the board that it is from
		}
		if !strings.HasPrefix(p.Right, "dashboards.") || !strings.HasSuffix(p.Right, ".view") {
			t.Errorf("%s is open to %q", p.Path, p.Right)
		}
	}
	for _, tile := range overview.Tiles {
		for _, name := range tile.Metrics {
			if m, err := olap.MetricOf(name); err != nil || m.Room == "finance" && tile.Right != finance.Right() || m.Room == "stock" && tile.Right != stock.Right() {
				t.Errorf("%s of the overview asks for %q", tile.Name, tile.Right)
			}
		}
	}
}

// The start page's figures are each from the board whose right covers them.
func TestTodayKeepsToItsBoards(t *testing.T) {
	for _, part := range daily {
		for _, tile := range part.tiles {
			if tile.Kind == Health && part.board == finance {
				continue
			}
			m, err := olap.MetricOf(tile.Metrics[0])
			if err != nil || m.Room == "finance" && part.board != finance || m.Room == "stock" && part.board != stock {
				t.Errorf("%s stands under %s: %v", tile.Name, part.board.Name, err)
			}
		}
	}
}

// The library that browsers keep under its version is the one that is pinned.
func TestEchartsVersion(t *testing.T) {
	raw, err := os.ReadFile("../package.json")
	if err != nil || !strings.Contains(string(raw), `"echarts": "`+echartsVersion+`"`) {
		t.Errorf("package.json pins another echarts than %s: %v", echartsVersion, err)
	}
}

// In a real browser: charts are drawn, evil names are text, a mark leads on, and an order appears without a reload within two seconds
// of its being in the warehouse. ANA-05.
func TestTheBoardIsAlive(t *testing.T) {
	s := open(t)
	s.trade()
	v := s.visit()
	b := testkit.NewBrowser(t, v.base)
	b.Open("/login")
	b.Type("input[name=name]", "admin")
	b.Type("input[name=password]", password)
	b.Press("Enter")
	b.Until(`location.pathname != "/login"`)
	b.Open("/board/sales?from=" + today.Add(-29).String() + "&to=" + today.String())
	b.Until(`document.querySelectorAll(".bd-wait").length == 0 && document.querySelectorAll(".bd-chart canvas").length >= 5`)
	b.SeeText("数据截至 14:03:05")
	gmv := `document.querySelector("[data-tile*='/tile/gmv'] b").textContent`
	if got := b.Eval(gmv); got != "¥4,746" {
		t.Errorf("GMV is %s", got)
	}
	b.Eval(`(() => { window.same = true; })()`)
	s.apply(s.order("SO-NEW", today, 0, "1", "1000", "130", "placed"))
	landed := time.Now()
	b.Until(gmv + ` == "¥5,876"`)
	if took := time.Since(landed); took > 2*time.Second {
		t.Errorf("the order took %v to the board", took)
	}
	if b.Eval("window.same === true && window.hacked === undefined") != "true" {
		t.Error("the page was loaded anew, or a name ran")
	}
	b.Eval(`(() => { const c = document.querySelector("[data-tile*='/tile/channel'] canvas"), r = c.getBoundingClientRect();
		for (const kind of ["mousemove", "mousedown", "mouseup", "click"]) c.dispatchEvent(new MouseEvent(kind, {bubbles: true, clientX: r.left + r.width * .35, clientY: r.top + r.height * .25, view: window})); })()`)
	b.Until(`location.search.includes("channel=` + s.channels[0].String() + `")`)
	b.Until(`document.querySelectorAll(".bd-wait").length == 0`)
	b.Click("[data-tile*='/tile/gmv'] a")
	b.SeeText("与上面的数字一致")
}
