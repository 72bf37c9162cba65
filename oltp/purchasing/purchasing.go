// Package purchasing owns what we buy and from whom 采购: suppliers and their prices, purchase orders, receipts, and the
// suggestions of what to order next.
//
// An order lives draft → approved → receiving → received; it may be closed short (closed) or, while nothing has come,
// be cancelled. Receiving makes a receipt, a document of its own: its goods enter stock at cost, in the transaction of the step.
//
// Always true: an order's total is the sum of its lines, computed here; no line ever receives more than its
// quantity and the supplier's tolerance; what a line received is the sum of its receipts; for each SKU and warehouse at most one
// suggestion is open; a suggestion's terms sum to its quantity; a suggestion that was ordered names its order, and is
// ordered once.
//
// Prices include VAT. Net value and VAT are split per line (价税分离), and the receipts of a line share them out to the cent.
// A supplier who gives no deductible invoice has no VAT: the whole price is cost.
//
// Events: purchasing.order.*, purchasing.receipt.post and .invoice, purchasing.suggestion.*, and those of master data.
package purchasing

import (
	"context"
	"embed"

	"hesuan/internal/cal"
	"hesuan/internal/flow"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Files holds the room's schema and words.
//
//go:embed schema*.sql lang/*.json
var Files embed.FS

// Stock takes in what suppliers send, at the values the receipt gives.
type Stock interface {
	Receive(ctx context.Context, tx *pg.Tx, source ref.Doc, warehouse ref.Warehouse, goods []ref.Goods) error
}

// Catalog tells what SKUs are called, how they are taxed and what stands on their labels; purchasing asks for no channel.
type Catalog interface {
	Offers(ctx context.Context, tx *pg.Tx, channel ref.Channel, day cal.Date, skus []ref.SKU) (map[ref.SKU]ref.Offer, error)
	Barcodes(ctx context.Context, tx *pg.Tx, skus []ref.SKU) (map[ref.SKU]string, error)
}

// Room is the purchasing room.
type Room struct {
	Suppliers   *resource.Def[Supplier]
	Items       *resource.Def[Item]
	Orders      *flow.Flow[Order]
	Receipts    *flow.Flow[Receipt]
	Suggestions *flow.Flow[Suggestion]
	stock       Stock
	catalog     Catalog
	currency    string
}

// New makes the room; currency is the company's.
func New(stock Stock, catalog Catalog, currency string) *Room {
	r := &Room{stock: stock, catalog: catalog, currency: currency, Suppliers: suppliers(currency), Items: items()}
	r.Orders, r.Receipts, r.Suggestions = r.orders(), r.receipts(), r.suggestions()
	return r
}

// Defs are the room's tables in the order of the navigation.
func (r *Room) Defs() []resource.Any {
	return []resource.Any{r.Suggestions.Def, r.Orders.Def, r.Receipts.Def, r.Suppliers, r.Items}
}

// Key names goods in a place, the unit of replenishment.
type Key struct {
	SKU       ref.SKU
	Warehouse ref.Warehouse
}
