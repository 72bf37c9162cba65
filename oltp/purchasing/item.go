package purchasing

import (
	"context"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

type itemKind struct{}

// ItemID names a supplier's item.
type ItemID = id.Of[itemKind]

// Item is a SKU as a supplier sells it: price, least quantity, carton, lead time 供应商商品.
type Item struct {
	resource.Base[ItemID]
	Supplier  ref.Supplier `json:"supplier"`
	SKU       ref.SKU      `json:"sku"`
	Code      string       `json:"code"`  // the supplier's own
	Price     fixed.Amount `json:"price"` // VAT included, in the supplier's currency
	MOQ       fixed.Qty    `json:"moq"`
	Pack      fixed.Qty    `json:"pack"`      // ordered in multiples of it; 0 for any
	LeadDays  int64        `json:"lead_days"` // 0 takes the supplier's
	Preferred bool         `json:"preferred"` // the one that suggestions take
}

func items() *resource.Def[Item] {
	return resource.Define(resource.Def[Item]{
		Meta: resource.Meta{
			Name: "purchasing.item", Icon: "tags", Title: []string{"code"}, Sort: "-id",
			Fields: resource.Fields{
				resource.Link("supplier", "purchasing.supplier").Req().Col().Once(),
				resource.Link("sku", "catalog.sku").Req().Col().Once(),
				resource.Text("code", 60).Find().Col(),
				resource.Money("price").Req().Col().From(0),
				resource.Quantity("moq").Col().From(0),
				resource.Quantity("pack").Col().From(0),
				resource.Int("lead_days").Col().From(0),
				resource.Bool("preferred").Col(),
			},
		},
		Check: func(i *Item) (faults fault.List) {
			if i.Price < 0 || i.MOQ < 0 || i.Pack < 0 || i.LeadDays < 0 {
				faults.Add(fault.New(fault.Invalid, "purchasing.item.negative", nil).At("price"))
			}
			return faults
		},
	})
}

// Source is where a SKU is bought: the supplier's item with what the supplier's record adds.
type Source struct {
	Item
	Currency string
	Blocked  bool
}

// Sources are the items of SKUs, the preferred one first, then the cheapest; lead days are the supplier's where the item
// has none. Blocked suppliers come last. No SKUs asks for all.
func (r *Room) Sources(ctx context.Context, tx *pg.Tx, skus []ref.SKU) (map[ref.SKU][]Source, error) {
	found, err := tx.Query(ctx, `
		select i.id, i.supplier, i.sku, i.code, i.price, i.moq, i.pack, case when i.lead_days > 0 then i.lead_days else s.lead_days end,
			i.preferred, s.currency, s.blocked
		from purchasing.item i join purchasing.supplier s on s.id = i.supplier
		where not i.archived and not s.archived and ($1::uuid[] is null or i.sku = any($1))
		order by s.blocked, i.preferred desc, i.price, i.id`, skus)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	sources := map[ref.SKU][]Source{}
	for found.Next() {
		var s Source
		err := found.Scan(&s.ID, &s.Supplier, &s.SKU, &s.Code, &s.Price, &s.MOQ, &s.Pack, &s.LeadDays, &s.Preferred, &s.Currency, &s.Blocked)
		if err != nil {
			return nil, err
		}
		sources[s.SKU] = append(sources[s.SKU], s)
	}
	return sources, found.Err()
}
