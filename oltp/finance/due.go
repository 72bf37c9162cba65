package finance

import (
	"context"
	"slices"
	"sync"

	"hesuan/internal/actor"
	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/web"
)

// CustomerDays is the term of customers, who have none of their own.
const CustomerDays = 30

const soonDays = 7 // how far ahead a debt is told of

// Due is what of a party's open items is over its term 逾期, and what comes due within a week 即将到期.
type Due struct {
	Overdue fixed.Amount `json:"overdue"`
	Soon    fixed.Amount `json:"soon"`
}

// Dues sorts the open items of one side by their terms, for each party that owes something. Suppliers' terms come from Credit.
func (r *Room) Dues(ctx context.Context, tx *pg.Tx, s Side, day cal.Date) (map[id.ID]Due, error) {
	items, err := r.OpenItems(ctx, tx, s, id.ID{}, day)
	if err != nil {
		return nil, err
	}
	var terms map[id.ID]int64
	if s == Payables && r.Credit != nil {
		if terms, err = r.Credit(ctx, tx); err != nil {
			return nil, err
		}
	}
	dues := map[id.ID]Due{}
	for _, i := range items {
		term := int64(CustomerDays)
		if terms != nil {
			term = terms[i.Party]
		}
		due := dues[i.Party]
		switch over := int64(i.Days) - term; {
		case over > 0:
			due.Overdue += i.Open
		case over >= -soonDays:
			due.Soon += i.Open
		}
		dues[i.Party] = due
	}
	return dues, nil
}

// duePart is one of the two sums, as the start page and the ageing name them.
type duePart struct {
	name, tone string
	of         func(Due) fixed.Amount
}

var dueParts = []duePart{
	{"overdue", "dead", func(d Due) fixed.Amount { return d.Overdue }},
	{"soon", "wait", func(d Due) fixed.Amount { return d.Soon }},
}

func duePartOf(name string) *duePart {
	at := slices.IndexFunc(dueParts, func(p duePart) bool { return p.name == name })
	if at < 0 {
		return nil
	}
	return &dueParts[at]
}

// Today tells what is owed and due, to us and by us, and leads to who owes it. text finds words, as the book's Text does.
func (r *Room) Today(text func(lang, key string, args map[string]any) string) web.Today {
	return func(ctx context.Context, tx *pg.Tx, who actor.Actor) ([]web.TodayItem, error) {
		all := append(r.dueTallies(ctx, tx, "receivables", "cash"), r.dueTallies(ctx, tx, "payables", "receipt")...)
		return web.Tallies(text, all...)(ctx, tx, who)
	}
}

// dueTallies count the parts of one side of the debts, which is read once, and only for who may see it.
func (r *Room) dueTallies(ctx context.Context, tx *pg.Tx, name, icon string) (all []web.Tally) {
	dues := sync.OnceValues(func() (map[id.ID]Due, error) { return r.Dues(ctx, tx, debts[name].side, tx.Today()) })
	for _, part := range dueParts {
		all = append(all, web.Tally{Right: r.Vouchers.Def.Right("view"), Whole: true, Icon: icon, Tone: part.tone,
			Key: "finance.today." + name + "." + part.name, Sum: "finance.today.sum", Href: web.At("/finance/ageing?due=" + part.name + "&side=" + name),
			Find: func(context.Context, *pg.Tx) (n int64, sum fixed.Amount, err error) {
				found, err := dues()
				for _, due := range found {
					if owed := part.of(due); owed != 0 {
						n++
						sum += owed
					}
				}
				return n, sum, err
			}})
	}
	return all
}
