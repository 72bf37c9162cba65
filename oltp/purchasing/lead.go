package purchasing

import (
	"context"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// Lead is how long a supplier really took for a SKU: days from approval to arrival, one observation for each receipt.
type Lead struct {
	Supplier ref.Supplier
	SKU      ref.SKU
	Days     []float64 // the newest first, at most LeadMemory
	Count    int
	Mean     float64
	Spread   float64 // standard deviation of the sample; 0 for a single receipt
}

// LeadMemory bounds how far back lead times are looked at, in receipts.
const LeadMemory = 50

// Leads measures lead times from the receipts since a day, for all suppliers and SKUs (PUR-02).
func (r *Room) Leads(ctx context.Context, tx *pg.Tx, since cal.Date) ([]Lead, error) {
	found, err := tx.Query(ctx, `
		select supplier, sku, array_agg(days order by day desc, doc desc), count(*), avg(days)::float8, coalesce(stddev_samp(days), 0)::float8
		from (
			select o.supplier, l.sku, rc.day, l.doc, greatest(rc.day - (o.approved at time zone $1)::date, 0)::float8 as days,
				row_number() over (partition by o.supplier, l.sku order by rc.day desc, l.doc desc) as nth
			from purchasing.receipt rc
			join purchasing.receipt_line l on l.doc = rc.id
			join purchasing.order o on o.id = rc.purchase
			where rc.day >= $2 and l.qty > 0 and o.approved is not null
		) seen
		where nth <= $3
		group by supplier, sku order by supplier, sku`, tx.Zone.String(), since, LeadMemory)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var leads []Lead
	for found.Next() {
		var l Lead
		if err := found.Scan(&l.Supplier, &l.SKU, &l.Days, &l.Count, &l.Mean, &l.Spread); err != nil {
			return nil, err
		}
		leads = append(leads, l)
	}
	return leads, found.Err()
}

// Inbound is goods that are ordered and still to come 在途, expected on a day.
type Inbound struct {
	Key
	Due cal.Date
	Qty fixed.Qty
}

// OnOrder are all goods that approved orders still wait for, by SKU, warehouse and day.
func (r *Room) OnOrder(ctx context.Context, tx *pg.Tx) ([]Inbound, error) {
	found, err := tx.Query(ctx, `
		select l.sku, o.warehouse, coalesce(l.due, o.due, o.day), sum(l.qty - l.received)
		from purchasing.order o join purchasing.order_line l on l.doc = o.id
		where o.state in ('approved', 'receiving') and l.qty > l.received
		group by 1, 2, 3 order by 1, 2, 3`)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var inbound []Inbound
	for found.Next() {
		var i Inbound
		if err := found.Scan(&i.SKU, &i.Warehouse, &i.Due, &i.Qty); err != nil {
			return nil, err
		}
		inbound = append(inbound, i)
	}
	return inbound, found.Err()
}
