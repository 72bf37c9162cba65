package olap

import "fmt"

// Parties are customers and suppliers and what they owe or are owed. Open items settle oldest first, as the ageing of the finance room
// does it, so both give the same to the cent.

// partyDay keeps what runs up and what settles, apart, because an age is one of what ran up.
var partyDay = &Rollup{
	Name: "party_day", Fact: "voucher_line", Where: "substring(code, 1, 4) in ('1122', '2202')",
	Dims: append(ids("customer", "supplier"), field{"ledger", textType, "substring(code, 1, 4)"}),
	Sums: []field{
		{"debits", numberType, "sum(greatest(debit - credit, 0))"},
		{"credits", numberType, "sum(greatest(credit - debit, 0))"},
	},
}

// openItems are what is left of a ledger's items at the end of the period, by day and age. Most parties are settled, and left out first.
func openItems(name, ledger, party, up, down string) *Source {
	return &Source{
		Name: name,
		From: fmt.Sprintf(`(
			select %[2]s, item.1 as day, item.2 as open, multiIf({to:Date} - day <= 30, '0-30', {to:Date} - day <= 60, '31-60',
				{to:Date} - day <= 90, '61-90', '91-') as age
			from (
				select %[2]s, arraySort(groupArray((day, ran))) as items, sum(paid) as settled, arrayCumSum(items.2) as running,
					arrayJoin(arrayZip(items.1, arrayMap((total, amount) -> greatest(least(amount, total - settled), 0), running, items.2))) as item
				from (
					select day, %[2]s, sum(%[3]s) as ran, sum(%[4]s) as paid
					from party_day final array join %[2]s, ledger, %[3]s, %[4]s
					where day <= {to:Date} and ledger = '%[1]s' and %[2]s in (
						select %[2]s
						from party_day final array join %[2]s, ledger, %[3]s, %[4]s
						where day <= {to:Date} and ledger = '%[1]s'
						group by %[2]s
						having sum(%[3]s) > sum(%[4]s)
					)
					group by day, %[2]s
				)
				group by %[2]s
			)
			where open > 0
		)`, ledger, party, up, down),
		Dims: map[string]string{party: party, "age": "age"},
	}
}

var receivables = openItems("receivable_open", "1122", "customer", "debits", "credits")

var partyMeasures = []*Measure{
	{Name: "receivable_open", Source: receivables, Expr: "sum(open)", Level: true},
	{Name: "payable_open", Source: openItems("payable_open", "2202", "supplier", "credits", "debits"), Expr: "sum(open)", Level: true},
	{Name: "receivable_late", Source: receivables, Expr: "sumIf(open, age != '0-30')", Level: true},
}

var partyMetrics = []*Metric{
	{Name: "receivable_open", Unit: Money, Room: "finance", Lower: true, Standing: true},
	{Name: "payable_open", Unit: Money, Room: "finance", Standing: true},
	{Name: "receivable_late", Unit: Percent, Formula: "receivable_late / receivable_open", Room: "finance", Lower: true, Standing: true},
}
