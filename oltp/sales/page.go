package sales

import (
	"embed"
	"io/fs"
	"net/http"

	"hesuan/internal/web"
)

//go:embed page/*.html static/*
var pageFiles embed.FS

// Static are the scripts and styles of the room's pages, served below /static/sales/.
var Static, _ = fs.Sub(pageFiles, "static") // the folder is embedded: there is no error

var pages = web.MustParse(pageFiles, "page/*.html")

// Pages are the entry of orders and the picking of what is to be shipped, beside the generated pages.
func (r *Room) Pages(desk Desk) []web.Page {
	c, p := &counter{Room: r, desk: desk}, &picker{Room: r, desk: desk}
	place, ship := r.Orders.Def.Right("place"), r.Orders.Def.Right("ship")
	post := func(path, right string, handle web.Handle) web.Page {
		return web.Page{Method: http.MethodPost, Path: path, Right: right, Handle: handle}
	}
	return []web.Page{
		{Path: entryPath, Right: place, Handle: c.page, New: "sales.order",
			Nav: &web.Nav{Group: "sales", Icon: "scan", Key: "sales.entry", Order: 1}},
		{Path: entryPath + "/goods", Right: place, Handle: c.goods},
		{Path: entryPath + "/customer", Right: "crm.customer.view", Handle: c.customers},
		post(entryPath+"/customer", "crm.customer.edit", c.admit),
		post(entryPath+"/quote", place, c.quote),
		post(entryPath+"/drop", place, c.drop),
		post(entryPath+"/place", place, c.place),
		post(entryPath+"/undo/:id", r.Orders.Def.Right("cancel"), c.undo),
		{Path: "/pick", Right: ship, Handle: p.list, Nav: &web.Nav{Group: "inventory", Icon: "package-export", Key: "sales.pick", Order: 5}},
		{Path: "/pick/:id", Right: ship, Handle: p.scan, On: "sales.order", Nav: &web.Nav{Icon: "scan", Key: "sales.pick.scan"}},
		post("/pick/:id", ship, p.ship),
	}
}
