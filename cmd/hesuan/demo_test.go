package main

import (
	"testing"

	"hesuan/internal/pg"
	"hesuan/internal/testkit"
)

// The sample company is sound, of the promised size, and made once.
func TestDemoIsSoundAndMadeOnce(t *testing.T) {
	ctx := asHouse(t.Context())
	db, err := pg.Open(ctx, testkit.Postgres(t, migrateTest))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h, err := wire(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	c := &trial{house: h, t: t, ctx: ctx}
	var first, second string
	for _, count := range []*string{&first, &second} {
		if err := h.loadDemo(ctx); err != nil {
			t.Fatal(err)
		}
		c.do(func(tx *pg.Tx) error {
			return tx.QueryRow(ctx, `select (select count(*) from catalog.sku)::text || ' SKUs, ' || (select count(*)/100 from sales.order)
				|| ' hundred orders, ' || (select count(distinct state) from sales.order) || ' states, ' || (select count(*) > 5 from sales.return)`).Scan(count)
		})
	}
	if first != second || first < "50 SKUs, 4 hundred orders, 3" || first > "50 SKUs, 6" {
		t.Errorf("%s, then %s", first, second)
	}
	c.mustBeSound()
}
