package clickhouse_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestAnyoneMayPingButNotAsk(t *testing.T) {
	e := ready(t)
	for path, want := range map[string]string{"/ping": "Ok.\n", "/": "Ok.\n", "/replicas_status": "Ok.\n"} {
		res, err := http.Get("http://" + e.listen + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		if string(body) != want {
			t.Errorf("%s: %q", path, body)
		}
	}
	for how, address := range map[string]string{
		"nobody":         "/?query=select+1",
		"wrong password": "/?query=select+1&user=hesuan&password=wrong",
		"wrong user":     "/?query=select+1&user=other&password=secret",
	} {
		res, err := http.Get("http://" + e.listen + address)
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != http.StatusForbidden || res.Header.Get("X-ClickHouse-Exception-Code") != "516" {
			t.Errorf("%s: %s", how, res.Status)
		}
	}
}

func TestThePasswordComesInThreeWays(t *testing.T) {
	e := ready(t)
	address := "http://" + e.listen + "/?query=select+1"
	byHeader, _ := http.NewRequest(http.MethodGet, address, nil)
	byHeader.Header.Set("X-ClickHouse-User", "hesuan")
	byHeader.Header.Set("X-ClickHouse-Key", "secret")
	byArgument, _ := http.NewRequest(http.MethodGet, address+"&user=hesuan&password=secret", nil)
	basic, _ := http.NewRequest(http.MethodGet, address, nil)
	basic.SetBasicAuth("hesuan", "secret")
	for _, req := range []*http.Request{byHeader, byArgument, basic} {
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if body, _ := io.ReadAll(res.Body); string(body) != "1\n" {
			t.Errorf("%s", body)
		}
	}
}

func TestGetOnlyReads(t *testing.T) {
	e := ready(t)
	for statement, code := range map[string]string{
		"select 1":                  "",
		"show databases":            "",
		"create database forbidden": "164",
		"drop database default":     "164",
		"insert into function null('a Int8') values (1)": "164",
		"insert into default.t format CSV":               "164",
		"system drop mark cache":                         "164",
		"select 1; select 2":                             "62",
		"selec":                                          "62",
		"select 1 into outfile '/tmp/x'":                 "48",
	} {
		res, body := e.send(t, http.MethodGet, "query="+url.QueryEscape(statement), nil, nil)
		if got := res.Header.Get("X-ClickHouse-Exception-Code"); got != code {
			t.Errorf("%s: code %q: %.200s", statement, got, body)
		}
	}
}

func TestStatementsAndTheirArguments(t *testing.T) {
	e := ready(t)
	for _, c := range []struct{ args, statement, want string }{
		{"", "select 1, 'a\tb'", "1\ta\\tb"},
		{"default_format=JSONEachRow", "select 1 as a", `{"a":1}`},
		{"default_format=CSV", "select 1, 'x' format TSV", "1\tx"},
		{"param_n=41&param_s=it%27s", "select {n:UInt8} + 1, {s:String}", "42\tit\\'s"},
		{"query=select+1", "", "1"},
		{"query=select", "7", "7"},
		{"max_threads=1", "select getSetting('max_threads')", "1"},
		{"database=system", "select currentDatabase()", "system"},
		{"", "select timezone(), toString(toDateTime(0))", "UTC\t1970-01-01 00:00:00"},
		{"", "select count(), format, 'into outfile' from (select 'x' as format) group by format", "1\tx\tinto outfile"},
		{"", "/* first */ select 1 -- last", "1"},
		{"", "(with 2 as x select x) union all (select 3);", "2\n3"},
		{"", "describe table system.one format TSVRaw", "dummy\tUInt8"},
		{"default_format=TSVWithNames", "select number as n from numbers(2)", "n\n0\n1"},
		{"wait_end_of_query=1&send_progress_in_http_headers=1&buffer_size=10", "select 1", "1"},
	} {
		res, body := e.post(t, c.args, c.statement)
		if got := strings.TrimSpace(body); got != c.want && !strings.HasPrefix(got, c.want+"\t") {
			t.Errorf("%s %s: %s %q", c.args, c.statement, res.Status, body)
		}
	}
}

func TestInsertsInEveryShape(t *testing.T) {
	e := ready(t)
	e.ok(t, "create table default.shapes (a Int32, b String default 'd') engine = MergeTree order by a")
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = io.WriteString(z, "3\tz\n")
	z.Close()
	for _, c := range []struct {
		query  string
		body   io.Reader
		header map[string]string
	}{
		{"", strings.NewReader("insert into default.shapes values (1,'a;b'), (2,'''')"), nil},
		{"insert into default.shapes format TSV", &zipped, map[string]string{"Content-Encoding": "gzip"}},
		{"", strings.NewReader("insert into default.shapes format CSV\n4,\"x\n\ny; select\"\n"), nil},
		{"insert into default.shapes (a) format JSONEachRow", strings.NewReader(`{"a":5}{"a":6}`), nil},
		{"insert into default.shapes values", strings.NewReader("(7,'q')"), nil},
		{"/* c */ INSERT INTO default.shapes FORMAT Values;", strings.NewReader("(8,'q')"), nil},
		{"insert into default.shapes select 9, 'x' format Native", strings.NewReader(""), nil},
		{"", strings.NewReader("insert into default.shapes (a) format TSV 10\n11"), nil},
		{"insert into default.shapes format TSV", strings.NewReader(""), nil},
	} {
		res, body := e.send(t, http.MethodPost, "query="+url.QueryEscape(c.query), c.body, c.header)
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", c.query, body)
		}
	}
	want := "1\ta;b\n2\t\\'\n3\tz\n4\tx\\n\\ny; select\n5\td\n6\td\n7\tq\n8\tq\n9\tx\n10\td\n11\td"
	if got := e.ok(t, "select * from default.shapes order by a"); got != want {
		t.Errorf("got %q", got)
	}
	res, _ := e.send(t, http.MethodPost, "query=insert+into+default.shapes+format+TSV", strings.NewReader("12\tx\n13\ty\n"), nil)
	if summary := res.Header.Get("X-ClickHouse-Summary"); !strings.Contains(summary, `"written_rows":"2"`) {
		t.Errorf("summary %s", summary)
	}
}

// A client that dies in the middle of its rows must leave none of them, and a refused insert must tell why, however
// many rows are still on their way.
func TestBrokenAndRefusedInserts(t *testing.T) {
	e := ready(t)
	e.ok(t, "create table default.broken (a Int32) engine = MergeTree order by a")
	conn, err := net.Dial("tcp", e.listen)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "POST /?user=hesuan&password=secret&query=insert+into+default.broken+format+TSV HTTP/1.1\r\n"+
		"Host: x\r\nContent-Length: 1000\r\n\r\n1\n2\n3\n")
	_ = conn.(*net.TCPConn).CloseWrite()
	answer, _ := io.ReadAll(conn)
	if !strings.Contains(string(answer), "Exception-Code: 210") {
		t.Errorf("half an insert was answered with %s", answer)
	}
	if got := e.ok(t, "select count() from default.broken"); got != "0" {
		t.Errorf("%s rows of a broken insert", got)
	}
	rows := "1\nx\n" + strings.Repeat("2\n", 20<<20)
	res, body := e.send(t, http.MethodPost, "query=insert+into+default.broken+format+TSV", strings.NewReader(rows), nil)
	if res.StatusCode != http.StatusBadRequest || !strings.Contains(body, "Code: 27.") {
		t.Errorf("a wrong row: %s %.200s", res.Status, body)
	}
}

func TestResultsAreBounded(t *testing.T) {
	e := ready(t)
	res, body := e.post(t, "", "select number, toString(number) from numbers(400000000) format JSON")
	if res.Header.Get("X-ClickHouse-Exception-Code") != "241" {
		t.Errorf("a result beyond the memory: %s %.300s", res.Status, body)
	}
	res, err := http.Post("http://"+e.listen+"/?user=hesuan&password=secret", "text/plain",
		strings.NewReader("select randomString(1000) from numbers(3000000) format RowBinary"))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if n, err := io.Copy(io.Discard, res.Body); err != nil || n < 3_000_000_000 {
		t.Errorf("a stream of 3 GB gave %d: %v", n, err)
	}
}

func TestAnswersArePackedAsAsked(t *testing.T) {
	e := ready(t)
	for _, rows := range []int{3, 1_000_000} {
		statement := fmt.Sprintf("select number from numbers(%d)", rows)
		plain := e.ok(t, statement)
		res, body := e.send(t, http.MethodPost, "", strings.NewReader(statement), map[string]string{"Accept-Encoding": "gzip"})
		if res.Header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("%d rows: not packed", rows)
		}
		z, err := gzip.NewReader(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(z); err != nil || strings.TrimSpace(string(got)) != plain {
			t.Errorf("%d rows: %d bytes, %v", rows, len(got), err)
		}
	}
	wish := map[string]string{"Accept-Encoding": "gzip"}
	res, _ := e.send(t, http.MethodPost, "enable_http_compression=0", strings.NewReader("select 1"), wish)
	if res.Header.Get("Content-Encoding") != "" {
		t.Error("packed against the client's setting")
	}
}

func TestWhatIsNotOffered(t *testing.T) {
	e := ready(t)
	if res, body := e.post(t, "session_id=1", "select 1"); res.StatusCode != http.StatusNotImplemented {
		t.Errorf("sessions: %s", body)
	}
	if res, body := e.post(t, "no-name=1", "select 1"); res.StatusCode != http.StatusBadRequest {
		t.Errorf("a bad setting: %s", body)
	}
	if res, body := e.post(t, "nosuch=1", "select 1"); res.StatusCode != http.StatusNotFound || !strings.Contains(body, "(UNKNOWN_SETTING)") {
		t.Errorf("an unknown setting: %s", body)
	}
}
