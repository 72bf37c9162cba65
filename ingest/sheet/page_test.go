package sheet

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"hesuan/internal/auth"
	"hesuan/internal/web"
)

// browser is somebody logged in at a server of the trial house.
type browser struct {
	*trial
	url, cookie, csrf string
}

func newBrowser(t *testing.T) *browser {
	tr := newTrial(t)
	if _, _, err := auth.EnsureAdmin(t.Context(), tr.DB, "correct horse battery"); err != nil {
		t.Fatal(err)
	}
	room := auth.New(tr.DB)
	tr.Owner = room.ActorOf
	session, err := room.Login(t.Context(), "admin", "correct horse battery", "127.0.0.1", "test")
	must(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	server := web.New(web.Options{DB: tr.DB, House: tr.House, Book: tr.Book, Auth: room, Pages: tr.Pages()})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, listener) }()
	t.Cleanup(func() { stop(); <-ended })
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return &browser{tr, "http://" + listener.Addr().String(), "hesuan_" + port + "_session=" + session.Token, auth.CSRF(session.Token)}
}

func (b *browser) ask(method, target, kind string, body io.Reader) (status int, header http.Header, page string) {
	b.Helper()
	request, err := http.NewRequestWithContext(b.Context(), method, b.url+target, body)
	must(b.T, err)
	request.Header.Set("Cookie", b.cookie)
	request.Header.Set("Content-Type", kind)
	request.Header.Set("Accept", "text/html")
	response, err := (&http.Transport{}).RoundTrip(request)
	must(b.T, err)
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	must(b.T, err)
	return response.StatusCode, response.Header, string(raw)
}

// send uploads a file and gives the address to which that leads, or the page that refuses it.
func (b *browser) send(target, name string, data []byte) (at, page string) {
	b.Helper()
	var out bytes.Buffer
	form := multipart.NewWriter(&out)
	must(b.T, form.WriteField("csrf", b.csrf))
	part, err := form.CreateFormFile("file", name)
	must(b.T, err)
	_, err = part.Write(data)
	must(b.T, err)
	must(b.T, form.Close())
	status, header, page := b.ask("POST", target, form.FormDataContentType(), &out)
	if status != http.StatusSeeOther && status != http.StatusUnprocessableEntity {
		b.Fatalf("sending %s: %d %s", name, status, page)
	}
	return header.Get("Location"), page
}

// ended waits until the page of an import shows its end.
func (b *browser) ended(at string) string {
	b.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if _, _, page := b.ask("GET", at, "", nil); !strings.Contains(page, "hx-trigger") {
			return page
		}
		if time.Now().After(deadline) {
			b.Fatal("the import does not end")
		}
	}
}

var bold = regexp.MustCompile(`<b>(\d+)</b>`)

// IMP-01: from upload to error file and back, in the browser.
func TestAFileGoesThroughThePages(t *testing.T) {
	b := newBrowser(t)
	const things = "/trial/thing/import"
	if status, _, page := b.ask("GET", things, "", nil); status != 200 || !strings.Contains(page, "multipart/form-data") {
		t.Fatalf("%d %s", status, page)
	}
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("编码,名称,价格\nA1,<b>铁锤</b>,12.5\nA2,=1+1,很贵\n")
	must(t, err)
	at, _ := b.send(things, "物品.csv", []byte(gbk))
	_, _, page := b.ask("GET", at, "", nil)
	if !strings.Contains(page, "&lt;b&gt;铁锤&lt;/b&gt;") || strings.Contains(page, "<b>铁锤") || !strings.Contains(page, "导入 2 行") {
		t.Errorf("preview %s", page)
	}
	if got := b.value("select count(*) from trial.thing"); got != "0" {
		t.Errorf("a preview made %s rows", got)
	}
	for range 2 { // pressed twice
		if status, _, page := b.ask("POST", at, "application/x-www-form-urlencoded", strings.NewReader(url.Values{"csrf": {b.csrf}}.Encode())); status != http.StatusSeeOther {
			t.Fatalf("confirm: %d %s", status, page)
		}
	}
	if got := fmt.Sprint(bold.FindAllString(b.ended(at), -1)); got != "[<b>2</b> <b>1</b> <b>0</b> <b>0</b> <b>1</b>]" {
		t.Errorf("the result shows %s", got)
	}
	status, header, file := b.ask("GET", at+"/errors", "", nil)
	if status != 200 || !strings.Contains(header.Get("Content-Disposition"), "csv") || !strings.Contains(file, "编码,名称,价格,原因") || !strings.Contains(file, "A2,'=1+1,很贵,价格") {
		t.Errorf("%d %v %s", status, header, file)
	}
	again, _ := b.send(things, "物品 有误的行.csv", []byte(strings.ReplaceAll(file, "很贵", "99")))
	b.ask("POST", again, "application/x-www-form-urlencoded", strings.NewReader(url.Values{"csrf": {b.csrf}}.Encode()))
	b.ended(again)
	if got := b.value("select string_agg(code || title || price, ' ' order by code) from trial.thing"); got != "A1<b>铁锤</b>12.5000 A2=1+199.0000" {
		t.Errorf("the table holds %s", got)
	}
}

// BAD-01: a file that is none is told on the form.
func TestFilesThatAreRefused(t *testing.T) {
	b := newBrowser(t)
	for name, one := range map[string]struct {
		data []byte
		want string
	}{
		"picture.png": {[]byte("\x89PNG\r\n\x1a\n\x00"), "不是文本文件"}, "bomb.xlsx": {[]byte(zipped(map[string]int{"xl/worksheets/sheet1.xml": 600 << 20})), "解压后"},
		"other.csv": {[]byte("foo,bar\n1,2\n"), "没有一列能对上"}, "empty.csv": {[]byte(""), "请选择一个文件"}, "old.xls": {[]byte("\xd0\xcf\x11\xe0"), "xlsx"},
	} {
		if at, page := b.send("/trial/thing/import", name, one.data); at != "" || !strings.Contains(page, one.want) {
			t.Errorf("%s leads to %q: %s", name, at, page)
		}
	}
	if got := b.value("select count(*) from sheet.upload"); got != "0" {
		t.Errorf("%s uploads are kept", got)
	}
	if status, _, _ := b.ask("GET", "/trial/thing/import/019fa000-0000-7000-8000-000000000000", "", nil); status != 404 {
		t.Errorf("somebody else's upload: %d", status)
	}
}

// An export holds what the list shows: its filters, its order, its columns.
func TestExportsFollowTheList(t *testing.T) {
	b := newBrowser(t)
	b.load("trial.thing", []byte("code,title,price,size\nA1,a,1,big\nA2,b,2,small\nA3,c,3,big\n"))
	_, header, file := b.ask("GET", "/trial/thing/export.csv?size=big&sort=-code", "", nil)
	if file != "\ufeff编码,名称,价格,份额,件数,起始日,启用,大小,种类,制造\r\nA3,c,3,0,0,,否,大的,,\r\nA1,a,1,0,0,,否,大的,,\r\n" {
		t.Errorf("%q", file)
	}
	if !strings.Contains(header.Get("Content-Disposition"), url.PathEscape("物品")) {
		t.Errorf("named %s", header.Get("Content-Disposition"))
	}
	_, _, xlsx := b.ask("GET", "/trial/thing/export.xlsx?price[ge]=2&fields=all", "", nil)
	head, rows := rowsOf(t, []byte(xlsx))
	if len(rows) != 2 || len(head) != 11 {
		t.Errorf("%v %v", head, rows)
	}
	if status, _, page := b.ask("GET", "/trial/thing/export.csv?price[ge]=cheap", "", nil); status != 422 {
		t.Errorf("%d %s", status, page)
	}
	_, _, blank := b.ask("GET", "/trial/thing/import/blank.xlsx", "", nil)
	if head, rows := rowsOf(t, []byte(blank)); len(head) != 10 || len(rows) != 0 {
		t.Errorf("%v %v", head, rows)
	}
}
