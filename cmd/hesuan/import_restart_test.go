package main

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hesuan/ingest/history"
	"hesuan/internal/pg"
	"hesuan/internal/testkit"
)

// small is a file that has every kind of line.
const small = "../../ingest/history/testdata/small.csv"

// fingerprint is what an import leaves behind, without what is random or of the clock.
func fingerprint(t testing.TB, h *house) string {
	t.Helper()
	var print string
	err := h.db.Pool.QueryRow(t.Context(), `
		select md5(string_agg(line, '; ' order by line)) || ' ' || count(*) from (
			select row(o.number, o.at, o.day, o.state, o.total, o.paid, o.refunded, l.no, l.code, l.qty, l.price, l.cost, l.returned, l.cost_back)::text
				from sales.order o join sales.order_line l on l.doc = o.id
			union all select row(r.number, r.at, r.order_number, r.kind, r.amount, r.cost, l.no, l.order_line, l.qty, l.amount, l.cost)::text
				from sales.return r join sales.return_line l on l.doc = r.id
			union all select row(p.source_number, p.at, p.kind, l.no, l.sku, l.from_place, l.to_place, l.qty, l.value)::text
				from inventory.posting p join inventory.posting_line l on l.doc = p.id
			union all select row(v.source_number, v.at, v.summary, l.code, l.debit, l.credit, l.customer)::text
				from finance.voucher v join finance.voucher_line l on l.doc = v.id
			union all select row(number, id, kind, amount, refunded, original, source_number)::text from finance.payment
			union all select row(sku, on_hand, reserved, value)::text from inventory.stock
			union all select row(a.number, a.reason, l.qty, l.value)::text from inventory.adjustment a join inventory.adjustment_line l on l.doc = a.id
			union all select row(j.number, l.no, l.kind, l.reason, l.amount)::text from history.import j join history.import_line l on l.doc = j.id
			union all select row(kind, count(*), max(version))::text from core.event group by kind
		) all_of_it (line)`).Scan(&print)
	if err != nil {
		t.Fatal(err)
	}
	return print
}

// runPlan imports the small file in blocks of so many lines.
func (h *house) runPlan(ctx context.Context, t testing.TB, block int, moved func(done, units int)) (int, *history.Plan, error) {
	t.Helper()
	in, err := os.Open(small)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	file, err := history.Read("small.csv", in, h.db.Zone)
	if err != nil {
		t.Fatal(err)
	}
	plan := history.Compose(file, h.db.Zone)
	run := &history.Run{DB: h.db, Rooms: pastRooms{h}, Currency: "GBP", Plan: plan, Block: block, Moved: moved}
	wrote, err := run.Do(asHouse(ctx))
	return wrote, plan, err
}

// OPS-05 in part, ORD-02 in part: a file with every kind of line, in the books and sound; a second run creates nothing.
func TestImportsASmallFile(t *testing.T) {
	h := newBritish(t)
	report, err := h.importRetail(asHouse(t.Context()), small, nil)
	if err != nil {
		t.Fatal(err)
	}
	kindsAgree(t, h, report.plan)
	neverBelowZero(t, h)
	h.sound(t)
	before := fingerprint(t, h)
	again, err := h.importRetail(asHouse(t.Context()), small, nil)
	if err != nil || again.wrote != 0 {
		t.Errorf("a second run wrote %d units: %v", again.wrote, err)
	}
	if after := fingerprint(t, h); after != before {
		t.Errorf("a second run changed %s to %s", before, after)
	}
	var fees, losses, revenue string
	err = h.db.Pool.QueryRow(t.Context(), `select sum(debit - credit) filter (where code = '6601')::text, sum(debit - credit) filter (where code = '6702')::text,
		sum(credit - debit) filter (where code = '6001')::text from finance.voucher_line`).Scan(&fees, &losses, &revenue)
	// Fees 100.5 − 15; losses 22.12 − 11.06; goods 81.511 and carriage 23.95, less goods 59.85 and carriage 18 that came back.
	if err != nil || fees != "85.5000" || losses != "11.0600" || revenue != "27.6110" {
		t.Errorf("fees %s, credit losses %s, revenue %s: %v", fees, losses, revenue, err)
	}
}

// OPS-05 in part: a run that ends anywhere and is taken up again ends as one that never did.
func TestImportGoesOnWhereItStopped(t *testing.T) {
	straight := newBritish(t)
	if _, _, err := straight.runPlan(t.Context(), t, 0, nil); err != nil {
		t.Fatal(err)
	}
	want := fingerprint(t, straight)
	broken := newBritish(t)
	random := rand.New(rand.NewPCG(1, 2))
	for runs := 1; ; runs++ {
		ctx, cancel := context.WithCancel(t.Context())
		blocks := random.IntN(3)
		wrote, plan, err := broken.runPlan(ctx, t, 1+random.IntN(6), func(done, _ int) {
			if blocks--; blocks < 0 {
				time.AfterFunc(time.Duration(random.IntN(15))*time.Millisecond, cancel) // within a later block
			}
		})
		cancel()
		if err == nil {
			t.Logf("%d runs, the last wrote %d units", runs, wrote)
			kindsAgree(t, broken, plan)
			break
		}
		if t.Context().Err() != nil || runs > 500 {
			t.Fatal(err)
		}
	}
	broken.sound(t)
	if got := fingerprint(t, broken); got != want {
		t.Errorf("a broken run left %s, a straight one %s", got, want)
	}
}

// OPS-05 in part: a company of another currency, or with business of its own, takes no file.
func TestImportIsRefused(t *testing.T) {
	chinese := newTrial(t)
	_, err := chinese.importRetail(chinese.ctx, small, nil)
	if err == nil || !strings.Contains(inWords(chinese.book, err).Error(), "HESUAN_CURRENCY=GBP") {
		t.Errorf("books in CNY: %v", err)
	}
	h := newBritish(t)
	if _, err := h.importRetail(asHouse(t.Context()), small, nil); err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other.csv")
	text, err := os.ReadFile(small)
	if err == nil {
		err = os.WriteFile(other, append(text, text[strings.Index(string(text), "\n")+1:]...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.importRetail(asHouse(t.Context()), other, nil); err == nil || !strings.Contains(err.Error(), "not_empty") {
		t.Errorf("a second file: %v", err)
	}
}

// OPS-05 in part: kill -9 at random moments of the real import; what is there in the end is what one run makes.
func TestImportSurvivesKills(t *testing.T) {
	path := realFile(t)
	dsn := testkit.Postgres(t, foundBritish)
	for kills := 0; ; kills++ {
		command := exec.Command(os.Args[0], "import", "online-retail", path, "--rejected", filepath.Join(t.TempDir(), "rejected.csv"), "--patience", "0")
		command.Env = append(os.Environ(), asProgram+"=1", "HESUAN_POSTGRES="+dsn, "HESUAN_KAFKA=127.0.0.1:1", "HESUAN_CLICKHOUSE=http://127.0.0.1:1/x")
		var out strings.Builder
		command.Stdout, command.Stderr = &out, &out
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		wait := 3*time.Second + time.Duration(rand.IntN(8000))*time.Millisecond
		if kills == 25 {
			wait = commandLimit // on a slow machine a run may not come far before it is killed
		}
		killer := time.AfterFunc(wait, func() { _ = command.Process.Kill() })
		err := command.Wait()
		if killer.Stop() {
			if err != nil {
				t.Fatalf("%v\n%s", err, out.String())
			}
			t.Logf("done after %d kills\n%s", kills, out.String())
			break
		}
	}
	h := openBritish(t, dsn)
	h.sound(t)
	neverBelowZero(t, h)
	report, err := h.importRetail(asHouse(t.Context()), path, nil)
	if err != nil || report.wrote != 0 {
		t.Fatal(report.wrote, err)
	}
	kindsAgree(t, h, report.plan)
	straight := newBritish(t)
	if _, err := straight.importRetail(asHouse(t.Context()), path, nil); err != nil {
		t.Fatal(err)
	}
	if got, want := fingerprint(t, h), fingerprint(t, straight); got != want {
		t.Errorf("a killed run left %s, a straight one %s", got, want)
	}
}

func openBritish(t testing.TB, dsn string) *house {
	t.Helper()
	ctx := asHouse(t.Context())
	db, err := pg.Open(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	h, err := wire(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	return h
}
