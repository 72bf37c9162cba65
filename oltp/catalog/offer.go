package catalog

import (
	"context"

	"hesuan/internal/cal"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
)

// Offers are what SKUs are called and cost for a buyer in a channel on a day, in one query;
// SKUs that do not exist are absent, archived or delisted ones are not active.
func (r *Room) Offers(ctx context.Context, tx *pg.Tx, channel ref.Channel, day cal.Date, skus []ref.SKU) (map[ref.SKU]ref.Offer, error) {
	found, err := tx.Query(ctx, `
		select s.id, s.code, trim(s.name || ' ' || s.spec), s.category, coalesce(p.price, s.price), s.rate, s.active and not s.archived
		from catalog.sku s
		left join catalog.channel c on c.id = $1
		left join catalog.price p on p.price_list = c.price_list and p.sku = s.id and not p.archived
			and $3::date between coalesce(p.since, '-infinity') and coalesce(p.until, 'infinity')
		where s.id = any((select $2::uuid[])::uuid[])`, channel, skus, day)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	offers := make(map[ref.SKU]ref.Offer, len(skus))
	for found.Next() {
		var o ref.Offer
		if err := found.Scan(&o.SKU, &o.Code, &o.Name, &o.Category, &o.Price, &o.Rate, &o.Active); err != nil {
			return nil, err
		}
		offers[o.SKU] = o
	}
	return offers, found.Err()
}
