package history_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"hesuan/ingest/history"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
)

func read(t testing.TB, path string) *history.File {
	t.Helper()
	in, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	file, err := history.Read("file", in, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func total(lines int64, qty, amount string) history.Total {
	q, _ := fixed.ParseQty(qty)
	a, _ := fixed.ParseAmount(amount)
	return history.Total{Lines: lines, Qty: q, Amount: a}
}

// OPS-05 in part: every line of the real file is of one kind, and the kinds sum to the known totals to the last digit.
func TestKindsOfTheRealFile(t *testing.T) {
	const path = "../../../shared/data/online_retail.csv.gz"
	if _, err := os.Stat(path); err != nil {
		t.Skipf("SKIPPED, the real file is not there: %v", err)
	}
	file := read(t, path)
	want := history.Totals{
		history.BadDebt:   total(3, "3", "-11062.06"),
		history.Duplicate: total(5268, "13948", "21740.98"),
		history.Charge:    total(2941, "10071", "-34249.146"),
		history.Returned:  total(8668, "-270017", "-475901.16"),
		history.WriteOff:  total(1336, "-206957", "0"),
		history.Found:     total(1156, "68018", "0"),
		history.Sale:      total(522537, "5561384", "10247219.32"),
	}
	for _, kind := range history.Kinds {
		if file.Totals[kind] != want[kind] {
			t.Errorf("%s: %+v, want %+v", kind, file.Totals[kind], want[kind])
		}
	}
	if sum := file.Totals.Sum(); sum != total(541909, "5176450", "9747747.934") {
		t.Errorf("all: %+v", sum)
	}
	cancelled := 0
	for _, l := range file.Lines {
		if strings.HasPrefix(l.Invoice, "C") && l.Kind == history.Charge {
			cancelled++
		}
	}
	if cancelled != 583 { // and one of the 584 is a duplicate
		t.Errorf("%d cancellations are no goods, want 583", cancelled)
	}
	lawful(t, history.Compose(file, time.UTC))
}

// OPS-05 in part: the kinds of a small file that has them all, line by line.
func TestKindsOfTheSmallFile(t *testing.T) {
	file := read(t, "testdata/small.csv")
	want := strings.Fields(`sale sale duplicate charge sale sale found sale charge found write_off return return charge charge return return
		bad_debt bad_debt rejected:sign rejected:quantity rejected:sign rejected:time rejected:columns sale rejected:customer charge`)
	if len(file.Lines) != len(want) {
		t.Fatalf("%d lines, want %d", len(file.Lines), len(want))
	}
	for i, l := range file.Lines {
		got := string(l.Kind)
		if l.Reason != "" {
			got += ":" + l.Reason
		}
		if got != want[i] {
			t.Errorf("row %d is %s, want %s", l.Row, got, want[i])
		}
	}
	lawful(t, history.Compose(file, time.UTC))
}

// ORD-14 in part: a return is linked to what was bought before, the same price first, the newest first, and never above it.
func TestReturnsAreLinked(t *testing.T) {
	plan := history.Compose(read(t, "testdata/small.csv"), time.UTC)
	var got []string
	for _, s := range plan.Steps {
		if s.Return == nil {
			continue
		}
		order := "-"
		if s.Return.Order != nil {
			order = s.Return.Order.Invoice
		}
		for _, l := range s.Return.Lines {
			got = append(got, s.Return.Number+" "+order+" "+l.SKU.Code+" "+l.Qty.String())
		}
	}
	want := []string{
		"RT-C536370-1 536366 85123A 4", "RT-C536370-2 536365 85123A 4", "RT-C536370-2 536365 71053 1", // at another price
		"RT-C536370-3 - POST 1",
		"RT-C536371-1 - AMAZONFEE 1", "RT-C536377-1 536365 85123A 2", "RT-C536377-2 - 85123A 7", // more than was bought
		"RT-C536372-1 - 22423 1", // nobody knows who
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("returns are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// lawful checks what is always true of a plan.
func lawful(t *testing.T, plan *history.Plan) {
	t.Helper()
	level, lowest := map[*history.SKU]fixed.Qty{}, map[*history.SKU]fixed.Qty{}
	opened, numbers := map[*history.SKU]bool{}, map[string]bool{}
	var last time.Time
	move := func(sku *history.SKU, qty fixed.Qty) {
		if level[sku] += qty; sku.Charge {
			level[sku] = 0
		}
		if low, known := lowest[sku]; !known || level[sku] < low {
			lowest[sku] = level[sku]
		}
	}
	name := func(head history.Head) {
		if numbers[head.Number] || head.At.Before(last) {
			t.Errorf("%s comes twice or too late", head.Number)
		}
		numbers[head.Number], last = true, head.At
	}
	for _, s := range plan.Steps {
		switch {
		case s.Adjustment != nil:
			name(s.Adjustment.Head)
			for _, l := range s.Adjustment.Lines {
				move(l.SKU, l.Qty)
				opened[l.SKU] = opened[l.SKU] || s.Adjustment.Reason == "opening"
			}
		case s.Order != nil:
			name(s.Order.Head)
			for _, l := range s.Order.Lines {
				move(l.SKU, -l.Qty)
				sold(t, s.Order, l)
			}
		case s.Return != nil:
			name(s.Return.Head)
			for _, l := range s.Return.Lines {
				move(l.SKU, l.Qty)
			}
		}
	}
	for sku, low := range lowest {
		if low < 0 || opened[sku] && low > 0 {
			t.Errorf("%s opens with so much that it falls to %s", sku.Code, low)
		}
	}
}

// sold checks that no more goods and money came back of a line than it sold.
func sold(t *testing.T, o *history.Order, l *history.OrderLine) {
	t.Helper()
	amount, _ := l.Price.Times(l.Qty)
	qty := l.Qty
	for _, back := range l.Back {
		qty -= back.Qty
		amount -= back.Amount()
	}
	if qty < 0 || amount < 0 {
		t.Errorf("%s line %d: more came back than was sold", o.Number, l.No)
	}
}

// OPS-05 in part: the file of rejected lines holds each with its row and reason.
func TestRejectedLines(t *testing.T) {
	var out strings.Builder
	err := read(t, "testdata/small.csv").WriteRejected(&out, func(key string, _ fault.Args) string { return key[strings.LastIndex(key, ".")+1:] })
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"4,duplicate,= 3,536365,71053,", "21,rejected,sign,536373,", "22,rejected,quantity,536373,71053,WHITE METAL LANTERN,zwei,", "25,rejected,columns,536375,71053,WHITE METAL LANTERN,2\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
}

// OPS-05 in part: what is no such file is refused in words.
func TestOtherFilesAreRefused(t *testing.T) {
	for _, text := range []string{"", "a,b\n1,2\n", "\x1f\x8bnot gzip"} {
		if _, err := history.Read("x.csv", strings.NewReader(text), time.UTC); err == nil || !strings.Contains(err.Error(), "history.import.") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
