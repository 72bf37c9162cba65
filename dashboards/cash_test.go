package dashboards

import (
	"math"
	"strings"
	"testing"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/olap"
)

var payer, idler, maker = id.New[any](), id.New[any](), id.New[any]()

// cashBook is a company of a thousand yuan: one customer pays two to six days late, one has not been heard of, a supplier is paid on the day,
// rent of 300 leaves on the 5th.
func cashBook() *CashBook {
	yuan := func(n int64) fixed.Amount { return fixed.Yuan(n) }
	item := func(party id.ID, number string, due int, amount int64) CashItem {
		return CashItem{Party: party, Name: number + " " + evil, Type: "sales.order", ID: id.New[any](), Number: number, Day: today.Add(due - 30), Due: today.Add(due), Amount: yuan(amount)}
	}
	b := &CashBook{Today: today, Opening: yuan(1000), Ordered: []CashItem{item(maker, "PO-1", 20, 150)}}
	b.Claims = CashSide{Items: []CashItem{item(payer, "SO-1", 3, 400), item(idler, "SO-2", -10, 100)}, Late: map[id.ID][]int{payer: {2, 2, 3, 4, 4, 5, 6, 6}}}
	b.Debts = CashSide{Items: []CashItem{item(maker, "GR-1", 10, 700)}, Late: map[id.ID][]int{maker: {0, 0, 0, 0, 0, 0, 0, 0}}}
	for back := 1; back <= 6; back++ {
		from, _ := earlier(cal.Of(2076, 3, 5), back)
		b.Flows = append(b.Flows, CashFlow{Day: from, Other: -yuan(300)})
	}
	b.Flows = append(b.Flows, CashFlow{Day: today.Add(-200)}, CashFlow{Day: today.Add(-3), Advances: yuan(500)})
	return b
}

// Each day's expected position is what there is and the sum of its parts; what is sure is sure, what is not has a width. FIN-15.
func TestCashAndItsParts(t *testing.T) {
	var sold []olap.Foretold
	for d := range 27 {
		sold = append(sold, olap.Foretold{Day: today.Add(d + 1), Expected: 20, P10: 10, P90: 40})
	}
	ahead := cashBook().foresee(sold, 0.5)
	if again := cashBook().foresee(sold, 0.5); again.Days[20] != ahead.Days[20] {
		t.Errorf("the same book, another forecast: %+v %+v", again.Days[20], ahead.Days[20])
	}
	for _, d := range ahead.Days {
		sum := 1000 + d.Claims + d.Sales + d.Debts + d.Ordered + d.Others
		if math.Abs(sum-d.Expected) > 1e-6 || d.P10 > d.Expected || d.P90 < d.Expected || d.Below < 0 || d.Below > 1 {
			t.Errorf("%+v sums to %v", d, sum)
		}
	}
	at := func(days int) cashDay { return ahead.Days[days-1] }
	switch {
	case at(4).Claims > 150 || math.Abs(at(9).Claims-400) > 130: // SO-1 comes 5 to 9 days from now; SO-2, which is late already, any day
		t.Errorf("claims: %v after 4 days, %v after 9", at(4).Claims, at(9).Claims)
	case at(9).Debts != 0 || at(10).Debts != -700 || at(19).Ordered != 0 || at(20).Ordered != -150:
		t.Errorf("debts and orders: %+v %+v", at(10), at(20))
	case at(5).Others != 0 || at(6).Others != -300 || at(28).Others != -300:
		t.Errorf("rent: %v %v %v", at(5).Others, at(6).Others, at(28).Others)
	case math.Abs(at(27).Sales-27*11) > 20: // the mean of a band that is wider above than below lies above its middle
		t.Errorf("sales: %v", at(27).Sales)
	case at(28).P90-at(28).P10 <= at(1).P90-at(1).P10:
		t.Errorf("the band does not open: %+v %+v", at(1), at(28))
	}
}

// A forecast that programs read is to the cent, whatever fraction stands for it. FIN-15.
func TestAForecastIsToldToTheCent(t *testing.T) {
	for v, want := range map[float64]string{0.57: "0.57", 1.15: "1.15", -4.35: "-4.35", 1936402.289999: "1936402.29"} {
		if got := exactly(v); got.String() != want {
			t.Errorf("%v is told as %s", v, got)
		}
	}
}

// The last day of a month stands for all that is left of an earlier one; a day that an earlier month has not stands for none.
func TestTheSameDayOfAnEarlierMonth(t *testing.T) {
	for _, c := range []struct {
		day      cal.Date
		back     int
		from, to string
	}{
		{cal.Of(2026, 11, 5), 1, "2026-10-05", "2026-10-05"}, {cal.Of(2026, 11, 30), 1, "2026-10-30", "2026-10-31"},
		{cal.Of(2026, 3, 31), 1, "", ""}, {cal.Of(2026, 3, 30), 1, "", ""}, {cal.Of(2026, 3, 28), 1, "2026-02-28", "2026-02-28"},
		{cal.Of(2026, 1, 5), 2, "2025-11-05", "2025-11-05"},
	} {
		from, to := earlier(c.day, c.back)
		if got := from <= to; got != (c.from != "") || got && (from.String() != c.from || to.String() != c.to) {
			t.Errorf("%s %d months before: %s to %s", c.day, c.back, from, to)
		}
	}
}

// The finance board shows the band and what it is made of, and leads to the documents behind each day; a shop alone has no cash. FIN-15.
func TestTheCashForecastOnTheBoard(t *testing.T) {
	s := open(t)
	s.trade()
	v := s.visit()
	_, tile := v.get("/board/finance/tile/ahead")
	has(t, tile, "预测区间 P10–P90", "stackStrategy", "现有资金", "¥1,000.00", "客户应收款到账", "支付供应商应付款", "最低点 P10", "#docs")
	_, page := v.get("/board/finance/cash?day=" + today.Add(10).String())
	has(t, page, "SO-1", "SO-2", "GR-1", "−¥700.00", "逾期 10 天", "3 张单据，合计 −¥200.00", "低于零的概率", "&lt;img src=x")
	if strings.Contains(page, "PO-1") {
		t.Error("what is due later is listed")
	}
	_, some := v.get("/board/finance/cash?of=ordered")
	if has(t, some, "PO-1", "1 张单据"); strings.Contains(some, "GR-1") {
		t.Error("another kind is listed")
	}
	_, csv := v.get("/board/finance/tile/ahead?as=csv")
	has(t, csv, "预计余额 (¥)", today.Add(28).String())
}
