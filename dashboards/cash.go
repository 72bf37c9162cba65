package dashboards

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"hesuan/forecasting/cash"
	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/olap"
)

// CashBook is what the forecast of cash is made from (FIN-15), in the company's currency.
type CashBook struct {
	Today   cal.Date
	Opening fixed.Amount // of all cash, now; days are foretold from tomorrow on
	Claims  CashSide     // on customers
	Debts   CashSide     // to suppliers
	Ordered []CashItem   // goods on their way, which nothing is owed for yet
	Flows   []CashFlow   // of the past, by day
}

// CashSide are the open items of one side, and by how many days past due each party's bills were paid in the last year.
type CashSide struct {
	Items []CashItem
	Late  map[id.ID][]int
}

// CashItem is a document that brings or takes money.
type CashItem struct {
	Party    id.ID
	Name     string // of the party
	Type     string
	ID       id.ID
	Number   string
	Day, Due cal.Date
	Amount   fixed.Amount
}

// CashFlow is what moved on a day beside the settling of open items: what customers paid in advance, and what went to or came from others.
type CashFlow struct {
	Day             cal.Date
	Advances, Other fixed.Amount
}

const (
	cashDays  = 28  // foretold; as far as sales are
	cashPaths = 400 // drawn futures
	fewLate   = 8   // payments of a party from which on its own habit counts
	mostLate  = 60  // payments that stand for a habit
	openYear  = 120 // days after which an unpaid bill counts as one that is not paid
)

// cashAhead is the forecast: by day the position as expected with the band that holds it in four days of five, the probability that it is
// below zero, and what of it comes from where. Position and parts are sums from now on.
type cashAhead struct {
	*CashBook
	Days []cashDay
	SQL  []string
	at   time.Time
}

// cashDay is the end of a day: Expected is Opening and the five parts.
type cashDay struct {
	Day                                   cal.Date
	Expected, P10, P90, Below             float64
	Claims, Sales, Debts, Ordered, Others float64
}

// habit is how a party pays: its own, if it has paid often enough, or everybody's.
func (s CashSide) habit(party id.ID, all cash.Delay) cash.Delay {
	if own := s.Late[party]; len(own) >= fewLate {
		return cash.Delay{Days: spread(own), Share: all.Share}
	}
	return all
}

// everybody is the habit of all parties. A bill that is long open counts as one that is not paid.
func (s CashSide) everybody(today cal.Date) cash.Delay {
	var days []int
	for _, own := range s.Late {
		days = append(days, own...)
	}
	dead := 0
	for _, i := range s.Items {
		if today-i.Due > openYear {
			dead++
		}
	}
	share := 1.0
	if dead > 0 {
		share = float64(len(days)) / float64(len(days)+dead)
	}
	return cash.Delay{Days: spread(days), Share: share}
}

// spread keeps enough of many days to stand for all: their quantiles.
func spread(days []int) (kept []float64) {
	sorted := slices.Sorted(slices.Values(days))
	n := min(len(sorted), mostLate)
	for i := range n {
		kept = append(kept, float64(sorted[(2*i+1)*len(sorted)/(2*n)]))
	}
	return kept
}

// owed are a side's items as the engine takes them: sign is −1 for money that goes out. Suppliers are paid in the end.
func (s CashSide) owed(today cal.Date, sign float64) (all []cash.Receivable) {
	habit := s.everybody(today)
	if sign < 0 {
		habit.Share = 1
	}
	for _, i := range s.Items {
		all = append(all, cash.Receivable{Amount: sign * i.Amount.Float(), Due: int(i.Due - today.Add(1)), Curve: s.habit(i.Party, habit)})
	}
	return all
}

// foresee draws the futures. sold are the sales foretold by day, part the share of sales that is paid in advance.
func (b *CashBook) foresee(sold []olap.Foretold, part float64) *cashAhead {
	out, seed := &cashAhead{CashBook: b, Days: make([]cashDay, cashDays)}, uint64(b.Today)
	plan := cash.Plan{Opening: b.Opening.Float(), Curve: cash.Delay{Days: []float64{0}, Share: 1}}
	claims, debts := b.Claims.owed(b.Today, 1), b.Debts.owed(b.Today, -1)
	for _, i := range b.Ordered {
		plan.Payments = append(plan.Payments, cash.Payment{Amount: -i.Amount.Float(), Day: int(i.Due - b.Today.Add(1))})
	}
	sales, others := futures(sold, b.Today, part), b.months()
	for i := range cashPaths {
		path := make([]float64, cashDays)
		for d := range path {
			path[d] = sales[i][d] + others[i%len(others)][d]
		}
		plan.Sales = append(plan.Sales, path)
	}
	whole := plan
	whole.Receivables = append(claims, debts...)
	position := cash.Forecast(whole, cashDays, cashPaths, []float64{0.1, 0.9}, seed)
	sure := func(p cash.Plan) []float64 { return cash.Forecast(p, cashDays, cashPaths, nil, seed).Mean }
	in, gone, ordered := sure(cash.Plan{Receivables: claims}), sure(cash.Plan{Receivables: debts}), sure(cash.Plan{Payments: plan.Payments})
	var sum cashDay
	for d := range out.Days {
		sum.Sales += mean(sales, d)
		sum.Others += mean(others, d)
		day := cashDay{Day: b.Today.Add(d + 1), Claims: in[d], Debts: gone[d], Ordered: ordered[d], Sales: sum.Sales, Others: sum.Others,
			P10: position.Quantiles[d][0], P90: position.Quantiles[d][1], Below: position.Below[d]}
		day.Expected = plan.Opening + day.Claims + day.Sales + day.Debts + day.Ordered + day.Others
		day.P10, day.P90 = min(day.P10, day.Expected), max(day.P90, day.Expected)
		out.Days[d] = day
	}
	return out
}

func mean(paths [][]float64, day int) (sum float64) {
	for _, path := range paths {
		sum += path[day] / float64(len(paths))
	}
	return sum
}

// futures draws sales from the bands of their days. Half of what a day is off is shared by all days of a future, a wrong level; half is its
// own. Draws above and below the expected value have each their own width. Days beyond the forecast are as a week before.
func futures(sold []olap.Foretold, today cal.Date, part float64) [][]float64 {
	byDay := map[cal.Date]olap.Foretold{}
	for _, f := range sold {
		byDay[f.Day] = f
	}
	rng, paths := rand.New(rand.NewPCG(uint64(today), 15)), make([][]float64, cashPaths)
	for i := range paths {
		paths[i] = make([]float64, cashDays)
		level := rng.NormFloat64()
		for d := range cashDays {
			day := today.Add(d + 1)
			for byDay[day].Day == 0 && day > today.Add(7) {
				day = day.Add(-7)
			}
			f, off := byDay[day], math.Sqrt(.5)*level+math.Sqrt(.5)*rng.NormFloat64()
			width := f.P90 - f.Expected
			if off < 0 {
				width = f.Expected - f.P10
			}
			paths[i][d] = part * max(0, f.Expected+off*max(0, width)/1.2816)
		}
	}
	return paths
}

// months are what others got or gave on the same days of each of the last six months: rent on its day, wages on theirs.
func (b *CashBook) months() [][]float64 {
	byDay, first := map[cal.Date]float64{}, b.Today
	for _, f := range b.Flows {
		byDay[f.Day], first = f.Other.Float(), min(first, f.Day)
	}
	var all [][]float64
	for back := 1; back <= 6; back++ {
		month := make([]float64, cashDays)
		for d := range month {
			from, to := earlier(b.Today.Add(d+1), back)
			for day := from; day <= to; day++ {
				month[d] += byDay[day]
			}
		}
		if from, _ := earlier(b.Today, back); from >= first || back == 1 {
			all = append(all, month)
		}
	}
	return all
}

// earlier are the days of an earlier month that stand for a day: the same one; for the last of a month all that are left of the earlier one;
// for a day that the earlier one has not, none.
func earlier(day cal.Date, months int) (from, to cal.Date) {
	y, m, d := day.Time().Date()
	first := cal.Of(y, m-time.Month(months), 1)
	last := first.Add(31).Month().Add(-1)
	from = first.Add(d - 1)
	if day.Add(1).Month() != day.Month() {
		return from, last
	}
	if from > last {
		return 1, 0
	}
	return from, from
}

// till keeps a forecast of cash for a moment: it is the same for all who look.
type till struct {
	mu    sync.Mutex
	ahead *cashAhead
}

// tillTime is how long.
const tillTime = time.Minute

// cashAhead is the forecast as of now.
func (w *Wall) cashAhead(ctx context.Context) (*cashAhead, error) {
	w.till.mu.Lock()
	defer w.till.mu.Unlock()
	now := w.Clock()
	if kept := w.till.ahead; kept != nil && kept.Today == w.today() && now.Sub(kept.at) < tillTime {
		return kept, nil
	}
	var before *CashBook
	if w.till.ahead != nil {
		before = w.till.ahead.CashBook
	}
	book, err := w.Cash(ctx, before)
	if err != nil {
		return nil, err
	}
	sold, sql, err := w.Warehouse.Forecast(ctx, "all", "", book.Today.Add(1), book.Today.Add(cashDays))
	if err != nil {
		return nil, err
	}
	past, err := w.Warehouse.Run(ctx, olap.Query{Metrics: []string{"gmv"}, From: book.Today.Add(-cashWeeks * 7), To: book.Today.Add(-1)})
	if err != nil {
		return nil, err
	}
	out := book.foresee(sold, book.advanced(past))
	out.SQL, out.at = []string{sql, past.SQL}, now
	w.till.ahead = out
	return out, nil
}

// cashWeeks are the weeks that tell how much of what is sold is paid in advance.
const cashWeeks = 12

// advanced is the share of sales that came as money paid in advance, less what was paid back, in the last weeks.
func (b *CashBook) advanced(sales *olap.Result) float64 {
	if len(sales.Rows) == 0 || sales.Rows[0].Values[0].Float <= 0 {
		return 0
	}
	sum := 0.0
	for _, f := range b.Flows {
		if f.Day >= b.Today.Add(-cashWeeks*7) {
			sum += f.Advances.Float()
		}
	}
	return sum / sales.Rows[0].Values[0].Float
}
