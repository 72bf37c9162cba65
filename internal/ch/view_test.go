package ch_test

import (
	"fmt"
	"testing"
	"time"

	"hesuan/internal/ch"
	"hesuan/internal/fixed"
)

// The warehouse's own shape: events with a JSON body, and a fact that a materialized view takes out of them.
var eventTables = []string{
	`create table event (
		id UUID, recorded DateTime64(6,'UTC'), kind LowCardinality(String), doc UUID, version UInt32, body String
	) engine = ReplacingMergeTree(version) partition by toYYYYMM(recorded) order by (kind, doc, version, id)`,
	`create table fact (
		day Date, doc UUID, line UInt32, sku String, qty Decimal(18,4), amount Decimal(18,4), version UInt32, is_deleted UInt8
	) engine = ReplacingMergeTree(version, is_deleted) partition by toYYYYMM(day) order by (day, doc, line)`,
	`create materialized view fact_view to fact as
	select toDate(JSONExtractString(body, 'day')) as day, doc,
		JSONExtractUInt(line_json, 'no') as line, JSONExtractString(line_json, 'sku') as sku,
		toDecimal64(JSONExtractString(line_json, 'qty'), 4) as qty, toDecimal64(JSONExtractString(line_json, 'amount'), 4) as amount,
		version, toUInt8(JSONExtractBool(line_json, 'gone')) as is_deleted
	from event array join JSONExtractArrayRaw(body, 'lines') as line_json
	where kind like 'sales.order.%'`,
}

// sendEvents writes n orders with two lines each; in version 2 the second line is gone.
func sendEvents(t testing.TB, db *ch.DB, version uint32, n int) {
	t.Helper()
	batch, err := db.Batch(t.Context(), "insert into event (id, recorded, kind, doc, version, body)")
	must(t, err)
	at := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	for i := range n {
		id := fmt.Sprintf("0198b3c4-7d2a-7000-8000-%012d", i)
		body := fmt.Sprintf(`{"day":"2026-11-%02d","lines":[{"no":1,"sku":"A","qty":"2","amount":"%d.0001"},`+
			`{"no":2,"sku":"乙","qty":"0.5","amount":"1","gone":%t}]}`, i%28+1, version, version > 1)
		must(t, batch.Append(id, at, "sales.order.place", id, version, body))
	}
	must(t, batch.Send())
}

func TestViewsTakeFactsOutOfEvents(t *testing.T) {
	db := ready(t)
	for _, sql := range eventTables {
		must(t, db.Exec(t.Context(), sql))
	}
	sendEvents(t, db, 1, 300)
	if lines := one[uint64](t, db, "select count() from fact final"); lines != 600 {
		t.Fatalf("%d lines, want 600", lines)
	}
	sendEvents(t, db, 2, 300)
	sendEvents(t, db, 1, 300) // late and doubled: must change nothing
	var lines uint64
	var qty fixed.Qty
	var amount fixed.Amount
	must(t, db.QueryRow(t.Context(), "select count(), sum(qty), sum(amount) from fact final").Scan(&lines, &qty, &amount))
	if lines != 300 || qty != 600_0000 || amount != 300*2_0001 {
		t.Errorf("%d lines, quantity %v, amount %v", lines, qty, amount)
	}
	rebuilt := one[uint64](t, db, `select count() from (select 1 from event final array join JSONExtractArrayRaw(body, 'lines'))`)
	if rebuilt != 1200 {
		t.Errorf("%d lines by recomputation", rebuilt)
	}
}

func TestDictionariesFollowTheirTable(t *testing.T) {
	db := ready(t)
	must(t, db.Exec(t.Context(), `create table sku (id String, category String) engine = ReplacingMergeTree order by id`))
	must(t, db.Exec(t.Context(), `create dictionary sku_now (id String, category String default '?') primary key id
		source(clickhouse(table 'sku' db '`+db.Database()+`')) lifetime(0) layout(complex_key_hashed())`))
	must(t, db.Exec(t.Context(), "insert into sku values ('a', '茶')"))
	must(t, db.Exec(t.Context(), "system reload dictionary sku_now"))
	if got := one[string](t, db, "select dictGet('sku_now', 'category', 'a')"); got != "茶" {
		t.Errorf("category %q", got)
	}
}

func TestPartitionsComeAndGo(t *testing.T) {
	db := ready(t)
	must(t, db.Exec(t.Context(), "create table p (m UInt32, v UInt32) engine = MergeTree partition by m order by v"))
	must(t, db.Exec(t.Context(), "insert into p select number % 3, number from numbers(300)"))
	must(t, db.Exec(t.Context(), "alter table p drop partition 0"))
	if n := one[uint64](t, db, "select count() from p"); n != 200 {
		t.Errorf("%d rows after dropping a partition", n)
	}
	part := one[string](t, db, `select name from system.parts
		where database = currentDatabase() and table = 'p' and active order by name limit 1`)
	must(t, db.Exec(t.Context(), "alter table p drop part '"+part+"'"))
	if n := one[uint64](t, db, "select count() from p"); n != 100 {
		t.Errorf("%d rows after dropping a part", n)
	}
	must(t, db.Exec(t.Context(), "alter table p detach partition 2"))
	must(t, db.Exec(t.Context(), "alter table p attach partition 2"))
	must(t, db.Exec(t.Context(), "detach table p"))
	if _, err := db.Query(t.Context(), "select 1 from p"); ch.Code(err) != 60 {
		t.Errorf("a detached table: %v", err)
	}
	must(t, db.Exec(t.Context(), "attach table p"))
	if n := one[uint64](t, db, "select count() from p"); n != 100 {
		t.Errorf("%d rows after attaching", n)
	}
}

func TestOneInsertFillsManyPartitions(t *testing.T) {
	db := ready(t)
	must(t, db.Exec(t.Context(), "create table months (m UInt32) engine = MergeTree partition by m order by m"))
	must(t, db.Exec(t.Context(), "insert into months select number from numbers(240)"))
	batch, err := db.Batch(t.Context(), "insert into months")
	must(t, err)
	for m := range uint32(240) {
		must(t, batch.Append(m))
	}
	must(t, batch.Send())
	if n := one[uint64](t, db, "select count() from months"); n != 480 {
		t.Errorf("%d rows", n)
	}
}

func TestTablesAreRepairedAndExchanged(t *testing.T) {
	db := ready(t)
	for _, name := range []string{"a", "b"} {
		must(t, db.Exec(t.Context(), "create table "+name+" (k UInt32, v UInt32) engine = ReplacingMergeTree(v) order by k"))
	}
	must(t, db.Exec(t.Context(), "insert into a select number % 50, number from numbers(100)"))
	now := ch.With(t.Context(), ch.Settings{"mutations_sync": 1})
	must(t, db.Exec(now, "alter table a delete where k < 10"))
	must(t, db.Exec(now, "delete from a where k < 20"))
	must(t, db.Exec(t.Context(), "optimize table a final"))
	if n := one[uint64](t, db, "select count() from a"); n != 30 {
		t.Errorf("%d rows after deleting and merging", n)
	}
	must(t, db.Exec(t.Context(), "exchange tables a and b"))
	must(t, db.Exec(t.Context(), "rename table b to c"))
	if n := one[uint64](t, db, "select count() from c"); n != 30 {
		t.Errorf("%d rows after exchanging", n)
	}
	must(t, db.Exec(t.Context(), "truncate table c"))
	must(t, db.Exec(t.Context(), "drop table c sync"))
}
