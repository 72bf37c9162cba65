package catalog

import (
	"context"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// PriceList is a set of prices that channels share 价目表.
type PriceList struct {
	resource.Base[ref.PriceList]
	resource.Searchable
	Code string `json:"code"`
	Name string `json:"name"`
}

func priceLists() *resource.Def[PriceList] {
	return resource.Define(resource.Def[PriceList]{Meta: resource.Meta{
		Name: "catalog.price_list", Icon: "list-details", Title: []string{"name"}, Sort: "code",
		Fields: resource.Fields{resource.Text("code", 40).Key(), resource.Text("name", 100).Req().Find().Col()},
	}})
}

type priceKind struct{}

// Price is what a SKU costs on a price list, VAT included, on the days from since to until; an absent end is open.
type Price struct {
	resource.Base[id.Of[priceKind]]
	List  ref.PriceList `json:"price_list"`
	SKU   ref.SKU       `json:"sku"`
	Price fixed.Amount  `json:"price"`
	Since *cal.Date     `json:"since,omitempty"`
	Until *cal.Date     `json:"until,omitempty"`
}

func prices() *resource.Def[Price] {
	return resource.Define(resource.Def[Price]{
		Meta: resource.Meta{
			Name: "catalog.price", Icon: "tag", Title: []string{"price"}, Sort: "-id",
			Fields: resource.Fields{
				resource.Link("price_list", "catalog.price_list").Req().Col().Once(),
				resource.Link("sku", "catalog.sku").Req().Col().Once(),
				resource.Money("price").Req().Col(),
				resource.Date("since").Col(),
				resource.Date("until").Col(),
			},
		},
		Check: func(p *Price) (faults fault.List) {
			if p.Price < 0 {
				faults.Add(fault.New(fault.Invalid, "catalog.sku.price_negative", nil).At("price"))
			}
			if p.Since != nil && p.Until != nil && *p.Until < *p.Since {
				faults.Add(fault.New(fault.Invalid, "catalog.price.until_before", nil).At("until"))
			}
			return faults
		},
	})
}

// PriceOf is a price and where it came from: the price list, or zero for the SKU's own list price.
type PriceOf struct {
	Price fixed.Amount
	List  ref.PriceList
}

// PricesOn are the prices of SKUs in a channel on a day: from the channel's price list, else the SKU's list price.
func (r *Room) PricesOn(ctx context.Context, tx *pg.Tx, channel ref.Channel, skus []ref.SKU, day cal.Date) (map[ref.SKU]PriceOf, error) {
	found, err := tx.Query(ctx, `
		select s.id, coalesce(p.price, s.price), p.price_list
		from catalog.sku s
		left join catalog.channel c on c.id = $1
		left join catalog.price p on p.price_list = c.price_list and p.sku = s.id and not p.archived
			and $3::date between coalesce(p.since, '-infinity') and coalesce(p.until, 'infinity')
		where s.id = any($2)`, channel, skus, day)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	prices := make(map[ref.SKU]PriceOf, len(skus))
	for found.Next() {
		var sku ref.SKU
		var price PriceOf
		if err := found.Scan(&sku, &price.Price, &price.List); err != nil {
			return nil, err
		}
		prices[sku] = price
	}
	return prices, found.Err()
}

// Price is the price of one SKU in a channel on a day, VAT included.
func (r *Room) Price(ctx context.Context, tx *pg.Tx, channel ref.Channel, sku ref.SKU, day cal.Date) (fixed.Amount, error) {
	prices, err := r.PricesOn(ctx, tx, channel, []ref.SKU{sku}, day)
	if err != nil {
		return 0, err
	}
	price, known := prices[sku]
	if !known {
		return 0, fault.New(fault.NotFound, "catalog.sku.unknown", fault.Args{"text": sku.String()})
	}
	return price.Price, nil
}
