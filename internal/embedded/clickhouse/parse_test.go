package clickhouse

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

func TestInsertsThatBringRows(t *testing.T) {
	for _, c := range []struct{ text, sql, format, rows string }{
		{"insert into t format CSV\n1,2\n\n3,4", "insert into t", "CSV", "1,2\n\n3,4"},
		{"insert into t format TSV 1\t2", "insert into t", "TSV", "1\t2"},
		{"insert into t format TSV\nthese are values", "insert into t", "TSV", "these are values"},
		{"insert into t format Values (1)", "", "", ""},
		{"insert into t values (1, ' format CSV\n')", "", "", ""},
		{"select 1 format CSV", "", "", ""},
		{"insert into t select * from u", "", "", ""},
		{"insert into format (format) select 1", "", "", ""},
	} {
		check(t, c.text, insertFromText(c.text), c.sql, c.format, c.rows)
	}
	for _, c := range []struct{ query, sql, format string }{
		{"INSERT INTO t (a, b) FORMAT Native", "INSERT INTO t (a, b)", "Native"},
		{"insert into t(a) values", "insert into t(a)", "Values"},
		{"-- why\n/* what; */ insert into t settings x=1\nformat\tCSV ;\n", "-- why\n/* what; */ insert into t settings x=1", "CSV"},
		{"insert into `odd format`.`t` format CSV", "insert into `odd format`.`t`", "CSV"},
		{"insert into t", "", ""},
		{"select 1 format CSV", "", ""},
	} {
		check(t, c.query, insertFromURL(c.query, strings.NewReader("body")), c.sql, c.format, "body")
	}
}

// check compares an insertion; an empty sql means that there must be none.
func check(t *testing.T, text string, got *insertion, sql, format, rows string) {
	t.Helper()
	if (got != nil) != (sql != "") {
		t.Errorf("%q: %v", text, got)
		return
	}
	if got == nil {
		return
	}
	if found, _ := io.ReadAll(got.rows); got.sql != sql || got.format != format || string(found) != rows {
		t.Errorf("%q: %q %q %q", text, got.sql, got.format, found)
	}
}

func TestStreamable(t *testing.T) {
	reads := analysis{class: classReads, statements: 1}
	for sql, want := range map[string]bool{
		"select 1":                                   true,
		"(select 1) union all (select 2)":            true,
		"/* x */ WITH 1 AS x SELECT x":               true,
		"select 1 format TSV;":                       true,
		"select 1 format JSON":                       false,
		"select 1 format JSON -- last":               false,
		"select formatDateTime(now(), '%F')":         true,
		"select ' format JSON'":                      false,
		"show databases":                             false,
		"select 1 format CSV settings max_threads=1": false,
	} {
		if got := streamable(sql, "Native", reads); got != want {
			t.Errorf("%s: %t", sql, got)
		}
	}
	if streamable("select 1", "JSON", reads) || streamable("select 1", "TSVWithNames", reads) {
		t.Error("a format with a head is cut into pieces")
	}
	if streamable("select 1", "Native", analysis{class: classControl}) {
		t.Error("a statement that does more than read")
	}
}

func TestConnectionsReturnToTheirBaseline(t *testing.T) {
	c := conn{base: map[string]string{"max_threads": "2"}, settings: map[string]string{"max_threads": "1", "final": "1", "kept": "x"}}
	got := c.change(map[string]string{"kept": "x", "other": `it's \`})
	want := "SET `final` = DEFAULT, `max_threads` = '2', `other` = 'it\\'s \\\\'"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAcceptedEncoding(t *testing.T) {
	for header, want := range map[string]string{
		"": "", "identity": "", "gzip": "gzip", "deflate, gzip;q=1.0, *;q=0.5": "gzip", "br;q=0, deflate": "deflate", "gzip, zstd": "zstd",
	} {
		if got := accepted(header); got != want {
			t.Errorf("%q: %q", header, got)
		}
	}
}

// Frames are cut at any size, and a frame that is cut off is never a clean end.
func TestFramesGoThereAndBack(t *testing.T) {
	text := strings.Repeat("行 row ", 400_000)
	for _, method := range []frameMethod{frameLZ4, frameZSTD} {
		var packed bytes.Buffer
		w := newFrameWriter(&packed, method)
		_, _ = io.WriteString(w, text)
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(newFrameReader(bytes.NewReader(packed.Bytes())))
		if err != nil || string(got) != text {
			t.Errorf("%s: %d bytes back, %v", method, len(got), err)
		}
		if _, err := io.ReadAll(newFrameReader(bytes.NewReader(packed.Bytes()[:packed.Len()-3]))); err == nil {
			t.Errorf("%s: a cut frame is a clean end", method)
		}
	}
}

func TestStatusOfCodes(t *testing.T) {
	for code, want := range map[int]int{62: 400, 60: 404, 516: 403, 241: 500, 159: 408, 48: 501, 229: 413} {
		if got := statusOf(code); got != want {
			t.Errorf("%d: %d", code, got)
		}
	}
}
