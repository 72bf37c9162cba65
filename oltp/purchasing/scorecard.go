package purchasing

import (
	"context"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// Score is how a supplier did on the days of a period (PUR-02). Shares are of 1; a nil one had nothing to be measured on.
type Score struct {
	Supplier ref.Supplier `json:"supplier"`
	Name     string       `json:"name"`
	Lines    int64        `json:"lines"`   // order lines that fell due
	Ordered  fixed.Amount `json:"ordered"` // value of the orders of the period, in the supplier's currency
	Currency string       `json:"currency"`
	OnTime   *float64     `json:"on_time"`   // quantity that had come by its due day, of what fell due
	Fill     *float64     `json:"fill"`      // quantity that has come by now, of what fell due; never more than was ordered
	Defect   *float64     `json:"defect"`    // quantity refused at inspection, of all that was brought
	Drift    *float64     `json:"drift"`     // what the period's goods cost more than at the prices of as many days before
	LeadMean *float64     `json:"lead_mean"` // days from approval to arrival
	LeadSD   *float64     `json:"lead_sd"`
}

// Scorecard scores the suppliers who were dealt with from one day to another, the largest first. What fell due counts from
// the day after it was due, so that nobody is late today.
func (r *Room) Scorecard(ctx context.Context, tx *pg.Tx, from, to cal.Date) ([]Score, error) {
	found, err := tx.Query(ctx, `
		with bought as (
			select o.supplier, o.id, o.day, o.approved, l.no, l.sku, l.qty, l.price, l.amount, l.due
			from purchasing.order o join purchasing.order_line l on l.doc = o.id
			where o.state in ('approved', 'receiving', 'received', 'closed')
		), came as (
			select rc.purchase, rl.order_line, rc.supplier, rc.day, rl.sku, rl.qty, rl.rejected
			from purchasing.receipt rc join purchasing.receipt_line rl on rl.doc = rc.id
		), fell_due as (
			select b.supplier, b.qty,
				least(b.qty, coalesce(sum(c.qty) filter (where c.day <= b.due), 0)) as in_time,
				least(b.qty, coalesce(sum(c.qty), 0)) as filled
			from bought b left join came c on c.purchase = b.id and c.order_line = b.no
			where b.due between $1 and least($2::date, $3::date - 1)
			group by b.supplier, b.id, b.no, b.qty
		), due as (
			select supplier, count(*) as lines, sum(in_time) / sum(qty) as on_time, sum(filled) / sum(qty) as fill from fell_due group by supplier
		), quality as (
			select supplier, sum(rejected) / nullif(sum(qty + rejected), 0) as defect from came where day between $1 and $2 group by supplier
		), before as (
			select supplier, sku, sum(amount) / sum(qty) as price from bought
			where day between $1::date - ($2::date - $1::date + 1) and $1::date - 1 group by supplier, sku
		), drifted as (
			select b.supplier, sum(b.amount) / nullif(sum(b.qty * p.price), 0) - 1 as drift
			from bought b join before p on p.supplier = b.supplier and p.sku = b.sku where b.day between $1 and $2 group by b.supplier
		), lead as (
			select c.supplier, avg(days) as mean, stddev_samp(days) as sd from came c
			join bought b on b.id = c.purchase and b.no = c.order_line
			cross join lateral (select greatest(c.day - (b.approved at time zone $4)::date, 0) as days) d
			where c.day between $1 and $2 and c.qty > 0 group by c.supplier
		), spent as (
			select supplier, sum(amount) as amount from bought where day between $1 and $2 group by supplier
		)
		select s.id, s.name, coalesce(due.lines, 0), coalesce(spent.amount, 0), s.currency, due.on_time::float8, due.fill::float8, quality.defect::float8,
			drifted.drift::float8, lead.mean::float8, lead.sd::float8
		from purchasing.supplier s
		left join due on due.supplier = s.id left join quality on quality.supplier = s.id left join drifted on drifted.supplier = s.id
		left join lead on lead.supplier = s.id left join spent on spent.supplier = s.id
		where due.supplier is not null or quality.supplier is not null or spent.supplier is not null
		order by coalesce(spent.amount, 0) desc, s.code`, from, to, tx.Today(), tx.Zone.String())
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var scores []Score
	for found.Next() {
		var s Score
		err := found.Scan(&s.Supplier, &s.Name, &s.Lines, &s.Ordered, &s.Currency, &s.OnTime, &s.Fill, &s.Defect, &s.Drift, &s.LeadMean, &s.LeadSD)
		if err != nil {
			return nil, err
		}
		scores = append(scores, s)
	}
	return scores, found.Err()
}
