package ch_test

import (
	"fmt"
	"testing"

	"hesuan/internal/ch"
	"hesuan/internal/fixed"
)

// Insert throughput by size of batch: a small one is bound by fsync, a large one by encoding.
func BenchmarkInsert(b *testing.B) {
	for _, n := range []int{1, 1_000, 20_000, 200_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			db := ready(b)
			must(b, db.Exec(b.Context(), "drop table if exists line"))
			newLines(b, db)
			first := 0
			for b.Loop() {
				must(b, sendLines(b, db, first, n))
				first += n
			}
			b.ReportMetric(float64(b.N*n)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// Latency of a small query, alone and from many at once.
func BenchmarkQuery(b *testing.B) {
	db := ready(b)
	newLines(b, db)
	must(b, sendLines(b, db, 0, 100_000))
	const sql = "select sku, sum(qty) from line final where day = {day:Date} and id < {n:UInt64} group by sku order by sku limit 20"
	ask := func(b *testing.B) {
		rows, err := db.Query(b.Context(), sql, ch.Named("day", "2026-11-01"), ch.Named("n", 1000))
		must(b, err)
		for rows.Next() {
		}
		must(b, rows.Err())
	}
	b.Run("alone", func(b *testing.B) {
		for b.Loop() {
			ask(b)
		}
	})
	b.Run("parallel", func(b *testing.B) {
		b.SetParallelism(8)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				ask(b)
			}
		})
	})
}

// Reading a million rows, as numbers and as fixed decimals.
func BenchmarkRead(b *testing.B) {
	db := ready(b)
	for name, sql := range map[string]string{
		"int64":   "select toInt64(number) from numbers(1000000)",
		"decimal": "select toDecimal64(number, 4) from numbers(1000000)",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				rows, err := db.Query(b.Context(), sql)
				must(b, err)
				readAll(b, rows, name)
			}
			b.ReportMetric(float64(b.N)*1e6/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func readAll(b *testing.B, rows ch.Rows, as string) {
	b.Helper()
	var n int64
	var amount fixed.Amount
	for rows.Next() {
		if as == "int64" {
			must(b, rows.Scan(&n))
		} else {
			must(b, rows.Scan(&amount))
		}
	}
	must(b, rows.Err())
}
