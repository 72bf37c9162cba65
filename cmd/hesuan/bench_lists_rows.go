package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"hesuan/internal/bench"
)

// multiply makes many of one customer and one order by copying their rows within Postgres, with other numbers, names, states and times.
func (h benchHouse) multiply(ctx context.Context, session *bench.Session, shop *benchShop, rows int) error {
	if _, err := shop.place(ctx, []*bench.Session{session}, 10, time.Millisecond); err != nil {
		return err
	}
	for _, sql := range []string{
		h.copies("crm.customer", rows, manyCustomers), "vacuum analyze crm.customer",
		h.copies("sales.order", rows, manyOrders), "vacuum analyze sales.order",
	} {
		if err := execute(ctx, h.stack.Postgres, sql); err != nil {
			return err
		}
	}
	return nil
}

// copies is the statement that copies a table's first row many times; vary says how the columns of the n-th copy differ.
func (h benchHouse) copies(name string, rows int, vary map[string]string) string {
	table, columns, _, _ := h.defs.Find(name).Columns()
	values := make([]string, len(columns))
	for i, column := range columns {
		columns[i] = `"` + column + `"`
		values[i] = "one." + columns[i]
		if other, differs := vary[column]; differs {
			values[i] = other
		}
	}
	return fmt.Sprintf(`insert into %s (%s) select %s from (select * from %s limit 1) one, generate_series(1, %d) n`,
		table, strings.Join(columns, ", "), strings.Join(values, ", "), table, rows)
}

const (
	manyNames  = `(array['王', '李', '张', '刘', '陈'])[1 + n % 5] || (array['伟', '芳', '娜', '敏', '静', '强', '磊'])[1 + n % 7] || n % 9973`
	manyPhones = `'13' || lpad((n::bigint * 7919 % 1000000000)::text, 9, '0')`
	manyCities = `(array['武汉', '广州', '南京', '杭州'])[1 + n % 4]`
	manyPlaces = `(array['湖北', '广东', '江苏', '浙江', '河南'])[1 + n % 5]`
	manyTimes  = `now() - n * interval '1 minute'`
)

var (
	manyCustomers = map[string]string{
		"id": "gen_random_uuid()", "code": "'M' || n", "name": manyNames, "phone": manyPhones, "city": manyCities, "province": manyPlaces,
		"search": "'m' || n || ' ' || " + manyNames + " || ' ' || " + manyPhones + " || ' ' || " + manyCities,
		"level":  "(array['normal', 'silver', 'gold', 'vip'])[1 + n % 4]", "tags": "'t' || n % 50", "blocked": "n % 1000 = 0",
		"archived": "n % 200 = 0", "created": manyTimes, "updated": manyTimes,
	}
	manyOrders = map[string]string{
		"id": "gen_random_uuid()", "number": "'SO-' || to_char(" + manyTimes + ", 'YYYYMMDD') || '-' || lpad(n::text, 7, '0')",
		"at": manyTimes, "created": manyTimes, "updated": manyTimes, "day": "(" + manyTimes + ")::date",
		"customer": "md5((n % 1000)::text)::uuid", "external": "case when n % 3 = 0 then 'EX' || n else '' end", "region": manyPlaces,
		"state": "(array['completed', 'completed', 'completed', 'shipped', 'cancelled', 'approved', 'placed'])[1 + n % 7]",
		"goods": "10 + n % 977", "total": "10 + n % 977", "discount": "0", "freight": "0", "tax": "0",
		"exception": "case when n % 5000 = 0 then 'short' else '' end",
	}
)
