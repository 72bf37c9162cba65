package ch_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"hesuan/internal/ch"
	"hesuan/internal/fixed"
)

// everything is a row with each type that the warehouse uses.
type everything struct {
	I8    int8              `ch:"i8"`
	I16   int16             `ch:"i16"`
	I32   int32             `ch:"i32"`
	I64   int64             `ch:"i64"`
	U8    uint8             `ch:"u8"`
	U16   uint16            `ch:"u16"`
	U32   uint32            `ch:"u32"`
	U64   uint64            `ch:"u64"`
	F64   float64           `ch:"f64"`
	Dec   fixed.Amount      `ch:"amount"`
	Day   time.Time         `ch:"day"`
	Day32 time.Time         `ch:"day32"`
	At    time.Time         `ch:"at"`
	Sec   time.Time         `ch:"sec"`
	ID    uuid.UUID         `ch:"id"`
	Str   string            `ch:"str"`
	Fix   string            `ch:"fix"`
	Low   string            `ch:"low"`
	LowN  *string           `ch:"low_null"`
	Null  *int64            `ch:"nullable"`
	DecN  *decimal.Decimal  `ch:"amount_null"`
	Arr   []string          `ch:"arr"`
	ArrI  []int64           `ch:"arr_int"`
	Nest  [][]uint8         `ch:"nest"`
	Map   map[string]string `ch:"map"`
	Tup   []any             `ch:"tup"`
	Enum  string            `ch:"enum"`
	Bool  bool              `ch:"yes"`
}

const everythingTable = `create table everything (
	i8 Int8, i16 Int16, i32 Int32, i64 Int64, u8 UInt8, u16 UInt16, u32 UInt32, u64 UInt64, f64 Float64,
	amount Decimal(18,4), day Date, day32 Date32, at DateTime64(6,'UTC'), sec DateTime('UTC'), id UUID,
	str String, fix FixedString(4), low LowCardinality(String), low_null LowCardinality(Nullable(String)),
	nullable Nullable(Int64), amount_null Nullable(Decimal(18,4)), arr Array(LowCardinality(String)), arr_int Array(Int64),
	nest Array(Array(UInt8)), map Map(LowCardinality(String),String), tup Tuple(String,Int64), enum Enum8('a'=1,'b'=2), yes Bool
) engine = MergeTree order by i64`

func samples() []everything {
	text, number := "有", int64(-7)
	amount := decimal.New(-99999999999999, -4)
	at := time.Date(2026, 2, 28, 23, 59, 59, 123456000, time.UTC)
	day := time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC)
	return []everything{
		{
			I8: -128, I16: -32768, I32: -1 << 31, I64: -1 << 63, U8: 255, U16: 65535, U32: 1<<32 - 1, U64: 1<<64 - 1,
			F64: 0.1, Dec: 123456789012345678, Day: day, Day32: time.Date(1925, 1, 2, 0, 0, 0, 0, time.UTC), At: at,
			Sec: at.Truncate(time.Second), ID: uuid.MustParse("0198b3c4-7d2a-7000-8000-00000000abcd"),
			Str: "鹤算\x00\n'\\`", Fix: "abcd", Low: "线上", LowN: &text, Null: &number, DecN: &amount,
			Arr: []string{"", "甲", "甲"}, ArrI: []int64{1, -2}, Nest: [][]uint8{{1, 2}, {}}, Map: map[string]string{"色": "红"},
			Tup: []any{"x", int64(5)}, Enum: "b", Bool: true,
		},
		{
			Day: day, Day32: day, At: at, Sec: at.Truncate(time.Second), Fix: "\x00\x00\x00\x00", Arr: []string{}, ArrI: []int64{},
			Nest: [][]uint8{}, Map: map[string]string{}, Tup: []any{"", int64(0)}, Enum: "a",
		},
	}
}

func TestEveryTypeComesBackAsItWent(t *testing.T) {
	db := ready(t)
	must(t, db.Exec(t.Context(), everythingTable))
	batch, err := db.Batch(t.Context(), "insert into everything")
	must(t, err)
	want := samples()
	for i := range want {
		must(t, batch.AppendStruct(&want[i]))
	}
	must(t, batch.Send())
	var got []everything
	must(t, db.Select(t.Context(), &got, "select * from everything order by i64"))
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for i := range want {
		same(t, got[i], want[i])
	}
}

// same compares field by field; a decimal is compared by value.
func same(t *testing.T, got, want everything) {
	t.Helper()
	g, w := reflect.ValueOf(got), reflect.ValueOf(want)
	for i := range g.NumField() {
		name, a, b := g.Type().Field(i).Name, g.Field(i).Interface(), w.Field(i).Interface()
		if x, ok := a.(*decimal.Decimal); ok && x != nil && b.(*decimal.Decimal) != nil && x.Equal(*b.(*decimal.Decimal)) {
			continue
		}
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s: got %#v, want %#v", name, a, b)
		}
	}
}

func TestFixedNumbersNeedNoFloat(t *testing.T) {
	db := ready(t)
	must(t, db.Exec(t.Context(), `create table money (k UInt8, amount Decimal(18,4), qty Decimal(18,4)) engine = MergeTree order by k`))
	batch, err := db.Batch(t.Context(), "insert into money (k, amount, qty)")
	must(t, err)
	amount, qty := fixed.Amount(-123456789012345678), fixed.Qty(10001)
	must(t, batch.Append(uint8(1), amount, qty))
	must(t, batch.Append(uint8(2), ch.Decimal(amount), ch.Decimal(qty)))
	must(t, batch.Send())
	for k := range 2 {
		var a fixed.Amount
		var q fixed.Qty
		var raw int64
		const sql = "select amount, qty, reinterpretAsInt64(amount) from money where k = {k:UInt8}"
		row := db.QueryRow(t.Context(), sql, ch.Named("k", uint8(k+1)))
		must(t, row.Scan(&a, &q, &raw))
		if a != amount || q != qty || raw != int64(amount) {
			t.Errorf("row %d: %d %d %d", k+1, a, q, raw)
		}
	}
	count := one[uint64](t, db, "select count() from money where amount = {a:Decimal(18,4)}", ch.Named("a", amount.String()))
	if count != 2 {
		t.Errorf("found %d by the amount", count)
	}
}
