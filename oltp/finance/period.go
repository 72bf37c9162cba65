package finance

import (
	"context"
	"strconv"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/flow"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

type period struct{}

// PeriodID names a period.
type PeriodID = id.Of[period]

// Period is a month of the books 会计期间: open, closed, reopened. A closed one takes no voucher.
type Period struct {
	resource.Doc[PeriodID]
	Month int `json:"month"` // 202611, as Number says
}

func (r *Room) periods() *flow.Flow[Period] {
	def := resource.Define(resource.Def[Period]{Meta: resource.Meta{
		Name: "finance.period", Icon: "calendar-check", Title: []string{"number"}, Sort: "-month",
		Fields: resource.Fields{
			resource.Text("number", 6).Req().Find().Col().Once().Like("^[0-9]{4}(0[1-9]|1[0-2])$"),
			resource.Choice("state", "open", "closed", "reopened").Col().RO(), resource.LongText("note"),
		},
	}})
	return flow.Define(def, flow.Plan[Period]{
		States: []resource.State{{Name: "open", Tone: "go"}, {Name: "closed", Tone: "done"}, {Name: "reopened", Tone: "wait"}},
		Steps: []flow.Step[Period]{
			{StepInfo: resource.StepInfo{Name: "open", From: []string{""}, To: []string{"open"}}, Action: flow.Do(namePeriod)},
			{StepInfo: resource.StepInfo{Name: "close", From: []string{"open", "reopened"}, To: []string{"closed"}, Icon: "lock", Main: true},
				Action: flow.Do(closePeriod)},
			{StepInfo: resource.StepInfo{Name: "reopen", From: []string{"closed"}, To: []string{"reopened"}, Icon: "lock-open", Danger: true},
				Action: flow.Do(reopenPeriod)},
		},
	})
}

// namePeriod reads the month from what people call it.
func namePeriod(_ context.Context, _ *pg.Tx, p *Period) error {
	month, err := strconv.Atoi(p.Number)
	if err != nil || len(p.Number) != 6 || month%100 < 1 || month%100 > 12 {
		return fault.New(fault.Invalid, "finance.period.month_form", nil).At("number")
	}
	p.Month = month
	return nil
}

// closePeriod waits for those who are posting into the month, numbers its vouchers, and refuses while something is left to do.
func closePeriod(ctx context.Context, tx *pg.Tx, p *Period) error {
	if p.Month > tx.Today().Period() {
		return fault.New(fault.Conflict, "finance.period.future", fault.Args{"month": p.Month})
	}
	if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock(x'66696e'::int, $1)", p.Month); err != nil {
		return err
	}
	var earlier int
	err := tx.QueryRow(ctx, `select coalesce(min(v.period), 0) from (select distinct period from finance.voucher where period < $1) v
		where not exists (select from finance.period p where p.month = v.period and p.state = 'closed')`, p.Month).Scan(&earlier)
	if err != nil {
		return err
	}
	if earlier != 0 {
		return fault.New(fault.Conflict, "finance.period.earlier_open", fault.Args{"month": earlier})
	}
	if err := yearEnd(ctx, tx, p.Month); err != nil {
		return err
	}
	_, err = giveNumbers(ctx, tx)
	return err
}

// yearEnd refuses to close a year whose stock differences are undecided.
func yearEnd(ctx context.Context, tx *pg.Tx, month int) error {
	if month%100 != 12 {
		return nil
	}
	var pending fixed.Amount
	err := tx.QueryRow(ctx, `select coalesce(sum(l.debit - l.credit), 0) from finance.voucher_line l join finance.voucher v on v.id = l.doc
		where starts_with(l.code, $2) and v.period <= $1`, month, differences).Scan(&pending)
	if err == nil && pending != 0 {
		return fault.New(fault.Conflict, "finance.period.pending", fault.Args{"amount": pending, "code": differences})
	}
	return err
}

// reopenPeriod refuses while a later month is closed: its opening balances stand on this one.
func reopenPeriod(ctx context.Context, tx *pg.Tx, p *Period) error {
	var later int
	err := tx.QueryRow(ctx, "select coalesce(max(month), 0) from finance.period where month > $1 and state = 'closed'", p.Month).Scan(&later)
	if err == nil && later != 0 {
		return fault.New(fault.Conflict, "finance.period.later_closed", fault.Args{"month": later})
	}
	return err
}
