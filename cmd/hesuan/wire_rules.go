package main

import (
	"slices"

	"hesuan/internal/check"
)

// rules are everything that is always true in Postgres: each room's rules, those that span rooms, and those of events.
func (h *house) rules() []check.Rule {
	spanning := []check.Rule{
		{Name: "stock_account_is_value_of_stock", SQL: `
			select account.balance, stock.value
			from (select coalesce(sum(l.debit - l.credit), 0) as balance from finance.voucher_line l where l.code like '1405%') account,
				(select coalesce(sum(value), 0) as value from inventory.stock) stock
			where account.balance <> stock.value`},
		{Name: "order_paid_is_sum_of_payments", SQL: `
			select o.number, o.paid, p.amount, o.refunded, p.refunded as given_back
			from sales.order o full join (select source, sum(amount) as amount, sum(refunded) as refunded from finance.payment
				where source_type = 'sales.order' and kind = 'receive' and state = 'posted' group by source) p on p.source = o.id
			where coalesce(o.paid, 0) <> coalesce(p.amount, 0) or coalesce(o.refunded, 0) <> coalesce(p.refunded, 0)`},
	}
	return slices.Concat(h.inventory.Rules(), h.sales.Rules(), h.purchasing.Rules(), h.finance.Rules(), spanning, check.Events(h.defs))
}
