package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"hesuan/internal/fault"
)

func rowsOf(t *testing.T, data []byte) (header []string, rows [][]string) {
	t.Helper()
	table, err := Open(data)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	for {
		row, err := table.Next()
		if err == io.EOF {
			return table.Header, rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row.Cells)
	}
}

func TestTextInEveryCoding(t *testing.T) {
	const text = "编码,名称\nA1,螺丝“大”\nA2,\"两\n行\"\n"
	gbk, _ := simplifiedchinese.GBK.NewEncoder().String(text)
	gb18030, _ := simplifiedchinese.GB18030.NewEncoder().String(text)
	little, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(text, ",", "\t"))
	for name, data := range map[string]string{
		"utf-8": text, "bom": "\ufeff" + text, "gbk": gbk, "gb18030": gb18030, "utf-16": little,
		"semicolon": strings.ReplaceAll(text, ",", ";"), "tab": strings.ReplaceAll(text, ",", "\t"), "excel": "sep=;\r\n" + strings.ReplaceAll(text, ",", ";"),
		"blank rows": "\n,,\n" + text + "\n\n",
	} {
		header, rows := rowsOf(t, []byte(data))
		if fmt.Sprint(header, rows) != "[编码 名称] [[A1 螺丝“大”] [A2 两\n行]]" {
			t.Errorf("%s: %q %q", name, header, rows)
		}
	}
}

func TestWhatIsNoTable(t *testing.T) {
	for name, one := range map[string]struct{ data, key string }{
		"nothing": {"", "sheet.file.empty"}, "blank": {"\n \n,\n", "sheet.file.empty"}, "picture": {"\x89PNG\r\n\x1a\n\x00\x00", "sheet.file.text"},
		"old excel": {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "sheet.file.old"}, "zip": {"PK\x03\x04 and no more", "sheet.file.xlsx"},
		"wide": {strings.Repeat("a,", 600) + "\n", "sheet.file.wide"}, "other zip": {zipped(map[string]int{"word/document.xml": 10}), "sheet.file.xlsx"},
		"bomb":          {zipped(map[string]int{"xl/worksheets/sheet1.xml": 600 << 20}), "sheet.file.bomb"},
		"bomb of parts": {zipped(map[string]int{"xl/styles.xml": 100 << 20}), "sheet.file.bomb"},
	} {
		table, err := Open([]byte(one.data))
		if all := fault.All(err); len(all) != 1 || all[0].Key != one.key {
			t.Errorf("%s: %v, want %s", name, err, one.key)
		}
		if table != nil {
			t.Errorf("%s: a table all the same", name)
		}
	}
}

// zipped is an archive whose parts unzip to so many bytes of nothing.
func zipped(parts map[string]int) string {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	nothing := make([]byte, 1<<20)
	for name, size := range parts {
		part, _ := archive.Create(name)
		for ; size > 0; size -= len(nothing) {
			_, _ = part.Write(nothing[:min(size, len(nothing))])
		}
	}
	_ = archive.Close()
	return out.String()
}

// An archive whose directory tells a size below the truth gives an error, not memory.
func TestADirectoryThatLies(t *testing.T) {
	data := []byte(xlsxOf(t, [][]any{{"code"}, {strings.Repeat("x", 30_000)}}))
	at := bytes.LastIndex(data, []byte("xl/worksheets/sheet1.xml")) - 46
	copy(data[at+24:], []byte{10, 0, 0, 0}) // uncompressed size in the central directory
	table, err := Open(data)
	if err == nil {
		_ = table.Close()
	}
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v", err)
	}
}

func xlsxOf(t *testing.T, rows [][]any) string {
	t.Helper()
	file := excelize.NewFile()
	for i, row := range rows {
		if err := file.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := file.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestAHundredThousandRowsInLittleMemory(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter("xlsx", &out, "many")
	if err != nil {
		t.Fatal(err)
	}
	must(t, w.Row([]Cell{Text("code"), Text("title"), Text("price")}))
	for i := range 100_000 {
		must(t, w.Row([]Cell{Text(fmt.Sprintf("C%06d", i)), Text("一个很普通的名称"), {Text: fmt.Sprint(i), Number: true}}))
	}
	must(t, w.Close())
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	table, err := Open(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	count, peak := 0, uint64(0)
	for ; ; count++ {
		row, err := table.Next()
		if err == io.EOF {
			break
		}
		if err != nil || row.Cells[0] != fmt.Sprintf("C%06d", count) || row.Cells[2] != fmt.Sprint(count) {
			t.Fatal(row, err)
		}
		if count%20_000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&after)
			peak = max(peak, after.HeapAlloc)
		}
	}
	if count != 100_000 {
		t.Errorf("%d rows", count)
	}
	if grown := int64(peak) - int64(before.HeapAlloc); grown > 64<<20 {
		t.Errorf("reading took %d MB", grown>>20)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTooManyRows(t *testing.T) {
	table, err := Open([]byte("code\n" + strings.Repeat("x\n", MaxRows+1)))
	for err == nil {
		_, err = table.Next()
	}
	if all := fault.All(err); len(all) == 0 || all[0].Key != "sheet.file.long" {
		t.Errorf("got %v", err)
	}
}

// SEC-06: no cell that we write is a formula.
func TestCellsAreHarmless(t *testing.T) {
	hostile := []string{"=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "=HYPERLINK(\"http://x\")", "＝1+1", "-0x1", "-Inf"}
	honest := []string{"-12.50", "+8613800000000", "1e5", "a=b", "", "中文", "'quoted'"}
	for _, kind := range []string{"csv", "xlsx"} {
		var out bytes.Buffer
		w, err := NewWriter(kind, &out, "x:/?*[]'"+strings.Repeat("名", 40))
		if err != nil {
			t.Fatal(err)
		}
		must(t, w.Row([]Cell{Text("head"), Text("=head")}))
		for _, text := range append(append([]string{}, hostile...), honest...) {
			must(t, w.Row([]Cell{Text("row"), Text(text)}))
		}
		must(t, w.Close())
		_, rows := rowsOf(t, out.Bytes())
		for i, text := range append(append([]string{}, hostile...), honest...) {
			got := rows[i][1]
			if kind == "csv" && i < len(hostile) && !strings.HasPrefix(got, "'") {
				t.Errorf("csv %q is written %q", text, got)
			}
			if harmed(got) != text {
				t.Errorf("%s %q comes back as %q", kind, text, got)
			}
		}
		if kind == "xlsx" {
			noFormula(t, out.Bytes())
		}
	}
}

func noFormula(t *testing.T, data []byte) {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	part, err := archive.Open("xl/worksheets/sheet1.xml")
	must(t, err)
	raw, err := io.ReadAll(part)
	must(t, err)
	if bytes.Contains(raw, []byte("<f>")) || bytes.Contains(raw, []byte("<f ")) {
		t.Errorf("a formula in %s", raw)
	}
}

func TestNumbersAreNumbersInXLSX(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter("xlsx", &out, "x")
	must(t, err)
	must(t, w.Row([]Cell{Text("a"), Text("b"), Text("c"), Text("d")}))
	must(t, w.Row([]Cell{{Text: "12.5", Number: true}, {Text: "12345678901234.5678", Number: true}, {Text: "2026-02-28", Day: true}, {Text: "0.13", Number: true, Percent: true}}))
	must(t, w.Close())
	file, err := excelize.OpenReader(&out)
	must(t, err)
	defer file.Close()
	for cell, want := range map[string]string{"A2": "12.5", "B2": "12345678901234.5678", "C2": "2026-02-28", "D2": "13.00%"} {
		if got, _ := file.GetCellValue("x", cell); got != want {
			t.Errorf("%s shows %q, want %q", cell, got, want)
		}
	}
	for cell, want := range map[string]excelize.CellType{"A2": excelize.CellTypeUnset, "B2": excelize.CellTypeInlineString, "C2": excelize.CellTypeUnset} {
		if got, _ := file.GetCellType("x", cell); got != want {
			t.Errorf("%s is of type %v, want %v", cell, got, want)
		}
	}
}
