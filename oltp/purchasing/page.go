package purchasing

import (
	"context"
	"embed"
	"io/fs"
	"net/http"

	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/web"
)

//go:embed page/*.html
var pageFiles embed.FS

var pages = web.MustParse(pageFiles, "page/*.html")

//go:embed static/*
var staticFiles embed.FS

// Static are the scripts and styles of the room's pages, served below /static/purchasing/.
var Static, _ = fs.Sub(staticFiles, "static") // the folder is embedded: there is no error

// Names tell how people call rows of another room; the warehouses' Def does.
type Names interface {
	Titles(ctx context.Context, tx *pg.Tx, keys []id.ID) (map[id.ID]string, error)
}

// Pages are the replenishment workbench, the progress of orders, the scorecard of suppliers and the receiving dock, beside the generated pages.
func (r *Room) Pages(warehouses Names) []web.Page {
	b, d := &bench{Room: r, warehouses: warehouses}, &dock{Room: r, warehouses: warehouses}
	suggestion, order := r.Suggestions.Def.Right, r.Orders.Def.Right
	return []web.Page{
		{Path: "/replenish", Right: suggestion("view"), Handle: b.list,
			Nav: &web.Nav{Group: "purchasing", Icon: "wand", Key: "purchasing.replenish", Order: 5}},
		{Path: "/replenish/:id", On: "purchasing.suggestion", Right: suggestion("view"), Handle: b.card},
		{Path: "/replenish/:id/qty", On: "purchasing.suggestion", Method: http.MethodPost, Right: suggestion("adjust"), Handle: b.adjust},
		{Path: "/replenish/:id/dismiss", On: "purchasing.suggestion", Method: http.MethodPost, Right: suggestion("dismiss"), Handle: b.dismiss},
		{Path: "/replenish/preview", Method: http.MethodPost, Right: suggestion("order"), Handle: b.preview},
		{Path: "/replenish/order", Method: http.MethodPost, Right: suggestion("order"), Handle: b.order},
		{Path: "/purchasing/progress", Right: order("view"), Handle: r.progressPage,
			Nav: &web.Nav{Group: "purchasing", Icon: "truck-delivery", Key: "purchasing.progress", Order: 20}},
		{Path: "/purchasing/scorecard", Whole: true, Right: r.Suppliers.Right("view"), Handle: r.scorecardPage,
			Nav: &web.Nav{Group: "purchasing", Icon: "award", Key: "purchasing.scorecard", Order: 300}},
		{Path: "/receive", Right: order("receive"), Handle: d.list,
			Nav: &web.Nav{Group: "purchasing", Icon: "package-import", Key: "purchasing.dock", Order: 10}},
		{Path: "/receive/:id", On: "purchasing.order", Right: order("receive"), Handle: d.scan,
			Nav: &web.Nav{Icon: "scan", Key: "purchasing.dock.scan"}},
		{Path: "/receive/:id", On: "purchasing.order", Method: http.MethodPost, Right: order("receive"), Handle: d.receive},
	}
}
