package catalog

import (
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Product is a thing sold, in one SKU or several (colours, sizes) 商品.
type Product struct {
	resource.Base[ref.Product]
	resource.Searchable
	Code     string       `json:"code"`
	Name     string       `json:"name"`
	Category ref.Category `json:"category"`
	Brand    BrandID      `json:"brand"`
	Text     string       `json:"text"` // what shops show
}

func products() *resource.Def[Product] {
	return resource.Define(resource.Def[Product]{Meta: resource.Meta{
		Name: "catalog.product", Icon: "box", Title: []string{"code", "name"}, Sort: "code",
		Fields: resource.Fields{
			resource.Text("code", 40).Key(),
			resource.Text("name", 200).Req().Find().Col(),
			resource.Link("category", "catalog.category").Col(),
			resource.Link("brand", "catalog.brand").Col(),
			resource.LongText("text"),
		},
	}})
}
