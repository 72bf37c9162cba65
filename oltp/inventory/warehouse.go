package inventory

import (
	"hesuan/internal/fixed"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Warehouse is a place that holds stock 仓库. Returned goods that fail inspection go to
// its Defective warehouse 残次仓, or are written off where it has none.
type Warehouse struct {
	resource.Base[ref.Warehouse]
	resource.Searchable
	Code      string        `json:"code"`
	Name      string        `json:"name"`
	Kind      string        `json:"kind"`
	Region    string        `json:"region,omitempty"`
	Address   string        `json:"address,omitempty"`
	Defective ref.Warehouse `json:"defective,omitzero"`
}

func warehouses() *resource.Def[Warehouse] {
	return resource.Define(resource.Def[Warehouse]{Meta: resource.Meta{
		Name: "inventory.warehouse", Icon: "building-warehouse", Title: []string{"code", "name"}, Sort: "code",
		Bounds: []resource.Bound{resource.By("warehouse", "id")},
		Fields: resource.Fields{
			resource.Text("code", 20).Key(),
			resource.Text("name", 60).Req().Find().Col(),
			resource.Choice("kind", "own", "third_party", "defective").Req().Col().Or("own"),
			resource.Text("region", 40).Col(),
			resource.Text("address", 200),
			resource.Link("defective", "inventory.warehouse"),
		},
	}})
}

// Threshold is the level of free stock below which a SKU in a warehouse raises an alert 库存预警线.
type Threshold struct {
	resource.Base[ref.Threshold]
	SKU       ref.SKU       `json:"sku"`
	Warehouse ref.Warehouse `json:"warehouse"`
	Low       fixed.Qty     `json:"low"`
}

func thresholds() *resource.Def[Threshold] {
	return resource.Define(resource.Def[Threshold]{Meta: resource.Meta{
		Name: "inventory.threshold", Icon: "bell-cog", Title: []string{"low"},
		Bounds: []resource.Bound{resource.By("warehouse", "warehouse")},
		Fields: resource.Fields{
			resource.Link("sku", "catalog.sku").Req().Once().Col(),
			resource.Link("warehouse", "inventory.warehouse").Req().Once().Col(),
			resource.Quantity("low").Req().Col(),
		},
	}})
}
