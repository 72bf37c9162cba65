package main

import (
	"context"

	"hesuan/dashboards"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/oltp/finance"
)

// cashBook reads what the forecast of cash is made from: the books, and what is on order. The board asks for the right to see it.
func (h *house) cashBook(ctx context.Context, before *dashboards.CashBook) (book *dashboards.CashBook, err error) {
	err = h.db.View(asHouse(ctx), func(tx *pg.Tx) error {
		if before == nil || before.Today != tx.Today() {
			if before, err = h.cashHabits(ctx, tx); err != nil {
				return err
			}
		}
		book, err = h.readCash(ctx, tx, before)
		return err
	})
	return book, err
}

// cashPast is how many days of the past the forecast of cash learns from: half a year, whichever its months, and the month that runs.
const cashPast = 215

// cashHabits is what the past tells: how customers paid and suppliers were paid, and what else moved on which days.
func (h *house) cashHabits(ctx context.Context, tx *pg.Tx) (*dashboards.CashBook, error) {
	b, year := &dashboards.CashBook{Today: tx.Today()}, tx.Today().Add(-365)
	terms, err := h.purchasing.Credit(ctx, tx)
	if err != nil {
		return nil, err
	}
	flows, err := h.finance.Flows(ctx, tx, b.Today.Add(-cashPast), b.Today.Add(-1))
	if err != nil {
		return nil, err
	}
	for _, f := range flows {
		b.Flows = append(b.Flows, dashboards.CashFlow(f))
	}
	came, err := h.finance.Waits(ctx, tx, finance.Receivables, year)
	if err != nil {
		return nil, err
	}
	went, err := h.finance.Waits(ctx, tx, finance.Payables, year)
	b.Claims.Late = late(came, func(id.ID) int { return finance.CustomerDays })
	b.Debts.Late = late(went, func(supplier id.ID) int { return int(terms[supplier]) })
	return b, err
}

// readCash is what stands open now, beside habits.
func (h *house) readCash(ctx context.Context, tx *pg.Tx, habits *dashboards.CashBook) (*dashboards.CashBook, error) {
	b := &dashboards.CashBook{Today: tx.Today(), Flows: habits.Flows}
	terms, err := h.purchasing.Credit(ctx, tx)
	if err != nil {
		return nil, err
	}
	if b.Opening, err = h.finance.CashOn(ctx, tx, b.Today); err != nil {
		return nil, err
	}
	b.Claims.Late, b.Debts.Late = habits.Claims.Late, habits.Debts.Late
	b.Claims.Items, err = h.open(ctx, tx, finance.Receivables, h.crm.Customers, func(id.ID) int { return finance.CustomerDays })
	if err != nil {
		return nil, err
	}
	b.Debts.Items, err = h.open(ctx, tx, finance.Payables, h.purchasing.Suppliers, func(supplier id.ID) int { return int(terms[supplier]) })
	if err != nil {
		return nil, err
	}
	b.Ordered, err = h.ordered(ctx, tx, terms)
	return b, err
}

// open are the open items of a side, with the names of its parties and the days on which they are due.
func (h *house) open(ctx context.Context, tx *pg.Tx, side finance.Side, parties resource.Any, term func(id.ID) int) (all []dashboards.CashItem, err error) {
	items, err := h.finance.OpenItems(ctx, tx, side, id.ID{}, tx.Today())
	if err != nil {
		return nil, err
	}
	names, err := parties.Titles(ctx, tx, owedBy(items))
	for _, i := range items {
		all = append(all, cashItem(i, names, term(i.Party)))
	}
	return all, err
}

// ordered is what will be owed for goods on their way.
func (h *house) ordered(ctx context.Context, tx *pg.Tx, terms map[id.ID]int64) (items []dashboards.CashItem, err error) {
	outlays, err := h.purchasing.Outlays(ctx, tx)
	if err != nil {
		return nil, err
	}
	var suppliers []id.ID
	for _, o := range outlays {
		suppliers = append(suppliers, id.ID(o.Supplier))
	}
	names, err := h.purchasing.Suppliers.Titles(ctx, tx, suppliers)
	for _, o := range outlays {
		came := max(o.Due, tx.Today()) // what is late may come any day
		items = append(items, dashboards.CashItem{Party: id.ID(o.Supplier), Name: names[id.ID(o.Supplier)], Type: "purchasing.order", ID: o.Order,
			Number: o.Number, Day: o.Due, Due: came.Add(int(terms[id.ID(o.Supplier)])), Amount: o.Amount})
	}
	return items, err
}

func cashItem(i finance.Item, names map[id.ID]string, term int) dashboards.CashItem {
	c := dashboards.CashItem{Party: i.Party, Name: names[i.Party], Type: i.SourceType, ID: id.ID(i.Source), Number: i.SourceNumber, Day: i.Day,
		Due: i.Day.Add(term), Amount: i.Open}
	if c.Type == "" || c.ID.IsZero() {
		c.Type, c.ID = "finance.voucher", id.ID(i.Voucher)
	}
	return c
}

// late turns the days between a bill and its payment into days between the day it was due and its payment.
func late(waits map[id.ID][]int, term func(party id.ID) int) map[id.ID][]int {
	for party, days := range waits {
		for i := range days {
			days[i] -= term(party)
		}
	}
	return waits
}

// owedBy are whom items are owed by or to.
func owedBy(items []finance.Item) (all []id.ID) {
	seen := map[id.ID]bool{}
	for _, i := range items {
		if !i.Party.IsZero() && !seen[i.Party] {
			seen[i.Party] = true
			all = append(all, i.Party)
		}
	}
	return all
}
