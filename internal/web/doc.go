// Package web serves the pages. From each resource.Def of the house it generates a list, a page per row, forms and the dialogs of its
// steps; rooms and boards add Pages of their own without knowing the server behind it (Fiber, which never leaves this package).
//
// A page of one's own is a Page value with a Handle function:
//
//	var pages = web.MustParse(files, "page/*.html")
//
//	web.Page{Path: "/replenish", Right: "purchasing.suggestion.view",
//		Nav: &web.Nav{Group: "purchasing", Icon: "wand", Key: "replenish", Order: 5},
//		Handle: func(ctx context.Context, r *web.Request) (web.Answer, error) {
//			rows, err := desk.Open(ctx, r.Get("warehouse"))
//			return web.HTML(pages, "replenish", rows).Title(r.Text("replenish")), err
//		}}
//
// The context carries the actor. A fault becomes its status and its message in the person's language; any other error is logged once and
// shown as a reference number. Templates get a View: .Data is the page's own, the rest is the Request (.Lang, .Actor, .CSRF, .Can …);
// their functions are in words.go, the parts they may use ({{template "badge" …}}) in template/part.html.
//
// The page's policy forbids inline scripts and styles: behaviour comes from static files that Answer.Script names, data for them stands in
// data- attributes. Forms need no token of their own when htmx sends them; plain forms carry {{.CSRF}} in a field named csrf.
package web
