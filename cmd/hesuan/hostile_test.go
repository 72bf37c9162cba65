package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"hesuan/internal/auth"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/web"
)

// Names that run where somebody forgot to escape them, in a page or in a spreadsheet.
const (
	scriptName  = `<script>hit=1</script>"'`
	formulaName = `=HYPERLINK("http://evil.example","x")`
)

// attacked is the small company on the network, with goods of hostile names and an order for each on its boards.
type attacked struct {
	*caller
	good, evil, formula ref.SKU
	sold                ref.Order
}

func newAttacked(t *testing.T) *attacked {
	a := &attacked{caller: &caller{trial: newTrial(t)}}
	a.good, a.evil, a.formula = a.sku("GOOD", 50, "5"), a.sku("EVIL", 50, "5"), a.sku("FORM", 50, "5")
	for sku, name := range map[ref.SKU]string{a.evil: scriptName, a.formula: formulaName} {
		a.do(func(tx *pg.Tx) error {
			_, err := a.catalog.SKUs.Change(a.ctx, tx, id.ID(sku), 0, fmt.Appendf(nil, `{"name":%q}`, name))
			return err
		})
		o, err := a.place(line{sku, fixed.Units(2)})
		if err != nil {
			t.Fatal(err)
		}
		a.must(o.ID, "approve", `{}`, "pay", `{"amount":"226"}`, "ship", `{}`)
		a.sold = o.ID
	}
	a.serve(web.Options{DB: a.db, House: a.defs, Book: a.book, Auth: a.auth, Pages: a.pages(a.filled()), Static: a.static(), Today: a.today(),
		Log: slog.New(slog.DiscardHandler)})
	return a
}

// BAD-01, SEC-06, UX-04: what is wrong, hostile, doubled or late gets a clear answer in the caller's language, and nothing of it is half done.
func TestBadInput(t *testing.T) {
	a := newAttacked(t)
	a.badOrders()
	a.hostileNames()
	a.hostileFiles()
	a.twiceOrLate()
	a.mustBeSound()
}

// send is a request of the first user in a language, with more headers in pairs.
func (c *caller) send(lang, method, target string, body io.Reader, headers ...string) (int, string) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.url+target, body)
	if err != nil {
		c.t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(request.URL.Host)
	request.Header.Set("Cookie", "hesuan_"+port+"_session="+c.session)
	request.Header.Set("X-CSRF-Token", auth.CSRF(c.session))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept-Language", lang)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(request) // no redirect is followed: where it leads is the answer
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return response.StatusCode, string(raw) + response.Header.Get("Location")
}

// speak has the first user prefer a language.
func (a *attacked) speak(lang string) {
	a.t.Helper()
	var user id.ID
	a.do(func(tx *pg.Tx) (err error) { user, err = a.auth.Users.ByKey(a.ctx, tx, "admin"); return err })
	if err := a.auth.Prefer(a.ctx, ref.User(user), lang, ""); err != nil {
		a.t.Fatal(err)
	}
}

// rows are how many there are in every table of the house; who came in, and what was refused to whom, is kept apart.
func (a *attacked) rows() (all string) {
	a.t.Helper()
	a.do(func(tx *pg.Tx) error {
		return tx.QueryRow(a.ctx, `select string_agg(n.name || ' ' || n.rows, e'\n' order by n.name) from (
			select table_schema || '.' || table_name as name,
				(xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I', table_schema, table_name), false, true, '')))[1]::text as rows
			from information_schema.tables where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema', 'auth')) n`).Scan(&all)
	})
	return all + " reserved " + a.level(a.good, a.wuhan).Reserved.String()
}

var han = regexp.MustCompile(`\p{Han}`)

// refused sends what must be refused in both languages, in words of the caller's, and leave every table as it was.
func (a *attacked) refused(name, target, body, want string, statuses ...int) {
	a.t.Helper()
	for _, lang := range []string{"zh", "en"} {
		a.speak(lang)
		before := a.rows()
		status, text := a.send(lang, "POST", target, strings.NewReader(body))
		if !slices.Contains(statuses, status) || !strings.Contains(text, want) || han.MatchString(text) != (lang == "zh") || len(text) > 4000 {
			a.t.Errorf("%s to %s in %s: %d %.400s, want %v with %q", name, target, lang, status, text, statuses, want)
		}
		if after := a.rows(); after != before {
			a.t.Errorf("%s to %s left something behind:\n%s\nbefore:\n%s", name, target, after, before)
		}
	}
}

// order is an order of a line, for the API and for the entry.
func (a *attacked) orders(sku, qty, more string) (api, entry string) {
	head := fmt.Sprintf(`"channel":%q,"customer":%q,"warehouse":%q`, a.trial.channel, a.customer, a.wuhan)
	lines := fmt.Sprintf(`,"lines":[{"sku":%q,"qty":%q}]`, sku, qty)
	total := ""
	if quoted, is := strings.CutPrefix(more, `,"quoted":`); is {
		more, total = `,"quoted":`+quoted, `,"total":`+quoted
		return "{" + head + lines + more + "}", `{"slot":"s1","order":{` + head + lines + "}" + total + "}"
	}
	return "{" + head + lines + more + "}", `{"slot":"s1","order":{` + head + lines + more + "}}"
}

// badOrders: an order with a wrong total, unknown goods, no, negative or absurd quantities, or a comment of ten megabytes is refused by the API and
// by the entry, in the caller's language, and nothing of it stays. The API's other refusals stand in internal/web, TestRefusals.
func (a *attacked) badOrders() {
	good := a.good.String()
	for name, one := range map[string]struct{ sku, qty, more, key string }{
		"a wrong total": {good, "2", `,"quoted":"1.00"`, ""}, "an unknown SKU": {id.New[any]().String(), "1", "", ""}, "no SKU": {"CUP-9", "1", "", ""},
		"zero": {good, "0", "", ""}, "less than nothing": {good, "-1", "", ""}, "1e18": {good, "1e18", "", ""}, "all digits": {good, "1000000000000000000", "", ""},
		"more than there is": {good, "51", "", ""}, "a long comment": {good, "1", `,"note":"` + strings.Repeat("x", 10<<20) + `"`, ""},
	} {
		api, entry := a.orders(one.sku, one.qty, one.more)
		a.refused(name, "/api/v1/sales/order/steps/place", api, one.key, 409, 413, 422)
		a.refused(name, "/sales/entry/place", entry, "", 409, 413, 422)
	}
}

// hostileNames: a script for a name is a text on lists, details, forms, in the finder, the entry, a board's data and exports; a formula is a text in CSV.
// That a browser runs nothing is held by TestTextIsInert and TestEveryPageOfTheHouse; every cell of an export by TestCellsAreHarmless, of a
// board by TestCSVIsHarmless.
func (a *attacked) hostileNames() {
	escaped := html.EscapeString(scriptName)[:len("&lt;script&gt;")]
	for target, want := range map[string]string{
		"/catalog/sku": escaped, "/catalog/sku/" + a.evil.String(): escaped, "/catalog/sku/" + a.evil.String() + "/edit": escaped,
		"/catalog/sku?q=" + url.QueryEscape(scriptName): escaped, "/find?q=EVIL": `\u003cscript\u003e`, "/sales/entry/goods?q=EVIL": `\u003cscript\u003e`,
		"/api/v1/catalog/sku?code=EVIL": "script", "/sales/order/" + a.sold.String(): "", "/inventory/posting": "",
		"/catalog/sku/export.csv": formulaCell, "/board/sales/tile/sku?as=csv": "", "/board/sales/tile/sku": "", "/board/sales/tile/sku?as=table": "",
	} {
		for _, lang := range []string{"zh", "en"} {
			a.speak(lang)
			status, text := a.send(lang, "GET", target, http.NoBody, "Accept", "*/*")
			if status != http.StatusOK || !strings.Contains(text, want) {
				a.t.Errorf("%s: %d, without %q: %.600s", target, status, want, text)
			}
			if !strings.Contains(target, "csv") && strings.Contains(text, "<script>hit") {
				a.t.Errorf("%s holds a script", target)
			}
			if strings.Contains(target, "csv") && regexp.MustCompile(`(^|[,\n"])=HYPER`).MatchString(text) {
				a.t.Errorf("%s holds a formula: %s", target, text)
			}
		}
	}
}

const formulaCell = `"'=HYPERLINK(""http://evil.example"",""x"")"`

// upload sends a file to a page.
func (a *attacked) upload(lang, target, name string, data []byte) (int, string) {
	a.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(data)
	}
	if err != nil || form.Close() != nil {
		a.t.Fatal(err)
	}
	return a.send(lang, "POST", target, &body, "Content-Type", form.FormDataContentType(), "Accept", "text/html")
}

// bomb is a workbook that unzips to 600 megabytes of nothing.
func bomb() []byte {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	part, _ := archive.Create("xl/worksheets/sheet1.xml")
	for nothing := make([]byte, 1<<20); out.Len() < 600<<10; {
		_, _ = part.Write(nothing)
	}
	_ = archive.Close()
	return out.Bytes()
}

// hostileFiles: a CSV in GBK is read as it was meant; a workbook that unzips to more than anybody needs is refused. What else is no table, 100,000 rows
// and their memory are held by TestWhatIsNoTable, TestFilesThatAreRefused and TestAHundredThousandRowsInLittleMemory of ingest/sheet.
func (a *attacked) hostileFiles() {
	const target = "/catalog/category/import"
	file := bomb()
	for lang, want := range map[string]string{"zh": "解压后", "en": "Unzipped"} {
		a.speak(lang)
		before := a.rows()
		if status, text := a.upload(lang, target, "bomb.xlsx", file); status != http.StatusUnprocessableEntity || !strings.Contains(text, want) {
			a.t.Errorf("a bomb in %s: %d %.500s", lang, status, text)
		}
		if after := a.rows(); after != before {
			a.t.Errorf("a bomb left something behind:\n%s\nbefore:\n%s", after, before)
		}
	}
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte("编码,名称\nG1,螺丝“大”\n"))
	if err != nil {
		a.t.Fatal(err)
	}
	status, at := a.upload("zh", target, "类目.csv", gbk)
	if status != http.StatusSeeOther {
		a.t.Fatalf("%d %.800s", status, at)
	}
	if _, page := a.send("zh", "GET", at, http.NoBody); !strings.Contains(page, "螺丝“大”") {
		a.t.Errorf("a file in GBK shows as %s", page)
	}
}

// twiceOrLate: an order sent twenty times at once under one key is one order, by the API and by the entry; an entry whose session has ended is
// asked to log in and is then placed as it was. In the browser TestAnEntryIsNeverLost holds the same, TestIdempotencyKeys the keys themselves;
// that another's document is not there, whatever its id is used for, hold TestNobodySeesBeyondTheirWarehousesAndChannels and
// TestNobodyPointsBeyondTheirScope.
func (a *attacked) twiceOrLate() {
	api, entry := a.orders(a.good.String(), "2", "")
	count := func() (n int) {
		a.do(func(tx *pg.Tx) error { return tx.QueryRow(a.ctx, "select count(*) from sales.order").Scan(&n) })
		return n
	}
	for target, body := range map[string]string{"/api/v1/sales/order/steps/place": api, "/sales/entry/place": entry} {
		before, numbers := count(), sync.Map{}
		var senders sync.WaitGroup
		for range 20 {
			senders.Go(func() {
				status, text := a.send("en", "POST", target, strings.NewReader(body), "Idempotency-Key", "twenty")
				if status >= 300 {
					a.t.Errorf("%s: %d %s", target, status, text)
				}
				numbers.Store(regexp.MustCompile(`"number": ?"[^"]+"`).FindString(text), true)
			})
		}
		senders.Wait()
		different := 0
		numbers.Range(func(number, _ any) bool { different++; return number != "" })
		if made := count() - before; made != 1 || different != 1 {
			a.t.Errorf("%s made %d orders with %d numbers", target, made, different)
		}
	}

	_, late := a.orders(a.good.String(), "3", "")
	late = strings.Replace(late, `"s1"`, `"s2"`, 1)
	a.do(func(tx *pg.Tx) error { _, err := tx.Exec(a.ctx, "delete from auth.session"); return err })
	a.refused("an entry after the session's end", "/sales/entry/place", late, "", http.StatusUnauthorized)
	session, err := a.auth.Login(a.ctx, "admin", "correct horse battery", "127.0.0.1", "test")
	if err != nil {
		a.t.Fatal(err)
	}
	a.session = session.Token
	before := count()
	if status, text := a.send("zh", "POST", "/sales/entry/place", strings.NewReader(late)); status != http.StatusOK || count() != before+1 {
		a.t.Errorf("after logging in again: %d %s, %d orders", status, text, count()-before)
	}
}
