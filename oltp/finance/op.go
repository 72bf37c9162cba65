package finance

import (
	"context"
	"strconv"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// What the operations answer beside a Trial and the aged debts.
type (
	ledgerAnswer struct {
		From    cal.Date     `json:"from"`
		To      cal.Date     `json:"to"`
		Opening fixed.Amount `json:"opening"`
		Items   []Posted     `json:"items"`
		Next    *string      `json:"next"`
	}
	paperAnswer struct {
		Company string       `json:"company"`
		Legal   string       `json:"legal"`
		Words   string       `json:"words"`
		Amount  fixed.Amount `json:"amount"`
		Lines   []paperLine  `json:"lines"`
	}
)

// Ops give programs the reports of the books: what the pages show, as numbers.
func (r *Room) Ops(house *resource.House) []web.Op {
	const right = "finance.voucher.view"
	from, to := resource.Date("from"), resource.Date("to")
	return []web.Op{
		{Path: "/finance/trial", Name: "finance.trial", Whole: true, Right: right, Query: resource.Fields{from, to}, Answer: Trial{},
			Run: func(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) { return r.trial(ctx, tx, c.Request) }},
		{Path: "/finance/ledger", Name: "finance.ledger", Whole: true, Right: right, Answer: ledgerAnswer{}, Run: r.ledgerOp,
			Query: resource.Fields{resource.Text("code", 20).Req(), from, to, resource.Link("customer", "crm.customer"),
				resource.Link("supplier", "purchasing.supplier"), resource.Int("after"), resource.Int("limit")}},
		{Path: "/finance/ageing", Name: "finance.ageing", Whole: true, Right: right, Answer: aged{},
			Query: resource.Fields{resource.Choice("side", "receivables", "payables"), resource.Choice("due", "soon", "overdue"), resource.Date("day")},
			Run: func(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
				return r.ageing(ctx, tx, c.Request, house)
			}},
		{Path: "/finance/voucher/{id}/paper", Name: "finance.paper", On: "finance.voucher", Right: right, Answer: paperAnswer{}, Run: r.paperOp},
	}
}

func (r *Room) ledgerOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	ask := LedgerQuery{Offset: max(c.Int("after", 0), 0), Limit: c.Limit() + 1}
	opening, lines, err := r.ledgerOf(ctx, tx, c.Request, &ask)
	answer := ledgerAnswer{From: ask.From, To: ask.To, Opening: opening, Items: append([]Posted{}, lines...)}
	if len(lines) == ask.Limit {
		next := strconv.Itoa(ask.Offset + ask.Limit - 1)
		answer.Items, answer.Next = lines[:ask.Limit-1], &next
	}
	return answer, err
}

func (r *Room) paperOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	var p paper
	if err := r.paper(ctx, tx, c.Key, &p, c.Lang); err != nil {
		return nil, err
	}
	return paperAnswer{p.Company, p.Legal, p.Words, p.Voucher.Amount, p.Lines}, nil
}
