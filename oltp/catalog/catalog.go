// Package catalog owns what is sold and where: brands, the category tree, products with their SKUs, channels and
// price lists 商品. Other rooms hold its ids and ask it for names, categories, tax rates and prices.
//
// Always true: a SKU's code is unique whatever the case of its letters, and keeps the spelling it was given; so is a
// barcode among the SKUs that have one; the category tree has no circle; a price list holds at most one price for a
// SKU on any day.
//
// Prices include VAT, as people in China quote them; a SKU carries the rate. Its events (catalog.sku.create, .edit,
// .archive and their kin) feed the warehouse's dictionaries.
package catalog

import (
	"embed"

	"hesuan/internal/resource"
)

// Files holds the room's schema and words.
//
//go:embed schema*.sql lang/*.json
var Files embed.FS

// Room is the catalog.
type Room struct {
	Brands     *resource.Def[Brand]
	Categories *resource.Def[Category]
	Products   *resource.Def[Product]
	SKUs       *resource.Def[SKU]
	Channels   *resource.Def[Channel]
	PriceLists *resource.Def[PriceList]
	Prices     *resource.Def[Price]
}

// New declares the room.
func New() *Room {
	r := &Room{Brands: brands(), Channels: channels(), PriceLists: priceLists(), Prices: prices()}
	r.Categories, r.Products, r.SKUs = r.categories(), products(), r.skus()
	return r
}

// Defs are the room's tables in the order of the navigation.
func (r *Room) Defs() []resource.Any {
	return []resource.Any{r.SKUs, r.Products, r.Categories, r.Brands, r.Channels, r.PriceLists, r.Prices}
}
