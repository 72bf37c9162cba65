package olap

import "slices"

// Customers are counted once however often they order. Who orders for the first time is new 新客; all others come back 老客.

var customerDay = &Rollup{
	Name: "customer_day", Fact: "order_line", Where: "state != 'cancelled'",
	Dims: slices.Concat(ids("customer", "channel", "warehouse"), texts("region")),
	Sums: append(sums("net", "vat"), count("orders")),
}

// customerFirst is the first day on which each customer ordered anything from anybody.
const customerFirst = `(select customer, min(day) as first from customer_day final array join customer group by customer)`

var (
	customerCells = customerDay.source("")
	firstCells    = &Source{
		Name: "customer_first",
		From: `(
			select c.day as day, c.customer as customer, c.channel as channel, c.warehouse as warehouse, c.region as region, f.first as first
			from (
				select day, customer, channel, warehouse, region from customer_day final array join customer, channel, warehouse, region
				where day between {from:Date} and {to:Date}
			) as c
			inner join ` + customerFirst + ` as f on f.customer = c.customer
		)`,
		Dims: map[string]string{"customer": "customer", "channel": "channel", "warehouse": "warehouse", "region": "region"},
	}
	firstOrders = &Source{
		Name: "order_first", Doc: "sales.order",
		From: `(
			select o.day as day, o.doc as doc, o.number as number, o.state as state, o.customer as customer, o.channel as channel,
				o.warehouse as warehouse, o.region as region, f.first as first
			from order_line as o final
			inner join ` + customerFirst + ` as f on f.customer = o.customer
			where o.line = 0 and o.state != 'cancelled' and o.day between {from:Date} and {to:Date}
		)`,
		Dims: map[string]string{"customer": "customer", "channel": "channel", "warehouse": "warehouse", "region": "region", "state": "state"},
	}
)

var customerMeasures = slices.Concat(
	over("customers", "uniqExact(customer)", customerCells, orderLines),
	over("new_customers", "uniqExactIf(customer, day = first)", firstCells, firstOrders),
)

var customerMetrics = []*Metric{
	{Name: "customers", Unit: Count, Room: "sales"},
	{Name: "new_customers", Unit: Count, Room: "sales"},
	{Name: "returning_customers", Unit: Count, Formula: "customers - new_customers", Room: "sales"},
	{Name: "new_customer_rate", Unit: Percent, Formula: "new_customers / customers", Room: "sales"},
}
