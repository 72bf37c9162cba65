select toString(d_age) as age, m_receivable_open as receivable_open
from (
	select age as d_age, toDecimal128(sum(open), 4) as m_receivable_open
	from (
				select customer, item.1 as day, item.2 as open, multiIf({to:Date} - day <= 30, '0-30', {to:Date} - day <= 60, '31-60',
					{to:Date} - day <= 90, '61-90', '91-') as age
				from (
					select customer, arraySort(groupArray((day, ran))) as items, sum(paid) as settled, arrayCumSum(items.2) as running,
						arrayJoin(arrayZip(items.1, arrayMap((total, amount) -> greatest(least(amount, total - settled), 0), running, items.2))) as item
					from (
						select day, customer, sum(debits) as ran, sum(credits) as paid
						from party_day final array join customer, ledger, debits, credits
						where day <= {to:Date} and ledger = '1122' and customer in (
							select customer
							from party_day final array join customer, ledger, debits, credits
							where day <= {to:Date} and ledger = '1122'
							group by customer
							having sum(debits) > sum(credits)
						)
						group by day, customer
					)
					group by customer
				)
				where open > 0
			)
	where day <= {to:Date}
	group by d_age
)
order by age nulls last, age
limit 10000

-- shown as

select toString(d_age) as age, m_receivable_open as receivable_open
from (
	select age as d_age, toDecimal128(sum(open), 4) as m_receivable_open
	from (
				select customer, item.1 as day, item.2 as open, multiIf(toDate('2026-11-22') - day <= 30, '0-30', toDate('2026-11-22') - day <= 60, '31-60',
					toDate('2026-11-22') - day <= 90, '61-90', '91-') as age
				from (
					select customer, arraySort(groupArray((day, ran))) as items, sum(paid) as settled, arrayCumSum(items.2) as running,
						arrayJoin(arrayZip(items.1, arrayMap((total, amount) -> greatest(least(amount, total - settled), 0), running, items.2))) as item
					from (
						select day, customer, sum(debits) as ran, sum(credits) as paid
						from party_day final array join customer, ledger, debits, credits
						where day <= toDate('2026-11-22') and ledger = '1122' and customer in (
							select customer
							from party_day final array join customer, ledger, debits, credits
							where day <= toDate('2026-11-22') and ledger = '1122'
							group by customer
							having sum(debits) > sum(credits)
						)
						group by day, customer
					)
					group by customer
				)
				where open > 0
			)
	where day <= toDate('2026-11-22')
	group by d_age
)
order by age nulls last, age
limit 10000
