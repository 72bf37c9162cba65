package catalog

import (
	"context"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// SKU is the smallest unit that is stocked and sold 单品.
type SKU struct {
	resource.Base[ref.SKU]
	resource.Searchable
	Code     string       `json:"code"` // unique whatever the case
	Name     string       `json:"name"`
	Spec     string       `json:"spec"` // colour, size 规格
	Barcode  string       `json:"barcode"`
	Product  ref.Product  `json:"product"`
	Category ref.Category `json:"category"`
	Unit     string       `json:"unit"`
	Price    fixed.Amount `json:"price"`  // list price, VAT included
	Rate     fixed.Amount `json:"rate"`   // VAT rate
	Weight   int64        `json:"weight"` // grams, packed
	Pack     fixed.Qty    `json:"pack"`   // pieces in a carton, 0 if unknown
	Active   bool         `json:"active"` // on sale
}

func (r *Room) skus() *resource.Def[SKU] {
	return resource.Define(resource.Def[SKU]{
		Meta: resource.Meta{
			Name: "catalog.sku", Icon: "barcode", Title: []string{"code", "name"}, Sort: "code",
			Fields: resource.Fields{
				resource.Text("code", 60).Key(),
				resource.Text("name", 200).Req().Find().Col(),
				resource.Text("spec", 100).Find().Col(),
				resource.Text("barcode", 60).Find().Col(),
				resource.Link("product", "catalog.product"),
				resource.Link("category", "catalog.category").Col(),
				resource.Text("unit", 20).Req().Or("件"),
				resource.Money("price").Col(),
				resource.Rate("rate").Col().Or("0.13"),
				resource.Int("weight").From(0),
				resource.Quantity("pack").From(0),
				resource.Bool("active").Col().Or("true"),
			},
		},
		Check:  checkSKU,
		Before: r.stampSKU,
	})
}

func checkSKU(s *SKU) (faults fault.List) {
	if s.Price < 0 {
		faults.Add(fault.New(fault.Invalid, "catalog.sku.price_negative", nil).At("price"))
	}
	if s.Rate < 0 || s.Rate >= fixed.Yuan(1) {
		faults.Add(fault.New(fault.Invalid, "catalog.sku.rate_range", nil).At("rate"))
	}
	if s.Weight < 0 || s.Pack < 0 {
		faults.Add(fault.New(fault.Invalid, "catalog.sku.size_negative", nil).At("weight"))
	}
	return faults
}

// stampSKU gives a SKU without a category its product's.
func (r *Room) stampSKU(ctx context.Context, tx *pg.Tx, s, _ *SKU) error {
	if !s.Category.IsZero() || s.Product.IsZero() {
		return nil
	}
	product, err := r.Products.Get(ctx, tx, id.ID(s.Product))
	if err == nil {
		s.Category = product.Category
	}
	return err
}
