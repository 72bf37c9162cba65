package purchasing_test

import (
	"testing"

	"pgregory.net/rapid"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/oltp/purchasing"
)

// PUR-08: whatever comes in whatever portions, no line receives more than its tolerance, what was refused changed nothing, what a
// line received is the sum of its receipts, and the receipts' values add up to the line's to the cent.
func TestReceiptsAddUp(t *testing.T) {
	y := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		cups, pots := rapid.IntRange(1, 200).Draw(rt, "cups"), rapid.IntRange(1, 30).Draw(rt, "pots")
		o := y.order(cups, pots)
		before, _ := y.onHand(y.cup)
		came := map[int32]int{}
		for range rapid.IntRange(1, 6).Draw(rt, "receipts") {
			if o.State == purchasing.Received {
				break
			}
			no := int32(rapid.IntRange(1, 2).Draw(rt, "line"))
			qty := rapid.IntRange(0, 120).Draw(rt, "qty")
			rejected := rapid.IntRange(0, 3).Draw(rt, "rejected")
			most := map[int32]int{1: cups + cups/20, 2: pots + pots/20}[no] - came[no]
			next, err := y.take(id.ID(o.ID), "receive", `{"lines":[{"order_line":%d,"qty":"%d","rejected":%d}]}`, no, qty, rejected)
			switch {
			case qty+rejected == 0 || qty > most:
				if fault.KindOf(err) == "" {
					rt.Fatalf("%d of at most %d: %v", qty, most, err)
				}
			case err != nil:
				rt.Fatal(err)
			default:
				came[no] += qty
				o = next
			}
			if o.Lines[no-1].Received != fixed.Units(int64(came[no])) {
				rt.Fatalf("line %d: %+v, came %d", no, o.Lines[no-1], came[no])
			}
		}
		y.addsUp(rt, o)
		if after, _ := y.onHand(y.cup); after != before+fixed.Units(int64(came[1])) {
			rt.Fatalf("stock went from %s to %s for %d", before, after, came[1])
		}
	})
	y.sound()
}

func (y *yard) addsUp(rt *rapid.T, o *purchasing.Order) {
	y.do(func(tx *pg.Tx) error {
		for _, l := range o.Lines {
			var qty fixed.Qty
			var cost, vat fixed.Amount
			err := tx.QueryRow(y.ctx, `select sum(l.qty), sum(l.cost), sum(l.vat) from purchasing.receipt r
				join purchasing.receipt_line l on l.doc = r.id where r.purchase = $1 and l.order_line = $2`, o.ID, l.No).Scan(&qty, &cost, &vat)
			if err != nil {
				return err
			}
			if qty != l.Received || qty == l.Qty && (cost != l.Net || vat != l.VAT) {
				rt.Fatalf("line %+v has receipts of %s worth %s + %s", l, qty, cost, vat)
			}
		}
		return nil
	})
}
