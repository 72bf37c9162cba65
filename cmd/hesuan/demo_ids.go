package main

import (
	"strconv"

	"hesuan/demo"
	"hesuan/internal/id"
	"hesuan/internal/ref"
)

// The masters of the demo company have identifiers that follow from their place in the world, so that a load that is taken up again
// names the same ones.

func demoID(kind string, n int) id.ID { return id.Derive[any]("demo/"+kind, strconv.Itoa(n)) }

func demoSKU(n int) ref.SKU           { return ref.SKU(demoID("sku", n)) }
func demoCategory(n int) ref.Category { return ref.Category(demoID("category", n)) }
func demoChannel(n int) ref.Channel   { return ref.Channel(demoID("channel", n)) }
func demoSupplier(n int) ref.Supplier { return ref.Supplier(demoID("supplier", n)) }
func demoBuyer(n int) ref.Customer    { return ref.Customer(demoID("customer", n)) }

// demoWarehouse is the warehouse of an index; the one below zero is where defective goods go.
func demoWarehouse(n int) ref.Warehouse { return ref.Warehouse(demoID("warehouse", n)) }

// demoDefective is the index of the warehouse of defective goods.
const demoDefective = demo.Apart

// demoTitle is what an order line calls a SKU, as the catalog does.
func demoTitle(s *demo.SKU) string { return s.Name + " " + s.Spec }
