package catalog

import (
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Channel is where orders come from: a platform shop, our own mall, a store 渠道.
type Channel struct {
	resource.Base[ref.Channel]
	resource.Searchable
	Code      string            `json:"code"`
	Name      string            `json:"name"`
	Kind      string            `json:"kind"`
	PriceList ref.PriceList     `json:"price_list"`
	Shop      string            `json:"shop"`               // the shop's number on its platform
	Settings  map[string]string `json:"settings,omitempty"` // what the connector remembers
}

func channels() *resource.Def[Channel] {
	return resource.Define(resource.Def[Channel]{Meta: resource.Meta{
		Name: "catalog.channel", Icon: "building-store", Title: []string{"name"}, Sort: "code",
		Bounds: []resource.Bound{resource.By("channel", "id")},
		Fields: resource.Fields{
			resource.Text("code", 40).Key(),
			resource.Text("name", 100).Req().Find().Col(),
			resource.Choice("kind", "tmall", "jd", "pdd", "douyin", "wechat", "mall", "store", "wholesale").Req().Col(),
			resource.Link("price_list", "catalog.price_list").Col(),
			resource.Text("shop", 60).Find(),
			resource.JSON("settings"),
		},
	}})
}
