// Package sales owns orders and what follows from them: shipments and returns.
//
// An order lives draft → placed → approved → shipping → shipped → completed, or is
// cancelled. Placing prices it and reserves its goods, in one transaction: an order that stands
// placed has its goods, but for one that was taken as a back order: it stands in the queue of exceptions until it has. Shipping, whole or in parts, makes a shipment, whose goods leave stock at cost;
// what was shipped is never more than what was ordered, what came back never more than what
// was shipped, what was refunded never more than was paid for it.
//
// Amounts: a line's amount is qty × price − its discount; the order's discount is shared
// over the lines to the cent; total = goods − discount + freight + tax. Where prices include
// VAT (tax_included) tax is 0 and each line's vat is the part inside it; otherwise tax is Σ vat on top.
//
// The room asks others for goods, prices and people through small interfaces; money is
// posted by hooks after shipment.post, return.receive and return.refund.
//
// Events: sales.order.*, sales.shipment.post, sales.return.*, sales.forecast.foretell.
package sales

import (
	"context"
	"embed"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/flow"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Files holds the schema and the words.
//
//go:embed schema*.sql lang/*.json
var Files embed.FS

// Stock is what the room needs of the one that owns goods.
type Stock interface {
	Reserve(ctx context.Context, tx *pg.Tx, holder ref.Doc, warehouse ref.Warehouse, goods []ref.Goods) error
	Release(ctx context.Context, tx *pg.Tx, holder id.ID) error
	Fulfil(ctx context.Context, tx *pg.Tx, holder id.ID, source ref.Doc, warehouse ref.Warehouse, goods []ref.Goods) ([]ref.Goods, error)
	Sell(ctx context.Context, tx *pg.Tx, source ref.Doc, warehouse ref.Warehouse, goods []ref.Goods) ([]ref.Goods, error)
	TakeBack(ctx context.Context, tx *pg.Tx, source ref.Doc, warehouse ref.Warehouse, good, defective []ref.Goods) (lost fixed.Amount, err error)
}

// Catalog tells what SKUs are called and cost.
type Catalog interface {
	Offers(ctx context.Context, tx *pg.Tx, channel ref.Channel, day cal.Date, skus []ref.SKU) (map[ref.SKU]ref.Offer, error)
}

// Customers tells whom we sell to; a fault for those who may not buy.
type Customers interface {
	Party(ctx context.Context, tx *pg.Tx, customer ref.Customer) (ref.Party, error)
}

// Room is the sales room.
type Room struct {
	Orders    *flow.Flow[Order]
	Shipments *flow.Flow[Shipment]
	Returns   *flow.Flow[Return]
	Forecasts *resource.Def[Forecast]
	stock     Stock
	catalog   Catalog
	customers Customers
	currency  string
}

// New makes the room; currency is the company's.
func New(stock Stock, catalog Catalog, customers Customers, currency string) *Room {
	r := &Room{stock: stock, catalog: catalog, customers: customers, currency: currency}
	r.Orders, r.Shipments, r.Returns, r.Forecasts = r.orders(), r.shipments(), r.returns(), forecasts()
	return r
}

// Defs are the room's tables.
func (r *Room) Defs() []resource.Any {
	return []resource.Any{r.Orders.Def, r.Shipments.Def, r.Returns.Def, r.Forecasts}
}
