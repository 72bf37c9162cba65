package catalog

import (
	"hesuan/internal/id"
	"hesuan/internal/resource"
)

type brandKind struct{}

// BrandID names a brand; no other room speaks of brands.
type BrandID = id.Of[brandKind]

// Brand is a mark that products carry 品牌.
type Brand struct {
	resource.Base[BrandID]
	resource.Searchable
	Code  string `json:"code"`
	Name  string `json:"name"`
	Owner string `json:"owner"`
}

func brands() *resource.Def[Brand] {
	return resource.Define(resource.Def[Brand]{Meta: resource.Meta{
		Name: "catalog.brand", Icon: "certificate", Title: []string{"name"}, Sort: "code",
		Fields: resource.Fields{
			resource.Text("code", 40).Key(),
			resource.Text("name", 100).Req().Find().Col(),
			resource.Text("owner", 100).Find().Col(),
		},
	}})
}
