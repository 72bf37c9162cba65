package dashboards

import (
	"cmp"
	"context"
	"math"
	"slices"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/resource"
	"hesuan/internal/web"
	"hesuan/olap"
)

// cashOf are the kinds of documents behind a forecast of cash.
var cashOf = []string{"claims", "debts", "ordered"}

// cashDoc is a document that the forecast counts on, with its kind: what is due on or before a day.
type cashDoc struct {
	Of     string
	Item   CashItem
	Late   int // days past due
	Amount string
	Href   string
}

// wholeCash refuses the forecast to those who are limited to a part of the company.
func (w *Wall) wholeCash(ctx context.Context, r *web.Request) (*cashAhead, error) {
	if w.Cash == nil {
		return nil, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	if a := w.ask(finance, r); a.Scope.Channels != nil || a.Scope.Warehouses != nil {
		return nil, fault.New(fault.Forbidden, "board.cash.whole", nil)
	}
	ctx, cancel := context.WithTimeout(ctx, tileLimit)
	defer cancel()
	ahead, err := w.cashAhead(ctx)
	if away(err) {
		err = fault.New(fault.Unavailable, "olap.away", nil)
	}
	return ahead, err
}

// until is the day that a request asks for, within those foretold.
func (a *cashAhead) until(text string) cal.Date {
	last := a.Today.Add(cashDays)
	if day, err := cal.Parse(text); err == nil && day > a.Today && day < last {
		return day
	}
	return last
}

// documents are those due up to a day, of one kind or of all; what is due first stands first.
func (a *cashAhead) documents(of string, until cal.Date) (all []cashDoc) {
	for _, kind := range cashOf {
		if of != "" && of != kind {
			continue
		}
		for _, i := range map[string][]CashItem{"claims": a.Claims.Items, "debts": a.Debts.Items, "ordered": a.Ordered}[kind] {
			if i.Due <= until {
				all = append(all, cashDoc{Of: kind, Item: i, Late: max(0, int(a.Today-i.Due)), Href: pathOf(i.Type) + "/" + i.ID.String()})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b cashDoc) int {
		return cmp.Or(cmp.Compare(a.Item.Due, b.Item.Due), -cmp.Compare(a.Item.Amount, b.Item.Amount))
	})
	return all
}

// mostCashDocs are shown on a page.
const mostCashDocs = 200

type cashView struct {
	Days      *grid
	Docs      []cashDoc
	Count     int
	Sum       string
	Of        string
	Ofs       []choice
	Until     cal.Date
	Note      string
	Opening   string
	Fresh     freshness
	Expected  string
	Low, High string
}

func (w *Wall) cashPage(ctx context.Context, r *web.Request) (web.Answer, error) {
	ahead, err := w.wholeCash(ctx, r)
	if err != nil {
		return web.Answer{}, err
	}
	p := w.pen(r)
	d := &brush{pen: p, Wall: w, board: finance, ask: w.ask(finance, r)}
	v := cashView{Days: d.cashGrid(ahead), Of: r.Query.Get("of"), Until: ahead.until(r.Query.Get("day")), Note: p.text("board.cash.note"), Fresh: w.freshness(p)}
	if !slices.Contains(cashOf, v.Of) {
		v.Of = ""
	}
	money := func(v float64) string { return p.people(olap.Value{Valid: true, Float: v}, olap.Money) }
	day := ahead.Days[int(v.Until-ahead.Today)-1]
	v.Opening, v.Expected, v.Low, v.High = money(ahead.Opening.Float()), money(day.Expected), money(day.P10), money(day.P90)
	for _, of := range append([]string{""}, cashOf...) {
		text := p.text("board.cash.all")
		if of != "" {
			text = p.text("board.cash." + of)
		}
		v.Ofs = append(v.Ofs, choice{Text: text, On: of == v.Of, Href: cashAt(v.Until, of)})
	}
	v.Docs = ahead.documents(v.Of, v.Until)
	var sum fixed.Amount
	for i := range v.Docs {
		one := &v.Docs[i]
		amount := one.Item.Amount
		if one.Of != "claims" {
			amount = -amount
		}
		sum, one.Amount = sum+amount, p.marked(grouped(amount.String(), 2))
	}
	v.Count, v.Sum = len(v.Docs), p.marked(grouped(sum.String(), 2))
	v.Docs = v.Docs[:min(len(v.Docs), mostCashDocs)]
	for i := range v.Days.Rows {
		if v.Days.Rows[i][0].Raw == v.Until.String() {
			v.Days.Rows[i][0].Tone = "picked"
		}
	}
	return dressed(web.HTML(pages, "cash", v).Title(r.Text("board.finance.ahead"))), nil
}

// What the operation answers; parts and position are sums from now on.
type (
	cashAnswer struct {
		Today   cal.Date      `json:"today"`
		Opening fixed.Amount  `json:"opening"`
		Days    []cashDayItem `json:"days"`
		Items   []cashDocItem `json:"items"`
	}
	cashDayItem struct {
		Day      cal.Date     `json:"day"`
		Expected fixed.Amount `json:"expected"`
		P10      fixed.Amount `json:"p10"`
		P90      fixed.Amount `json:"p90"`
		Below    fixed.Amount `json:"below"` // the probability of being below zero: 0.1 is 10 %
		Claims   fixed.Amount `json:"claims"`
		Sales    fixed.Amount `json:"sales"`
		Debts    fixed.Amount `json:"debts"`
		Ordered  fixed.Amount `json:"ordered"`
		Others   fixed.Amount `json:"others"`
	}
	cashDocItem struct {
		Of     string       `json:"of"`
		Party  string       `json:"party"`
		Type   string       `json:"type"`
		ID     string       `json:"id"`
		Number string       `json:"number"`
		Due    cal.Date     `json:"due"`
		Amount fixed.Amount `json:"amount"`
	}
)

func (w *Wall) cashOp() web.Op {
	return web.Op{Path: "/board/cash", Name: "board.cash", Right: finance.Right(), Answer: cashAnswer{},
		Query: resource.Fields{resource.Choice("of", cashOf...), resource.Date("day")},
		Ask: func(ctx context.Context, c *web.OpCall) (any, error) {
			ahead, err := w.wholeCash(ctx, c.Request)
			if err != nil {
				return nil, err
			}
			answer := cashAnswer{Today: ahead.Today, Opening: ahead.Opening, Days: []cashDayItem{}, Items: []cashDocItem{}}
			for _, d := range ahead.Days {
				answer.Days = append(answer.Days, cashDayItem{d.Day, exactly(d.Expected), exactly(d.P10), exactly(d.P90), exactly(d.Below), exactly(d.Claims),
					exactly(d.Sales), exactly(d.Debts), exactly(d.Ordered), exactly(d.Others)})
			}
			for _, d := range ahead.documents(c.Query.Get("of"), ahead.until(c.Query.Get("day"))) {
				answer.Items = append(answer.Items, cashDocItem{d.Of, d.Item.Name, d.Item.Type, d.Item.ID.String(), d.Item.Number, d.Item.Due, d.Item.Amount})
			}
			return answer, nil
		}}
}

// exactly is a number of the forecast to the cent.
func exactly(v float64) fixed.Amount { return fixed.Amount(math.Round(v*100)) * (fixed.Scale / 100) }
