package sheet

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/pg"
)

// IMP-01: good rows are kept, bad ones told, and the same file again changes nothing.
func TestRowsAreTakenOneByOne(t *testing.T) {
	tr := newTrial(t)
	if counts, bad := tr.load("trial.kind", []byte("code,name\nK1,五金\nK2,工具\nK3,同名\nK4,同名\n")); counts != "made 4 changed 0 same 0 bad 0" {
		t.Fatal(counts, bad)
	}
	text := strings.Join([]string{
		"编码,Its title,price,份额,count,起始日,启用,大小,种类,parent,made,又一列",
		"A1,铁锤,12.50,13%,3,2026年1月2日,是,大的,K1,,x,y",
		"A2,'=锤子,1,0.13,,2026/1/2,TRUE,small,工具,A1,,",
		"A3,,x,,1.5,2026-02-30,也许,huge,K9,,,",
		"A1,again,1,,,,,,,,,",
		"A5,rude,1,,,,,,,,,",
		"A6,two kinds,1,,,,,,同名,,,",
		",no code,1,,,,,,,,,",
		"A7," + strings.Repeat("长", 41) + ",1,,,,,,,,,",
		"A8," + strings.Repeat("x", MaxCell+1) + ",1,,,,,,,,,",
		"A9,title,1,,,,,,,铁锤,,",
	}, "\r\n")
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(text)
	must(t, err)
	for round, want := range []string{"made 3 changed 0 same 0 bad 7", "made 0 changed 0 same 3 bad 7"} {
		counts, bad := tr.load("trial.thing", []byte(gbk))
		if counts != want {
			t.Errorf("round %d: %s, want %s", round, counts, want)
		}
		told := strings.Join(bad, "\n")
		for _, one := range []string{
			"4 core.field.bool active, sheet.link.missing kind", "5 sheet.row.twice", "6 trial.thing.title_rude", "7 sheet.link.several kind",
			"8 core.field.required code", "9 core.field.long title", "10 sheet.cell.long title",
		} {
			if !strings.Contains(told, one) {
				t.Errorf("round %d: %q is not in\n%s", round, one, told)
			}
		}
	}
	if got := tr.value("select string_agg(concat_ws(' ', t.code, t.title, price, share, count, since, active, size, k.code, made), '|' order by t.code) from trial.thing t left join trial.kind k on k.id = t.kind"); got !=
		"A1 铁锤 12.5000 0.1300 3 2026-01-02 t big K1 |A2 =锤子 1.0000 0.1300 0 2026-01-02 t small K2 |A9 title 1.0000 0.0000 0 f  " {
		t.Error(got)
	}
	if got := tr.value("select count(*) || ' ' || max(version) from core.event where type = 'trial.thing'"); got != "3 1" {
		t.Errorf("events: %s", got)
	}
	counts, _ := tr.load("trial.thing", []byte("Code;Title\nA1;铁锤二\nA2;=锤子\n"))
	if counts != "made 0 changed 0 same 1 bad 1" && counts != "made 0 changed 1 same 1 bad 0" {
		t.Error(counts)
	}
	if got := tr.value("select price from trial.thing where code = 'A1'"); got != "12.5000" {
		t.Errorf("a column that is not there changed the price to %s", got)
	}
}

// Rows of a table without a key are known again by what they say, twice in a file as twice.
func TestRowsWithoutAKey(t *testing.T) {
	tr := newTrial(t)
	const file = "who,day\n王,2026-01-01\n王,2026-01-01\n李,\n"
	for round, want := range []string{"made 3 changed 0 same 0 bad 0", "made 0 changed 0 same 3 bad 0"} {
		if counts, bad := tr.load("trial.visit", []byte(file)); counts != want {
			t.Errorf("round %d: %s %v", round, counts, bad)
		}
	}
	if counts, _ := tr.load("trial.visit", []byte(file+"王,2026-01-01\n")); counts != "made 1 changed 0 same 3 bad 0" {
		t.Error(counts)
	}
}

func TestNumbersAndDatesOfExcel(t *testing.T) {
	tr := newTrial(t)
	file := excelize.NewFile()
	for i, row := range [][]any{
		{"code", "title", "price", "share", "count", "since"},
		{"007", 6901234567890, 0.1 + 0.2, 0.13, 3.0, time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC)},
		{"008", "x", "12345678901234.5678", "", nil, "2026-03-01"},
	} {
		must(t, file.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	must(t, file.SetCellFormula("Sheet1", "C4", "=C2*2"))
	var out bytes.Buffer
	must(t, file.Write(&out))
	counts, bad := tr.load("trial.thing", out.Bytes())
	if counts != "made 2 changed 0 same 0 bad 0" {
		t.Errorf("%s %v", counts, bad)
	}
	if got := tr.value("select string_agg(concat_ws(' ', code, title, price, share, count, since), '|' order by code) from trial.thing"); got !=
		"007 6901234567890 0.3000 0.1300 3 2026-02-28|008 x 12345678901234.5678 0.0000 0 2026-03-01" {
		t.Error(got)
	}
}

// What is exported comes back unchanged, whatever signs it begins with.
func TestExportsComeBack(t *testing.T) {
	tr := newTrial(t)
	tr.load("trial.kind", []byte("code,name\nK1,=五金\n"))
	tr.load("trial.thing", []byte("code,title,price,share,since,active,size,kind\nA1,=1+1,-12.5,0.065,2026-02-28,是,big,K1\nA2,@SUM(A1),0,,,,,\nA3,+86 138,7,1,1999-12-31,否,small,K1\n"))
	for _, kind := range []string{"csv", "xlsx"} {
		for _, lang := range []string{"zh", "en"} {
			file := tr.export("trial.thing", kind, lang, whole(tr.House.Find("trial.thing")))
			if counts, bad := tr.load("trial.thing", file); counts != "made 0 changed 0 same 3 bad 0" {
				t.Errorf("%s %s: %s %v\n%s", kind, lang, counts, bad, file)
			}
		}
	}
}

func TestHeadersThatDoNotFit(t *testing.T) {
	tr := newTrial(t)
	im := tr.importer(tr.House.Find("trial.thing"), "zh")
	for header, want := range map[string]string{
		"foo,bar": "sheet.column.none", "title,price": "sheet.column.missing", "code,编码": "sheet.column.twice", "code,price": "", "CODE*, Its Title": "", "编码（唯一）,名称 (中文)": "",
	} {
		_, err := im.Match(strings.Split(header, ","))
		if got := keysOf(fault.All(err)); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
}

// SEC-01: importing takes both rights.
func TestImportingNeedsItsRights(t *testing.T) {
	tr := newTrial(t)
	for _, rights := range []string{"trial.thing.edit", "trial.thing.import", ""} {
		tr.ctx = actor.With(t.Context(), actor.Actor{Name: "guest", Rights: strings.Fields(rights)})
		table, err := Open([]byte("code,title\nA,a\n"))
		must(t, err)
		_, err = tr.importer(tr.House.Find("trial.thing"), "zh").Preview(tr.ctx, table)
		if fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%q: %v", rights, err)
		}
	}
}

func TestAPreviewChangesNothing(t *testing.T) {
	tr := newTrial(t)
	tr.load("trial.thing", []byte("code,title\nA1,old\nA2,same\n"))
	table, err := Open([]byte("code,title\nA1,new\nA2,same\nA3,made\nA4,\n" + strings.Repeat("B,b\n", 200)))
	must(t, err)
	p, err := tr.importer(tr.House.Find("trial.thing"), "zh").Preview(tr.ctx, table)
	must(t, err)
	var became []string
	for _, row := range p.Rows[:5] {
		became = append(became, row.Became)
	}
	if fmt.Sprint(became, len(p.Rows), p.Count) != "[changed same made bad made] 100 204" {
		t.Errorf("%v, %d of %d", became, len(p.Rows), p.Count)
	}
	if got := tr.value("select string_agg(title, ' ' order by code) from trial.thing"); got != "old same" {
		t.Errorf("the table holds %s", got)
	}
}

// A run that breaks off anywhere goes on where it stood; two at once do the work once.
func TestARunThatBreaksOff(t *testing.T) {
	tr := newTrial(t)
	var file strings.Builder
	file.WriteString("code,title\n")
	for i := range 1000 {
		fmt.Fprintf(&file, "C%04d,title %d\n", i%990, i) // the last ten repeat the first
	}
	var key UploadID
	tr.do(func(ctx context.Context, tx *pg.Tx) (err error) {
		key, err = tr.keep(ctx, tx, "trial.thing", "many.csv", []byte(file.String()), 1000)
		must(t, err)
		u, err := tr.upload(ctx, tx, "where id = $1", key)
		must(t, err)
		return tr.confirm(ctx, tx, u, "zh")
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- tr.Desk.Run(ctx, key) }()
	for deadline := time.Now().Add(30 * time.Second); tr.value("select done >= 200 from sheet.upload") != "true"; {
		if time.Now().After(deadline) {
			t.Fatal("no portion is done")
		}
	}
	stop()
	<-ended
	tr.do(func(ctx context.Context, tx *pg.Tx) error {
		_, err := tx.Exec(ctx, "update sheet.upload set seen = seen - interval '1 hour' where state = 'running'")
		return err
	})
	both := make(chan error, 2)
	for range cap(both) {
		go func() { both <- tr.Resume(t.Context()) }()
	}
	must(t, <-both)
	must(t, <-both)
	if got := tr.value("select concat_ws(' ', state, done, made, changed, same, bad) from sheet.upload"); got != "done 1000 990 0 0 10" {
		t.Errorf("the upload says %s", got)
	}
	if got := tr.value("select count(*) || ' ' || (select count(*) from core.event) || ' ' || (select min(line) || '-' || max(line) from sheet.refused) from trial.thing"); got != "990 990 992-1001" {
		t.Errorf("the tables hold %s", got)
	}
}

// A file of a hundred thousand rows goes in, and the first of them again with nothing to do.
func TestAHundredThousandRows(t *testing.T) {
	tr := newTrial(t)
	tr.load("trial.kind", []byte("code,name\nK1,五金\n"))
	var file strings.Builder
	file.WriteString("编码,名称,价格,种类\n")
	for i := range 100_000 {
		fmt.Fprintf(&file, "C%06d,名称 %d,%d.5,五金\n", i, i, i)
	}
	begin := time.Now()
	if counts, _ := tr.load("trial.thing", []byte(file.String())); counts != "made 100000 changed 0 same 0 bad 0" {
		t.Error(counts)
	}
	t.Logf("in %v", time.Since(begin).Round(time.Millisecond))
	some := strings.Join(strings.SplitAfterN(file.String(), "\n", 5002)[:5001], "")
	if counts, _ := tr.load("trial.thing", []byte(some)); counts != "made 0 changed 0 same 5000 bad 0" {
		t.Error(counts)
	}
}
